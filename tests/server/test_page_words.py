"""What the scripts of the pages ask the server for: the words of the editor, and the network as data."""

import pytest
from practicegraph.server.app import close_app, create_app


@pytest.fixture(scope="module")
def client(built_once):
    app = create_app(built_once.store, workers=1)
    yield app.test_client()
    close_app(app)


def test_the_editor_learns_which_of_our_pages_an_iri_has(client):
    places = client.get("/vocabulary.json").get_json()["places"]

    def path(iri):
        return next((to + iri.removeprefix(start) for start, to in places if iri.startswith(start)), None)

    assert path("https://w3id.org/practicegraph/id/company/orrery.example") == "/company/orrery.example"
    assert path("https://w3id.org/practicegraph/data/Location") == "/data/Location"
    assert path("https://w3id.org/practicegraph/ns#dataType") == "/ns#dataType"
    assert path("https://elsewhere.example/data/Location") is None


def test_the_editor_learns_terms_with_their_labels(client):
    told = client.get("/vocabulary.json").get_json()
    labels = {term["name"]: term["label"] for term in told["terms"]}
    assert labels["pg:dataType"] == "data type"
    assert labels["pg-data:EmailAddress"] == "email address"
    assert {name.partition(":")[0] for name in labels} <= told["prefixes"].keys()


def test_an_edge_of_a_network_has_the_family_that_colours_it_and_which_way_it_goes(client):
    page = client.get("/network/company/orrery.example", headers={"Accept": "application/json"}).get_json()
    names = {node["id"]: node["label"] for node in page["nodes"]}
    said = {
        (names[e["from"]], e["practice"], e["denied"], names[e["to"]], e["family"], e["given"]) for e in page["edges"]
    }
    assert ("Orrery", "collect", False, "star sign", "Collect", False) in said
    assert ("Orrery", "sell", True, "shoe size", "Share", False) in said
    assert ("shoe size", "share", False, "advertiser", "Share", True) in said
