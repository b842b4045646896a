"""Durations in words and figures."""

import pytest
from practicegraph.extract.durations import find_durations
from practicegraph.extract.pipeline import load_pipeline


def durations(text: str) -> list[tuple[str, str]]:
    doc = load_pipeline()(text)
    return [(doc[a:b].text, iso) for a, b, iso in find_durations(doc[:])]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("We answer within 30 days.", "P30D"),
        ("We keep it for two (2) years.", "P2Y"),
        ("Logs go after eighteen months.", "P18M"),
        ("You hear from us in 24 hours.", "PT24H"),
        ("Kept for six weeks at most.", "P42D"),
        ("A 90-day period applies.", "P90D"),
        ("Deleted after thirty (30) business days.", "P30D"),
        ("Stored for one and a half years.", "P18M"),
        ("Stored for 1.5 years.", "P18M"),
        ("Erased after one hundred and eighty days.", "P180D"),
        ("Erased after twenty-four months.", "P24M"),
        ("We keep it for a year.", "P1Y"),
        ("We keep it for half a year.", "P6M"),
        ("We keep it for 6 to 12 months.", "P12M"),
        ("The session ends after fifteen minutes.", "PT15M"),
        ("Kept for 1,000 days.", "P1000D"),
    ],
)
def test_a_length_of_time_is_read_as_xsd_duration(text: str, iso: str) -> None:
    assert [value for _, value in durations(text)] == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "Children under 13 years old may not register.",
        "Persons below the age of 16 years may not register.",
        "We write to you once a year.",
        "Our desk is open 24 hours a day.",
        "We keep it for several months.",
        "You can reach us at any time of day.",
    ],
)
def test_ages_rates_and_vague_spans_are_no_durations(text: str) -> None:
    assert durations(text) == []


def test_the_span_covers_number_and_unit() -> None:
    assert durations("We keep invoices for ten (10) years and chat logs for three months.") == [
        ("ten (10) years", "P10Y"),
        ("three months", "P3M"),
    ]


def test_only_the_given_span_is_searched() -> None:
    doc = load_pipeline()("We keep it for two years. We answer within 5 days.")
    second = list(doc.sents)[1]
    [(start, end, iso)] = find_durations(second)
    assert (doc[start:end].text, iso) == ("5 days", "P5D")
