"""Whatever a policy looks like, every mention stands in its text where it says it does."""

import html
import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from practicegraph.extract import Assertion, Extractor, Mention
from practicegraph.extract.readers import read_text

COMPANIES = ("Orrery Maps", "Quillmint", "Brambleway Health, Inc.", "Lumen & Oak", "Zürn")
DATA = (
    "name",
    "e-mail address",
    "telephone number",
    "IP address",
    "location",
    "**date of birth**",
    "horoscope sign",
    "_chat transcripts_",
    "`user name`",
    "[cookies](https://a.example/c_(d))",
    "driver’s license",
    "billing and postal address",
    "mother&apos;s name",
    "health&nbsp;information",
    "🙂 mood",
    "data about your device",
)
SENTENCES = (
    "{company} collects your {a} and {b}.",
    "We may share your {a}, {b}, and other information with advertisers, partners and {company}.",
    "We do **not** sell, rent or lease your {a} unless you opt&#45;in or use the free plan.",
    "{company}’s partners may use your {a} to send you newsletters — and to prevent fraud.",
    "Your {a} is stored in Canada for 30 days (thirty) and protected with SSL.",
    "If you register, you provide us with your {a}; this information may include {b} &amp; more.",
    "You may access or delete your {a} at any time by writing to privacy@{slug}.example.",
    "We will notify you 15 days before this policy changes. This information is never sold.",
    "We use cookies 🍪 to collect your {a}, e.g. “{b}”, when you visit our site.",
    "{company} complies with the GDPR; children under 13 may not use it.",
)
BULLETS = ("- ", "* ", "1. ", "  - ", "    * ", "• ", "(a) ")
WHOLE = st.sampled_from(
    ("\n\n", "\n", "\r\n\r\n", " ", "\r\n", "\n\n## How we share\n\n", "\n\n==========\n\n", "\n\n> ")
)


@st.composite
def policies(draw: st.DrawFn) -> tuple[str, str]:
    """A company and a policy of it: sentences, headings, nested lists, odd line ends and characters."""
    company = draw(st.sampled_from(COMPANIES))
    data = st.sampled_from(DATA)

    def sentence() -> str:
        slug = company.split()[0].lower()
        return draw(st.sampled_from(SENTENCES)).format(company=company, slug=slug, a=draw(data), b=draw(data))

    parts = [draw(st.sampled_from(("", "\ufeff", "# Privacy\r\n\r\n", "<p>", "> Archived 2019-01-02\n\n")))]
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            parts.append(sentence())
        else:
            parts.append(f"{company} may collect the following:\n\n")
            parts += [f"{draw(st.sampled_from(BULLETS))}your {draw(data)}\n" for _ in range(draw(st.integers(1, 4)))]
        parts.append(draw(WHOLE))
    text = "".join(parts)
    return company, text.replace("\n", "\r\n") if draw(st.booleans()) else text


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def mentions(assertion: Assertion) -> Iterator[Mention]:
    for name in assertion.__dataclass_fields__:
        value = getattr(assertion, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Mention):
                yield one


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(policies())
def test_every_mention_stands_where_it_says(extractor: Extractor, policy: tuple[str, str]) -> None:
    company, text = policy
    for assertion in extractor.extract(text, company=company):
        for mention in mentions(assertion):
            assert text[mention.start : mention.end] == mention.text
            assert mention.text.strip()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(policies())
def test_what_is_said_is_said_within_its_evidence_or_its_lead_in(extractor: Extractor, policy: tuple[str, str]) -> None:
    company, text = policy
    for assertion in extractor.extract(text, company=company):
        assert assertion.evidence.text
        if assertion.cue is not None:
            assert assertion.cue.start < assertion.evidence.end


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(policies())
def test_the_same_text_gives_the_same_assertions(extractor: Extractor, policy: tuple[str, str]) -> None:
    company, text = policy
    assert extractor.extract(text, company=company) == extractor.extract(text, company=company)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("We sell your name.,;:-*#|>\r\n\t \ufeff&<\u200b🙂()[]`_'’"), max_size=120))
def test_noise_is_read_without_harm(extractor: Extractor, text: str) -> None:
    for assertion in extractor.extract("We " + text, company="We"):
        for mention in mentions(assertion):
            assert ("We " + text)[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("\ufeffWe collect your age.", "age"),
        ("We collect your age.\r\n\r\nWe sell your name.\r\n", "name"),
        ("🙂🙂 We collect your age.", "age"),
        ("We collect your **e-mail\r\naddress**.", "e-mail\r\naddress"),
        ("We collect your e-mail&nbsp;address.", "e-mail&nbsp;address"),
    ],
)
def test_what_is_quoted_is_the_text_as_it_is(extractor: Extractor, text: str, quoted: str) -> None:
    read = extractor.extract(text, company="Orrery Maps", format="text/markdown")
    found = [a.data_type for a in read if a.data_type]
    assert quoted in [m.text for m in found]
    assert all(text[m.start : m.end] == m.text for m in found)


def test_html_offsets_point_into_the_text_that_is_kept(extractor: Extractor) -> None:
    words = html.escape("We collect your name & age. ") * 12
    page = f"<h1>Privacy</h1><p>{words}</p><ul><li>We sell&nbsp;no <b>e-mail</b> address.</li></ul>"
    document = read_text(page, media_type="text/html")
    for assertion in extractor.extract(document, company="Orrery Maps"):
        for mention in mentions(assertion):
            assert document.text[mention.start : mention.end] == mention.text


def test_a_sentence_without_end_costs_what_its_length_costs(extractor: Extractor) -> None:
    words = (
        *("we", "collect", "your", "name", "and", "share", "data", "with", "our", "partners", "if", "you", "agree"),
        *("to", "improve", "services", "for", "marketing", "third", "parties", "may", "use", "not", "unless", "the"),
    )
    draw = random.Random(4)
    text = " ".join(draw.choice(words) for _ in range(10_000))

    def seconds(length: int) -> float:
        begin = time.perf_counter()
        extractor.extract(text[:length], company="Orrery Maps")
        return time.perf_counter() - begin

    seconds(1_000)
    fifth = min(seconds(len(text) // 5) for _ in range(3))
    whole = min(seconds(len(text)) for _ in range(2))
    assert whole < 17 * fifth, f"{fifth:.2f} s for 2,000 words, {whole:.2f} s for 10,000"
