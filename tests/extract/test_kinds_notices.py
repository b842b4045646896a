"""Disclosures of the policy's date and of the ways to refuse cookies."""

import pytest
from practicegraph.extract.kinds.notices import read_notices


def local(iri):
    return iri.rpartition("/")[2].rpartition("#")[2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("This policy was last updated on March 3, 2014.", "last updated on March 3, 2014"),
        ("This notice is effective as of 1 May 2018.", "effective as of 1 May 2018"),
        ("Our privacy page was revised on 2019-01-14.", "revised on 2019-01-14"),
        ("Last modified: June 19, 2015", None),
    ],
)
def test_date_of_the_policy(read_with, text, words) -> None:
    [found] = read_with(read_notices, text)
    assert local(found.topics[0].concept) == "EffectiveDate"
    assert words is None or found.topics[0].text == words


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("You can refuse our cookies.", "refuse"),
        ("You may set your browser to reject cookies.", "reject"),
        ("Most browsers let you block cookies.", "block"),
        ("Visitors can turn off cookies in the browser's settings.", "turn"),
        ("Cookies can be deleted at any time.", "deleted"),
        ("To learn how to manage cookies, click here.", "manage"),
        ("For steps to remove Flash cookies, visit www.quillmark.example/flash.", "remove"),
        ("If you wish to block cookies, check the help of your browser.", "block"),
        ("You may opt out of cookies by changing a setting.", "opt"),
        ("You have the ability to accept or decline web beacons.", "decline"),
        ("You can choose to have your browser warn you when a cookie is sent.", "warn"),
        ("The settings of your browser allow you to not accept cookies.", "accept"),
    ],
)
def test_ways_to_refuse_cookies(read_with, text, cue) -> None:
    [found] = read_with(read_notices, text)
    assert (local(found.topics[0].concept), found.cue.text, local(found.polarity)) == ("CookieChoices", cue, "Affirmed")


def test_where_they_are_told(read_with) -> None:
    [found] = read_with(read_notices, "To disable cookies, visit www.quillmark.example/cookies.")
    assert [m.text for m in found.contacts] == ["www.quillmark.example/cookies"]


@pytest.mark.parametrize("text", ["Cookies cannot be disabled on our site.", "You cannot refuse our cookies."])
def test_no_way_to_refuse_them(read_with, text) -> None:
    [found] = read_with(read_notices, text)
    assert local(found.polarity) == "Denied"


@pytest.mark.parametrize(
    "text",
    [
        "If you disable cookies, some pages will not work.",
        "We use cookies to limit the number of ads.",
        "We delete our cookies after a year.",
        "Our partners may block cookies.",
        "Unlike cookies, device numbers cannot be deleted.",
        "We have no control over the cookies of others.",
        "We changed our logo on May 1, 2015.",
        "A cookie is a small file that a browser keeps.",
        "We collected your order on March 3, 2014.",
    ],
)
def test_other_mentions_of_cookies_and_dates(read_with, text) -> None:
    assert read_with(read_notices, text) == []
