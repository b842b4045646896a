"""Tables whose columns ask and answer: "Sold?" over cells of yes and no."""

import pytest
from practicegraph.extract import Assertion, Extractor
from practicegraph.extract.kinds.answer_columns import answer, question, says_nothing

Said = tuple[str, str, str]


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(tagger=False)


def practices(extractor: Extractor, text: str, media_type: str = "text/markdown") -> list[Assertion]:
    found = extractor.extract(text, company="Tallowick", format=media_type)
    return [a for a in found if a.kind == "DataPractice"]


def said(assertions: list[Assertion]) -> list[Said]:
    return [
        (
            (a.practice or "").rpartition("/")[2],
            (a.polarity or "").rpartition("#")[2],
            a.data_type.text if a.data_type else "",
        )
        for a in assertions
    ]


def table(header: str, *rows: str, above: str = "Overview") -> str:
    rule = "|" + "---|" * (header.count("|") + 1)
    return "\n".join(
        ["# Privacy Policy", "", f"## {above}", "", f"| {header} |", rule, *(f"| {r} |" for r in rows), ""]
    )


@pytest.mark.parametrize(
    "header",
    [
        "Category | Examples | We collect | We disclose | We sell",
        "Categories of personal information | Examples | Collected? | Disclosed for a business purpose | Sold?",
        "Type of data | For example | Do we collect it? | Disclosed to third parties | Do we sell it to others?",
        "Sort of thing | Examples | Collection | Disclosure | Sale",
    ],
)
def test_each_answer_is_a_statement_about_the_category(extractor: Extractor, header: str) -> None:
    text = table(
        header,
        "IP address | seen in our logs, with your name | Yes | Yes | No",
        "Fingerprints | scans of your hands | No | N/A | No",
        "Phone number | mobile number | ✓ | ✗ | - |",
    )
    assert said(practices(extractor, text)) == [
        ("Collect", "Affirmed", "IP address"),
        ("Disclose", "Affirmed", "IP address"),
        ("Sell", "Denied", "IP address"),
        ("Collect", "Denied", "Fingerprints"),
        ("Sell", "Denied", "Fingerprints"),
        ("Collect", "Affirmed", "Phone number"),
        ("Disclose", "Denied", "Phone number"),
    ]


def test_the_row_is_the_evidence_and_every_mention_stands_in_the_text(extractor: Extractor) -> None:
    text = table("Category | Collected | Sold", "Name,<br>email address | **Yes** | Not sold")
    found = practices(extractor, text)
    assert said(found) == [
        ("Collect", "Affirmed", "Name"),
        ("Collect", "Affirmed", "email address"),
        ("Sell", "Denied", "Name"),
        ("Sell", "Denied", "email address"),
    ]
    for a in found:
        assert a.evidence.text == "Name,<br>email address | **Yes** | Not sold"
        mentions = [m for m in (a.evidence, a.data_type, a.negation) if m]
        assert [text[m.start : m.end] for m in mentions] == [m.text for m in mentions]
    assert [a.negation.text for a in found if a.negation] == ["Not sold", "Not sold"]


def test_a_line_break_in_a_cell_is_white_space(extractor: Extractor) -> None:
    text = table("Category | We<br>collect", "IP<br/>address | Yes<br>")
    (found,) = practices(extractor, text)
    assert said([found]) == [("Collect", "Affirmed", "IP<br/>address")]
    assert found.data_type is not None
    assert (found.data_type.concept or "").endswith("/IPAddress")


def test_html_says_the_same(extractor: Extractor) -> None:
    text = (
        "<html><body><h1>Privacy Policy</h1><h2>Overview</h2><p>What becomes of the data of visitors to our mill.</p>"
        "<table><tr><th>Category</th><th>Examples</th><th>We<br>collect</th><th>We sell</th></tr>"
        "<tr><td>IP<br>address</td><td>Your name</td><td>Yes</td><td>No</td></tr>"
        "<tr><td>Fingerprints</td><td></td><td>No</td><td></td></tr></table></body></html>"
    )
    assert said(practices(extractor, text, "text/html")) == [
        ("Collect", "Affirmed", "IP address"),
        ("Sell", "Denied", "IP address"),
        ("Collect", "Denied", "Fingerprints"),
    ]


def test_other_words_under_yes_and_no_are_neither_answer_nor_data(extractor: Extractor) -> None:
    text = table("Data | Collected", "Name | Yes", "Phone number | Only with cookies, in the app", "Fingerprints | N/A")
    assert said(practices(extractor, text)) == [("Collect", "Affirmed", "Name")]


def test_not_collected_is_no_answer_about_sales(extractor: Extractor) -> None:
    text = table("Data | Collected | Sold", "Fingerprints | Not collected | Not collected", "Name | Yes | No")
    assert said(practices(extractor, text)) == [
        ("Collect", "Denied", "Fingerprints"),
        ("Collect", "Affirmed", "Name"),
        ("Sell", "Denied", "Name"),
    ]


def test_a_header_that_denies_turns_its_answers_round(extractor: Extractor) -> None:
    text = table("Data | We never sell", "Name | ✓", "Phone number | ✗")
    assert said(practices(extractor, text)) == [("Sell", "Denied", "Name")]


def test_a_no_to_a_part_of_a_practice_denies_nothing_else(extractor: Extractor) -> None:
    text = table("Data | Shared for advertising", "Name | Yes", "Phone number | No")
    assert said(practices(extractor, text)) == [("Share", "Affirmed", "Name")]


def test_sold_or_shared_says_what_is_sure(extractor: Extractor) -> None:
    text = table("Data | Sold or shared?", "Name | Yes", "Phone number | No")
    assert said(practices(extractor, text)) == [("Share", "Affirmed", "Name"), ("Sell", "Denied", "Phone number")]


def test_purposes_and_recipients_go_with_the_practice_that_they_belong_to(extractor: Extractor) -> None:
    text = table(
        "Data | Collected | Why | Disclosed | Recipients | Sold",
        "Name | Yes | Fraud prevention | Yes | Advertisers | No",
    )
    found = practices(extractor, text)
    assert [(len(a.purposes), len(a.recipients)) for a in found] == [(1, 0), (0, 1), (0, 0)]


def test_a_title_that_says_collected_is_read_beside_the_answers(extractor: Extractor) -> None:
    text = table("Type | Examples | Sold", "IP address | your name | No", above="Information we collect")
    assert said(practices(extractor, text)) == [("Collect", "Affirmed", "IP address"), ("Sell", "Denied", "IP address")]


def test_the_first_row_gives_the_headers_that_a_table_lacks(extractor: Extractor) -> None:
    text = table(" | | ", "**Category** | **Collected** | **Sold**", "Name | Yes | No")
    assert said(practices(extractor, text)) == [("Collect", "Affirmed", "Name"), ("Sell", "Denied", "Name")]


@pytest.mark.parametrize("header", ["Required?", "Can you opt out of sharing?", "Sensitive", "How long kept"])
def test_answers_to_other_questions_change_nothing(extractor: Extractor, header: str) -> None:
    text = table(f"Data | Purpose | {header}", "Name | Fraud prevention | No")
    (found,) = practices(extractor, text)
    assert said([found])[0][1:] == ("Affirmed", "Name")
    assert [m.text for m in found.purposes] == ["Fraud prevention"]


def test_a_table_without_answers_reads_as_ever(extractor: Extractor) -> None:
    text = table("Collected | Examples | Shared with", "Contact details | phone number | Advertisers")
    found = practices(extractor, text)
    assert said(found) == [("Collect", "Affirmed", "Contact details"), ("Collect", "Affirmed", "phone number")]
    assert all(len(a.recipients) == 1 for a in found)


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [
        ("YES", True),
        ("Yes.*", True),
        ("✔\ufe0f", True),
        ("No (2)", False),
        ("Never sold", False),
        ("We don’t", False),
        ("N/A", None),
        ("X", None),
        ("Yes, to our printers", None),
    ],
)
def test_what_a_cell_answers(cell: str, meaning: bool | None) -> None:
    assert answer(cell) is meaning


@pytest.mark.parametrize("cell", ["N/A", "–", "x", "Not applicable."])
def test_what_says_nothing(cell: str) -> None:
    assert says_nothing(cell)


@pytest.mark.parametrize(
    "header", ["Category", "Collected or used", "Can you limit this sharing?", "Collected by third parties", ""]
)
def test_headers_that_ask_about_no_practice_or_several(header: str) -> None:
    assert question(header) is None


def test_numbers_and_examples_within_the_category_are_no_data(extractor: Extractor) -> None:
    text = table(
        "Category | We collect | We sell",
        "A. Biometric data<br><br>_Examples:_ scans, pictures of hands | No | N/A",
        "(b) Geolocation data<br>Example: your street | Yes | No |",
    )
    found = practices(extractor, text)
    assert said(found) == [
        ("Collect", "Denied", "Biometric data"),
        ("Collect", "Affirmed", "Geolocation data"),
        ("Sell", "Denied", "Geolocation data"),
    ]
    for a in found:
        mentions = [m for m in (a.evidence, a.data_type, a.negation) if m]
        assert [text[m.start : m.end] for m in mentions] == [m.text for m in mentions]
        assert a.evidence.text.startswith(("A. Biometric data<br><br>_Ex", "(b) Geolocation data<br>Ex"))
