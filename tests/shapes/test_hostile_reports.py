"""Words of policies and names of files that are meant to do harm: in no format do they reach a terminal, a log of CI or
a page as anything but words, and what is written can be read again."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from practicegraph.shapes import Finding, Report, Statement
from practicegraph.shapes.place import Source
from practicegraph.shapes.report import SEVERITIES, Waived
from practicegraph.shapes.writers import WRITERS, write_report
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH

PIECES = [
    "::error::owned", "::set-output name=a::b", "##[error]owned", "##vso[task.complete]", "##teamcity[x]", "%0A", "%25",
    "\r\n", "\n", "\r", "\x1b[2J", "\x1b]8;;http://evil.example\x07", "\x00", "\x07", "\x7f", "\x85", "\x9b31m",
    "\u2028", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800", "\udfff", "\uffff", "]]>", "<!--", "-->", "&amp;",
    "</summary>", "<img src=x onerror=y>", "<script>", "![x](http://evil.example/p.png)", "[x](http://evil.example)",
    "[x]: http://evil.example", "http://evil.example", "www.evil.example", "@everyone", "#1", "GH-12", "!7",
    "a1b2c3d4e5f", "|", "||", "`", "```", "**", "__", "~~", "\\", "\\|", "- x", "1. x", "> x", "# x", "===", "    x",
    "\t", ":smile:", "$x^2$", '"', "'", "\"\"\"", "{0}", "{{", "e\u0301", "\U0001f600", "We sell it.", " ", ",", ":",
]  # fmt: skip
EVIL = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=6).map("".join)
NAMES = EVIL.map(lambda text: text.replace("\x00", "") + ".md")
COMMAND = re.compile(r"\s*::|.*##[\w.]*\[", re.DOTALL)
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@st.composite
def reports(draw: st.DrawFn) -> tuple[Report, dict[str, Source]]:
    def evil() -> str:
        return draw(EVIL)

    def finding(number: int) -> Finding:
        statements = tuple(
            Statement(f"urn:a{i}", evil(), version="urn:v", policy=evil(), section=evil(), date=evil(), start=0, end=3)
            for i in range(draw(st.integers(0, 3)))
        )
        severity = draw(st.sampled_from(SEVERITIES))
        code = draw(st.sampled_from(["PG201", "PG203", evil() or "x"]))
        return Finding(
            code, severity, evil(), evil(), path=draw(st.none() | EVIL), value=draw(st.none() | EVIL), shape=evil(),
            description=evil(), help=evil(), profile=draw(st.sampled_from(["consistency", evil()])), policy=evil(),
            statements=statements, dates=(evil(),), version=draw(st.sampled_from(["", "urn:v"])), source=evil(),
            why=evil(),
        )  # fmt: skip

    name = draw(NAMES)
    findings = [finding(number) for number in range(draw(st.integers(1, 4)))]
    graph = Graph()
    node, result = BNode(), BNode()
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.result, result))
    graph.add((result, SH.resultMessage, Literal(evil())))
    graph.add((result, SH.focusNode, URIRef("urn:f")))
    report = Report(
        findings=tuple(findings[:2]),
        graph=graph,
        profiles=("consistency", evil()),
        waived=tuple(Waived(f, evil(), name, 3) for f in findings[2:3]),
        known=tuple(findings[3:]),
        baseline=evil(),
        refused=((draw(NAMES), evil()),),
    )
    return report, draw(st.sampled_from([{}, {"urn:v": Source(name, "abc\ndef")}]))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=reports())
def test_no_words_command_a_runner_or_a_terminal(made: tuple[Report, dict[str, Source]]) -> None:
    report, sources = made
    for format_ in WRITERS:
        text = write_report(report, format_, sources)
        text.encode()
        assert not UNSAFE.search(text)
        lines = re.split(r"[\r\n\u2028\u2029\x85\x0b\x0c]", text)
        commands = [line for line in lines if format_ == "github" and line.startswith("::")]
        for line in commands:
            assert "##[" not in line
            properties, _, _ = line[2:].partition("::")
            assert re.fullmatch(r"(?:error|warning|notice) (?:file|title)=[^:,]*(?:,\w+=[^:,]*)*", properties)
        for line in lines:
            assert line in commands or not COMMAND.match(line), (format_, line)
        if format_ == "github":
            assert len(commands) == len(report.findings) + len(report.waived) + len(report.refused)


@settings(max_examples=30, deadline=None)
@given(made=reports())
def test_what_is_written_can_be_read_again(made: tuple[Report, dict[str, Source]]) -> None:
    report, sources = made
    document = json.loads(write_report(report, "json", sources))
    for row, finding in zip(document["findings"], report.findings, strict=True):
        assert row["message"] == re.sub("[\ud800-\udfff]", "\ufffd", finding.message)
        assert len(row["statements"]) == len(finding.statements)
    assert len(document["waived"]) == len(report.waived)
    assert len(document["known"]) == len(report.known)
    root = ElementTree.fromstring(write_report(report, "junit", sources))
    failing = [f for f in report.findings if f.severity != "info"]
    assert (len(list(root.iter("failure"))) > 0) == bool(failing)
    shown = "".join(root.itertext())
    assert all("info: " in shown for f in report.findings if f.severity == "info")
    quads = list(ox.parse(write_report(report, "ttl", sources).encode(), format=ox.RdfFormat.TURTLE))
    assert len(quads) == len(report.graph)
    messages = {str(message) for message in report.graph.objects(None, SH.resultMessage)}
    read = {quad.object.value for quad in quads if quad.predicate.value == str(SH.resultMessage)}
    assert read == {re.sub("[\ud800-\udfff]", "\ufffd", message) for message in messages}
    assert len(json.loads(write_report(report, "sarif", sources))["runs"][0]["results"]) == sum(
        map(len, (report.findings, report.known, report.waived))
    )


@settings(max_examples=50, deadline=None)
@given(made=reports())
def test_no_markup_of_a_policy_is_live_in_markdown(made: tuple[Report, dict[str, Source]]) -> None:
    report, sources = made
    text = write_report(report, "markdown", sources)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in inline} <= {
        "text",
        "text_special",
        "html_inline",
        "softbreak",
        "strong_open",
        "strong_close",
    }
    assert {token.content for token in inline if token.type == "html_inline"} <= {"<!-- -->"}
    blocks = re.compile(r"(?:<details(?: open)?>|<summary>[\w. :-]*</summary>|</details>)\n?")
    assert all(blocks.sub("", token.content) == "" for token in tokens if token.type == "html_block")
    assert {token.tag for token in tokens if token.type == "heading_open"} == {"h2"}
    assert sum(token.type == "heading_open" for token in tokens) == 1
    assert not {token.type for token in tokens} & {"fence", "code_block", "blockquote_open", "hr"}
    rows = sum(token.type == "tr_open" for token in tokens)
    assert rows == 1 + len({finding.code for finding in report.findings})
    cells = sum(token.type in ("td_open", "th_open") for token in tokens)
    assert cells == 4 * rows
    rendered = re.sub(r"<!-- -->", "\0", text)
    for live in (r"@\w", r"(?<![\\&])#\d", r"https?\\?:/", r"\bwww\\?\.\w", r"\bGH\\?-\d"):
        assert not re.search(live, rendered)


def test_names_of_files_are_named_as_they_are_where_they_do_no_harm() -> None:
    statement = Statement("urn:a", "We sell it.", version="urn:v", start=0, end=11)
    report = Report((Finding("PG201", "violation", "No.", "urn:f", statements=(statement,)),))
    sources = {"urn:v": Source("Richtlinie für Gäste (1).md", "We sell it.")}
    assert "Richtlinie für Gäste (1).md:1:1" in write_report(report, "text", sources)
    assert "file=Richtlinie für Gäste (1).md,line=1" in write_report(report, "github", sources)


def test_a_long_report_fits_into_a_comment_and_says_what_it_leaves_out() -> None:
    finding = Finding("PG301", "warning", "Too much.", "urn:f", statements=(Statement("urn:a", "We sell it. " * 30),))
    few = Finding("PG201", "violation", "No.", "urn:f", statements=(Statement("urn:a", "We do not sell it."),))
    report = Report((few, *(replace(finding, focus=f"urn:{n}") for n in range(2000))), profiles=("clarity",))
    text = write_report(report, "markdown")
    assert 50_000 < len(text) < 65_536
    assert "We do not sell it" in text
    shown = text.count("\n- **") - 1
    assert f"- and {2000 - shown} more, which a comment cannot hold" in text
