"""What the bench of the endpoint works out by itself: a mistake here would show as a figure that is not true."""

import pytest
from practicegraph.bench.exchange import Response
from practicegraph.bench.graph_data import copies
from practicegraph.bench.killed_writes import LEFT, PARTS, RIGHT, complete
from practicegraph.bench.load import percentile
from practicegraph.bench.real_clients import curl_recipes
from practicegraph.bench.row import Floor, Row

PLAIN = b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nETag: "1"\r\n\r\none\ntwo\n!'
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n5;x=y\r\ntwo\n!\r\n0\r\n\r\n"


@pytest.mark.parametrize("whole", [PLAIN, CHUNKED])
@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_a_response_is_complete_at_its_last_byte_however_it_is_cut(whole, step):
    response = Response(keep=100)
    parts = [whole[at : at + step] for at in range(0, len(whole), step)]
    assert [response.feed(part) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert (response.status, bytes(response.body), response.size, response.lines) == (200, b"one\ntwo\n!", 9, 2)
    assert not response.closes


def test_a_response_cut_short_by_the_server_is_not_complete():
    for whole in (PLAIN, CHUNKED):
        response = Response()
        assert not response.feed(whole[:-1])
        assert not response.feed(b"")


def test_an_answer_without_a_length_ends_when_the_server_closes():
    response = Response(keep=10)
    assert not response.feed(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc")
    assert response.feed(b"")
    assert bytes(response.body) == b"abc"


def test_an_answer_that_has_no_body_is_complete_with_its_head():
    assert Response().feed(b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n")


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("speed", "1/s", 8.0, 10.0, floor=Floor("ratio", least=0.8)), True),
        (Row("speed", "1/s", 7.9, 10.0, floor=Floor("ratio", least=0.8)), False),
        (Row("time", "ms", 3.0, 1.0, floor=Floor("added", most=2.0)), True),
        (Row("time", "ms", 3.1, 1.0, floor=Floor("added", most=2.0)), False),
        (Row("lost", "", 0, floor=Floor("ours", most=0)), True),
        (Row("lost", "", 1, floor=Floor("ours", most=0)), False),
        (Row("nothing measured", "ms", float("nan"), 1.0, floor=Floor("ratio", most=5.0)), False),
        (Row("no peer", "ms", 1.0, floor=Floor("ratio", most=5.0)), False),
        (Row("no floor", "ms", 1.0, 1.0), None),
    ],
)
def test_a_floor_holds_at_its_bound_and_never_for_what_was_not_measured(row, met):
    assert row.met is met


def test_ninety_fifth_percentile():
    assert percentile([float(n) for n in range(1, 201)], 95) == 190
    assert percentile([7.0], 95) == 7


def test_copies_are_new_policies_that_hang_together():
    base = "https://w3id.org/practicegraph/id/"
    policy = f"<{base}policy/orrery.example/privacy-policy>"
    lines = [
        f"<{base}assertion/a1> <urn:by> <{base}company/orrery.example> {policy} .\n",
        f'<{base}catalogue> <urn:title> "all" <{base}catalogue> .\n',
    ]
    assert list(copies(lines, 2)) == [
        f"<{base}assertion/a1-{n}> <urn:by> <{base}company/orrery.example-{n}>"
        f" <{base}policy/orrery.example-{n}/privacy-policy> .\n"
        for n in (1, 2)
    ]


def test_a_write_that_is_there_in_part_is_seen():
    sent = {0: "update", 1: "update", 2: "upload", 3: "upload", 4: "update"}
    parts = {(LEFT, 0): PARTS, (RIGHT, 0): PARTS, (LEFT, 1): PARTS}
    there, halves = complete(sent, parts, {2: PARTS, 3: PARTS - 1})
    assert there == {0, 2}
    assert [half.split(" is ")[0] for half in halves] == ["write 1 (update)", "write 3 (upload)"]


def test_recipes_are_read_as_a_shell_reads_them():
    readme = (
        'Text with curl in it.\n```console\n$ curl -s http://127.0.0.1:8000/sparql \\\n  -d "query=it\'s"\nanswer\n'
        "$ curl http://localhost:8000/x --data 'a\n\nb'\n$ curl https://orrery.example/privacy\n```\n"
    )
    assert curl_recipes(readme) == [
        'curl -s http://127.0.0.1:8000/sparql \\\n  -d "query=it\'s"',
        "curl http://localhost:8000/x --data 'a\n\nb'",
    ]
