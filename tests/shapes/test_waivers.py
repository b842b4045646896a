"""Waivers: comments in the policy that take findings out, with a reason; each covers what it says, and no more."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from practicegraph.extract.readers import read_text
from practicegraph.shapes import Finding, Report, Statement
from practicegraph.shapes.place import Source
from practicegraph.shapes.waivers import apply, read_waivers, waive, waiver_rules
from practicegraph.shapes.writers import WRITERS, write_report
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH

VERSION = "https://a.example/policy/orrery.example/privacy-policy/2020-03-01"
SELL = "We sell your name."
KEEP = "We keep your name."


def finding(text: str, *sentences: str, code: str = "PG201") -> Finding:
    statements = tuple(
        Statement(f"urn:{s}", s, version=VERSION, start=text.index(s), end=text.index(s) + len(s)) for s in sentences
    )
    return Finding(code, "warning", "Why?", "urn:f", profile="consistency", version=VERSION, statements=statements)


def check(text: str, *sentences: str, code: str = "PG201", page: str | None = None) -> Report:
    """The report of a finding at each of the sentences, waivers applied."""
    found = tuple(finding(text, sentence, code=code) for sentence in sentences) or (finding(text, code=code),)
    return waive(Report(found, profiles=("consistency",)), {VERSION: Source("p.md", text, page)})


def left(report: Report) -> list[str]:
    return [f.statements[0].sentence if f.statements else "" for f in report.findings if f.code == "PG201"]


W = "<!-- practicegraph: waive PG201 -- counsel agreed -->"


@pytest.mark.parametrize(
    "text",
    [
        f"{W}\n{SELL}\n\n{KEEP}",
        f"Text.\n\n{W}\n\n{SELL}\n\n{KEEP}",
        f"{KEEP}\n\n{SELL} {W}",
        f"{KEEP}\n\nIn short, {W} we\nmean this. {SELL}",
        f"- {KEEP}\n- {W} {SELL}\n",
        f"- {KEEP}\n{W}\n- {SELL}\n",
        f"- {SELL}\n  more {W}\n- {KEEP}\n",
        f"- one\n  {W}\n  - {SELL}\n  - {KEEP}\n",
        f"1. {KEEP}\n2. {SELL} {W}\n3. end",
        f"| {KEEP} |\n| - |\n| {SELL} {W} |",
        f"{KEEP}\n\n{W}\n## Sales\n\nText.\n\n### More\n\n{SELL}\n",
        f"{KEEP}\n\n{W}\nSales\n-----\n\nText.\n\n{SELL}\n",
        f"# Name\n{W}\n{SELL}\n\n{KEEP}",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_waiver_covers_the_block_it_stands_in_or_the_one_that_follows(text: str, line_end: str) -> None:
    text = text.replace("\n", line_end)
    report = check(text, SELL, KEEP)
    assert left(report) == [KEEP]
    (waived,) = report.waived
    assert waived.reason == "counsel agreed"
    assert waived.finding.statements[0].sentence == SELL
    assert text.split(line_end)[waived.line - 1][waived.column - 1 :].startswith("<!--")


@pytest.mark.parametrize(
    "text",
    [
        f"{SELL}\n\n{W}\n\n{KEEP}",
        f"## Sales {W}\n\n{SELL}",
        f"{W}\n## Other\n\nText.\n\n## Sales\n\n{SELL}",
        f"- {SELL}\n- {W} other",
        f"{W.replace('PG201', 'PG203')}\n{SELL}",
        f"{SELL}\n\n{W}",
        f"{SELL} <!-- practicegraph: waive PG201",
    ],
)
def test_nothing_else_is_covered(text: str) -> None:
    assert left(check(text, SELL)) == [SELL]


def test_right_under_a_heading_what_is_found_at_the_heading_is_covered_too() -> None:
    text = f"# Privacy\n\n## Sales\n\n{W}\n\n{SELL}\n\n{KEEP}"
    assert left(check(text, "## Sales", SELL, KEEP, "# Privacy")) == ["# Privacy", KEEP]


@pytest.mark.parametrize(
    "head",
    [
        "",
        "\ufeff",
        "\n\n",
        "---\ntitle: Privacy\n---\n",
        "> Archived 2020-03-01 from orrery.example\n\n",
        "<!-- a --> ",
    ],
)
def test_at_the_head_of_a_file_what_is_missing_from_it_is_covered_too(head: str) -> None:
    assert left(check(f"{head}{W}\n\nText.\n\n{SELL}")) == []
    assert left(check(f"{head}{W}\n\nText.\n\n{SELL}", SELL)) == [SELL]
    assert left(check(f"{head}{W}\n\n# Privacy\n\nText.\n\n## Sales\n\n{SELL}", SELL)) == []
    assert left(check(f"{head}Text.\n\n{W}\n\nText.")) == [""]


def test_a_waiver_at_either_sentence_of_a_contradiction_is_enough() -> None:
    for text in (f"{W}\n{SELL}\n\n{KEEP}", f"{SELL}\n\n{KEEP} {W}"):
        report = waive(Report((finding(text, SELL, KEEP),)), {VERSION: Source("p.md", text)})
        assert report.conforms
        assert len(report.waived) == 1


EXAMPLES = Path(__file__).parents[2] / "examples" / "rules"


@pytest.mark.parametrize("code", ["PG001", "PG002", "PG003"])
@pytest.mark.parametrize("kind", ["wrong", "right"])
def test_examples_of_rules_about_waivers(code: str, kind: str) -> None:
    text = (EXAMPLES / f"{code}-{kind}.md").read_text(encoding="utf-8")
    pair = finding(text, "We do not sell your e-mail address.", "We sell your e-mail address to advertisers.")
    report = waive(Report((pair,), profiles=("consistency",)), {VERSION: Source("p.md", text)})
    assert {f.code for f in report.findings} == ({code, "PG201"} if kind == "wrong" else set())


@pytest.mark.parametrize(
    ("words", "codes", "reason"),
    [
        ("practicegraph: waive PG201 -- a reason", ("PG201",), "a reason"),
        (" PracticeGraph : waive pg201,PG302 PG303: two: colons", ("PG201", "PG302", "PG303"), "two: colons"),
        ("practicegraph: waive PG201 because counsel said so", ("PG201",), "counsel said so"),
        ("practicegraph: waive PG201 \u2014 dash", ("PG201",), "dash"),
        ("practicegraph:\nwaive PG201\n-- on\nlines", ("PG201",), "on lines"),
        ("practicegraph: waive My.Rule-2, PG201 -- own", ("My.Rule-2", "PG201"), "own"),
        ("practicegraph: waive PG201 -- !!", ("PG201",), ""),
        ("practicegraph: waive -- no code", (), "no code"),
        ("practicegraph: ignore PG201 -- x", (), ""),
    ],
)
def test_how_a_waiver_is_written(words: str, codes: tuple[str, ...], reason: str) -> None:
    (waiver,) = read_waivers(Source("p.md", f"<!--{words}-->\n{SELL}"))
    assert (waiver.codes, waiver.reason) == (codes, reason)


def faults(text: str, *sentences: str) -> list[tuple[str, str | None, int | None]]:
    return [(f.code, f.value, f.statements[0].start) for f in check(text, *sentences).findings if f.code < "PG1"]


def test_faults_of_waivers_are_findings() -> None:
    assert faults(f"{SELL} <!-- practicegraph: waive PG201 -->", SELL) == [("PG001", None, 19)]
    assert faults(f"{SELL} <!-- practicegraph: waive PG999 -- x -->", SELL) == [("PG002", "PG999", 19)]
    assert faults(f"{SELL} <!-- practicegraph: waive Mine -- x -->", SELL) == [("PG002", "Mine", 19)]
    assert faults(f"{SELL} <!-- practicegraph: waive PG003 -- x -->", SELL) == [("PG002", "PG003", 19)]
    assert faults(f"{SELL} <!-- practicegraph: off -->", SELL) == [("PG002", None, 19)]
    assert faults(f"{SELL} <!-- practicegraph: waive PG204 -- x -->", SELL) == [("PG003", "PG204", 19)]
    assert faults(f"{SELL} <!-- practicegraph: waive PG101 -- not run -->", SELL) == []
    assert faults(f"{SELL} <!-- a comment -->", SELL) == []
    assert faults(f"{W}\n{W}\n{SELL}", SELL) == [("PG003", "PG201", len(W) + 1)]
    assert {rule.code for rule in waiver_rules()} == {"PG001", "PG002", "PG003"}
    assert all(rule.help and rule.description and rule.message for rule in waiver_rules())


def test_codes_of_a_users_shapes_are_known_where_these_are_given() -> None:
    text = f"{SELL} <!-- practicegraph: waive Mine -- x -->"
    given_ = Report((finding(text, SELL, code="Mine"),), profiles=("mine.ttl",))
    assert waive(given_, {VERSION: Source("p.md", text)}).conforms
    clean = waive(Report((), profiles=("mine.ttl",)), {VERSION: Source("p.md", text)})
    assert [f.code for f in clean.findings] == ["PG003"]


def test_faults_are_results_of_the_shacl_report_too() -> None:
    report = check(f"{SELL} <!-- practicegraph: waive PG201 -->", SELL)
    graph = Graph().parse(data=write_report(report, "ttl"), format="turtle")
    (result,) = graph.objects(None, SH.result)
    assert graph.value(result, SH.focusNode) == URIRef(VERSION)
    assert graph.value(None, SH.conforms, Literal(False)) is not None


PAGE = f"""<html><head><title>Privacy</title></head><body><nav><a>Menu</a></nav>
<!-- practicegraph: waive PG402 -- in the contract -->
<h1>Privacy at Orrery</h1><p>We say here what we do with your data.</p>
{W}<h2>Sales</h2><p>{SELL} And so on and on.</p>
<h2>Time</h2><ul><li>{KEEP} And so on, until you ask.</li><li>We use <b>your</b> age. {W}</li></ul></body></html>"""


def test_waivers_work_in_html() -> None:
    text = read_text(PAGE, name="p.html", media_type="text/html").text
    report = check(text, SELL, KEEP, "We use your age.", page=PAGE)
    assert left(report) == [KEEP]
    assert [w.line for w in report.waived] == [4, 5]
    assert not [f for f in check(text, code="PG402", page=PAGE).findings if f.code == "PG402"]
    page = "<p>\n\nWe say <!-- practicegraph: x --> here what we do with your data."
    sources = {VERSION: Source("p.html", "We say here what we do with your data.", page)}
    (fault,) = json.loads(write_report(waive(Report(), sources), "json", sources))["findings"]
    assert (fault["code"], fault["line"], fault["column"]) == ("PG002", 3, 8)


def test_the_readers_leave_waivers_out_of_sentences() -> None:
    text = f"{W}\n# Privacy\n\nWe sell your name {W} to partners.\n\n- {KEEP} {W}\n{W}\n- We use your age.\n"
    for media_type in ("text/markdown", "text/plain"):
        document = read_text(text, media_type=media_type)
        assert not any("practicegraph" in passage.text for passage in document.passages)
        for passage in document.passages:
            start, end = passage.locate(0, len(passage.text))
            assert text[start:end].split()[0] in passage.text
        assert [p.text for p in document.passages][-3:] == ["We sell your name to partners.", KEEP, "We use your age."]


@pytest.mark.parametrize("format_", WRITERS)
def test_every_report_lists_what_is_waived_with_the_reason(format_: str) -> None:
    text = f"{SELL} <!-- practicegraph: waive PG201 -- \x1b[2J ::error::agreed |\u202e<img> -->"
    given_ = Report((finding(text, SELL),), profiles=("consistency",))
    graph = given_.graph
    result = URIRef("urn:r")
    graph.add((URIRef("urn:report"), SH.result, result))
    graph.add((result, SH.focusNode, URIRef("urn:f")))
    sources = {VERSION: Source("p.md", text)}
    shown = write_report(waive(given_, sources), format_, sources)
    assert "agreed" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "<img>" not in shown or format_ in ("json", "sarif", "ttl", "text", "github")


def test_fifty_thousand_comments_take_no_time_to_speak_of() -> None:
    for text in (f"{W}\n" * 50_000 + SELL, f"{SELL}\n\n{W}\n\n" * 50_000, f"{W}# a\n" * 20_000, "<!--" * 200_000):
        started = time.process_time()
        source = Source("p.md", text)
        waivers = read_waivers(source)
        many = (finding(text, SELL),) * 2000 if SELL in text else ()
        apply(Report(many, profiles=("consistency",)), {VERSION: waivers}, {VERSION: source})
        assert time.process_time() - started < 20


@given(
    st.lists(
        st.sampled_from([W, "\n", "\n\n", "# a", "- b", "c", " ", "| d |", "---", "===", "<!--", "-->", "> "])
    ).map("".join)
)
def test_spans_are_blocks_of_the_file_apart_or_in_one_another(text: str) -> None:
    spans = sorted({span for w in read_waivers(Source("p.md", text)) for span in w.spans})
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert all(other <= start or other >= end or stop <= end for other, stop in spans)


@given(st.text(alphabet="<!->/apractigh:wveP201 \n\"'", max_size=80))
def test_any_page_is_read(page: str) -> None:
    for waiver in read_waivers(Source("p.html", "", page + "<!-- practicegraph: waive PG201 -->")):
        assert page.count("\n") + 1 >= waiver.line
