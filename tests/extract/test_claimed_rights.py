"""What the tagger takes for a right is one only where the words give somebody something to do about data."""

import pytest
from practicegraph.extract import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.mark.parametrize(
    "text",
    [
        "You may choose what information you provide about yourself.",
        "You also have the option of providing your job and your city.",
        "When you provide personal information on one of our pages, you do so freely.",
    ],
)
def test_handing_over_data_is_no_access_to_it(extractor, text) -> None:
    rights = [r.concept for a in extractor.extract(text, company="Quillmark") for r in a.rights]
    assert not [r for r in rights if r.endswith("/Access")]


@pytest.mark.parametrize(
    "text",
    [
        "On request we will provide you with a copy of your personal data.",
        "You have the right to receive a copy of your personal data.",
        "You may request access to your personal information.",
    ],
)
def test_what_the_company_hands_out_is(extractor, text) -> None:
    rights = [r.concept for a in extractor.extract(text, company="Quillmark") for r in a.rights]
    assert [r for r in rights if r.endswith("/Access")]


@pytest.mark.parametrize(
    "text",
    [
        "To request that we not allow our partners to use your personal information, call our desk.",
        "You may terminate our communications by e-mail at any time.",
    ],
)
def test_refusing_to_allow_and_ending_messages_are_opting_out(extractor, text) -> None:
    rights = [r.concept for a in extractor.extract(text, company="Quillmark") for r in a.rights]
    assert [r for r in rights if "/OptOut" in r]
