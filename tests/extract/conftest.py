"""Sentences parsed by hand, so that a reader of one kind can be tested alone."""

from collections.abc import Callable, Iterable

import pytest
from practicegraph.extract.document import Document, Passage
from practicegraph.extract.lexicon import Lexicon
from practicegraph.extract.model import Assertion, Mention
from practicegraph.extract.pipeline import load_pipeline
from practicegraph.extract.sentence import Sentence
from practicegraph.ontology import load_vocabulary

COMPANY = "https://w3id.org/practicegraph/id/company/quillmark.example"


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon(load_pipeline(), load_vocabulary())


@pytest.fixture
def read_with(lexicon: Lexicon) -> Callable[..., list[Assertion]]:
    """Parse a text of Quillmark's and read it with one reader; every mention must stand where it says it does."""

    def read(reader: Callable[[Sentence], Iterable[Assertion]], text: str, section: tuple[str, ...] = ()):
        passage = Passage("paragraph", text, tuple(range(len(text) + 1)), section)
        document = Document("policy.txt", text, (passage,))
        found: list[Assertion] = []
        for span in load_pipeline()(text).sents:
            sentence = Sentence(span, passage, document, lexicon, COMPANY, frozenset({"quillmark"}))
            found += reader(sentence)
        for assertion in found:
            for mention in mentions(assertion):
                assert text[mention.start : mention.end] == mention.text
        return found

    return read


def mentions(assertion: Assertion) -> list[Mention]:
    values = [getattr(assertion, name) for name in assertion.__dataclass_fields__]
    single = [v for v in values if isinstance(v, Mention)]
    return single + [m for v in values if isinstance(v, tuple) for m in v if isinstance(m, Mention)]
