"""Content negotiation as RFC 9110 has it."""

import pytest
from practicegraph.server.sparql.negotiation import choose, parse_accept

OFFERED = ("application/sparql-results+json", "text/csv", "text/html")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, OFFERED[0]),
        ("", OFFERED[0]),
        ("*/*", OFFERED[0]),
        ("text/csv", "text/csv"),
        ("TEXT/CSV; charset=utf-8", "text/csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/csv;q=0.2, text/html;q=0.7", "text/html"),
        ("text/*;q=0.5, text/html;q=0", "text/csv"),
        ("*/*;q=0.1, text/csv;q=0.2", "text/csv"),
        ("text/csv;q=0", None),
        ("image/png", None),
        ("text/csv;q=nonsense, text/html", "text/html"),
        ("text/csv;q=nan", None),
        ("nonsense, /, text/", None),
    ],
)
def test_chooses_what_the_client_likes_best(accept, chosen):
    assert choose(parse_accept(accept), OFFERED) == chosen


def test_a_header_of_many_ranges_costs_no_more_than_one_of_some():
    assert len(parse_accept("a/b," * 60_000)) <= 100
    assert choose(parse_accept("text/csv," + "a/b," * 60_000), OFFERED) == "text/csv"
