"""Headings, paragraphs, items and rows are found in each format, with the section and lead-in they belong to."""

import time
from contextlib import suppress
from pathlib import Path

import pytest
from practicegraph.extract.document import Passage
from practicegraph.extract.readers import RefusedInput, read_document, read_text

SHARED = Path(__file__).parents[2].parent / "shared"


def read(text: str, kind: str = "markdown") -> tuple[Passage, ...]:
    return read_text(text, media_type=f"text/{kind}").passages


def shape(passages: tuple[Passage, ...]) -> list[tuple[str, str]]:
    return [(p.kind, p.text) for p in passages]


def led(passages: tuple[Passage, ...], text: str) -> str | None:
    """The text of the passage that leads into the one that begins with ``text``."""
    found = next(p for p in passages if p.text.startswith(text))
    return None if found.lead_in is None else passages[found.lead_in].text


def section(passages: tuple[Passage, ...], text: str) -> tuple[str, ...]:
    return next(p for p in passages if p.text.startswith(text)).section


# Markdown


def test_markup_is_taken_out_and_offsets_point_at_the_words() -> None:
    text = (
        "\ufeffWe *may* share your **e-mail  \r\naddress** with [our\r\n"
        "partners](https://a.example/x_(y)) &amp; `banks`\\_1."
    )
    [passage] = read(text)
    assert passage.text == "We may share your e-mail address with our partners & banks_1."
    start = passage.text.index("e-mail")
    first, last = passage.locate(start, start + len("e-mail address"))
    assert text[first:last] == "e-mail  \r\naddress"
    ampersand = passage.text.index("&")
    first, last = passage.locate(ampersand - 2, ampersand + 1)
    assert text[first:last].endswith("&amp;")


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("snake_case_name stays", "snake_case_name stays"),
        ("**bold**ly and ***both***", "boldly and both"),
        ("a _ **“term”  **_ here", "a “term” here"),
        ("![logo](a.png) Tern", "Tern"),
        ("see <https://tern.example/a>", "see https://tern.example/a"),
        ("one<br>two <span class='x'>three</span>", "one two three"),
        ("[link][tern] and [plain]\n\n[tern]: https://tern.example", "link and [plain]"),
        ("a < b and AT&T &bogus;", "a < b and AT&T &bogus;"),
        ("name <!-- hidden\nnote --> kept", "name kept"),
    ],
)
def test_inline_markup(source: str, clean: str) -> None:
    assert read(source)[0].text == clean


def test_sections_of_real_and_disguised_headings() -> None:
    passages = read(
        "# Policy\n\nIntro text.\n\n**DATA WE HOLD**\n\nYour name is kept.\n\nTitle Two\n---------\n\n"
        "It ends here.  \n**  \nDo we share it?**\n\nNever at all.\n"
    )
    assert section(passages, "Intro") == ("Policy",)
    assert section(passages, "Your name") == ("Policy", "DATA WE HOLD")
    assert section(passages, "It ends") == ("Policy", "Title Two")
    assert section(passages, "Never") == ("Policy", "Title Two", "Do we share it?")


def test_bold_line_with_colon_before_a_list_leads_in() -> None:
    passages = read("**When you call us, we may note:**\n\n- your name\n- your number\n")
    assert shape(passages)[0] == ("paragraph", "When you call us, we may note:")
    assert led(passages, "your number") == "When you call us, we may note:"


def test_lead_ins() -> None:
    passages = read(
        "## Sharing\n\n- with banks\n\nWe also share:\n\n- your name\n- "
        "contact data:\n  - e-mail address\n\n    More on it.\n"
        "  - phone\n\nNothing else.\n\n---\n\n- left alone\n"
    )
    assert led(passages, "with banks") == "Sharing"
    assert led(passages, "your name") == "We also share:"
    assert led(passages, "e-mail") == "contact data:"
    assert led(passages, "phone") == "contact data:"
    assert led(passages, "left alone") is None
    assert [p.level for p in passages if p.kind == "item"] == [1, 1, 1, 2, 2, 1]


def test_run_in_headings_hold_for_their_item_only() -> None:
    passages = read(
        "We may share data:\n\n- **Court orders:** We may disclose it to courts.\n"
        "- **Sale**: It may go to a buyer.\n- plain item\n"
    )
    assert shape(passages)[1:5] == [
        ("heading", "Court orders"),
        ("item", "We may disclose it to courts."),
        ("heading", "Sale"),
        ("item", "It may go to a buyer."),
    ]
    assert section(passages, "We may disclose") == ("Court orders",)
    assert section(passages, "plain") == ()
    assert led(passages, "It may go") == "We may share data:"


@pytest.mark.parametrize(
    "text",
    [
        "**Tern** takes measures to help you.",
        "**Tern, Inc.** We keep data.",
        "**When you call, we may collect:** name, address",
    ],
)
def test_bold_beginnings_that_are_no_headings(text: str) -> None:
    assert [p.kind for p in read(text)] == ["paragraph"]


def test_item_with_title_and_paragraph() -> None:
    passages = read("We use:\n\n- **Cookies**\n\n  They keep you signed in.\n- **Pixels**\n\n  They count visits.\n")
    assert shape(passages)[1:] == [
        ("heading", "Cookies"),
        ("item", "They keep you signed in."),
        ("heading", "Pixels"),
        ("item", "They count visits."),
    ]
    assert section(passages, "They count") == ("Pixels",)
    assert led(passages, "They count") == "We use:"


def test_marked_paragraphs_are_items() -> None:
    passages = read("We use data on these grounds:\n\n(1) you agreed; or\n\n(2) a law asks for it.\n\nWe ask first.\n")
    assert shape(passages)[1:3] == [("item", "you agreed; or"), ("item", "a law asks for it.")]
    assert led(passages, "a law") == "We use data on these grounds:"


def test_table_rows_have_headers() -> None:
    text = "We hold:\n\n| Data | Why *we* |\n|---|:-:|\n| **E-mail** address | to write \\| call |\n| | billing |\n"
    passages = read(text)
    rows = [p for p in passages if p.kind == "row"]
    assert rows[0].text == "E-mail address | to write | call"
    assert [(rows[0].text[c.start : c.end], c.header) for c in rows[0].cells] == [
        ("E-mail address", "Data"),
        ("to write | call", "Why we"),
    ]
    assert [(rows[1].text[c.start : c.end], c.header) for c in rows[1].cells] == [("billing", "Why we")]
    assert led(passages, "billing") == "We hold:"
    first, last = rows[0].locate(0, 14)
    assert text[first:last] == "E-mail** address"


def test_separator_under_a_long_paragraph_is_no_heading() -> None:
    sentence = "We keep what you tell us " + "and what others tell us " * 6 + "for a year."
    assert [p.kind for p in read(f"# A\n\n{sentence}\n==========\n\nMore.\n")] == ["heading", "paragraph", "paragraph"]


# Plain text


def test_plain_headings() -> None:
    passages = read(
        "Privacy Notice\n\nOur Data\nWe hold your name and your address.\nWe hold no more than this.\n==========\n"
        "We also hold your orders for a year.\nDo We Share Data?\nWe share none of "
        "it with anybody.\n\nTern Ltd.\nMain Street 1\nBath\n",
        "plain",
    )
    assert [p.text for p in passages if p.kind == "heading"] == ["Privacy Notice", "Our Data", "Do We Share Data?"]
    assert section(passages, "We also hold") == ("Privacy Notice", "Our Data")
    assert section(passages, "We share none") == ("Privacy Notice", "Do We Share Data?")


def test_glued_headings() -> None:
    passages = read(
        "Sharing of Data We share your name with banks that pay us for it.\n\n"
        "Security Tern keeps all that it holds on servers behind locked "
        "doors. Tern logs visits. Tern asks you first.\n\n"
        "In case of doubt we ask You what to do with the data.\n",
        "plain",
    )
    assert [p.text for p in passages if p.kind == "heading"] == ["Sharing of Data", "Security"]
    assert section(passages, "Tern keeps") == ("Security",)


def test_wrapped_lines_are_joined_and_sentences_a_line_are_not() -> None:
    wrapped = (
        "We collect your name, your e-mail address and whatever else you\ntype into "
        "our forms, and we keep all of this for as long as you\n"
        "have an account with us. We never sell it to anybody, whatever\nthey may offer to pay.\nCookies\n"
        "We set cookies on your device so that you need not sign in again\nwhenever you come back to us.\n"
    )
    assert shape(read(wrapped, "plain")) == [
        ("paragraph", " ".join(wrapped.split("\n")[:4])),
        ("heading", "Cookies"),
        ("paragraph", " ".join(wrapped.split("\n")[5:7])),
    ]
    lines = (
        "We collect your name.\nWe may also collect your address when you order something.\nIt is kept for a year.\n"
    )
    assert [p.text for p in read(lines, "plain")] == lines.splitlines()


def test_plain_lists() -> None:
    passages = read(
        "We may collect:\n• your name;\n• your contact data:\n(a) e-mail "
        "address\n(b) phone number\n• cookies.\nWe share:\nnames\n"
        "addresses\nNothing else is shared with anybody at all.\n",
        "plain",
    )
    assert [(p.text, p.level) for p in passages if p.kind == "item"] == [
        ("your name;", 1),
        ("your contact data:", 1),
        ("e-mail address", 2),
        ("phone number", 2),
        ("cookies.", 1),
        ("names", 1),
        ("addresses", 1),
    ]
    assert led(passages, "phone") == "your contact data:"
    assert led(passages, "cookies") == "We may collect:"
    assert led(passages, "addresses") == "We share:"
    assert passages[-1].kind == "paragraph"


def test_enumerations_inside_a_sentence_stay() -> None:
    text = "We disclose data (i) to courts; (ii) to banks; and (iii) to you."
    assert shape(read(text, "plain")) == [("paragraph", text)]


def test_numbered_sections() -> None:
    passages = read(
        "1. Data We Hold\nWe hold your name and your address.\n2. Sharing\nWe share none of it at all.\n", "plain"
    )
    assert section(passages, "We share none") == ("2. Sharing",)


# HTML


def test_html_structure() -> None:
    document = read_text(
        "<body><h1>Policy</h1><h2>Data</h2><p>We "
        "<b>hold</b>:</p><ul><li>name</li><li>contact:<ul><li>phone</li></ul></li></ul>"
        "<p><strong>Cookies</strong></p><p>We set cookies &amp; pixels.</p><table><tr><th>Data</th><th>Why</th></tr>"
        "<tr><td>Orders</td><td>to bill you</td></tr></table></body>",
        media_type="text/html",
    )
    passages = document.passages
    assert led(passages, "name") == "We hold:"
    assert led(passages, "phone") == "contact:"
    assert section(passages, "We set") == ("Policy", "Data", "Cookies")
    [row] = [p for p in passages if p.kind == "row"]
    assert [c.header for c in row.cells] == ["Data", "Why"]
    assert all(document.text[p.offsets[0] : p.offsets[-1]] == p.text for p in passages)


# Hard texts


@pytest.mark.parametrize(
    "text",
    [
        "we collect data and " * 10_000,
        "x" * 200_000,
        "*" * 50_000,
        "**a " * 30_000,
        "[" * 50_000,
        "](" * 40_000,
        "<a " * 40_000,
        "`" * 50_000,
        "> " * 20_000,
        "\n".join(" " * n + "- a" for n in range(300)),
        "&amp;" * 20_000,
        "|a" * 40_000,
        "👩‍👧 we see " * 5_000,
        "\u202eשלום we " * 5_000,
        "a\x01b\x02 " * 10_000,
        "\n" * 100_000 + "end",
        "We share:\nname\n" * 5_000,
        "Operated by Tern " * 8_000,
    ],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.parametrize("kind", ["plain", "markdown"])
def test_hard_texts_are_read_in_linear_time(text: str, kind: str) -> None:
    started = time.perf_counter()
    with suppress(RefusedInput):  # "holds no words" is a fair answer
        assert all(p.text for p in read_text(text, media_type=f"text/{kind}").passages)
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    "file", ["velaro.com/2004-12-04.md", "velaro.com/2019-01-14.md", "livechatinc.com/2013-06-28.txt"]
)
def test_archive_sections(file: str) -> None:
    path = SHARED / "corpus/archive" / file
    if not path.exists():
        pytest.skip("the shared corpus is not there")
    document = read_document(path)
    trails = {p.section[-1] for p in document.passages if p.section}
    expected = {
        "velaro.com/2004-12-04.md": {"Velaro Users", "Does Velaro Share Information With Third Parties?", "Cookies"},
        "velaro.com/2019-01-14.md": {"What we collect", "Security", "Record Contents", "Erase Data"},
        "livechatinc.com/2013-06-28.txt": {"Geo-Location Data", "Data disclosure", "Using ‘cookies’", "Surveys"},
    }[file]
    assert expected <= trails
    for passage in document.passages:
        for sign, offset in zip(passage.text, passage.offsets, strict=False):
            assert document.text[offset] == sign or sign == " "
