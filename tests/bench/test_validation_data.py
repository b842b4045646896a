"""What validation is measured on: as many words as is said, and copies that share nothing but their words."""

from practicegraph.bench.long_policy import WORDS, text
from practicegraph.bench.validation import copies
from practicegraph.ontology.namespaces import DEFAULT_BASE


def test_the_policy_has_its_words_and_is_the_same_each_time():
    assert abs(len(text().split()) - WORDS) < 100
    assert text() == text()


def test_copies_are_policies_of_other_companies():
    line = f"<{DEFAULT_BASE}assertion/a1> <urn:p> <{DEFAULT_BASE}company/larkspur.example> .\n"
    found = dict(copies(line.encode() * 2, 3))
    assert len(found) == 3
    assert {str(t.object.value).rpartition("/")[2] for triples in found.values() for t in triples} == {
        f"larkspur.example-{n}" for n in range(3)
    }
