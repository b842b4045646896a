"""Text that nobody would call a policy: nothing crashes, every offset is right, and time stays in proportion."""

import pickle
import time
from collections.abc import Callable, Iterator
from dataclasses import fields

import pytest
from practicegraph.extract import Assertion, Extractor, Mention
from practicegraph.extract.readers import read_text
from practicegraph.extract.readers.refusal import RefusedInput

SENTENCE = [
    *("we", "collect", "your", "name", "and", "your", "shoe", "size", "when", "you", "visit", "the", "harbour", "shop"),
    *("and", "share", "them", "with", "printing", "partners", "unless", "you", "tell", "us", "to", "stop", "before"),
    *("the", "age", "of", "16", "or", "the", "law", "asks", "for", "it"),
]


def endless(count: int) -> str:
    """So many words without any mark."""
    return " ".join(SENTENCE[i % len(SENTENCE)] for i in range(count))


def mixed(words: str) -> Callable[[int], str]:
    """Texts of other words, repeated, with a plain statement at the end."""
    return lambda count: " ".join(words.split(" ")[i % len(words.split(" "))] for i in range(count)) + f".\n\n{PLAIN}"


PLAIN = "We collect your e-mail address."
SHAPES: dict[str, Callable[[int], str]] = {
    "no punctuation": endless,
    "capitals": lambda count: endless(count).upper(),
    "one list": lambda count: "We collect " + ", ".join(f"{w} data" for w in endless(count // 2).split()) + ".",
    "languages": mixed("we collect your Anschrift и имя 您的姓名 votre nom y su correo and we share it"),
    "right to left": mixed("نحن نجمع اسمك we collect your name ואת הכתובת שלך and your \u202bphone number\u202c"),
    "controls": mixed("we\x01 collect\x00 your \x1b[0m name \x0b and \x7f \u200b \ufeff email \x85 address"),
    "emoji": mixed("we 😀 collect your 👩\u200d👩\u200d👧 𝒏𝒂𝒎𝒆 🇳🇿 and 𠜎 your name"),
    "open brackets": lambda count: "We share (" + " (".join(f"your {w}" for w in endless(count // 2).split()),
    "nested brackets": lambda count: "We share " + "[" * (count // 2) + " your name " + "]" * (count // 2),
    "nested list": lambda count: (
        "# Privacy policy\n\nWe collect:\n\n"
        + "\n".join(f"{'  ' * min(i, 60)}- your {w} and" for i, w in enumerate(endless(count // 3).split()))
    ),
    "quotes": lambda count: '"'.join(endless(count).split()),
    "stars and ticks": lambda count: "# Privacy policy\n\n" + "*".join(endless(count).split()) + "`" * count + PLAIN,
    "tags": lambda count: f"# Privacy policy\n\n{PLAIN} " + "<a " * count,
    "entities": lambda count: "# Privacy policy\n\n" + "&amp; we collect &lt;your name&gt; " * (count // 6),
    "dots": lambda count: "we collect . . . your name ....... " * (count // 6),
    "one word": lambda count: PLAIN + " information" + "information" * count,
    "names": lambda count: "Quillmark collects your name and " * (count // 6),
    "figures": lambda count: "call 555-123-4567 (1) " * (count // 3),
}


def mentions(assertion: Assertion) -> Iterator[Mention]:
    for field in fields(assertion):
        value = getattr(assertion, field.name)
        yield from (m for m in (value if isinstance(value, tuple) else (value,)) if isinstance(m, Mention))


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown"])
@pytest.mark.parametrize("shape", SHAPES)
def test_offsets_are_right(shape: str, media_type: str, extractor: Extractor) -> None:
    document = read_text(SHAPES[shape](300), media_type=media_type)
    for assertion in extractor.extract(document, company="Quillmark"):
        for mention in mentions(assertion):
            assert document.text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize("shape", ["languages", "right to left", "controls", "emoji"])
def test_a_plain_statement_among_other_characters_is_found(shape: str, extractor: Extractor) -> None:
    found = [a.data_type for a in extractor.extract(SHAPES[shape](60), company="Quillmark")]
    assert any(m is not None and m.text == "e-mail address" for m in found)


def test_a_sentence_of_ten_thousand_words(extractor: Extractor) -> None:
    text = endless(10_000)
    found = extractor.extract(text, company="Quillmark")
    assert found
    assert all(text[m.start : m.end] == m.text for a in found for m in mentions(a))


@pytest.mark.parametrize("shape", ["no punctuation", "capitals", "one list", "nested brackets", "nested list", "names"])
def test_time_is_in_proportion(shape: str, extractor: Extractor) -> None:
    """Four times the words take four times as long, give or take what else the machine does."""

    def cost(count: int) -> float:
        text = SHAPES[shape](count)
        start = time.process_time()
        extractor.extract(text, company="Quillmark")
        return time.process_time() - start

    cost(100)  # what is loaded once is not counted
    small, large = cost(1_500), cost(6_000)
    assert large < 10 * small + 0.5


def test_a_refusal_crosses_processes():
    refused = RefusedInput("a.txt", "is empty")
    copy = pickle.loads(pickle.dumps(refused))
    assert (copy.name, copy.reason, str(copy)) == ("a.txt", "is empty", "a.txt: is empty")
