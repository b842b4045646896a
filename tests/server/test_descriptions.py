"""What the server says of itself and its data, for programs: service description, VoID, DCAT, examples."""

import time

import pyoxigraph as ox
import pytest
from practicegraph.ontology.namespaces import DCAT, DEFAULT_BASE, RDF, RDFS, SCHEMA, SD, SH, VOID
from practicegraph.server.app import close_app, create_app
from practicegraph.server.examples import load_examples
from practicegraph.server.sparql.negotiation import GRAPH_TYPES

PUBLIC = "https://policies.example"
DOCUMENTS = ("/sparql", "/.well-known/void", "/.well-known/sparql-examples")


@pytest.fixture
def client(built):
    app = create_app(built.store, workers=1, public_url=PUBLIC)
    yield app.test_client()
    close_app(app)


def graph(response, media_type="text/turtle"):
    assert response.status_code == 200, response.text
    return {q.triple for q in ox.parse(response.data, format=GRAPH_TYPES[media_type])}


def values(triples, subject, predicate):
    wanted = ox.NamedNode(predicate)
    return {
        t.object.value for t in triples if t.predicate == wanted and subject in (None, getattr(t.subject, "value", ""))
    }


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
@pytest.mark.parametrize("path", DOCUMENTS)
def test_descriptions_come_as_what_is_asked_for(client, path, media_type):
    response = client.get(path, headers={"Accept": f"{media_type}, */*;q=0.1"})
    assert response.mimetype == media_type
    assert "Accept" in response.headers["Vary"]
    assert len(graph(response, media_type)) > 10
    assert b"http://localhost" not in response.data


@pytest.mark.parametrize("path", DOCUMENTS)
def test_what_a_description_cannot_come_as_is_refused_with_a_list(client, path):
    refused = client.get(path, headers={"Accept": "image/png"})
    assert refused.status_code == 406
    for media_type in ("text/turtle", "application/n-triples", "text/n3"):
        assert media_type in refused.json["detail"]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_description_that_a_client_has_is_not_sent_again(client, path):
    first = client.get(path, headers={"Accept": "text/turtle"})
    again = client.get(path, headers={"Accept": "text/turtle", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(path, headers={"Accept": "application/n-triples", "If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_the_service_description_tells_dataset_graphs_and_size(client, built):
    found = graph(client.get("/sparql", headers={"Accept": "text/turtle"}))
    endpoint = PUBLIC + "/sparql"
    assert values(found, endpoint, SD + "endpoint") == {endpoint}
    assert values(found, endpoint, SD + "supportedLanguage") == {SD + "SPARQL11Query"}, "no updates without a token"
    with built.store.read() as generation:
        assert values(found, endpoint + "#union", VOID + "triples") == {str(len(generation.graph))}
        assert values(found, None, SD + "name") == {g.value for g in generation.graph.named_graphs()}
    assert any(e.endswith("SPARQL_Results_TSV") for e in values(found, endpoint, SD + "resultFormat"))


def test_the_service_description_reads_no_more_than_what_is_stored(client):
    client.get("/sparql", headers={"Accept": "text/turtle"})
    start = time.perf_counter()
    for _ in range(20):
        client.get("/sparql", headers={"Accept": "text/turtle"})
    assert time.perf_counter() - start < 2, "twenty of them take milliseconds each"


def test_an_endpoint_that_takes_updates_says_so(built):
    app = create_app(built.store, workers=1, token="s3cret", allowed_hosts=("https://other.example",))
    try:
        found = graph(app.test_client().get("/sparql", headers={"Accept": "text/turtle"}))
        assert SD + "SPARQL11Update" in values(found, None, SD + "supportedLanguage")
        assert SD + "BasicFederatedQuery" in values(found, None, SD + "feature")
    finally:
        close_app(app)


def test_void_and_dcat_lead_to_the_data(client):
    found = graph(client.get("/.well-known/void"))
    dataset = DEFAULT_BASE + "dataset"
    assert values(found, PUBLIC + "/.well-known/void", "http://xmlns.com/foaf/0.1/primaryTopic") == {dataset}
    assert values(found, dataset, VOID + "sparqlEndpoint") == {PUBLIC + "/sparql"}
    assert DCAT + "Dataset" in values(found, dataset, RDF + "type")
    assert values(found, None, DCAT + "endpointURL") == {PUBLIC + "/sparql"}
    [triples] = values(found, dataset, VOID + "triples")
    assert int(triples) > 100
    for company in values(found, dataset, VOID + "exampleResource"):
        assert client.get(company.removeprefix(DEFAULT_BASE.rstrip("/"))).status_code == 200


def test_every_example_query_is_described_and_runs(client):
    found = graph(client.get("/.well-known/sparql-examples"))
    for example in load_examples():
        iri = f"{DEFAULT_BASE}query/{example.name}"
        types = values(found, iri, RDF + "type")
        assert SH + "SPARQLExecutable" in types
        assert values(found, iri, SCHEMA + "target") == {PUBLIC + "/sparql"}
        assert example.title in next(iter(values(found, iri, RDFS + "comment")))
        kind = next(k for k in ("Select", "Ask", "Construct") if f"{SH}SPARQL{k}Executable" in types)
        [query] = values(found, iri, SH + kind.lower())
        answer = client.get("/sparql", query_string={"query": query})
        assert answer.status_code == 200, example.name
        [prefixes] = values(found, iri, SH + "prefixes")
        declared = {
            next(iter(values(found, d, SH + "prefix"))): next(iter(values(found, d, SH + "namespace")))
            for d in values(found, prefixes, SH + "declare")
        }
        bare = "\n".join(line for line in query.splitlines() if not line.upper().startswith("PREFIX"))
        with_declared = "".join(f"PREFIX {p}: <{n}>\n" for p, n in declared.items()) + bare
        assert client.get("/sparql", query_string={"query": with_declared}).status_code == 200, example.name


def test_the_store_holds_the_examples_in_its_catalogue_only(built):
    with built.store.read() as generation:
        found = list(
            generation.graph.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(SH + "SPARQLExecutable"))
        )
        assert {q.graph_name.value for q in found} == {DEFAULT_BASE + "catalogue"}
        assert len(found) == len(load_examples())
        every = [q.triple for q in generation.graph]
        assert len(every) == len(set(every)), "no triple stands in two graphs"


def test_an_example_has_a_page(client):
    assert client.get("/query/who-sells", headers={"Accept": "text/html"}).status_code == 200
