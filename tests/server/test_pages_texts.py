"""A text with its passages marked: nothing of it is lost or changed, and every passage is shown, however they lie."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from practicegraph.server.texts import LONGEST, PAGE, Placed, blocks, page_at, pages_of
from practicegraph.server.textual import changes, paragraphs

WORDS = st.sampled_from(
    ["We", "collect", "é", "👩‍👧", "# Head", "<b>", " ", "  ", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u202e", "."]
)
TEXTS = st.lists(WORDS, max_size=40).map("".join)


@st.composite
def marked(draw):
    text = draw(TEXTS)
    spans = draw(st.sets(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=12))
    ordered = sorted(((a, b) for a, b in spans if a < b), key=lambda span: (span[0], -span[1]))
    return text, [Placed(a, b, (f"urn:{a}-{b}",), number) for number, (a, b) in enumerate(ordered, 1)]


def shown(block):
    return "".join(piece.text for piece in block.pieces)


@given(marked())
@settings(max_examples=300, deadline=None)
def test_a_marked_text_is_the_text(given_):
    text, placed = given_
    made = blocks(text, placed)
    at = 0
    for block in made:
        assert text[at : block.start].isspace() or at == block.start
        assert text[block.start :].startswith(shown(block))
        at = block.start + len(shown(block))
    assert not text[at:].strip()
    assert [b.pieces for b in made] == [b.pieces for b in blocks(text, placed)]
    assert [shown(b) for b in made] == [shown(b) for b in blocks(text, [])], "marks move no words"


@given(marked())
@settings(max_examples=300, deadline=None)
def test_every_passage_is_marked_in_full_and_explained_once(given_):
    text, placed = given_
    made = blocks(text, placed)
    explained = [p for block in made for p in block.passages]
    begins = [number for block in made for piece in block.pieces for number in piece.begins]
    marked_ = {p.number: "" for p in placed}
    for block in made:
        for piece in block.pieces:
            assert list(piece.passages) == sorted(set(piece.passages))
            for number in piece.passages:
                marked_[number] += piece.text
    for p in placed:
        words = text[p.start : p.end]
        assert "".join(marked_[p.number].split()) == "".join(words.split())
        assert explained.count(p) == begins.count(p.number) <= 1
        assert p in explained or not words.strip()


def test_windows_line_ends_part_lines_not_paragraphs():
    text = "First line,\r\nits second.\r\n\r\nNext paragraph."
    assert [shown(b) for b in blocks(text, [])] == ["First line,\r\nits second.", "Next paragraph."]
    assert [shown(b) for b in blocks("a\rb\r\rc", [])] == ["a\rb", "c"]


def test_a_passage_over_several_paragraphs_is_marked_in_each_and_explained_at_its_begin():
    text = "One here.\n\nTwo.\n\nThree there."
    first, second, third = blocks(text, [Placed(4, len(text) - 6, ("urn:x",), 1)])
    assert [[p.text for p in b.pieces if p.passages] for b in (first, second, third)] == [
        ["here."],
        ["Two."],
        ["Three "],
    ]
    assert ([p.number for p in first.passages], second.passages, third.passages) == ([1], (), ())


def test_passages_within_each_other_are_cut_where_each_begins_and_ends():
    [block] = blocks(
        "We share your name.", [Placed(0, 19, ("a",), 1), Placed(3, 8, ("b",), 2), Placed(14, 18, ("c",), 3)]
    )
    assert [(p.text, p.passages, p.begins) for p in block.pieces] == [
        ("We ", (1,), (1,)),
        ("share", (1, 2), (2,)),
        (" your ", (1,), ()),
        ("name", (1, 3), (3,)),
        (".", (1,), ()),
    ]


@pytest.mark.parametrize("gap", ["\n\n", " ", ""], ids=["paragraphs", "one paragraph", "one word"])
def test_a_great_text_is_marked_in_time_that_grows_with_it(gap):
    def seconds(passages):
        text = gap.join(["x" * (500 - len(gap))] * passages)
        placed = [Placed(n * 500, n * 500 + 400, (f"urn:{n}",), n + 1) for n in range(passages)]
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            made = blocks(text, placed)
            best = min(best, time.process_time() - start)
        assert sum(len(b.passages) for b in made) == passages
        return best

    small, great = seconds(250), seconds(2000)  # 1 MB
    assert great < 0.5
    assert great < 40 * max(small, 0.0005), "eight times the text; squared it would be 64 times"


def test_a_long_text_comes_in_pages_and_every_place_has_its_page():
    text = "\n\n".join(f"## Part {n}\n\n" + "Words of this part. " * 50 for n in range(400))
    assert len(text) > 300_000
    pages = pages_of(blocks(text, []))
    assert len(pages) > 3
    assert "".join("".join(shown(b) for page in pages for b in page).split()) == "".join(text.split())
    assert all(sum(len(shown(b)) for b in page) <= 2 * PAGE + LONGEST for page in pages)
    assert all(page[0].heading for page in pages), "a page begins with a part"
    for offset in (0, 1, 99_999, 250_000, len(text) - 1):
        page = pages[page_at(pages, offset) - 1]
        assert page[0].start <= offset < page[-1].start + len(shown(page[-1])) + 2


def test_a_text_without_paragraphs_comes_in_pages_too():
    text = "word " * 80_000 + "x" * 100_000
    pages = pages_of(blocks(text, [Placed(20, len(text), ("urn:all",), 1)]))
    assert len(pages) > 2
    assert "".join(shown(b) for page in pages for b in page) == text
    assert max(len(shown(b)) for page in pages for b in page) <= LONGEST


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_two_texts_side_by_side_show_what_differs_and_nothing_else(before, after):
    found = list(changes(before, after))
    old, new = (
        (
            [" ".join("".join(t for _, t in side).split()) for side in sides if side]
            for sides in zip(*((c.before, c.after) for c in found), strict=True)
        )
        if found
        else ([], [])
    )
    kept = sum(c.skipped for c in found)
    assert set(old) <= set(paragraphs(before))
    assert set(new) <= set(paragraphs(after))
    assert len(paragraphs(before)) - len(old) == len(paragraphs(after)) - len(new) >= kept
    assert (not found) == (paragraphs(before) == paragraphs(after))


def test_texts_that_repeat_themselves_are_compared_soon():
    start = time.process_time()
    list(changes("\n\n".join(["a"] * 6000), "\n\n".join(["b", *["a"] * 5000, "c", *["a"] * 900])))
    list(changes("a b " * 900, "b a " * 900))
    list(
        changes(
            "\n\n".join(f"{n} {'a b ' * 400}" for n in range(30)), "\n\n".join(f"{'b a ' * 400} {n}" for n in range(30))
        )
    )
    assert time.process_time() - start < 4, "squared it would be a minute"


def test_a_word_of_ten_thousand_characters_is_shown_whole():
    word = "x" * 10_000
    [block] = blocks(f"We collect {word}.", [Placed(11, 10_011, ("urn:w",), 1)])
    assert [p.text for p in block.pieces if p.passages] == [word]
    [change] = changes(f"a {word}", f"b {word}")
    assert re.sub(r"\s", "", "".join(t for _, t in change.after)) == f"b{word}"
