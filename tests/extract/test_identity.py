"""IRIs and hashes: what they are made of, and what must not change them."""

import hashlib
from datetime import datetime

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from practicegraph.extract.identity import (
    assertion_hash,
    checked_base,
    collapse,
    company_iri,
    content_key,
    plain,
    policy_iri,
    safe_iri,
    slug,
    version_labels,
)
from practicegraph.extract.run import Run
from practicegraph.ontology.namespaces import DEFAULT_BASE, PG

POLICY = DEFAULT_BASE + "policy/orrery.example/privacy-policy"


def test_a_company_is_named_by_its_domain_where_known():
    assert company_iri(DEFAULT_BASE, name="Orrery Labs", domain="www.Orrery.example") == (
        "https://w3id.org/practicegraph/id/company/orrery.example"
    )
    assert company_iri(DEFAULT_BASE, name="Orrery Labs, Inc.").endswith("/company/orrery-labs-inc")
    with pytest.raises(ValueError, match="name or a domain"):
        company_iri(DEFAULT_BASE)


def test_a_policy_is_named_by_company_and_terms_type():
    assert policy_iri(DEFAULT_BASE, "orrery.example", "Terms of Service").endswith(
        "/policy/orrery.example/terms-of-service"
    )


@given(st.text())
def test_any_text_has_a_slug_that_an_iri_can_hold(text):
    made = slug(text)
    assert made
    assert len(made) <= 60
    ox.NamedNode(f"{DEFAULT_BASE}company/{made}")


@given(st.text(min_size=1))
def test_any_name_and_domain_make_an_iri(text):
    ox.NamedNode(company_iri(DEFAULT_BASE, name=text))
    ox.NamedNode(company_iri(DEFAULT_BASE, domain=text))


def test_long_slugs_that_begin_alike_differ():
    start = "to let you know of things that we find worth knowing " * 3
    assert slug(start + "in spring") != slug(start + "in autumn")


@given(st.text())
def test_addresses_from_texts_become_iris_or_nothing(text):
    for given_text in (text, "https://orrery.example/" + text):
        iri = safe_iri(given_text)
        if iri:
            ox.NamedNode(iri)


def test_an_address_keeps_its_escapes():
    assert safe_iri("https://a.example/x%20y?q=1#z") == "https://a.example/x%20y?q=1#z"
    assert safe_iri("https://a.example/100%") == "https://a.example/100%25"
    assert safe_iri("javascript:alert(1)") is None


def test_a_term_is_named_without_its_markup():
    assert slug(plain("**star\n sign**")) == "star-sign"
    assert plain("[our *site*](https://a.example/b_c)") == "our site"
    assert plain("user_name") == "user_name"


def test_the_second_version_of_a_day_has_its_time():
    day = [datetime(2020, 5, 1), datetime(2020, 5, 1, 14, 3, 9), datetime(2020, 5, 2)]
    assert version_labels(day) == ["2020-05-01", "2020-05-01T140309Z", "2020-05-02"]


def test_the_hash_is_32_hex_digits_of_sha256_over_canonical_json():
    pairs = [(PG + "polarity", PG + "Denied"), (PG + "dataType", "u:é")]
    text = f'["{POLICY}","DataPractice",[["{PG}dataType","u:é"],["{PG}polarity","{PG}Denied"]],"We do not sell it."]'
    expected = hashlib.sha256(text.encode()).hexdigest()[:32]
    assert assertion_hash(POLICY, "DataPractice", pairs, "We  do not\nsell it. ") == expected
    assert assertion_hash(POLICY, "DataPractice", reversed(pairs), "We do not sell it.") == expected


def test_composed_and_decomposed_sentences_are_one():
    assert collapse("cafe\u0301") == collapse("caf\u00e9")
    assert assertion_hash(POLICY, "X", [], "cafe\u0301") == assertion_hash(POLICY, "X", [], "caf\u00e9")


def test_the_content_key_leaves_the_sentence_out_and_nothing_else():
    one, other = [(PG + "dataType", "u:a")], [(PG + "dataType", "u:b")]
    assert content_key(POLICY, "DataPractice", one) != content_key(POLICY, "DataPractice", other)
    assert content_key(POLICY, "DataPractice", one) != content_key(POLICY, "UserRight", one)
    assert content_key(POLICY, "DataPractice", one) != content_key(POLICY + "x", "DataPractice", one)
    assert content_key(POLICY, "DataPractice", one) != assertion_hash(POLICY, "DataPractice", one, "")


def test_a_run_is_named_by_what_ran():
    run = Run("some model 1.0", version="1", options=(("a", "1"), ("b", "2")))
    assert run.iri(DEFAULT_BASE) == Run("some model 1.0", version="1", options=(("b", "2"), ("a", "1"))).iri(
        DEFAULT_BASE
    )
    assert len({run.key, Run("some model 1.1", version="1").key, Run("some model 1.0", version="2").key}) == 3


def test_a_label_cannot_steer_a_terminal_or_turn_the_reading_order():
    assert plain("Hazel\x1b[31mmere\u202e \udcff\n Ltd") == "Hazel[31mmere Ltd"


def test_a_base_iri_is_absolute_and_ends_in_a_separator():
    assert checked_base("https://kg.example/id") == "https://kg.example/id/"
    assert checked_base("https://kg.example/#") == "https://kg.example/#"
    for wrong in (
        "",
        "kg",
        "https://kg.example/a b",
        "https://kg.example/<x>",
        "https://kg.example/?x=",
        "http://[::1",
    ):
        with pytest.raises(ValueError, match="IRI"):
            checked_base(wrong)
