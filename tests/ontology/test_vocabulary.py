"""Reading the concept schemes."""

import pytest
from practicegraph.ontology import vocabulary as module
from practicegraph.ontology.vocabulary import Concept, Vocabulary, load_vocabulary, turtle_files

TREE = Vocabulary(
    {
        "x:a": Concept("x:a", "data", "a"),
        "x:b": Concept("x:b", "data", "b", labels=("bee",), broader=("x:a",)),
        "x:c": Concept("x:c", "purpose", "c", ambiguous=("sea",), broader=("x:a", "x:b")),
    }
)


def test_ancestors_are_the_closure():
    assert TREE.ancestors("x:c") == {"x:a", "x:b", "x:c"}
    assert TREE.ancestors("x:unknown") == {"x:unknown"}


def test_same_or_narrower():
    assert TREE.same_or_narrower("x:b", "x:a")
    assert TREE.same_or_narrower("x:b", "x:b")
    assert not TREE.same_or_narrower("x:a", "x:b")


def test_wordings_of_a_scheme():
    assert list(TREE.wordings("data")) == [("a", "x:a"), ("b", "x:b"), ("bee", "x:b")]
    assert list(TREE.wordings("purpose")) == [("c", "x:c"), ("sea", "x:c")]


def test_files_come_schema_first_and_sorted():
    names = [name for name, _ in turtle_files()]
    assert names[0] == "schema.ttl"
    assert names[1:] == sorted(names[1:])
    assert all(name.startswith("concepts/") for name in names[1:])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"@prefix : <x:> .\n:a :b", r"concepts/x\.ttl, line 2"),
        (b"<x:a> <http://www.w3.org/2004/02/skos/core#inScheme> <x:s> .", "<x:a> has no skos:prefLabel"),
    ],
)
def test_a_broken_file_is_named(monkeypatch, content, words):
    monkeypatch.setattr(module, "turtle_files", lambda: [("concepts/x.ttl", content)])
    load_vocabulary.cache_clear()
    try:
        with pytest.raises(ValueError, match=words):
            load_vocabulary()
    finally:
        load_vocabulary.cache_clear()
