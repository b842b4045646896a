"""The example queries: each runs, names its graphs, and gives the right rows on a graph whose statements are known."""

import csv
import io
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from practicegraph.extract.model import Assertion, Mention
from practicegraph.extract.run import Run
from practicegraph.ontology.namespaces import (
    AFFIRMED,
    CONDITION,
    DATA,
    DENIED,
    FIRST_PARTY,
    FRAMEWORK,
    PARTY,
    PRACTICE,
    PURPOSE,
    RETENTION,
    RIGHT,
    SAFEGUARD,
    STATED,
)
from practicegraph.server.build import build
from practicegraph.server.examples import load_examples, parse_example
from practicegraph.server.query import run_query
from practicegraph.server.sparql.safety import check_query, tokens
from practicegraph.server.store import LocalStore
from practicegraph.server.validation import validate_store

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = [example.name for example in load_examples()]


def practice(verb, data, polarity=AFFIRMED, actor="", **roles):
    """What a sentence says: the local names of concepts, by field."""
    schemes = {
        "recipients": PARTY,
        "purposes": PURPOSE,
        "conditions": CONDITION,
        "exceptions": CONDITION,
        "safeguards": SAFEGUARD,
        "retention": RETENTION,
    }
    concepts = {
        name: value if value[1:2].isdigit() else schemes[name] + value  # P2Y is a duration
        for name, value in roles.items()
    }
    return {
        "kind": "DataPractice",
        "practice": PRACTICE + verb,
        "polarity": polarity,
        "modality": STATED,
        "actor": PARTY + actor if actor else FIRST_PARTY,
        "data_type": DATA + data if data[:1].isupper() else data,
        **concepts,
    }


SAID = {
    "We sell your precise location if you consent.": practice("Sell", "PreciseLocation", conditions="Consent"),
    "We rent your name.": practice("Rent", "Name"),
    "We do not sell your name unless you use the free service.": practice(
        "Sell", "Name", DENIED, exceptions="FreeService"
    ),
    "We do not share your name.": practice("Share", "Name", DENIED),
    "We use your name for targeted advertising.": practice("Use", "Name", purposes="TargetedAdvertising"),
    "We use your name for payment.": practice("Use", "Name", purposes="PaymentManagement"),
    "We collect your shoe size.": practice("Collect", "shoe size"),
    "We collect your name.": practice("Collect", "Name"),
    "We share your location with advertisers.": practice("Share", "LocationData", recipients="Advertiser"),
    "We keep your name for two years.": practice("Retain", "Name", retention="P2Y"),
    "Advertisers collect your name.": practice("Collect", "Name", actor="Advertiser"),
    "We encrypt your name.": practice("Protect", "Name", safeguards="Encryption"),
    "You may delete your name by mail.": {
        "kind": "UserRight",
        "rights": RIGHT + "Erasure",
        "data_type": DATA + "Name",
        "channels": "urn:mail",
    },
    "We follow the GDPR.": {"kind": "ComplianceClaim", "frameworks": FRAMEWORK + "GDPR", "polarity": AFFIRMED},
    "Nobody under 13 may join.": {"kind": "AudienceStatement", "minimum_age": 13},
}
PLURAL = {"recipients", "purposes", "conditions", "exceptions", "safeguards", "retention", "rights"}
PLURAL |= {"frameworks", "channels"}


class Given:
    """Finds the sentences of `SAID` and says of each what is given there."""

    run = Run("given")

    def extract(self, document):
        found = []
        for sentence, fields in SAID.items():
            at = document.text.find(sentence)
            if at >= 0:
                found.append(self._assertion(sentence, at, fields))
        return found

    def _assertion(self, sentence, at, fields):
        values = {}
        for name, value in fields.items():
            if name in PLURAL:
                values[name] = (Mention(sentence, at, at + len(sentence), value),)
            elif name == "actor":
                values[name] = Mention(sentence[:2], at, at + 2, value)
            elif name == "data_type":
                concept, words = (value, sentence) if ":" in value else (None, value)
                start = at + sentence.index(words)
                values[name] = Mention(words, start, start + len(words), concept)
            else:
                values[name] = value
        return Assertion(asserted_by=FIRST_PARTY, evidence=Mention(sentence, at, at + len(sentence)), **values)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("queries")
    lead = "# Privacy Policy of {}\n\nThis text tells you what is done with the things that are known about you.\n\n"
    sentences = list(SAID)
    returning = "We collect your name."
    texts = {
        "alder.example": {
            "2015-01-01": [s for s in sentences if "sell" not in s],
            "2017-01-01": [s for s in sentences if s != returning and "not share" not in s],
            "2019-01-01": [s for s in sentences if "not share" not in s],
        },
        "birch.example": {"2016-06-01": [returning, "We do not share your name.", "We rent your name."]},
    }
    for domain, versions in texts.items():
        for day, said in versions.items():
            path = folder / "policies" / domain / f"{day}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(lead.format(domain.partition(".")[0].title()) + "\n\n".join(said) + "\n", "utf-8")
    local = LocalStore(folder / "store")
    report = build([folder / "policies"], local, extractor=Given)
    assert (report.policies, report.versions, report.refused) == (2, 4, ())
    assert validate_store(local, ("consistency",)).checked.kept
    return SimpleNamespace(
        local=local, rows=lambda query: list(csv.DictReader(io.StringIO(_answer(local, query), newline="")))
    )


def _answer(local, query):
    out = io.BytesIO()
    run_query(local, query, out, "csv")
    return out.getvalue().decode()


def rows(store, name):
    return store.rows(next(e.query for e in load_examples() if e.name == name))


def pairs(found, *columns):
    return {tuple(row[column] for column in columns) for row in found}


def test_there_are_enough_of_them_with_title_and_description():
    assert len(NAMES) >= 14
    for example in load_examples():
        assert example.title.endswith("?"), example.name
        assert len(example.description) > 30, example.name


@pytest.mark.parametrize("name", NAMES)
def test_runs_on_any_store_as_it_names_its_graphs(store, name):
    query = next(e.query for e in load_examples() if e.name == name)
    check_query(query)
    with store.local.read() as generation:
        with_union = list(generation.graph.query(query, use_default_graph_as_union=True))
        without = list(generation.graph.query(query, use_default_graph_as_union=False))
    assert with_union, "no row on a graph that holds a case of each"
    assert len(with_union) == len(without)
    prefixes = {t.text for t in tokens(query) if t.kind == "name"}
    assert prefixes, "prefixes are written out"


def test_who_sells(store):
    found = rows(store, "who-sells")
    assert pairs(found, "company", "dataType", "conditions") == {
        ("Alder", "precise location", "the person consents"),
        ("Alder", "name", ""),
        ("Birch", "name", ""),
    }


def test_who_denies_selling_with_the_exception(store):
    [row] = rows(store, "who-denies-selling")
    assert "free" in row["exceptions"]
    assert row["sentence"].startswith("We do not sell")


def test_advertising_finds_narrower_purposes_and_no_others(store):
    [row] = rows(store, "used-for-advertising")
    assert row["sentence"] == "We use your name for targeted advertising."


def test_said_on_a_date_answers_for_the_version_in_force(store):
    query = next(e.query for e in load_examples() if e.name == "said-on-a-date")
    collected = "We collect your name."
    for day, said in (("2014-01-01", 0), ("2016-01-01", 1), ("2018-05-25", 1), ("2020-01-01", 2)):
        found = [r for r in store.rows(query.replace("2018-05-25", day)) if r["sentence"] == collected]
        assert len(found) == said, day


def test_statements_that_came_back(store):
    [row] = rows(store, "statements-that-came-back")
    assert row["sentence"] == "We collect your name."
    assert (row["said"], row["silent"], row["again"]) == ("2015-01-01", "2017-01-01", "2019-01-01")


def test_changes_between_versions(store):
    found = rows(store, "changed-between-versions")
    assert ("2015-01-01", "2017-01-01", "gone", "We do not share your name.") in pairs(
        found, "from", "to", "change", "sentence"
    )
    assert ("2017-01-01", "2019-01-01", "new", "We collect your name.") in pairs(
        found, "from", "to", "change", "sentence"
    )
    assert not [r for r in found if r["sentence"] == "We rent your name."]


def test_denials_with_exceptions(store):
    assert pairs(rows(store, "denials-with-exceptions"), "sentence") == {
        ("We do not sell your name unless you use the free service.",)
    }


def test_location_shared(store):
    found = rows(store, "location-shared-with")
    assert pairs(found, "dataType", "recipient") == {("precise location", ""), ("location", "advertiser")}


def test_rights_with_their_channel(store):
    [row] = rows(store, "rights")
    assert row["channel"].startswith("You may delete")
    assert row["dataType"] == "name"
    assert row["deadline"] == ""


def test_retention(store):
    [row] = rows(store, "retention")
    assert (row["period"], row["rule"], row["dataType"]) == ("P2Y", "", "name")


def test_data_types_by_companies(store):
    found = rows(store, "data-types-by-companies")
    assert (found[0]["dataType"], found[0]["companies"]) == ("name", "2")


def test_third_parties_as_collectors(store):
    [row] = rows(store, "third-party-collectors")
    assert (row["actor"], row["sentence"]) == ("advertiser", "Advertisers collect your name.")


def test_contradictions_are_within_one_version(store):
    found = rows(store, "contradiction-candidates")
    assert pairs(found, "denial", "affirmation") == {("We do not share your name.", "We rent your name.")}
    assert len(pairs(found, "company")) == 2


def test_findings_by_rule_and_company(store):
    found = rows(store, "findings-by-rule-and-company")
    assert pairs(found, "rule", "severity", "company", "findings") == {
        ("PG201", "Violation", "Alder", "1"),
        ("PG201", "Violation", "Birch", "1"),
    }
    assert found[0]["sentence"] in {"We do not share your name.", "We rent your name."}
    assert "denies" in found[0]["message"]


def test_frameworks_ages_and_safeguards(store):
    [row] = rows(store, "frameworks")
    assert (row["company"], row["since"]) == ("Alder", "2015-01-01")
    assert row["framework"]
    assert [r["age"] for r in rows(store, "minimum-ages")] == ["13"]
    [row] = rows(store, "safeguards")
    assert (row["safeguard"], row["dataType"], row["threat"]) == ("encryption", "name", "")


def test_conditions_on_sharing(store):
    [row] = rows(store, "conditions-on-sharing")
    assert (row["dataType"], row["exclusive"]) == ("precise location", "false")


def test_recipients(store):
    [row] = rows(store, "recipients")
    assert (row["recipient"], row["dataTypes"]) == ("advertiser", "1")


def test_own_terms(store):
    [row] = [r for r in rows(store, "own-terms") if r["term"] == "shoe size"]
    assert row["statements"] == "1"


def test_matched_to_dpv(store):
    assert all(row["dpv"].startswith("https://w3id.org/dpv") for row in rows(store, "matched-to-dpv"))


def test_an_example_without_a_title_is_an_error():
    with pytest.raises(ValueError, match="mine"):
        parse_example("mine", "SELECT * {}")
    long = parse_example("mine", "# title: What?\n# description: one\n#   two\n\nASK {}")
    assert (long.title, long.description) == ("What?", "one two")


@pytest.fixture(scope="module")
def examples_store(tmp_path_factory):
    if not any(EXAMPLES.glob("*.example/*.md")):
        pytest.skip("there are no example policies")
    from practicegraph.extract import Extractor

    local = LocalStore(tmp_path_factory.mktemp("examples") / "store")
    build(sorted(EXAMPLES.glob("*.example")), local, extractor=Extractor)
    assert validate_store(local, ("consistency",)).checked.kept
    return local


@pytest.mark.parametrize("name", NAMES)
def test_has_rows_on_the_example_policies(examples_store, name):
    query = next(e.query for e in load_examples() if e.name == name)
    with examples_store.read() as generation:
        found = generation.graph.query(query)
        assert isinstance(found, ox.QuerySolutions)
        assert list(found)
