"""Queries that would make the engine contact another host are found, whatever the grammar around the word."""

import contextlib
import time

import pyoxigraph as ox
import pytest
from practicegraph.server.sparql.safety import QueryRefusedError, check_query, names_dataset
from practicegraph.server.sparql.workers import syntax_problem

REFUSED = {
    "plain": "SELECT * { SERVICE <http://h/> { ?s ?p ?o } }",
    "case and no space": "SELECT*{sErViCe<http://h/>{}}",
    "silent": "SELECT * { SERVICE SILENT <http://h/> {} }",
    "variable endpoint": "SELECT * { ?s ?p ?h . SERVICE ?h {} }",
    "prefixed endpoint": "PREFIX ex: <http://h/> SELECT * { SERVICE ex:x {} }",
    "default prefix": "PREFIX : <http://h/> SELECT * { SERVICE : {} }",
    "glued to a prefixed name": "PREFIX ex: <http://h/> SELECT * { SERVICEex:x {} }",
    "glued to a declared prefix": "PREFIX serviceex: <http://h/> SELECT * { serviceex:x {} }",
    "glued to silent": "PREFIX ex: <http://h/> SELECT * { SERVICESILENTex:x {} }",
    "after a number": "SELECT * { ?s ?p 1SERVICE<http://h/>{} }",
    "after a boolean": "SELECT * { ?s ?p trueSERVICE<http://h/>{} }",
    "after a language tag": 'SELECT * { ?s ?p "x"@en.SERVICE <http://h/> {} }',
    "sub-query": "SELECT * { { SELECT * { SERVICE <http://h/> {} } } }",
    "lateral": "SELECT * { ?s ?p ?o LATERAL { SERVICE <http://h/> {} } }",
    "exists": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://h/> {} } }",
    "comment between": "SELECT * { SERVICE # {\n <http://h/> {} }",
    "comment that ends with a carriage return": "SELECT * { # quiet\r SERVICE <http://h/> {} }",
    "escaped letter": "SELECT * { \\u0053ERVICE <http://h/> {} }",
    "long escape": "SELECT * { SERV\\U00000049CE <http://h/> {} }",
    "operator, not an IRI": 'SELECT * { ?s ?p ?o FILTER(?s<?p)#>"""\n SERVICE <http://h/> {} #"""\n }',
    "after an escaped quote": 'SELECT * { ?s ?p "a\\\\" . SERVICE <http://h/> {} }',
    "after an escaped hash": "PREFIX ex: <http://h/> SELECT * { ?s ?p ex:a\\#b . SERVICE <http://h/> {} }",
    "unclosed string": 'SELECT * { ?s ?p "SERVICE',
    "unclosed long string": 'SELECT * { ?s ?p """SERVICE"" }',
    "no token": "SELECT * { ?s ?p \x00 }",
}
ALLOWED = {
    "variable": "SELECT ?service { ?service ?p $SERVICE }",
    "string": "SELECT * { ?s ?p 'SERVICE <http://h/> {}' , \"SERVICE\"@en , '''it's \\''' SERVICE''' }",
    "comment": "SELECT * { ?s ?p ?o } # SERVICE <http://h/> {}",
    "IRI": "SELECT * { ?s <http://h/SERVICE#SERVICE> <http://h/service> }",
    "relative IRI": "BASE <http://h/> SELECT * { ?s <#service> ?o . ?o <a#b> 1 }",
    "prefix and local name": "PREFIX service: <http://h/> SELECT * { ?s service:service ?o . ?o a service:Service }",
    "dots in a name": "PREFIX ex: <http://h/> SELECT * { ?s ?p ex:a.service }",
    "operators": "SELECT * { ?s ?p ?o FILTER(?s<3&&?o>2||!BOUND(?p)) } LIMIT 10",
    "paths": "PREFIX ex: <http://h/> SELECT * { ?s ex:p?/ex:q*|^ex:r+/!(ex:a|^ex:b) [] , ( 1 -1.5e-3 .5 ) }",
    "strings side by side": 'SELECT * { ?s ?p """a"b""c""" , "" , \'\' , \'x\' }',
    "triple terms": "SELECT * { << ?s ?p ?o >> <http://h/q> ?v }",
}


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
def test_refuses_what_reaches_out_or_cannot_be_read(query):
    with pytest.raises(QueryRefusedError):
        check_query(query)


@pytest.mark.parametrize("query", ALLOWED.values(), ids=ALLOWED)
def test_lets_the_word_stand_where_it_is_no_keyword(query):
    check_query(query)
    ox.Store().query(query)  # each is a query that the engine takes


def test_every_refused_query_with_a_parse_is_one_that_the_engine_would_have_run():
    ran = 0
    for query in REFUSED.values():
        try:
            ox.Store().query(query.replace("http://h/", "http://127.0.0.1:9/"))
            ran += 1
        except SyntaxError:
            continue
        except OSError:
            ran += 1
    assert ran >= 12


def test_names_line_and_column():
    with pytest.raises(QueryRefusedError) as error:
        check_query("SELECT *\nWHERE { SERVICE <http://h/> {} }")
    assert (error.value.line, error.value.column) == (2, 9)
    assert "line 2, column 9" in str(error.value)


@pytest.mark.parametrize("piece", ["<a#>", "a.", "<", '"\\"', "ex:a.", "'''a", "_:a..", "\\u0053", "?a<?b)#>"])
def test_takes_linear_time(piece):
    start = time.perf_counter()
    with contextlib.suppress(QueryRefusedError):
        check_query(piece * (200_000 // len(piece)))
    assert time.perf_counter() - start < 3


def test_finds_dataset_clauses():
    assert names_dataset("SELECT * FROM <http://g/> { ?s ?p ?o }")
    assert names_dataset("select * from named<http://g/>{}")
    assert not names_dataset("SELECT ?from { ?from <http://FROM/> 'FROM' } # FROM")


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [("SELECT * {\n ?s ?p ex:x }", 2, 12), ("SELECT * {} }", 1, 13), ("", 1, 1), ("SELECT ?x { } GROUP BY ?y", 1, 26)],
)
def test_syntax_errors_are_told_in_words(query, line, column):
    with pytest.raises(SyntaxError) as error:
        ox.Store().query(query)
    problem = syntax_problem(query, str(error.value))
    assert problem.status == 400
    assert problem.line == line
    assert abs(problem.column - column) <= 1
    assert "U{" not in problem.detail
    assert len(problem.detail) < 200
