"""examples/rules: for each rule a policy in which it finds something, and one that comes close and is in order."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from practicegraph.extract import Extractor
from practicegraph.extract.rdf import PolicyRecord, VersionRecord, policy_quads
from practicegraph.extract.readers import find_policies, read_document
from practicegraph.ontology.namespaces import DEFAULT_BASE
from practicegraph.shapes import Finding, graph_of, rules, validate

pytestmark = pytest.mark.slow
EXAMPLES = Path(__file__).parents[2] / "examples"
PROFILES = ("consistency", "clarity", "gdpr", "ccpa")
RULES = [rule for profile in PROFILES for rule in rules(profile)]


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor()


def findings(path: Path, profile: str, extractor: Extractor) -> tuple[Finding, ...]:
    document = read_document(path)
    policy = PolicyRecord(name=document.company or path.stem)
    version = VersionRecord(
        issued=datetime(2026, 5, 3),
        text=document.text,
        assertions=extractor.extract(document),
        run=extractor.run,
        effective=document.effective,
        modified=document.modified,
        media_type=document.media_type,
    )
    graph = graph_of(policy_quads(policy, [version], DEFAULT_BASE))
    return validate(graph, [profile], texts={policy.iri(DEFAULT_BASE) + "/2026-05-03": document.text}).findings


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_the_wrong_example_is_found_and_the_right_one_is_not(extractor: Extractor, rule) -> None:
    wrong, right = (EXAMPLES / "rules" / f"{rule.code}-{kind}.md" for kind in ("wrong", "right"))
    assert rule.code in {f.code for f in findings(wrong, rule.profile, extractor)}
    assert rule.code not in {f.code for f in findings(right, rule.profile, extractor)}


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_the_two_differ_by_little_and_are_whole_policies(rule) -> None:
    wrong, right = ((EXAMPLES / "rules" / f"{rule.code}-{kind}.md").read_text() for kind in ("wrong", "right"))
    assert 8 <= len(wrong.splitlines()) <= 45
    assert len(set(wrong.splitlines()) ^ set(right.splitlines())) <= 6


def test_every_example_is_of_a_rule() -> None:
    names = {path.name for path in find_policies([EXAMPLES / "rules"])}
    codes = {match[1] for name in names if (match := re.fullmatch(r"(PG\d{3})-(?:wrong|right)\.md", name))}
    assert len(names) == 2 * len(codes)
    assert codes >= {rule.code for rule in RULES}
