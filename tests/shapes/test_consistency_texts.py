"""Contradictions from the text on: what extraction reads of a small policy, and what validation says of it."""

from datetime import datetime

import pytest
from practicegraph.extract import Extractor
from practicegraph.extract.nearest import nearest
from practicegraph.extract.rdf import PolicyRecord, VersionRecord, policy_quads
from practicegraph.ontology.namespaces import DEFAULT_BASE
from practicegraph.shapes import Report, validate

from .consistency_texts import COMPATIBLE, CONTRADICTIONS

LAYOUT = "# Privacy policy of Velvetoak\n\n## First things\n\n{}\n\n## Further things\n\n{}\n"


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def check(extractor: Extractor, pair: tuple[str, str]) -> Report:
    text = LAYOUT.format(*pair)
    said = extractor.extract(text, company="Velvetoak")
    version = VersionRecord(datetime(2024, 5, 1), text, said, extractor.run)
    record = PolicyRecord(name="Velvetoak")
    return validate(policy_quads(record, [version], DEFAULT_BASE, nearest), ["consistency"])


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_found_in_the_text(extractor: Extractor, name: str) -> None:
    report = check(extractor, CONTRADICTIONS[name])
    assert report.findings
    assert all(len(finding.statements) == 2 and finding.why for finding in report.findings)


@pytest.mark.parametrize("name", COMPATIBLE)
def test_what_comes_close_is_not_reported(extractor: Extractor, name: str) -> None:
    assert check(extractor, COMPATIBLE[name]).conforms
