"""What the Python runners share: a stopwatch, the articles, and gold for attribution and settling."""
import collections, csv, gzip, json, os, re, time


class Watch:
    """Seconds on the clock and of the processor, of what runs between `with` and its end; adds up."""

    def __init__(self):
        self.wall = self.cpu = 0.0

    def __enter__(self):
        self.begun = time.perf_counter(), time.process_time()

    def __exit__(self, *_):
        self.wall += time.perf_counter() - self.begun[0]
        self.cpu += time.process_time() - self.begun[1]


def texts(path):
    """The texts of a file of JSON Lines, in its order, with the number of each line."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        return [(number, json.loads(line)["text"]) for number, line in enumerate(lines, 1) if line.strip()]


def tell(**found):
    print(json.dumps(found), flush=True)


def attributions(folder):
    """Name, text and the pieces of each source, cue and content of the articles of a folder of brat stand-off."""
    for name in sorted(name for name in os.listdir(folder) if name.endswith(".txt")):
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            text = file.read()
        spans, gold = {}, {"Source": set(), "Cue": set(), "Content": set()}
        with open(os.path.join(folder, name[:-4] + ".ann"), encoding="utf-8", newline="") as file:
            lines = file.read().split("\n")
        for line in lines:
            if found := re.match(r"(T\d+)\t\S+ ([\d ;]+)\t", line):
                spans[found[1]] = tuple(sorted(tuple(map(int, piece.split())) for piece in found[2].split(";")))
        for line in lines:
            if re.match(r"E\d+\tAttribution", line):
                for role, place in re.findall(r"(Source|Cue|Content)\d*:(T\d+)", line):
                    gold[role].add(spans[place])
        yield text, gold


def time_quotes(nlp, quotes, articles, bound, gold_folder, prepared=lambda text: text):
    """Times `quotes` (a parsed document to (source, cue, content), each a (start, end) or None) over the articles until the bound is
    reached, then counts exactly right pieces in the gold. Texts on which the rival gives up count as read, as its users get them."""
    watch, read, words, found, failed = Watch(), 0, 0, 0, 0
    given = [text for _, text in texts(articles)]
    # One text at a time: batches of articles this long took a third more of the processor.
    while read < len(given) and watch.cpu < bound:
        with watch:
            document = nlp(prepared(given[read]))
            try:
                found += len(list(quotes(document)))
            except (ValueError, IndexError):
                failed += 1
        words += len(given[read].split())
        read += 1
    hits = collections.defaultdict(lambda: [0, 0, 0])
    for text, gold in attributions(gold_folder) if gold_folder else ():
        try:
            triples = list(quotes(nlp(prepared(text))))
        except (ValueError, IndexError):
            triples = []
        for at, role in enumerate(gold):
            mine = {(triple[at],) for triple in triples if triple[at]}
            for place, count in enumerate((len(mine & gold[role]), len(mine), len(gold[role]))):
                hits[role][place] += count
    quality = {role.lower(): round(2 * right / max(1, mine + gold), 3) for role, (right, mine, gold) in hits.items()}
    tell(wall=watch.wall, cpu=watch.cpu, articles=read, of=len(given), words=words, found=found, failed=failed, quality=quality)


def table(path):
    """The rows source, item, value of a CSV table."""
    with open(path, encoding="utf-8", newline="") as file:
        return [(row["source"], row["item"], row["value"]) for row in csv.DictReader(file)]
