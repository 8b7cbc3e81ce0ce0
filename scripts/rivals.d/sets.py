"""What the launcher reads of DATA_DIR: the sample, and gold with its measures."""
import collections, csv, gzip, json, os, random

SEED, LEAN, FEW = 20261129, 400, 40


def sample(path, folder, count):
    """A seeded sample of articles as files, in the order drawn, whole and its beginnings; its articles and its words between blanks."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [line for line in file if line.strip()]
    drawn = random.Random(SEED).sample(lines, min(count, len(lines)))
    for name, part in (("sample.jsonl", drawn), ("lean.jsonl", drawn[:LEAN]), ("few.jsonl", drawn[:FEW])):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.writelines(part)
    return len(drawn), sum(len(json.loads(line)["text"].split()) for line in drawn)


def cells(path):
    """The rows of a table parted by tabs, its header left out."""
    with open(path, encoding="utf-8", newline="") as file:
        return [line.rstrip("\n").split("\t") for line in file][1:]


def cues(path):
    """Sentences of szeged-wiki, and whether each has any cue of uncertainty."""
    return [(row[3], bool(row[2])) for row in cells(path)]


def weasels(path):
    """Sentences of conll2010-wiki with a known label, and whether each is weasel; titles count, as they do for ours."""
    return [(row[5], row[2] == "1") for row in cells(path) if row[2] != "NA"]


def f1(answers, gold):
    return 2 * sum(a and b for a, b in zip(answers, gold)) / max(1, sum(answers) + sum(gold))


class Weather:
    """Claims of weather sites as a table source,item,value, and how often a choice of values is right."""

    def __init__(self, claims, gold, table):
        with gzip.open(claims, "rt", encoding="utf-8") as file:
            self.claims = [(row[3], f"{row[0]}, {row[1]}", row[2]) for row in list(csv.reader(file))[1:]]
        with open(table, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("source", "item", "value"), *self.claims])
        self.sources, self.items = ({claim[at] for claim in self.claims} for at in (0, 1))
        self.gold = collections.defaultdict(set)
        with open(gold, encoding="utf-8") as file:
            for row in list(csv.reader(file))[1:]:
                if (item := f"{row[0]}, {row[1]}") in self.items:
                    self.gold[item].add(row[2])

    def accuracy(self, chosen):
        """Share of the gold items that is right; where several values share the first place, by chance."""
        values = {item: value if isinstance(value, list) else [value] for item, value in chosen.items()}
        right = (sum(value in self.gold[item] for value in values[item]) / len(values[item]) for item in self.gold if values.get(item))
        return sum(right) / len(self.gold)


def settled(path):
    """The value that `corroborate settle` chose for each item, or those of the highest belief where it is a tie."""
    best = collections.defaultdict(list)
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            best[row["item"]].append(((row["chosen"] == "true", float(row["belief"])), row["value"]))
    return {item: [value for rank, value in values if rank == max(values)[0]] for item, values in best.items()}


def near_copies(silver, articles):
    """Pairs of articles that share text, by their lines in the file of articles."""
    with gzip.open(articles, "rt", encoding="utf-8") as file:
        line_of = {json.loads(line)["id"]: number for number, line in enumerate(file, 1) if line.strip()}
    return [frozenset((line_of[row[2]], line_of[row[5]])) for row in cells(silver)]
