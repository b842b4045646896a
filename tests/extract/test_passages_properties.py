"""Whatever the text, each character of a passage stands where its offset says."""

import html
import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from practicegraph.extract.document import Passage
from practicegraph.extract.readers import read_text
from practicegraph.extract.readers.markdown import parse_markdown
from practicegraph.extract.readers.plain import parse_plain

FRAGMENTS = (
    "We collect your name",
    "e-mail address",
    "Cookies",
    "**Cookies:** We use them.",
    "*may*",
    "_any_",
    "__",
    "**",
    "***",
    '[partners](https://a.example/x_(y) "t")',
    "[",
    "]",
    "](",
    "![logo](a.png)",
    "`code`",
    "``",
    "\\_",
    "\\*",
    "\\",
    "&amp;",
    "&nbsp;",
    "&#8217;",
    "&bogus;",
    "&",
    "<br>",
    "<b>bold</b>",
    "<",
    "<https://a.example>",
    "<!-- no -->",
    "<!--",
    "# Title",
    "## What we do",
    "====",
    "----",
    "==========",
    "- item",
    "  * nested",
    "• dot",
    "1. one",
    "(a) first",
    "(ii)",
    "> quote",
    ">",
    "| a | b |",
    "|---|---|",
    "| c \\| d | |",
    "|",
    "We may share:",
    "Why?",
    "\t",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "  \n",
    "\ufeff",
    "\u200b",
    "\u00a0",
    "\u2028",
    "\x0c",
    "\x07",
    "😀",
    "👩‍👧",
    "שלום",
    "\u202e",
    "é",
    "e\u0301",
    "İ",
    "ﬁ",
    ".",
    ":",
    ";",
    " ",
    "x" * 90,
    "[a]: http://a.example",
    "<script>",
    "</script>",
    "    indented",
    "```",
    "~~~",
)
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=12), max_size=40).map("".join)


def check(text: str, passages: tuple[Passage, ...]) -> None:
    for index, passage in enumerate(passages):
        offsets = passage.offsets
        assert len(offsets) == len(passage.text) + 1
        assert all(a <= b for a, b in pairwise(offsets))
        assert offsets[0] >= 0
        assert offsets[-1] <= len(text)
        assert passage.text == passage.text.strip()
        assert "  " not in passage.text
        assert not re.search(r"[\n\r\t]", passage.text)
        assert passage.lead_in is None or 0 <= passage.lead_in < index
        if passage.kind == "row":
            for cell in passage.cells:
                assert "|" not in passage.text[cell.start : cell.end] or "\\|" in text or "&" in text
            continue
        wide = dict(passage.wide)
        for sign, offset in zip(passage.text, offsets, strict=False):
            if offset in wide:
                assert html.unescape(text[offset : wide[offset]]).replace("\u00a0", " ") == sign
            elif sign == " ":
                assert text[offset].isspace() or text[offset] in "<&\\"
            else:
                assert text[offset] == sign


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_markdown_offsets(text: str) -> None:
    check(text, parse_markdown(text))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_plain_offsets(text: str) -> None:
    passages = parse_plain(text)
    check(text, passages)
    for passage in passages:  # no markup: the slice is the passage, white space apart
        source = text[passage.offsets[0] : passage.offsets[-1]]
        assert re.sub(r"[^\w]", "", source) == re.sub(r"[^\w]", "", passage.text)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_html_offsets(text: str) -> None:
    english = "<p>We collect your name, and we share it with all the others who ask.</p>" * 20  # or it is refused
    document = read_text(f"<html><body>{english}{text}", media_type="text/html")
    for passage in document.passages:
        assert document.text[passage.offsets[0] : passage.offsets[-1]] == passage.text


@given(
    st.lists(st.sampled_from(["We log visits.", "Why?", "name; address", "Cookies 😀"]), min_size=1, max_size=12),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
@settings(deadline=None)
def test_line_ends_do_not_matter(lines: list[str], end: str) -> None:
    for parse in (parse_plain, parse_markdown):
        usual = parse("\n".join(lines))
        other = parse("\ufeff" + end.join(lines))
        assert [(p.kind, p.text, p.section) for p in usual] == [(p.kind, p.text, p.section) for p in other]


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_word_is_lost_in_plain_text(text: str) -> None:
    """Only bullets, list numbers and separators may go."""
    kept = "".join(p.text for p in parse_plain(text))
    words = re.findall(r"[A-Za-z]{6,}", text)
    assert all(word in kept for word in words)
