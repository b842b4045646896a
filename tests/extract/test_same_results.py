"""What is looked up, remembered or done elsewhere is what the plain way gives."""

import importlib
import importlib.util

import pytest
from practicegraph.extract import Extractor
from practicegraph.extract.parses import Parses
from practicegraph.extract.pipeline import MODELS, load_pipeline
from spacy.language import Language

TEXTS = [
    "We collect your name. There is no other data that we're keeping, and we ain't gonna sell it; let's see.",
    "If you don't wish to receive e-mails, you can opt out. The data's controller is Quillmark, Inc. (\"we\").",
    "Our partners  may have collected information about the pages you've visited, but we do not control it.",
    "",
    "ALL CAPITALS: WE SHARE YOUR DATA WITH THIRD PARTIES WHEN THEY'VE GOT TA HAVE IT.",
]


@pytest.fixture(scope="module")
def plain() -> Language:
    """The pipeline with the model's own components in place of ours."""
    load_pipeline()
    name = next(m for m in MODELS if importlib.util.find_spec(m))
    nlp: Language = importlib.import_module(name).load(exclude=["ner"])
    nlp.tokenizer = load_pipeline().tokenizer
    nlp.add_pipe("passage_boundaries", before="parser")
    nlp.add_pipe("verb_lists", last=True)
    return nlp


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_read_as_the_model_reads_them(text: str, plain: Language) -> None:
    def shown(nlp: Language) -> list[tuple[str, ...]]:
        return [(t.text, t.tag_, t.pos_, t.dep_, t.head.text, t.lemma_) for t in nlp(text)]

    assert shown(load_pipeline()) == shown(plain)
    assert shown(load_pipeline()) == shown(plain), "the second time, from memory"


def test_a_text_is_parsed_once_while_it_is_remembered() -> None:
    parses = Parses(load_pipeline(), tokens=30)
    one, other, again = parses.of(["We collect your name.", "We sell it.", "We collect your name."])
    assert one is again
    assert one is not other
    assert parses.of(["We sell it."])[0] is other
    parses.of(["We keep your name for two years and delete it when you close the account that you have with us."])
    parses.of(["We keep your address for two years and delete it when you close the account you have with us."])
    assert parses.of(["We sell it."])[0] is not other
    assert [t.text for t in parses.of(["We sell it."])[0]] == ["We", "sell", "it", "."]


def test_processes_find_what_one_process_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practicegraph.extract.extractor.SMALL", 0)
    texts = [f"We collect your name and {thing}. We never sell it." for thing in ("address", "age", "shoe size") * 4]
    extractor = Extractor()
    expected = [extractor.extract(text, "Quillmark") for text in texts]
    assert list(extractor.pipe(texts, "Quillmark", workers=1)) == expected
    assert list(extractor.pipe(iter(texts), "Quillmark", workers=2)) == expected
    process = extractor._workers
    assert process is not None
    assert list(extractor.pipe(texts[:3], "Quillmark", workers=2)) == expected[:3]
    assert extractor._workers is process, "kept for the next call"
    extractor.close()
    assert extractor._workers is None


def test_the_error_of_a_text_is_raised_in_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practicegraph.extract.extractor.SMALL", 0)
    extractor = Extractor()
    results = extractor.pipe(["We collect your name.", "We sell it.", None, "We share it."], "Quillmark", workers=2)  # type: ignore[list-item]
    assert len(next(results)) == 1
    next(results)
    with pytest.raises((AttributeError, TypeError)):
        next(results)
    extractor.close()
