"""The list of DPV terms, and that the ontology points to none that is not on it."""

from pathlib import Path

import pytest
from practicegraph.ontology import load_vocabulary
from practicegraph.ontology.dpv import is_dpv, load_dpv, main, read_dpv, to_tsv
from practicegraph.ontology.namespaces import DPV, DPV_GDPR, DPV_PD, DPV_TECH
from practicegraph.ontology.schema import load_schema

STANDARD = Path(__file__).parents[2].parent / "shared" / "standards" / "dpv-2.3"
needs_standard = pytest.mark.skipif(not STANDARD.is_dir(), reason="the DPV 2.3 files are not in ../shared")


def matched():
    things = [*load_schema().values(), *load_vocabulary().concepts.values()]
    return {target for thing in things for _, target in thing.matches}


def test_list_has_terms_of_each_module_with_their_kind():
    terms = load_dpv()
    assert terms[DPV + "Collect"].kind == "class"
    assert terms[DPV + "hasPurpose"].kind == "property"
    assert terms[DPV + "hasPurpose"].range == (DPV + "Purpose",)
    assert {DPV_PD + "EmailAddress", DPV_TECH + "Cookie", DPV_GDPR + "A15"} <= terms.keys()
    assert DPV + "EmailAddress" not in terms


def test_every_match_is_on_the_list():
    assert len(matched()) > 20
    assert sorted(matched() - load_dpv().keys()) == []


def test_dpv_name_space():
    assert is_dpv(DPV + "Nonsense")
    assert is_dpv(DPV_GDPR + "A15")
    assert not is_dpv("https://w3id.org/dpvx#Purpose")


@needs_standard
def test_every_match_is_declared_in_the_standard_itself():
    declared = {term.iri for term in read_dpv(STANDARD)}
    assert sorted(matched() - declared) == []


@needs_standard
def test_list_is_what_the_standard_gives():
    listed = (Path(__file__).parents[2] / "ontology" / "dpv.tsv").read_text(encoding="utf-8")
    assert listed == "".join(line + "\n" for line in to_tsv(read_dpv(STANDARD)))


def test_reading_takes_what_is_declared_and_leaves_what_is_only_named(tmp_path):
    for name in ("pd", "tech", "eu-gdpr", "eu-rights"):
        (tmp_path / f"{name}.ttl").write_text("")
    (tmp_path / "dpv.ttl").write_text(
        """@prefix dpv: <https://w3id.org/dpv#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        dpv:Wink a rdfs:Class, skos:Concept ; skos:broader dpv:Gesture . dpv:Nod a dpv:Gesture, skos:Concept ."""
    )
    assert [(t.iri, t.kind) for t in read_dpv(tmp_path)] == [(DPV + "Nod", "concept"), (DPV + "Wink", "class")]


def test_missing_folder_is_said_plainly(tmp_path, capsys):
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
