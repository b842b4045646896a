"""Graphs of invented policies, made by the project's own code from hand-made assertions."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from practicegraph.extract.model import Assertion, Mention
from practicegraph.extract.rdf import PolicyRecord, VersionRecord, policy_quads
from practicegraph.extract.run import Run
from practicegraph.extract.statement import statement
from practicegraph.ontology import load_vocabulary
from practicegraph.ontology import namespaces as ns
from practicegraph.server.catalogue import company_quads, run_quads
from practicegraph.shapes import graph_of
from rdflib import Graph

BASE = ns.DEFAULT_BASE
POLICY = PolicyRecord(name="Orrery", domain="orrery.example")
COMPANY = ns.DEFAULT_BASE + "company/orrery.example"
SINGLE = {"actor", "data_type", "data_subject", "notice", "term"}
SECTION = ("Privacy", "What we do")


def concept(name: str) -> str:
    """``data/EmailAddress`` → its IRI; IRIs, durations and a policy's own terms stay."""
    scheme = name.partition("/")[0]
    return ns.ROOT + name if scheme in ns.SCHEMES else name


def assertion(text: str, sentence: str, **fields: object) -> Assertion:
    """An assertion of ``sentence``, which must stand in ``text``; roles are concepts, or (words, concept)."""
    start = text.index(sentence)
    evidence = Mention(sentence, start, start + len(sentence))
    made: dict[str, object] = {}
    for name, value in fields.items():
        if name in {"practice", "polarity", "modality", "form", "kind", "exclusive", "minimum_age", "confidence"}:
            made[name] = concept(value) if name == "practice" else value
        elif name == "refers_to":
            made[name] = tuple(concept(v) for v in value)
        else:
            values = [value] if not isinstance(value, list) else value
            mentions = []
            for one in values:
                words, iri = one if isinstance(one, tuple) else (sentence.split()[0], one)
                mentions.append(Mention(words, start, start + len(words), iri and concept(iri)))
            made[name] = mentions[0] if name in SINGLE else tuple(mentions)
    made.setdefault("kind", "DataPractice")
    if made["kind"] == "DataPractice":
        made = {"polarity": ns.AFFIRMED, "modality": ns.STATED} | made
        made.setdefault("actor", Mention("We", start, start + 2, COMPANY))
    return Assertion(asserted_by=COMPANY, evidence=evidence, section=SECTION, **made)


def graph_of_versions(*versions: list[tuple[str, dict[str, object]]]) -> Graph:
    """The graph of a policy with a version a list of (sentence, fields), a year apart from 2020 on."""
    records = []
    for index, said in enumerate(versions):
        text = "\n\n".join(["# Privacy", *dict.fromkeys(sentence for sentence, _ in said)])
        records.append(
            VersionRecord(
                issued=datetime(2020 + index, 3, 1),
                text=text,
                assertions=[assertion(text, sentence, **fields) for sentence, fields in said],
                run=Run(model="test model 1.0"),
                source="https://orrery.example/privacy",
                effective="2020-02-20",
                modified="2020-02-10",
            )
        )
    return graph_of(policy_quads(POLICY, records, BASE))


def catalogue_of(said: list[tuple[str, dict[str, object]]]) -> Graph:
    """What the catalogue says of the company and of the run."""
    text = "\n".join(sentence for sentence, _ in said)
    statements = [statement(assertion(text, *one[:1], **one[1]), POLICY.iri(BASE), COMPANY) for one in said]
    now = datetime(2026, 1, 1, 10, tzinfo=UTC)
    run = Run(model="test model 1.0", options=(("fast", "true"),))
    return graph_of(
        [*company_quads({POLICY: statements}, BASE, load_vocabulary()), *run_quads(run, BASE, now, now)],
    )


@pytest.fixture(scope="session")
def make_catalogue() -> Callable[..., Graph]:
    return catalogue_of


@pytest.fixture(scope="session")
def make_policy() -> Callable[..., Graph]:
    return graph_of_versions
