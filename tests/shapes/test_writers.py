"""Reports in each format: the words of policies in them can do no harm, and lines and columns are right."""

import io
import json
from xml.etree import ElementTree

import pytest
from practicegraph.ontology import namespaces as ns
from practicegraph.shapes import Finding, Report, Statement, merge, validate, validate_policy_graphs
from practicegraph.shapes.place import Source
from practicegraph.shapes.text import show
from practicegraph.shapes.writers import WRITERS, write_report
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH
from rich.console import Console

NO = "We do not sell your e-mail address."
YES = "We may sell your e-mail address to advertisers."
SAID = [
    (NO, {"practice": "practice/Sell", "data_type": "data/EmailAddress", "polarity": ns.DENIED}),
    (YES, {"practice": "practice/Sell", "data_type": "data/EmailAddress", "modality": ns.POSSIBLE,
           "recipients": ["party/Advertiser"]}),
]  # fmt: skip
VERSION = ns.DEFAULT_BASE + "policy/orrery.example/privacy-policy/2020-03-01"
EVIL = "We\x1b[2J sell\u202e it.\r\n::error::owned | <img src=x> @everyone `%0A` ]]> \x00\ud800 100%"


@pytest.fixture(scope="module")
def report(make_policy) -> Report:
    return validate(make_policy(SAID), ["consistency"])


def evil() -> Report:
    statement = Statement("https://a.example/1", EVIL, version="v", policy="p", section=EVIL, date=EVIL, start=0, end=5)
    finding = Finding("PG201", "violation", EVIL, EVIL, value=EVIL, policy=EVIL, profile="consistency",
                      statements=(statement, statement), dates=(EVIL,))  # fmt: skip
    single = Finding("Mine", "warning", EVIL, EVIL, path=EVIL, value=EVIL, profile=EVIL, help=EVIL)
    return Report((finding, single), profiles=("consistency", EVIL))


def test_the_text_report_quotes_both_sentences_with_place_and_date(report: Report) -> None:
    text = write_report(report, "text")
    assert "PG201" in text
    assert f"\u201c{NO}\u201d" in text
    assert f"\u201c{YES}\u201d" in text
    assert text.index(NO) < text.index(YES)
    assert "2020-03-01" in text
    assert "in Privacy > What we do" in text
    assert "privacy-policy orrery.example" in text
    assert text.endswith("1 violation (consistency).\n")


def test_a_sentence_is_quoted_once_however_many_findings_it_gives_rise_to(make_policy) -> None:
    name = (YES, {"practice": "practice/Sell", "data_type": "data/Name"})
    said = [(NO, {**SAID[0][1], "data_type": "data/PersonalData"}), SAID[1], name]
    text = write_report(validate(make_policy(said), ["consistency"]), "text")
    assert text.count(NO) == text.count(YES) == 1
    assert f"{YES}\u201d (2 statements)" in text
    assert "2 violations (consistency)." in text


def test_places_are_lines_and_columns_where_the_file_is_known(report: Report) -> None:
    text = f"# Privacy\n\n{NO}\n\n{YES}"
    sources = {VERSION: Source("privacy.md", text)}
    assert "privacy.md:3:1" in write_report(report, "text", sources)
    assert "privacy.md:5:1" in write_report(report, "text", sources)
    statements = json.loads(write_report(report, "json", sources))["findings"][0]["statements"]
    assert [(s["file"], s["line"], s["column"], s["endColumn"]) for s in statements] == [
        ("privacy.md", 3, 1, len(NO) + 1),
        ("privacy.md", 5, 1, len(YES) + 1),
    ]


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("one\ntwo", 4, (2, 1)),
        ("one\r\ntwo", 5, (2, 1)),
        ("one\rtwo", 5, (2, 2)),
        ("\ttab", 1, (1, 2)),
        ("\ufeffone", 1, (1, 1)),
        ("\ufeffone\ntwo", 5, (2, 1)),
        ("\U0001f600 x\n\n", 2, (1, 3)),
        ("one\n", 4, (2, 1)),
    ],
)
def test_positions(text: str, offset: int, expected: tuple[int, int]) -> None:
    assert Source("x", text).position(offset) == expected


def test_json_has_every_field(report: Report) -> None:
    document = json.loads(write_report(report, "json"))
    assert document["conforms"] is False
    assert document["counts"] == {"violation": 1, "warning": 0, "info": 0}
    (finding,) = document["findings"]
    assert finding["code"] == "PG201"
    assert [s["sentence"] for s in finding["statements"]] == [NO, YES]
    assert finding["statements"][0]["version"] == VERSION


def test_turtle_is_one_shacl_report(report: Report, make_policy) -> None:
    both = merge([report, validate(make_policy(SAID[:1]), ["integrity"])])
    graph = Graph().parse(data=write_report(both, "ttl"), format="turtle")
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms).toPython() is False
    (result,) = graph.objects(node, SH.result)
    assert str(graph.value(result, SH.value)) == report.findings[0].value
    assert isomorphic(graph, both.graph)


def test_a_report_without_findings_conforms_in_all_formats(make_policy) -> None:
    clean = validate(make_policy(SAID[:1]))
    assert clean.conforms
    assert write_report(clean, "text") == "Conforms (integrity, consistency).\n"
    assert write_report(clean, "github") == ""
    for format_ in WRITERS:
        write_report(clean, format_)


@pytest.mark.parametrize("format_", ["text", "github", "markdown", "junit"])
def test_no_control_character_of_a_policy_is_shown(format_: str) -> None:
    sources = {"v": Source(EVIL + ".md", "12345")}
    for given in ({}, sources):
        shown = write_report(evil(), format_, given)
        assert not any(not c.isprintable() and c != "\n" for c in shown)
        shown.encode()


def test_no_line_of_a_policy_is_a_workflow_command() -> None:
    lines = write_report(evil(), "github", {"v": Source("a:b,c\n::error::x.md", "12345")}).splitlines()
    assert len(lines) == 3
    named = "file=a%3Ab%2Cc\\n%3A%3Aerror%3A%3Ax.md,line=1,endLine=1,col=1,endColumn=6,title=PG201"
    assert lines[0].startswith(f"::error {named}::We")
    assert "%250A" in lines[0]
    assert lines[0].endswith("100%25\u201d")
    assert lines[1].startswith("::warning title=Mine::")
    assert lines[2].startswith("1 violation, 1 warning (")


def test_markdown_escapes_the_words_of_policies() -> None:
    text = write_report(evil(), "markdown")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 2
    assert "<img" not in text
    assert "@everyone" not in text
    for row in rows:
        assert row.replace("\\|", "").count("|") == 5


def test_junit_is_well_formed_and_counts(report: Report) -> None:
    root = ElementTree.fromstring(write_report(merge([report, evil()]), "junit"))
    suites = {suite.get("name"): suite for suite in root.iter("testsuite")}
    assert suites["consistency"].get("failures") == "2"
    failed = [case for case in suites["consistency"].iter("testcase") if case.find("failure") is not None]
    assert any(NO in case.find("failure").text for case in failed)
    assert {case.get("name")[:5] for case in suites["consistency"].iter("testcase")} >= {"PG202", "PG203", "PG204"}


def test_sarif_has_both_sentences_and_a_fingerprint_that_survives_moved_lines(report: Report) -> None:
    def results(before: str) -> dict:
        text = f"# Privacy\n\n{NO}\n\n{YES}"
        moved = Source("privacy policy.md", before + text)
        shifted = Report(tuple(_shift(f, len(before)) for f in report.findings), profiles=report.profiles)
        document = json.loads(write_report(shifted, "sarif", {VERSION: moved}))
        assert document["version"] == "2.1.0"
        return document["runs"][0]

    run = results("")
    (result,) = run["results"]
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "privacy%20policy.md"
    assert (location["region"]["startLine"], location["region"]["startColumn"]) == (3, 1)
    assert location["region"]["snippet"]["text"] == NO
    assert [related["message"]["text"] for related in result["relatedLocations"]] == [NO, YES]
    assert f"[\u201c{NO}\u201d](1)" in result["message"]["text"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "PG201"
    (after,) = results("New\n\n")["results"]
    assert after["locations"] != result["locations"]
    assert after["partialFingerprints"] == result["partialFingerprints"]


def _shift(finding: Finding, by: int) -> Finding:
    from dataclasses import replace

    return replace(
        finding, statements=tuple(replace(s, start=s.start + by, end=s.end + by) for s in finding.statements)
    )


def test_colour_only_on_a_terminal(report: Report) -> None:
    for terminal in (True, False):
        out = io.StringIO()
        show(report, Console(file=out, force_terminal=terminal, color_system="standard" if terminal else None))
        assert ("\x1b[" in out.getvalue()) is terminal
        assert NO in out.getvalue()


def test_brackets_of_a_policy_are_no_markup() -> None:
    out = io.StringIO()
    finding = Finding("X", "info", "[red]no[/red] :smile:", "urn:x", statements=(Statement("a", "[/] [link=x]y"),))
    show(Report((finding,)), Console(file=out))
    assert "[red]no[/red] :smile:" in out.getvalue()
    assert "[/] [link=x]y" in out.getvalue()


def test_many_policies_one_after_the_other(make_policy) -> None:
    asked = []

    def graphs():
        for name in ("first", "second"):
            asked.append(name)
            yield name, make_policy(SAID)

    each = validate_policy_graphs(graphs(), ["consistency"])
    name, first = next(each)
    assert (name, asked) == ("first", ["first"])
    whole = merge([first, *(found for _, found in each)])
    assert [finding.policy for finding in whole.findings] == ["first", "second"]
    assert whole.fails("violation")
    assert whole.fails("info")
    assert not whole.fails("never")
