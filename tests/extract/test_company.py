"""The company's name is found in its policy, with the variants that the text uses."""

from pathlib import Path

import pytest
from practicegraph.extract.company import find_company
from practicegraph.extract.document import Document

SHARED = Path(__file__).parents[2].parent / "shared"


def names(text: str, domain: str | None = None, hint: str | None = None) -> tuple[str | None, tuple[str, ...]]:
    return find_company(Document("policy", text, domain=domain), hint=hint)


@pytest.mark.parametrize(
    ("text", "domain", "expected"),
    [
        ("Tern collects your name. Tern does not sell it. Advertisers may receive it.", "tern.example", "Tern"),
        ("This site is operated by Quarrel Games, Inc. (“Quarrel”). Quarrel logs your address.", None, "Quarrel"),
        ("Privacy Policy of Lumen & Oak. We respect you. Lumen & Oak stores orders.", None, "Lumen & Oak"),
        (
            "Fennel, Inc. keeps your data. Fennel, Inc. never sells it. Fennel, Inc. may share it.",
            "fennelinc.com",
            "Fennel, Inc.",
        ),
        ("At Brindle, we care. BRINDLE uses cookies. Brindle may share them.", "brindle.io", "Brindle"),
        ("Public Heron collects names. Public Heron does not rent them.", "heron.org", "Public Heron"),
        (
            "trust moth with data. moth stores it, moth deletes it, moth never sells it, moth is small.",
            "moth.com",
            "moth",
        ),
        ("© 2023 Garnet City Journals. All rights reserved. We collect your name.", "gcj.com", "Garnet City Journals"),
    ],
)
def test_name_in_the_text(text: str, domain: str | None, expected: str) -> None:
    assert names(text, domain)[0] == expected


def test_variants_longest_first() -> None:
    found, variants = names(
        "Orrery Labs, Inc. (“Orrery”, “we” or “us”) respects privacy. Orrery collects your name. ORRERY may sell it.",
        "orrery.com",
    )
    assert found == "Orrery"
    assert variants[0] == "Orrery Labs, Inc."
    assert {"Orrery", "ORRERY"} <= set(variants)


def test_initials_are_a_variant() -> None:
    _, variants = names("Harbor Museum Center (HMC) collects your name. HMC shares it with donors. HMC may keep it.")
    assert {"HMC", "Harbor Museum Center"} <= set(variants)


def test_others_are_no_variant() -> None:
    _, variants = names(
        "Tern collects names. Tern shares them with Google. Google may use them. Bluebird Ads, Inc. uses cookies.",
        "tern.com",
    )
    assert variants == ("Tern",)


@pytest.mark.parametrize(
    "text",
    [
        "We collect your name.",
        "Advertisers may collect your data. Users will be asked.",
        "",
        "Privacy Policy. Cookies do.",
    ],
)
def test_nobody_is_named(text: str) -> None:
    assert names(text) == (None, ())


def test_given_company_goes_first() -> None:
    found, variants = find_company(
        Document("p", "Tern collects names. Tern sells names. Tern uses names.", company="Gull")
    )
    assert found == "Gull"
    assert "Gull" in variants


def test_folder_name_is_spelled_as_in_the_text() -> None:
    assert names("OpenKettle collects names. It is kept by OpenKettle.", hint="open kettle")[0] == "OpenKettle"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("velaro.com/2004-12-04.md", "Velaro"),
        ("velaro.com/2019-01-14.md", "Velaro"),
        ("livechatinc.com/2013-06-28.txt", "LiveChat, Inc."),
        ("jivochat.com/2015-03-20.md", "JivoSite"),
    ],
)
def test_archive(file: str, expected: str) -> None:
    path = SHARED / "corpus/archive" / file
    if not path.exists():
        pytest.skip("the shared corpus is not there")
    found, variants = find_company(Document(file, path.read_text(encoding="utf-8"), domain=path.parent.name))
    assert found == expected
    assert expected in variants


def test_most_companies_of_a_corpus_are_found() -> None:
    folder = SHARED / "corpus/opp115"
    if not folder.exists():
        pytest.skip("the shared corpus is not there")
    texts = [(path.name[:-4], path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]
    found = [find_company(Document(domain, text, domain=domain))[0] for domain, text in texts]
    assert sum(name is not None for name in found) >= 0.9 * len(texts)


def test_a_name_in_small_letters() -> None:
    text = "This notice says how quern, Inc. or quern for short, uses data. quern collects grain counts."
    name, names = find_company(Document("d", text))
    assert name == "quern"
    assert "quern, Inc." in names


def test_words_that_are_no_names() -> None:
    text = (
        "Personalized offers use data. Personalized offers collect data. We send personalized mail, personalized ads."
    )
    assert find_company(Document("d", text)) == (None, ())


def test_a_legal_form_is_no_name() -> None:
    assert find_company(Document("d", "The practices of LLC. LLC collects data. LLC uses data."))[0] is None
