"""Real policies through the real extractor: the main job from files to answers."""

from datetime import date
from pathlib import Path

import pytest
from practicegraph.extract import Extractor
from practicegraph.extract.readers import read_document
from practicegraph.ontology.namespaces import DATA, DEFAULT_BASE, OA, PG, PROV, SKOS
from practicegraph.server.build import build
from practicegraph.server.diff import diff
from practicegraph.server.store import LocalStore

ARCHIVE = Path(__file__).parents[2].parent / "shared" / "corpus" / "archive"
VELARO = DEFAULT_BASE + "policy/velaro.com/privacy-policy"
pytestmark = pytest.mark.skipif(not ARCHIVE.exists(), reason="the archive of real policies is not beside this checkout")


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    store = LocalStore(tmp_path_factory.mktemp("archive") / "graph")
    report = build([ARCHIVE], store, extractor=Extractor)
    assert (report.policies, report.versions, report.refused) == (3, 5, ())
    return store


def quads(store):
    with store.read() as generation:
        return {q for q in generation.graph if q.predicate.value not in (PROV + "startedAtTime", PROV + "endedAtTime")}


def test_two_processes_give_the_same_quads_as_one(archive, tmp_path):
    other = LocalStore(tmp_path / "graph")
    build([ARCHIVE], other, extractor=Extractor, workers=2)
    assert quads(other) == quads(archive)


def test_no_triple_stands_in_two_graphs(archive):
    found = quads(archive)
    assert len({q.triple for q in found}) == len(found)


def test_every_quote_stands_in_its_version_at_its_offsets(archive):
    query = f"""SELECT ?digest ?exact ?start ?end WHERE {{ GRAPH ?g {{
        ?place <{OA}hasSource> ?version ; <{OA}hasSelector> ?quote , ?position . ?version <{PG}textDigest> ?digest .
        ?quote <{OA}exact> ?exact . ?position <{OA}start> ?start ; <{OA}end> ?end }} }}"""
    with archive.read() as generation:
        rows = list(generation.graph.query(query))
    assert len(rows) >= 250
    for row in rows:
        text = archive.archive.text(row["digest"].value)
        assert text[int(row["start"].value) : int(row["end"].value)] == row["exact"].value


def test_the_texts_kept_are_the_files(archive):
    for path in ARCHIVE.rglob("*.md"):
        document = read_document(path)
        digests = [p.name for p in (archive.path / "texts").iterdir()]
        assert any(archive.archive.text(d) == document.text for d in digests)


@pytest.mark.parametrize(("day", "said"), [(2005, True), (2014, False), (2020, True)])
def test_chat_transcripts_were_collected_then_and_not_then(archive, day, said):
    query = f"""ASK {{ GRAPH <{VELARO}> {{
        ?a <{PG}validDuring> ?p ; <{PG}dataType> ?data . ?p <{PG}validFrom> ?from .
        OPTIONAL {{ ?p <{PG}validUntil> ?until }}
        FILTER(?from <= "{day}-06-01"^^<http://www.w3.org/2001/XMLSchema#date>
            && (!BOUND(?until) || ?until > "{day}-06-01"^^<http://www.w3.org/2001/XMLSchema#date>)) }}
        GRAPH ?o {{ ?data <{SKOS}broader>* <{DATA}ChatTranscript> }} }}"""
    with archive.read() as generation:
        assert bool(generation.graph.query(query)) is said


def test_the_sharing_that_began_is_listed_with_its_sentence(archive):
    found = diff(archive, "velaro.com", date(2013, 4, 23), date(2019, 1, 14))
    shared = [s for s in found.added if s.practice == "share" and s.polarity == "Affirmed"]
    assert any("third-party partners for marketing" in s.sentence for s in shared)
