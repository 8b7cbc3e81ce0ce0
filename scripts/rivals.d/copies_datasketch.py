"""Near copies by datasketch: copies_datasketch.py ARTICLES.jsonl BOUND. 128 permutations, runs of five words, LSH at Jaccard .5."""
import re, sys

from datasketch import MinHash, MinHashLSH

from common import Watch, tell, texts

WORD = re.compile(r"\w+")
articles, bound = texts(sys.argv[1]), float(sys.argv[2])
watch, search, pairs, read, words = Watch(), Watch(), set(), 0, 0
index = MinHashLSH(threshold=0.5, num_perm=128)
for number, text in articles:
    with watch:
        found = WORD.findall(text.lower())
        runs = {" ".join(found[at:at + 5]).encode() for at in range(max(1, len(found) - 4))}
        sketch = MinHash(num_perm=128)
        sketch.update_batch(runs)
        with search:
            near = index.query(sketch)
            index.insert(number, sketch)
    pairs.update((other, number) for other in near)
    read, words = read + 1, words + len(text.split())
    if watch.cpu > bound:
        break
tell(wall=watch.wall, cpu=watch.cpu, search=search.cpu, articles=read, of=len(articles), words=words, pairs=sorted(pairs))
