"""Findings are counted by rule and company, and no row is left out."""

from practicegraph.shapes import Finding, Report
from practicegraph.shapes.grouping import CATALOGUE, Group, Summary, Tally, lines, summary_dict, summary_of

BASE = "https://w3id.org/practicegraph/id/"


def finding(code, severity, company, number=1):
    policy = f"{BASE}policy/{company}/privacy-policy"
    return Finding(code, severity, f"What {code} says.", f"{BASE}assertion/{number}", policy=policy)


def test_groups_come_by_severity_rule_and_number():
    reports = [
        Report((finding("PG301", "info", "dibber.example"), finding("PG201", "violation", "dibber.example"))),
        Report(tuple(finding("PG201", "violation", "trowel.example", n) for n in range(3))),
        Report(),
    ]
    summary = summary_of(reports)
    assert [(g.code, g.company, g.policies, g.findings) for g in summary.groups] == [
        ("PG201", "trowel.example", 1, 3),
        ("PG201", "dibber.example", 1, 1),
        ("PG301", "dibber.example", 1, 1),
    ]
    assert (summary.policies, summary.findings) == (3, 5)


def test_two_policies_of_a_company_are_one_group():
    cookies = Finding("PG201", "violation", "What.", "urn:x", policy=f"{BASE}policy/dibber.example/cookie-policy")
    [group] = summary_of([Report((cookies, finding("PG201", "violation", "dibber.example")))]).groups
    assert (group.policies, group.findings) == (2, 2)


def test_findings_on_companies_and_runs_have_a_place_too():
    tally = Tally()
    tally.add(
        Report(
            (
                Finding("PG197", "violation", "Nameless.", f"{BASE}company/dibber.example", policy=f"{BASE}catalogue"),
                Finding("PG105", "violation", "Which software?", f"{BASE}run/1", policy=f"{BASE}catalogue"),
            )
        ),
        policy=False,
    )
    summary = tally.summary()
    assert {(g.code, g.company) for g in summary.groups} == {("PG197", "dibber.example"), ("PG105", CATALOGUE)}
    assert summary.policies == 0


def test_what_is_left_in_the_end_is_counted():
    tally = Tally()
    tally.add(Report((finding("PG201", "violation", "dibber.example"),)), unchanged=True)
    left = tally.of(Report())
    assert (left.groups, left.policies, left.unchanged) == ((), 1, 1)


def test_all_rows_are_shown_and_nothing_in_them_steers_a_terminal():
    groups = tuple(
        Group("PG201", "violation", "What \x1b[31m is denied is said, " * 5, f"company-{n}.example", 1, 1)
        for n in range(300)
    )
    shown = [line.plain for line in lines(Summary(groups, 300, 12))]
    assert sum(".example" in line for line in shown) == 300
    assert shown[-1] == "300 policies, 12 of them unchanged since the last time: 300 findings."
    assert "\x1b" not in "".join(shown)
    assert "\\x1b[31m" in "".join(shown)


def test_as_json():
    summary = summary_of([Report((finding("PG201", "violation", "dibber.example"),))])
    assert summary_dict(summary) == {
        "policies": 1,
        "unchanged": 0,
        "findings": 1,
        "groups": [
            {
                "code": "PG201",
                "severity": "violation",
                "message": "What PG201 says.",
                "company": "dibber.example",
                "policies": 1,
                "findings": 1,
            }
        ],
    }
