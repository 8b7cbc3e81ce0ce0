"""One-coin and full Dawid-Skene by crowd-kit: settle_crowdkit.py TABLE.csv. A line as soon as a method is done; the caller sets the bound."""
import collections, random, sys

import pandas
from crowdkit.aggregation import DawidSkene, OneCoinDawidSkene

from common import Watch, table, tell

rows = table(sys.argv[1])


def timed(name, method, sets, back=lambda item, label: label):
    """Settles each set by itself: a set is what shares its answers (temperatures; pressures)."""
    watch, chosen = Watch(), {}
    for part in sets:
        frame = pandas.DataFrame(part, columns=["worker", "task", "label"])
        with watch:
            labels = method().fit_predict(frame)
        chosen.update({item: back(item, label) for item, label in labels.items()})
        tell(method=name, wall=watch.wall, cpu=watch.cpu, rows=len(part), done=False)
    tell(method=name, wall=watch.wall, cpu=watch.cpu, rows=len(rows), chosen=chosen, done=True)


def numbered():
    """The rows with values numbered within their item, in seeded order: one coin asks no more of a value than whether two are the same, and
    a dozen labels in place of a thousand make the rival many times faster."""
    values = collections.defaultdict(set)
    for _, item, value in rows:
        values[item].add(value)
    draw = random.Random(1)
    order = {item: draw.sample(sorted(known), len(known)) for item, known in sorted(values.items())}
    place = {item: {value: at for at, value in enumerate(known)} for item, known in order.items()}
    return order, [(source, item, place[item][value]) for source, item, value in rows]


def by_property():
    """The rows parted by what is measured (the last part of the item's name): the few answers first."""
    parts = collections.defaultdict(list)
    for row in rows:
        parts[row[1].rsplit(", ", 1)[-1]].append(row)
    return sorted(parts.values(), key=lambda part: len({value for _, _, value in part}))


order, few = numbered()
timed("one coin, values numbered within the item", lambda: OneCoinDawidSkene(n_iter=100), [few], lambda item, at: order[item][at])
timed("full Dawid-Skene, values as given", lambda: DawidSkene(n_iter=100), by_property())
timed("one coin, values as given", lambda: OneCoinDawidSkene(n_iter=100), by_property())
