"""Clients that people use, against the real server: rdflib's stores and SPARQLWrapper, reading and writing."""

import pytest
from practicegraph.server.store import LocalStore, Manifest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, JSONLD, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

S, P = URIRef("http://a.example/s"), URIRef("http://a.example/p")
GRAPH = "http://g.example/one"


@pytest.fixture(scope="module")
def server(serve, tmp_path_factory):
    store = LocalStore(tmp_path_factory.mktemp("clients") / "graph")
    with store.write() as writer:
        writer.draft().manifest = Manifest("http://base.example/", "")
        writer.publish()
    return serve(store.path, "--timeout", "5")


@pytest.fixture
def writing(serve, server):
    store = SPARQLUpdateStore(
        f"{server.url}/sparql",
        f"{server.url}/sparql",
        headers={"Authorization": f"Bearer {serve.token}"},
        autocommit=True,
        context_aware=True,
    )
    yield store
    store.update("DROP SILENT ALL")


def wrapper(server, text, *, form=JSON, token=None):
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(text)
    client.setReturnFormat(form)
    if token:
        client.setMethod(POST)
        client.addCustomHttpHeader("Authorization", f"Bearer {token}")
    return client


def test_rdflib_writes_and_reads_a_graph(server, writing):
    graph = Graph(writing, identifier=URIRef(GRAPH))
    graph.add((S, P, Literal("caf\u00e9 100%25 'x'\n")))
    graph.add((S, P, Literal(2)))
    reader = SPARQLStore(f"{server.url}/sparql", returnFormat="json")
    read = Graph(reader, identifier=URIRef(GRAPH))
    assert set(read.objects(S, P)) == {Literal("caf\u00e9 100%25 'x'\n"), Literal(2)}
    assert len(read) == 2
    graph.remove((S, P, Literal(2)))
    assert len(read) == 1
    rows = read.query("SELECT ?o { ?s ?p ?o }")
    assert [str(row.o) for row in rows] == ["caf\u00e9 100%25 'x'\n"]
    graph.update("DELETE { ?s ?p ?o } INSERT { ?s ?p 3 } WHERE { ?s ?p ?o }")
    assert set(read.objects(S, P)) == {Literal(3)}


def test_rdflib_collects_changes_until_it_commits(server, writing):
    writing.autocommit = False
    graph = Graph(writing, identifier=URIRef(GRAPH))
    graph.addN((S, P, Literal(n), graph) for n in range(200))
    read = Graph(SPARQLStore(f"{server.url}/sparql"), identifier=URIRef(GRAPH))
    assert len(read) == 0
    writing.commit()
    assert len(read) == 200


@pytest.mark.parametrize("method", ["form", "directly"])
def test_sparqlwrapper_updates(serve, server, writing, method):
    client = wrapper(server, "INSERT DATA { GRAPH <u:g> { <u:a> <u:b> 'x' } }", token=serve.token)
    if method == "directly":
        client.setRequestMethod(POSTDIRECTLY)
    client.query()
    found = wrapper(server, "SELECT ?o { <u:a> ?p ?o }").queryAndConvert()
    assert found["results"]["bindings"][0]["o"]["value"] == "x"


def test_sparqlwrapper_reads_each_format(server, writing):
    writing.update("INSERT DATA { <u:a> <u:b> 'x' }")
    query = "SELECT ?o { ?s ?p ?o }"
    assert wrapper(server, query, form=CSV).queryAndConvert() == b"o\r\nx\r\n"
    assert wrapper(server, query, form=XML).queryAndConvert().getElementsByTagName("literal")[0].firstChild.data == "x"
    construct = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
    assert b'<u:b> "x"' in wrapper(server, construct, form=TURTLE).queryAndConvert()
    for form in (RDFXML, JSONLD):
        assert len(wrapper(server, construct, form=form).queryAndConvert()) == 1
    assert wrapper(server, query, form=TSV).queryAndConvert() == b'?o\n"x"\n'
    assert wrapper(server, "ASK { ?s ?p ?o }").queryAndConvert()["boolean"] is True


def test_sparqlwrapper_understands_refusals(serve, server):
    update = wrapper(server, "INSERT DATA { <u:a> <u:b> 1 }")
    update.setMethod(POST)
    with pytest.raises(Unauthorized):
        update.query()
    with pytest.raises(QueryBadFormed, match="line 1"):
        wrapper(server, "SELECT * {").query()
    with pytest.raises(QueryBadFormed, match="cannot be read"):
        wrapper(server, "INSERT DATA { <u:a> }", token=serve.token).query()
