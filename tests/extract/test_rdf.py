"""One policy with its versions as a named graph."""

from datetime import datetime
from itertools import permutations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from practicegraph.extract.evidence import locate_quote, quote
from practicegraph.extract.model import Assertion, Mention
from practicegraph.extract.rdf import PolicyRecord, VersionRecord, policy_quads
from practicegraph.extract.run import Run
from practicegraph.extract.statement import UNSPECIFIED, duration
from practicegraph.ontology.namespaces import (
    AFFIRMED,
    CONDITION,
    DATA,
    DCTERMS,
    DEFAULT_BASE,
    FIRST_PARTY,
    OA,
    OWL,
    PG,
    PRACTICE,
    PROV,
    RDF,
    SKOS,
    STATED,
    SUBJECT,
    TOPIC,
)

BASE = DEFAULT_BASE
POLICY = BASE + "policy/orrery.example/privacy-policy"
COMPANY = BASE + "company/orrery.example"
ORRERY = PolicyRecord(name="Orrery", domain="orrery.example")
RUN = Run("a model")
SIGN = "We collect your star sign."
SHOE = "We collect your shoe size."


def mention(text, words, concept=None, after=0):
    start = text.index(words, after)
    return Mention(words, start, start + len(words), concept)


def collects(text, sentence, words, after=0, **more):
    evidence = mention(text, sentence, after=after)
    fields = {
        "kind": "DataPractice",
        "asserted_by": FIRST_PARTY,
        "evidence": evidence,
        "practice": PRACTICE + "Collect",
        "polarity": AFFIRMED,
        "modality": STATED,
        "actor": Mention("We", evidence.start, evidence.start + 2, FIRST_PARTY),
        "data_type": mention(text, words, after=evidence.start),
    }
    return Assertion(**{**fields, **more})


def version(day, *sentences, time=(0, 0), **more):
    text = "\n\n".join(("# Privacy", *sentences))
    words = {SIGN: "star sign", SHOE: "shoe size"}
    found, at = [], 0
    for sentence in sentences:
        at = text.index(sentence, at)
        if sentence in words:
            found.append(collects(text, sentence, words[sentence], at, section=("Privacy", "What we keep")))
        at += len(sentence)
    return VersionRecord(datetime.fromisoformat(day).replace(hour=time[0], minute=time[1]), text, found, RUN, **more)


def graph(*versions, policy=ORRERY, **more):
    store = ox.Store()
    store.extend(policy_quads(policy, versions, BASE, **more))
    return store


def values(store, subject, predicate):
    found = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, None)
    return sorted(q.object.value for q in found)


def subjects(store, predicate, value):
    value = ox.NamedNode(value) if isinstance(value, str) else value
    return sorted(q.subject.value for q in store.quads_for_pattern(None, ox.NamedNode(predicate), value, None))


def only(found):
    assert len(found) == 1, found
    return found[0]


def about(store, sentence):
    quotes = subjects(store, OA + "exact", ox.Literal(sentence))
    places = {p for q in quotes for p in subjects(store, OA + "hasSelector", q)}
    return sorted({a for p in places for a in subjects(store, PG + "evidence", p)})


def test_a_statement_is_one_node_however_many_versions_repeat_it():
    store = graph(version("2019-01-01", SIGN), version("2020-01-01", SIGN, SHOE), version("2021-01-01", SIGN))
    said = only(about(store, SIGN))
    assert values(store, said, PG + "statedIn") == [f"{POLICY}/{day}-01-01" for day in (2019, 2020, 2021)]
    assert values(store, said, PG + "firstStated") == ["2019-01-01"]
    assert len(values(store, said, PG + "evidence")) == 1
    place = only(values(store, said, PG + "evidence"))
    assert values(store, place, OA + "hasSource") == [f"{POLICY}/2019-01-01"]
    assert values(store, place, PG + "section") == ["Privacy > What we keep"]
    assert values(store, said, PROV + "wasGeneratedBy") == [RUN.iri(BASE)]


def test_a_statement_that_goes_and_comes_back_has_two_periods():
    store = graph(version("2019-01-01", SIGN), version("2020-02-03", SHOE), version("2021-01-01", SIGN))
    periods = {
        (only(values(store, p, PG + "validFrom")), *values(store, p, PG + "validUntil"))
        for p in values(store, only(about(store, SIGN)), PG + "validDuring")
    }
    assert periods == {("2019-01-01", "2020-02-03"), ("2021-01-01",)}


def test_what_was_said_on_a_date_can_be_asked():
    store = graph(version("2019-01-01", SIGN), version("2020-02-03", SHOE), version("2021-01-01", SIGN))
    query = f"""SELECT ?words WHERE {{ GRAPH <{POLICY}> {{
        ?said <{PG}validDuring> ?p ; <{PG}evidence>/<{OA}hasSelector>/<{OA}exact> ?words . ?p <{PG}validFrom> ?from
        OPTIONAL {{ ?p <{PG}validUntil> ?until }}
        FILTER(?from <= ?day && (!BOUND(?until) || ?day < ?until)) }} }}"""
    day_type = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    for day, words in (("2018-12-31", []), ("2019-06-01", [SIGN]), ("2020-02-03", [SHOE]), ("2030-01-01", [SIGN])):
        asked = query.replace("?day", str(ox.Literal(day, datatype=day_type)))
        assert [row["words"].value for row in store.query(asked)] == words


def test_equal_statements_in_one_text_are_one_node_with_two_evidences():
    store = graph(version("2019-01-01", SIGN, SHOE, SIGN))
    said = only(about(store, SIGN))
    assert len(values(store, said, PG + "evidence")) == 2
    starts = [
        start
        for place in values(store, said, PG + "evidence")
        for selector in values(store, place, OA + "hasSelector")
        for start in values(store, selector, OA + "start")
    ]
    assert len(set(starts)) == 2


def test_evidence_stands_in_the_text_at_its_offsets():
    one = version("2019-01-01", SHOE, SIGN)
    store = graph(one)
    for row in store.query(
        f"SELECT ?exact ?prefix ?suffix ?start ?end {{ GRAPH ?g {{ ?p <{OA}hasSelector> ?q, ?o ."
        f" ?q <{OA}exact> ?exact ; <{OA}prefix> ?prefix ; <{OA}suffix> ?suffix ."
        f" ?o <{OA}start> ?start ; <{OA}end> ?end }} }}"
    ):
        start, end = int(row["start"].value), int(row["end"].value)
        assert one.text[start:end] == row["exact"].value
        assert one.text[:start].endswith(row["prefix"].value)
        assert one.text[end:].startswith(row["suffix"].value)


def test_the_order_in_which_versions_come_does_not_matter():
    versions = [version("2019-01-01", SIGN), version("2020-01-01", SHOE), version("2021-01-01", SIGN, SHOE)]
    graphs = {frozenset(policy_quads(ORRERY, order, BASE)) for order in permutations(versions)}
    assert len(graphs) == 1


def test_no_blank_node_and_one_graph_and_no_triple_twice():
    quads = list(policy_quads(ORRERY, [version("2019-01-01", SIGN, SHOE, SIGN), version("2020-01-01", SIGN)], BASE))
    assert len(quads) == len(set(quads))
    assert {q.graph_name for q in quads} == {ox.NamedNode(POLICY)}
    assert not [q for q in quads if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)]


def test_what_is_written_is_what_the_store_holds():
    text = "We keep it for eighteen months."
    said = collects(text, text, "it", retention=(mention(text, "eighteen months", "P18M"),), confidence=1.0)
    quads = set(policy_quads(ORRERY, [VersionRecord(datetime(2019, 1, 1), text, [said], RUN)], BASE))
    store = ox.Store()
    store.extend(quads)
    assert set(store) == quads


def test_the_same_text_at_another_date_is_a_version_of_its_own():
    store = graph(version("2019-01-01", SIGN), version("2020-01-01", SIGN))
    assert len(subjects(store, DCTERMS + "isVersionOf", POLICY)) == 2
    later = f"{POLICY}/2020-01-01"
    assert values(store, later, PROV + "wasRevisionOf") == [f"{POLICY}/2019-01-01"]
    assert values(store, later, PG + "textDigest") == values(store, f"{POLICY}/2019-01-01", PG + "textDigest")


def test_a_second_version_on_a_day_has_its_time_in_its_address():
    store = graph(version("2019-01-01", SIGN), version("2019-01-01", SHOE, time=(9, 30)))
    assert subjects(store, DCTERMS + "isVersionOf", POLICY) == [f"{POLICY}/2019-01-01", f"{POLICY}/2019-01-01T093000Z"]
    assert values(store, f"{POLICY}/2019-01-01T093000Z", DCTERMS + "issued") == ["2019-01-01"]
    starts = values(store, only(about(store, SHOE)), PG + "validDuring")
    assert starts == [only(about(store, SHOE)) + "#since-2019-01-01T093000Z"]


def test_a_version_says_where_it_comes_from_and_what_it_says_of_itself():
    store = graph(
        version("2019-01-01", SIGN, source="https://orrery.example/a b", effective="2018-12-24", modified="soon")
    )
    iri = f"{POLICY}/2019-01-01"
    assert values(store, iri, DCTERMS + "source") == ["https://orrery.example/a%20b"]
    assert values(store, iri, PG + "effectiveDate") == ["2018-12-24"]
    assert values(store, iri, DCTERMS + "modified") == []
    assert values(store, iri, RDF + "type") == [PG + "PolicyVersion"]


def test_words_that_the_ontology_does_not_know_become_a_concept_of_the_policy():
    store = graph(version("2019-01-01", SIGN))
    term = f"{POLICY}/term/star-sign"
    assert values(store, only(about(store, SIGN)), PG + "dataType") == [term]
    assert values(store, term, SKOS + "prefLabel") == ["star sign"]
    assert values(store, term, SKOS + "broader") == [UNSPECIFIED]
    assert set(values(store, term, RDF + "type")) == {PG + "DataType", SKOS + "Concept", OWL + "NamedIndividual"}
    assert values(store, term, SKOS + "inScheme") == [f"{POLICY}/term"]


def test_the_nearest_known_concept_is_asked_for():
    store = graph(version("2019-01-01", SIGN), broader_of=lambda prop, words: DATA + f"{prop}-{len(words)}")
    assert values(store, f"{POLICY}/term/star-sign", SKOS + "broader") == [DATA + "dataType-9"]


def test_extraction_may_give_the_own_concept_with_its_broader_one():
    text = "We collect the birthday of your cat."
    said = collects(text, text, "birthday of your cat")
    data = Mention(said.data_type.text, said.data_type.start, said.data_type.end, f"term:cat birthday|{DATA}BirthDate")
    said = collects(text, text, "birthday of your cat", data_type=data)
    store = graph(VersionRecord(datetime(2019, 1, 1), text, [said], RUN))
    assert values(store, f"{POLICY}/term/cat-birthday", SKOS + "broader") == [DATA + "BirthDate"]
    assert values(store, f"{POLICY}/term/cat-birthday", SKOS + "prefLabel") == ["birthday of your cat"]


def test_two_wordings_of_an_own_concept_give_one_preferred_label():
    text = "We collect your Star-Sign. We collect your star sign."
    found = [collects(text, "We collect your Star-Sign.", "Star-Sign"), collects(text, SIGN, "star sign")]
    store = graph(VersionRecord(datetime(2019, 1, 1), text, found, RUN))
    assert values(store, f"{POLICY}/term/star-sign", SKOS + "prefLabel") == ["Star-Sign"]
    assert values(store, f"{POLICY}/term/star-sign", SKOS + "altLabel") == ["star sign"]


def test_a_party_and_a_data_type_of_one_wording_are_two_concepts():
    text = "We collect your pen friends from your pen friends."
    said = collects(text, text, "pen friends", recipients=(mention(text, "pen friends", after=25),))
    store = graph(VersionRecord(datetime(2019, 1, 1), text, [said], RUN))
    assert PG + "Party" not in values(store, f"{POLICY}/term/pen-friends", RDF + "type")
    assert PG + "Party" in values(store, f"{POLICY}/term/party-pen-friends", RDF + "type")


@pytest.mark.parametrize("actor", ["we", "nobody", "own name"])
def test_the_actor_is_the_company_where_it_speaks_of_itself(actor):
    own = BASE + "company/whatever-extraction-called-it"
    given_actor = {"we": Mention("We", 0, 2, FIRST_PARTY), "nobody": None, "own name": Mention("We", 0, 2, own)}[actor]
    said = collects(SIGN, SIGN, "star sign", actor=given_actor, asserted_by=own)
    store = graph(VersionRecord(datetime(2019, 1, 1), SIGN, [said], RUN))
    iri = only(about(store, SIGN))
    assert values(store, iri, PG + "actor") == [COMPANY]
    assert values(store, iri, PG + "assertedBy") == [COMPANY]


def test_durations_are_values_and_other_retention_a_rule():
    text = "We keep it for two years and until you leave."
    said = collects(
        text,
        text,
        "it",
        retention=(mention(text, "two years", "P24M"), mention(text, "until you leave")),
        deadlines=(mention(text, "two years", "P2W"),),
        minimum_age=13,
        exclusive=True,
        contacts=(mention(text, "you"),),
    )
    store = graph(VersionRecord(datetime(2019, 1, 1), text, [said], RUN))
    iri = only(about(store, text))
    assert values(store, iri, PG + "retentionPeriod") == ["P2Y"]
    assert values(store, iri, PG + "retentionRule") == [f"{POLICY}/term/retention-until-you-leave"]
    assert values(store, iri, PG + "deadline") == ["P14D"]
    assert values(store, iri, PG + "minimumAge") == ["13"]
    assert values(store, iri, PG + "exclusive") == ["true"]
    assert values(store, iri, PG + "contact") == ["you"]


def test_a_disclosure_without_contact_has_its_words_as_value():
    text = "Orrery is the controller of your data."
    said = Assertion(
        kind="Disclosure",
        asserted_by=FIRST_PARTY,
        evidence=mention(text, text),
        topics=(mention(text, "controller", TOPIC + "ControllerIdentity"),),
    )
    iri = only(about(store := graph(VersionRecord(datetime(2019, 1, 1), text, [said], RUN)), text))
    assert values(store, iri, PG + "topic") == [TOPIC + "ControllerIdentity"]
    assert values(store, iri, PG + "value") == [text]
    assert values(store, iri, PG + "actor") == []


def test_offsets_section_confidence_and_run_are_not_in_the_hash():
    early, late = version("2019-01-01", SIGN, SHOE), version("2019-01-01", SHOE, SIGN)
    changed = [
        collects(late.text, SIGN, "star sign", confidence=0.3, section=()),
    ]
    one = only(about(graph(early), SIGN))
    other = only(about(graph(VersionRecord(datetime(2022, 1, 1), late.text, changed, Run("another"))), SIGN))
    assert one == other


def test_a_role_is_in_the_hash_and_the_words_are_not_in_the_content_key():
    text = "We collect your star sign if you ask. We will collect your star sign."
    plain_said = collects(text, "We will collect your star sign.", "star sign")
    limited = collects(
        text,
        "We collect your star sign if you ask.",
        "star sign",
        conditions=(mention(text, "if you ask", CONDITION + "UponRequest"),),
    )
    store = graph(version("2018-01-01", SIGN), VersionRecord(datetime(2019, 1, 1), text, [plain_said, limited], RUN))
    keys = [
        values(store, only(about(store, words)), PG + "contentKey")
        for words in (SIGN, plain_said.evidence.text, limited.evidence.text)
    ]
    assert keys[0] == keys[1] != keys[2]


def test_pronouns_are_no_data_subjects_but_people_named_are():
    text = "We collect your star sign and that of astronauts."
    for words, expected in (("your", []), ("astronauts", [f"{POLICY}/term/subject-astronauts"])):
        said = collects(text, text, "star sign", data_subject=mention(text, words))
        store = graph(VersionRecord(datetime(2019, 1, 1), text, [said], RUN))
        assert values(store, only(about(store, text)), PG + "dataSubject") == expected
    said = collects(text, text, "star sign", data_subject=mention(text, "your", SUBJECT + "DataSubject"))
    store = graph(VersionRecord(datetime(2019, 1, 1), text, [said], RUN))
    assert values(store, only(about(store, text)), PG + "dataSubject") == [SUBJECT + "DataSubject"]


def test_a_wild_base_and_name_still_make_a_graph():
    record = PolicyRecord(name="ŒUVRE \N{SNOWMAN} “d’art”", terms_type="Règles / Rules")
    quads = list(policy_quads(record, [version("2019-01-01", SIGN)], "http://localhost:8000/x/"))
    assert {q.graph_name.value for q in quads} == {"http://localhost:8000/x/policy/œuvre-d-art/regles-rules"}


def test_a_quote_is_found_again_in_a_later_text():
    later = "Foreword. We sell nothing. More words.\nWe sell\n nothing. The end."
    start, end = locate_quote(later, "We sell nothing.", "More words. ", " The end.")
    assert later[start:end] == "We sell\n nothing."
    assert locate_quote(later, "We sell nothing.", "Foreword. ") == (10, 26)
    assert locate_quote(later, "We sell something.") is None


@given(st.text(), st.text(min_size=1).filter(str.strip), st.text())
def test_any_quote_is_found_in_its_own_text(before, exact, after):
    exact = exact.strip()
    text = before + exact + after
    words = quote(text, len(before), len(before) + len(exact))
    found = locate_quote(text, words.exact, words.prefix, words.suffix)
    if found is None:  # the exact text can melt into a combining character beside it
        assert any(map(__import__("unicodedata").combining, exact[0] + after[:1]))
    else:
        assert locate_quote(text[slice(*found)], exact) is not None


@given(st.tuples(*[st.integers(0, 50)] * 7).filter(any).map(lambda n: "P{}Y{}M{}W{}DT{}H{}M{}S".format(*n)))
def test_any_duration_is_one_of_xsd(text):
    made = duration(text)
    assert ox.Literal(made, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#duration"))
    assert "W" not in made
    assert duration(made) == made
