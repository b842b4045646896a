"""Lines and columns: those of the file as an editor shows it, whatever its line ends, or none at all."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from practicegraph.extract.readers import read_text
from practicegraph.shapes import Finding, Statement
from practicegraph.shapes.page import Alignment, tokens
from practicegraph.shapes.place import Place, Source, place_of, place_of_finding

SENTENCE = "We sell your location to brokers."


def said(start: int | None, end: int | None) -> Statement:
    return Statement("urn:a", SENTENCE, version="urn:v", start=start, end=end)


@pytest.mark.parametrize(
    ("before", "line", "column"),
    [
        ("# Privacy\n\n", 3, 1),
        ("# Privacy\r\n\r\n", 3, 1),
        ("# Privacy\r\r", 3, 1),
        ("\ufeff", 1, 1),
        ("\ufeff# Privacy\n\n", 3, 1),
        ("- one\n\t- ", 2, 4),
        ("- one\n  - two\n    1. ", 3, 8),
        ("\U0001f600 e\u0301 \U0001f1eb\U0001f1f7 ", 1, 9),
        ("> quoted\n> ", 2, 3),
        ("| a | b |\n| - | - |\n| x | ", 3, 7),
        ("one\x0ctwo\x85three\u2028 ", 1, 16),
    ],
)
def test_a_sentence_stands_where_an_editor_shows_it(before: str, line: int, column: int) -> None:
    text = before + SENTENCE + "\n"
    place = place_of(said(len(before), len(before) + len(SENTENCE)), {"urn:v": Source("p.md", text)})
    assert place == Place("p.md", line, column, line, column + len(SENTENCE))


def test_a_wrapped_sentence_ends_on_its_last_line() -> None:
    source = Source("p.md", "We sell\r\n  your data.\r\n")
    assert place_of(said(0, 21), {"urn:v": source}) == Place("p.md", 1, 1, 2, 13)


@given(
    st.lists(st.sampled_from(["a", "\t", "\n", "\r\n", "\r", "\U0001f600", "\u0301", "\u2028", " "])).map("".join),
    st.data(),
)
def test_line_and_column_lead_back_to_the_code_point(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    line, column = Source("p.md", text).position(offset)
    starts = [0, *(found.end() for found in re.finditer("\r\n|\r|\n", text))]
    assert starts[line - 1] + column - 1 == offset
    assert line == len(starts) or offset < starts[line]


def test_what_a_file_does_not_say_stands_at_its_beginning() -> None:
    sources = {"urn:v": Source("p.md", "Text.")}
    missing = Finding("PG402", "violation", "No contact is named.", "urn:v", version="urn:v")
    assert place_of_finding(missing, sources) == Place("p.md", 1, 1, 1, 1, exact=False)
    assert place_of_finding(missing, {}) is None
    beyond = Finding("PG301", "warning", "No.", "urn:a", statements=(said(70, 80),))
    assert place_of_finding(beyond, sources) == Place("p.md", exact=False)


@pytest.mark.parametrize("name", ["p.html", "P.HTM", "p.xhtml", "p.pdf"])
def test_offsets_into_the_text_of_a_page_are_no_lines_of_the_file(name: str) -> None:
    assert place_of(said(3, 6), {"urn:v": Source(name, "one\ntwo\nthree")}) == Place(name, exact=False)


PAGE = """<!DOCTYPE html>
<html><head><title>Orrery: Privacy</title>
<style>p { color: red } /* We sell your location to brokers. */</style></head>
<body>
<nav><a href="#a">Your rights</a> <a href="#b">What we collect</a></nav>
<!-- We sell your location to brokers. -->
<h1>Orrery &amp; friends: privacy policy</h1>
<p>This policy says what Orrery does with the data of the people
who use its
   maps.</p>
<h2>What we collect</h2>
<ul>
  <li>We <b>sell</b> your&nbsp;location
      to brokers.</li>
  <li>We keep your name &amp; your e-mail address for two years.</li>
</ul>
<h2>Your <i>rights</i></h2>
<table><tr><th>Right</th><th>How</th></tr>
<tr><td>You may see your data</td><td>by a letter to us &#8211; free of charge</td></tr></table>
<p>We write to you before we change this policy.</p>
<p>We write to you before we change this policy.</p>
</body></html>
"""


def line_of(words: str) -> Place | None:
    document = read_text(PAGE, name="p.html", media_type="text/html")
    start = document.text.index(words)
    return place_of(said(start, start + len(words)), {"urn:v": Source("p.html", document.text, PAGE)})


@pytest.mark.parametrize(
    ("words", "line", "column", "end_line", "end_column"),
    [
        ("Orrery & friends: privacy policy", 7, 5, 7, 41),
        ("This policy says what Orrery does with the data of the people who use its maps.", 8, 4, 10, 9),
        ("We sell your location to brokers.", 13, 7, 14, 18),
        ("We keep your name & your e-mail address for two years.", 15, 7, 15, 65),
        ("& your e-mail", 15, 25, 15, 42),
        ("You may see your data | by a letter to us – free of charge", 19, 9, 19, 79),
    ],
)
def test_in_a_page_the_line_is_that_of_its_source(
    words: str, line: int, column: int, end_line: int, end_column: int
) -> None:
    assert line_of(words) == Place("p.html", line, column, end_line, end_column)


def test_a_heading_that_the_menu_has_too_is_told_apart_by_what_follows() -> None:
    place = line_of("What we collect")
    assert place is not None
    assert place.line == 11


def test_a_paragraph_that_stands_there_twice_is_told_apart_by_its_neighbours() -> None:
    place = line_of("We write to you before we change this policy.")
    assert place is not None
    assert place.line == 20


def test_words_that_cannot_be_told_apart_have_no_line() -> None:
    assert line_of("Your rights") == Place("p.html", exact=False)


WORDS = st.sampled_from(
    ["we", "sell", "keep", "data", "&amp;", "caf\u00e9", "&lt;b&gt;", "two  years", "\U0001f600", "a.", "b,"]
)
INLINE = st.sampled_from(["{}", "<b>{}</b>", "<a href='x>y'>{}</a>", "{}<!-- {} -->", "<span>{}</span>\n"])
BLOCK = st.sampled_from(["<p>{}</p>\n", "<li>{}</li>", "<div>{}\n</div>", "<h2>{}</h2>\r\n"])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(BLOCK, st.lists(st.tuples(INLINE, st.lists(WORDS, min_size=1, max_size=6)), min_size=1, max_size=3))
    )
)
def test_a_place_in_a_page_holds_the_words_or_is_not_given(blocks: list) -> None:
    inside = "".join(
        block.replace("{}", " ".join(inline.replace("{}", " ".join(words)) for inline, words in parts))
        for block, parts in blocks
    )
    page = "<html><body><p>This is the privacy policy of Orrery, a company that makes maps.</p>" + inside
    text = read_text(page, name="p.html", media_type="text/html").text
    aligned = Alignment(page, text)
    for found in re.finditer(r"[^\n]+", text):
        span = aligned.span(*found.span())
        if span:
            again = read_text(
                f"<p>This is the privacy policy of Orrery, a company that makes maps.</p><p>{page[slice(*span)]}</p>",
                media_type="text/html",
            ).text
            assert again.split("\n\n", 1)[1].split() == found.group().split()


def test_broken_and_huge_pages_are_read_in_linear_time() -> None:
    for page in ("<a b='" * 50_000, "<!--" * 50_000, "<" * 200_000, "<script>" * 50_000, "<p>We sell it.</p>" * 20_000):
        assert sum(token.end - token.start for token in tokens(page)) <= len(page)
        Alignment(page, "We sell it.\n\n" * 1000).span(0, 11)
