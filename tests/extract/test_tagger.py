"""The learned tagger: slots and sentence classes of invented sentences, offsets, time, bad input, scores."""

import json
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from practicegraph.extract import tagger as module
from practicegraph.extract.tagger import Slot, Tagger

LAYERS = ("type_I_slot_filling", "type_II_slot_filling")


@pytest.fixture(scope="module")
def tagger():
    return Tagger()


@pytest.fixture(scope="module")
def tag(tagger):
    """Tags a sentence whose words are set apart by spaces."""
    return lambda sentence: tagger.tag([sentence.split()])[0]


def said(tagged, sentence, role):
    """The words of the slots of a role."""
    words = sentence.split()
    return [" ".join(words[s.start : s.end]) for s in tagged.slots if s.label.startswith(role)]


@pytest.mark.parametrize(
    ("sentence", "intent"),
    [
        ("Velaro collects your name and your phone number when you order .", "data-collection-usage"),
        ("We share your address with delivery companies .", "data-sharing-disclosure"),
        ("We retain your account information for two years .", "data-storage-retention-deletion"),
        (
            "We use encryption to protect your personal information from unauthorized access .",
            "data-security-protection",
        ),
        ("Table of contents", "Other"),
    ],
)
def test_sentence_class(tag, sentence, intent):
    assert tag(sentence).intent == intent


@pytest.mark.parametrize(
    ("sentence", "role", "words"),
    [
        ("We collect your email address .", "data-collected", ["email address"]),
        ("We may share your personal information with advertisers .", "data-receiver", ["advertisers"]),
        ("We may share your personal information with third parties .", "data-shared", ["personal information"]),
        (
            "We collect information about your device to improve our services .",
            "purpose-argument",
            ["improve our services"],
        ),
    ],
)
def test_slots(tag, sentence, role, words):
    found = said(tag(sentence), sentence, role)
    assert any(w in f for w in words for f in found), found


def test_probabilities(tag, tagger):
    tagged = tag("Tidepool may collect your location and share it with weather services .")
    assert sum(tagged.intents.values()) == pytest.approx(1, abs=1e-4)
    assert set(tagged.intents) == set(tagger.intents)
    assert tagged.slots
    assert all(0 <= slot.score <= 1 for slot in tagged.slots)
    assert {slot.label for slot in tagged.slots} <= {label for layer in tagger.layers.values() for label in layer}


def test_nothing_to_tag(tagger):
    assert tagger.tag([]) == []
    [empty] = tagger.tag([[]])
    assert (empty.intents, empty.slots, empty.intent) == ({}, (), None)
    assert empty.asserted.shape == (0, len(tagger.practices))


def test_result_does_not_depend_on_other_sentences(tagger):
    sentence = ["We", "disclose", "your", "data", "to", "courts", "."]
    alone = tagger.tag([sentence])[0]
    others = [["We", "sell", "nothing", "."], ["Hello"] * 70, sentence[:3]]
    assert same(tagger.tag([*others, sentence, *others])[3], alone)
    assert same(Tagger(threads=2, batch_pieces=64).tag([*others, sentence, *others])[3], alone)


def same(one, other):
    equal = (one.intents, one.slots) == (other.intents, other.slots)
    return equal and (one.asserted == other.asserted).all()


WORDS = st.lists(st.one_of(st.text(min_size=1, max_size=12), st.sampled_from(["we", "collect", "data"])), max_size=40)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=4))
def test_any_words_give_valid_slots(tagger, sentences):
    result = tagger.tag(sentences)
    assert len(result) == len(sentences)
    for words, tagged in zip(sentences, result, strict=True):
        for layer in tagger.layers.values():
            slots = [s for s in tagged.slots if s.label in layer]
            assert all(0 <= s.start < s.end <= len(words) for s in slots)
            assert all(a.end <= b.start for a, b in pairwise(slots))
    assert all(same(*pair) for pair in zip(tagger.tag(sentences), result, strict=True))


@pytest.mark.parametrize(
    "words",
    [
        ["\ud800", "we", "collect"],  # half of a surrogate pair
        ["\x00", "\u200b", "\u202e", "we"],
        ["x" * 100_000],
        ["😀"] * 600,
        ["شركة", "تجمع", "بياناتك"],
        ["WE", "COLLECT", "YOUR", "NAME"],
    ],
)
def test_odd_words(tagger, words):
    tagged = tagger.tag([words])[0]
    assert all(0 <= s.start < s.end <= len(words) for s in tagged.slots)
    assert len(tagged.intents) == 5


def test_long_sentences_are_read_to_the_end(tagger):
    words = ["filler"] * 600 + ["and", "we", "also", "collect", "your", "email", "address", "."]
    assert any(s.start >= 600 and s.label.startswith("data-collected") for s in tagger.tag([words])[0].slots)


def test_windows_cover_each_word_once(tagger):
    for count in (0, 1, 200, 253, 254, 255, 256, 300, 507, 1000):
        for word in ("word", "unpronounceablenesses"):
            kept = [i for w in tagger._windows(0, [word] * count) for i in w.kept]
            assert kept == list(range(count))


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_work_is_linear_in_the_length_of_a_sentence(tagger, count):
    windows = list(tagger._windows(0, ["we", "collect", "your", "data"] * (count // 4)))
    assert max(len(w.ids) for w in windows) <= module.WINDOW
    assert sum(len(w.ids) for w in windows) < 1.5 * count
    assert len(tagger.tag([["we", "collect", "your", "data"] * (count // 4)])) == 1


def test_missing_model_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="training"):
        Tagger(tmp_path).tag([["We", "collect", "data"]])


def test_model_is_small_and_loaded_late(monkeypatch):
    files = [f for f in module.MODEL.iterdir() if f.is_file()]
    assert sum(f.stat().st_size for f in files) < 30_000_000
    monkeypatch.setattr(module, "WordPieces", None)
    Tagger()  # reads nothing yet


def test_spacy_component():
    import practicegraph.extract.slot_tagger  # noqa: F401  registers the factory
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("slot_tagger")
    text = "We collect  your\n\nemail address. We share your personal information with our partners.\n"
    doc = nlp(text)
    slots = doc.spans["slots"]
    assert len(slots.attrs["scores"]) == len(slots) > 0
    assert any(s.label_.startswith("data-collected") and "email address" in s.text for s in slots)
    assert [max(s._.intents, key=s._.intents.get) for s in doc.sents if s._.intents] == [
        "data-collection-usage",
        "data-sharing-disclosure",
    ]
    piped = list(nlp.pipe([text, "", " \n", text]))
    for other in (piped[0], piped[3]):
        assert [(s.start, s.end, s.label_) for s in other.spans["slots"]] == [(s.start, s.end, s.label_) for s in slots]
    assert len(piped[1].spans["slots"]) == 0


def test_word_pieces(tagger):
    of_word = tagger._pieces.of_word
    number = tagger._pieces._numbers
    assert of_word("Collects") == (number["collects"],)
    assert of_word("Zürich") == (number["zurich"],)
    assert of_word("opt-out") == (number["opt"], number["-"], number["out"])
    assert of_word("postcode") == (number["post"], number["##code"])
    assert of_word("data\u00a0subject") == (number["data"], number["subject"])
    assert of_word("你好") == (number["[UNK]"],) * 2
    assert of_word("\x00") == of_word("\U0001f9ff") == (number["[UNK]"],)


def test_slot_is_a_tuple():
    assert Slot(0, 1, "action", 0.5) == (0, 1, "action", 0.5)


def test_scores_on_policyie(tagger, shared):
    """Validation part, exact spans, micro-averaged."""
    folder = shared / "eval" / "policyie"

    def rows(name):
        return [json.loads(line) for line in (folder / f"{name}_valid.json").read_text("utf-8").splitlines()]

    wanted = [rows(name) for name in LAYERS]
    tagged = tagger.tag([row["tokens"] for row in wanted[0]])
    right = sum(t.intent == row["label"] for t, row in zip(tagged, rows("intent_classification"), strict=True))
    assert right / len(tagged) >= 0.78
    scores = []
    for layer, gold in zip(list(tagger.layers.values())[:2], wanted, strict=True):
        hits = found = count = 0
        for one, row in zip(tagged, gold, strict=True):
            ours = {s[:3] for s in one.slots if s.label in layer}
            theirs = spans_of(row["labels"])
            hits, found, count = hits + len(ours & theirs), found + len(ours), count + len(theirs)
        scores.append(2 * hits / (found + count))
    assert sum(scores) / 2 >= 0.4, scores


def spans_of(tags):
    """Spans of a valid BIO sequence."""
    starts = [i for i, tag in enumerate(tags) if tag.startswith("B-")]
    result = set()
    for start in starts:
        end = start + 1
        while end < len(tags) and tags[end] == "I-" + tags[start][2:]:
            end += 1
        result.add((start, end, tags[start][2:]))
    return result
