"""A head noun and what stands after it, before it or tied to it by a hyphen name one thing together."""

import pytest
from practicegraph.extract.lexicon import Lexicon
from practicegraph.extract.nearest import nearest
from practicegraph.extract.phrases import GENERIC, DataPhrase, DataPhrases
from practicegraph.extract.pipeline import load_pipeline
from practicegraph.extract.wordforms import variants


def phrase(lexicon: Lexicon, text: str) -> tuple[str, DataPhrase | None]:
    """The first object's data phrase, and its words."""
    doc = load_pipeline()(text)
    found = DataPhrases(doc[:], lexicon).named([t for t in doc if t.dep_ in {"dobj", "nsubjpass"}], owned=True)
    return (doc[found[0].start : found[0].end].text, found[0]) if found else ("", None)


def name(found: DataPhrase | None) -> str | None:
    return found and found.concept and found.concept.rpartition("/")[2]


@pytest.mark.parametrize(
    ("text", "words", "concept"),
    [
        ("Fernhollow stores the number for your mobile.", "number for your mobile", "TelephoneNumber"),
        ("Fernhollow records the settings of your phone.", "settings of your phone", "DeviceData"),
        ("We keep the history of your purchases.", "history of your purchases", "PurchaseHistory"),
        ("We ask for nothing but use the title of your position.", "title of your position", "JobTitle"),
        ("We collect information about your mobile phone.", "information about your mobile phone", "DeviceData"),
        ("We collect data about your contacts.", "data about your contacts", "AddressBook"),
        ("We record the type of device you use.", "type of device", "DeviceType"),
        ("We record the kind of computer you use.", "kind of computer", "DeviceType"),
        ("We log the address of the web site that you came from.", "address of the web site", "ReferringAddress"),
        ("We log the addresses of the web sites you visit.", "addresses of the web sites you visit", "BrowsingData"),
        ("We log the Internet address of the page.", "Internet address of the page", "ReferringAddress"),
        ("We do not read the contents of your chats.", "contents of your chats", "ChatTranscript"),
        ("We never process minors' personal data.", "personal data", "ChildData"),
        ("We track the movements of users.", "movements of users", "BrowsingData"),
    ],
)
def test_what_follows_the_head_says_which_data_it_is(lexicon: Lexicon, text: str, words: str, concept: str) -> None:
    found, data = phrase(lexicon, text)
    assert (found, name(data)) == (words, concept)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("We store the advertising ID for each user.", "AdvertisingIdentifier"),
        ("We collect location information of your computer.", "LocationData"),
        ("We use personal information for activities such as billing.", "PersonalData"),
        ("We collect information about the health of your phone.", "UnspecifiedData"),
        ("We collect information about our company.", "UnspecifiedData"),
        ("We see the number of accounts.", "AccountData"),
        ("We keep the recipient's name.", "Name"),
    ],
)
def test_what_follows_does_not_hide_what_the_words_before_it_say(lexicon: Lexicon, text: str, concept: str) -> None:
    assert name(phrase(lexicon, text)[1]) == concept


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tarnwick receives the names of the files.", "names of the files"),
        (
            "Tarnwick receives the names and versions of your project's gadgets.",
            "names and versions of your project's gadgets",
        ),
        ("We store song titles.", "song titles"),
    ],
)
def test_names_of_things_are_nobodys_name(lexicon: Lexicon, text: str, words: str) -> None:
    found, data = phrase(lexicon, text)
    assert (found, data and data.concept, data and data.broader) == (words, None, GENERIC)


@pytest.mark.parametrize(
    "text",
    [
        "We collect the names of your friends.",
        "We collect the name of the recipient.",
        "We collect names for our users.",
        "We collect your name and date of birth.",
        "We may store name and address.",
    ],
)
def test_names_of_people_are(lexicon: Lexicon, text: str) -> None:
    assert name(phrase(lexicon, text)[1]) == "Name"


def test_the_names_of_things_stand_below_the_things() -> None:
    assert (nearest("dataType", "names of the files you open") or "").endswith("/UserContent")


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("We protect user-information off-line.", "PersonalData"),
        ("We keep your search-history.", "SearchQuery"),
        ("We keep your web-site usage.", "BrowsingData"),
        ("We forward your counter-notification.", None),
    ],
)
def test_a_hyphen_joins_the_words_of_a_label_but_cuts_none_off(
    lexicon: Lexicon, text: str, concept: str | None
) -> None:
    assert name(phrase(lexicon, text)[1]) == concept


@pytest.mark.parametrize("word", ["information", "data", "content"])
def test_people_who_share_are_no_part_of_what_they_share(lexicon: Lexicon, word: str) -> None:
    assert phrase(lexicon, f"We protect the {word} users share with us.")[0] in {word, ""}
    doc = load_pipeline()(f"We protect the {word} users share with us.")
    assert [c for c in DataPhrases(doc[:], lexicon).chunks if doc[c.head].text == word]


def test_an_aside_does_not_part_information_from_what_it_is_about(lexicon: Lexicon) -> None:
    text = "Partners may use information (not including your name or address) about your visits to this site."
    found, data = phrase(lexicon, text)
    assert (found, name(data)) == ("information", "BrowsingData")


def test_a_company_in_a_list_of_data_is_the_persons(lexicon: Lexicon) -> None:
    doc = load_pipeline()("We collect your name, your company and your phone number.")
    found = DataPhrases(doc[:], lexicon).named([t for t in doc if t.dep_ == "dobj"], owned=True)
    assert [name(p) for p in found] == ["Name", "CompanyName", "TelephoneNumber"]


@pytest.mark.parametrize(
    ("label", "form"),
    [
        ("type of device", "types of your devices"),
        ("type of device", "type of the device"),
        ("time of your visit", "time of the visit"),
        ("website address", "web site addresses"),
        ("email click", "e-mail click"),
    ],
)
def test_articles_plurals_and_spellings_need_no_label_of_their_own(label: str, form: str) -> None:
    assert form in variants(label)
