"""Real policies through the real extractor: the main job from files to answers."""

from pathlib import Path

import pytest
from practicegraph.extract import Extractor
from practicegraph.extract.readers import read_document
from practicegraph.ontology.namespaces import PROV
from practicegraph.server.build import build
from practicegraph.server.store import LocalStore

ARCHIVE = Path(__file__).parents[2].parent / "shared" / "corpus" / "archive"
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


def test_the_texts_kept_are_the_files(archive):
    for path in ARCHIVE.rglob("*.md"):
        document = read_document(path)
        digests = [p.name for p in (archive.path / "texts").iterdir()]
        assert any(archive.archive.text(d) == document.text for d in digests)
