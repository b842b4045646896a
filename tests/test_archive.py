"""The main job on real policies: five archived policies of three companies, read, built, checked and asked.

The texts are third parties' and are not part of the project; without them these tests are skipped.
"""

import os
import subprocess
import sys
from datetime import date

import pyoxigraph as ox
import pytest
from practicegraph.extract import Extractor
from practicegraph.ontology.namespaces import OA, PG, PROV
from practicegraph.server.build import build
from practicegraph.server.diff import diff
from practicegraph.server.store import LocalStore
from practicegraph.server.validation import validate_store

pytestmark = pytest.mark.slow
VELARO, LIVECHAT, JIVO = "Velaro", "LiveChat, Inc.", "JivoSite"
FIRST, SECOND, THIRD = "2004-12-04", "2013-04-23", "2019-01-14"


@pytest.fixture(scope="module")
def policies(shared):
    return shared / "corpus" / "archive"


@pytest.fixture(scope="module")
def store(policies, tmp_path_factory):
    local = LocalStore(tmp_path_factory.mktemp("archive") / "graph")
    report = build([policies], local, extractor=Extractor)
    assert (report.policies, report.versions, report.refused) == (3, 5, ())
    return local


@pytest.fixture(scope="module")
def said(store, statements_of):
    return statements_of(store)


def test_the_companies_are_called_as_they_call_themselves(said):
    assert {s.company for s in said} == {VELARO, LIVECHAT, JIVO}


def test_there_are_enough_statements(said):
    assert len(said) >= 350


def test_every_quote_stands_at_its_offsets_in_the_file(store, policies):
    files = {(p.parent.name, p.stem): p.read_bytes().decode("utf-8") for p in policies.rglob("*") if p.is_file()}
    query = f"""SELECT ?a ?version ?exact ?start ?end WHERE {{ GRAPH ?g {{
        ?a a <{PG}Assertion> .
        OPTIONAL {{ ?a <{PG}evidence> ?place . ?place <{OA}hasSource> ?version ; <{OA}hasSelector> ?quote , ?position .
                    ?quote <{OA}exact> ?exact . ?position <{OA}start> ?start ; <{OA}end> ?end }} }} }}"""
    with store.read() as generation:
        rows = list(generation.graph.query(query))
    assert rows
    for row in rows:
        assert row["version"] is not None, f"{row['a']} has no evidence"
        *_, domain, _policy, day = row["version"].value.split("/")
        start, end = int(row["start"].value), int(row["end"].value)
        assert start < end
        assert files[domain, day][start:end] == row["exact"].value


def test_it_conforms(store):
    checked = validate_store(store, ("integrity",), keep=False)
    assert checked.report.findings == ()


def _quads(lines):
    times = (f"<{PROV}startedAtTime>", f"<{PROV}endedAtTime>")
    return {line for line in lines if not any(time in line for time in times)}


def test_another_process_with_other_hashes_gives_the_same_quads(store, policies, tmp_path):
    target = tmp_path / "all.nq"
    command = [sys.executable, "-m", "practicegraph.cli", "build", str(policies), "--store", str(tmp_path / "graph")]
    environment = os.environ | {"PYTHONHASHSEED": "271"}
    subprocess.run([*command, "--out", str(target)], check=True, env=environment, capture_output=True, timeout=300)
    with store.read() as generation:
        here = generation.graph.dump(format=ox.RdfFormat.N_QUADS).decode().splitlines()
    assert _quads(target.read_text("utf-8").splitlines()) == _quads(here)


def test_building_again_changes_nothing(store, policies):
    before = store.current
    report = build([policies], store, extractor=Extractor)
    assert not report.changed
    assert store.current == before


class TestVelaro:
    """2004, 2013 and 2019."""

    @pytest.mark.parametrize("practice", ["Sell", "Rent"])
    def test_2013_denies_selling_and_renting_its_customer_lists(self, said, practice):
        found = said.that(company=VELARO, on=SECOND, practice=f"practice/{practice}", polarity="Denied")
        assert found.that(dataType="data/CustomerList", recipient="party/ThirdParty")

    @pytest.mark.parametrize("data", ["ChatTranscript", "IPAddress", "BrowserType"])
    def test_2004_collects(self, said, data):
        found = said.that(company=VELARO, on=FIRST, practice="practice/Collect", polarity="Affirmed")
        assert found.that(dataType=f"data/{data}")

    def test_2019_denies_selling_with_the_exception_of_the_free_service(self, said):
        selling = said.that(company=VELARO, on=THIRD, practice="practice/Sell")
        denied = selling.that(polarity="Denied", exception="condition/FreeService")
        assert denied.that(said="never sell")
        # the text says that it then happens
        assert selling.that(polarity="Affirmed", condition="condition/FreeService", said="never sell")
        assert not selling.that(polarity="Affirmed", without=("condition",))

    def test_2019_provides_information_to_partners_for_marketing(self, said):
        found = said.that(company=VELARO, on=THIRD, practice="practice/Share", polarity="Affirmed")
        partners = found.that(said="third-party partners", forPurpose="purpose/Marketing")
        assert partners.that(recipient="party/BusinessPartner") or partners.that(recipient="party/ThirdParty")

    def test_the_difference_lists_that_sharing_as_new_with_its_sentence(self, store):
        found = diff(store, "velaro.com", date(2013, 4, 23), date(2019, 1, 14))
        new = [s for s in found.added if "third-party partners for marketing" in s.sentence]
        assert [(s.practice, s.polarity) for s in new] == [("share", "Affirmed")]
        assert not [s for s in found.removed if "third-party partners for marketing" in s.sentence]

    def test_chat_transcripts_have_two_periods(self, said):
        found = said.that(company=VELARO, dataType="data/ChatTranscript", practice="practice/Collect")
        assert found.periods == [(FIRST, SECOND), (THIRD, None)]

    @pytest.mark.parametrize(("day", "expected"), [("2005-06-01", True), ("2014-06-01", False), ("2020-06-01", True)])
    def test_chat_transcripts_as_of_a_day(self, store, day, expected):
        ask = f"""PREFIX pg: <{PG}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
            ASK {{ GRAPH ?policy {{ ?a pg:assertedBy <https://w3id.org/practicegraph/id/company/velaro.com> ;
                pg:dataType <https://w3id.org/practicegraph/data/ChatTranscript> ; pg:polarity pg:Affirmed ;
                pg:validDuring ?period . ?period pg:validFrom ?from . OPTIONAL {{ ?period pg:validUntil ?until }}
              FILTER(?from <= "{day}"^^xsd:date && (!BOUND(?until) || "{day}"^^xsd:date < ?until)) }} }}"""
        with store.read() as generation:
            assert bool(generation.graph.query(ask)) is expected


class TestLiveChat:
    """2013."""

    def test_denies_tracking_location_by_its_mobile_app(self, said):
        found = said.that(company=LIVECHAT, dataType="data/LocationData")
        tracked = found.that(practice="practice/Track", polarity="Denied")
        assert tracked
        assert tracked.values("scope") | tracked.values("dataSource") | tracked.values("technology"), "of the app"
        assert not found.that(practice="practice/Collect", polarity="Affirmed")

    def test_denies_transfer_to_third_parties_for_marketing(self, said):
        found = said.that(company=LIVECHAT, polarity="Denied", recipient="party/ThirdParty")
        found = found.that(practice="practice/Share", forPurpose="purpose/Marketing")
        assert {"data/PersonalData"} <= found.values("dataType")

    def test_collects_payment_card_data_under_a_condition(self, said):
        found = said.that(company=LIVECHAT, practice="practice/Collect", dataType="data/PaymentCard")
        assert found.that(polarity="Affirmed")
        assert all(s.properties.get("condition") for s in found.that(polarity="Affirmed"))


class TestJivoSite:
    """2015."""

    def test_thirty_days_to_honour_an_opt_out(self, said):
        found = said.that(company=JIVO, kind="UserRight", deadline="P30D")
        assert [s for s in found if any("right/OptOut" in r for r in s.properties["right"])]

    def test_the_minimum_age(self, said):
        assert said.that(company=JIVO, kind="AudienceStatement", minimumAge="18")

    def test_disclosure_in_a_change_of_control(self, said):
        found = said.that(company=JIVO, practice="practice/Share", polarity="Affirmed", dataType="data/PersonalData")
        found = found.that(said="change of control", condition="condition/Merger") + found.that(
            said="change of control", condition="condition/BusinessTransfer"
        )
        assert any(s.has("recipient", "party/Acquirer") or s.has("recipient", "party/Successor") for s in found)
