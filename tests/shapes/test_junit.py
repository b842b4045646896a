"""JUnit XML as dashboards read it: a test case for each rule in each file, and nothing that the schema forbids."""

from dataclasses import replace
from xml.etree import ElementTree

from practicegraph.shapes import Finding, Report, Statement, rules
from practicegraph.shapes.place import Source
from practicegraph.shapes.report import Waived
from practicegraph.shapes.writers import write_report

TEXT = "We sell it.\n\nWe sell it again."
SAID = Statement("urn:a", "We sell it.", version="urn:v", start=0, end=11)
AGAIN = Statement("urn:b", "We sell it again.", version="urn:v", start=13, end=30)
FIRST = Finding(
    "PG201", "violation", "Both.", "urn:f", profile="consistency", statements=(SAID, AGAIN), version="urn:v"
)
SECOND = replace(FIRST, focus="urn:g", statements=(AGAIN, SAID))
INFO = replace(FIRST, code="PG203", severity="info")
SOURCES = {"urn:v": Source("policies/privacy.md", TEXT), "urn:w": Source("terms.md", "Text.")}
CODES = len(rules("consistency"))

# What junit-10.xsd (Jenkins' xUnit plugin) allows of what is written here: attributes, those required, and children.
ALLOWED = {
    "testsuites": ({"name", "tests", "failures", "errors", "time"}, set(), {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id", "package", "file"},
        {"name", "tests", "failures", "errors"},
        {"testcase", "properties", "system-out", "system-err"},
    ),
    "testcase": (
        {"name", "classname", "time", "group"},
        {"name"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": ({"type", "message"}, set(), set()),
    "error": ({"type", "message"}, set(), set()),
    "skipped": ({"type", "message"}, set(), set()),
    "system-out": (set(), set(), set()),
}


def read(report: Report, sources: dict[str, Source] = SOURCES) -> dict[tuple[str, str], ElementTree.Element]:
    """(class, code) → test case; counts and schema are checked on the way."""
    root = ElementTree.fromstring(write_report(report, "junit", sources))
    for element in root.iter():
        allowed, required, children = ALLOWED[element.tag]
        assert required <= set(element.attrib) <= allowed
        assert {child.tag for child in element} <= children
    cases = {}
    for suite in root:
        assert suite.get("tests") == str(len(suite))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(name) == str(len(suite.findall(f"testcase/{tag}")))
        for case in suite:
            key = (case.get("classname"), case.get("name").split()[0])
            assert key not in cases
            cases[key] = case
    return cases


def test_a_case_is_a_rule_in_a_file() -> None:
    cases = read(Report((FIRST, SECOND), profiles=("consistency",)))
    assert len(cases) == 2 * CODES
    failure = cases["consistency.policies/privacy_md", "PG201"].find("failure")
    assert failure.get("message").startswith("policies/privacy.md:1:1: Both.")
    assert failure.get("message").endswith("(and 1 more)")
    assert [line.split(": ")[0] for line in failure.text.strip().splitlines()] == [
        "policies/privacy.md:1:1",
        "policies/privacy.md:3:1",
    ]
    assert len(cases["consistency.terms_md", "PG201"]) == 0


def test_the_name_of_a_case_does_not_change_when_text_moves() -> None:
    moved = replace(FIRST, statements=(AGAIN,))
    assert (
        read(Report((FIRST,), profiles=("consistency",))).keys()
        == read(Report((moved,), profiles=("consistency",))).keys()
    )


def test_what_is_waived_alone_is_skipped_and_beside_a_failure_is_told() -> None:
    waived = (Waived(SECOND, "agreed", "policies/privacy.md", 2),)
    alone = read(Report((), profiles=("consistency",), waived=waived))["consistency.policies/privacy_md", "PG201"]
    assert "agreed" in alone.find("skipped").get("message")
    beside = read(Report((FIRST,), profiles=("consistency",), waived=waived))[
        "consistency.policies/privacy_md", "PG201"
    ]
    assert beside.find("failure") is not None
    assert "waived (agreed)" in beside.find("system-out").text


def test_information_and_what_is_known_fail_nothing() -> None:
    cases = read(Report((INFO,), profiles=("consistency",), known=(FIRST,), baseline="b.json"))
    assert "info: policies/privacy.md:1:1" in cases["consistency.policies/privacy_md", "PG203"].find("system-out").text
    assert "known: policies/privacy.md:1:1" in cases["consistency.policies/privacy_md", "PG201"].find("system-out").text


def test_a_store_has_a_case_for_each_rule_and_policy_that_fails() -> None:
    policies = [f"https://a.example/policy/{name}.example/privacy-policy" for name in ("one", "two")]
    found = tuple(replace(FIRST, policy=policy, version="") for policy in policies)
    cases = read(Report(found, profiles=("consistency",)), {})
    assert len(cases) == CODES - 1 + 2
    assert ("consistency.privacy-policy one_example", "PG201") in cases


def test_files_that_were_refused_are_errors() -> None:
    cases = read(Report((), profiles=("consistency",), refused=(("a.pdf", "is a broken PDF"),)))
    assert cases["input.a_pdf", "read"].find("error").get("message") == "is a broken PDF"


def test_users_shapes_have_a_suite_of_their_own() -> None:
    mine = replace(FIRST, code="Mine", profile="rules/mine.ttl")
    cases = read(Report((mine,), profiles=("rules/mine.ttl",)))
    assert [key[0] for key in cases] == ["rules/mine.ttl.policies/privacy_md"]
