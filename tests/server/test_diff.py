"""What is said now and was not said then."""

from datetime import date

import pytest
from practicegraph.server.build import build
from practicegraph.server.diff import DiffProblem, diff
from practicegraph.server.store import LocalStore, StoreError


def words(said):
    return {s.sentence for s in said}


def test_what_is_new_and_what_is_gone_with_the_sentences(built):
    found = diff(built.store, "orrery.example", "2020-01-01", "2021-01-01")
    assert (found.before, found.after, found.company) == ("2020-01-01", "2021-01-01", "Orrery")
    assert words(found.added) == {
        "We collect your star sign.",
        "We share your shoe size with Advertiser for Advertising.",
        "We do not sell your shoe size unless FreeService.",
    }
    assert words(found.removed) == {"We use your shoe size.", "We do not sell your shoe size."}
    assert (found.reworded, found.unchanged) == ((), 0)


def test_each_statement_says_what_it_is(built):
    found = diff(built.store, "orrery.example", "2019-01-01", "2021-01-01")
    [denial] = [s for s in found.removed if "sell" in s.sentence]
    assert (denial.kind, denial.polarity, denial.data_type) == ("DataPractice", "Denied", "shoe size")
    assert denial.actor == "Orrery"
    assert denial.section == "Privacy Policy > What we do"
    assert denial.summary == "Orrery does not sell: shoe size"
    assert "Orrery shares: shoe size" in {s.summary for s in found.added}
    assert found.unchanged == 1


def test_the_same_in_other_words_is_reworded(built, write_policy):
    path = write_policy("orrery.example", "2022-01-01", "Orrery", "We collects your star sign.")
    build([path], built.store, extractor=lambda: built.extractor)
    found = diff(built.store, "orrery.example")
    [(then, now)] = found.reworded
    assert (then.sentence, now.sentence) == ("We collect your star sign.", "We collects your star sign.")
    assert words(found.added) == set()
    assert len(found.removed) == 2


def test_without_dates_the_last_two_versions_are_compared(built):
    found = diff(built.store, "orrery.example")
    assert (found.before, found.after) == ("2020-01-01", "2021-01-01")
    found = diff(built.store, "orrery.example", "2019-01-01")
    assert (found.before, found.after) == ("2019-01-01", "2021-01-01")


def test_a_date_stands_for_the_version_in_force_then(built):
    found = diff(built.store, "orrery.example", date(2019, 7, 1), "2020-12-31")
    assert (found.before, found.after) == ("2019-01-01", "2020-01-01")


@pytest.mark.parametrize(
    "company", ["orrery.example", "Orrery", "orrery", "https://w3id.org/practicegraph/id/company/orrery.example"]
)
def test_a_company_can_be_named_in_several_ways(built, company):
    assert diff(built.store, company).company == "Orrery"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("orery.example",), "orrery.example"),
        (("Nobody GmbH",), "orrery.example, planetarium.example"),
        (("planetarium.example",), "only one version.*2020-06-01"),
        (("orrery.example", "2001-01-01"), "as old as 2001-01-01.*2019-01-01"),
        (("orrery.example", None, "2019-01-01"), "older than 2019-01-01"),
        (("orrery.example", "last year"), "YYYY-MM-DD"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(built, arguments, message):
    with pytest.raises(DiffProblem, match=message):
        diff(built.store, *arguments)


def test_a_missing_store_is_told(tmp_path):
    with pytest.raises(StoreError, match="no store"):
        diff(LocalStore(tmp_path / "none"), "orrery.example")
