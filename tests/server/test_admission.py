"""Who may run a query now, who a client is, and what is kept: the rules, without processes."""

import threading

import pytest
from flask import Flask, request
from practicegraph.server.app import close_app, create_app
from practicegraph.server.clients import client_of
from practicegraph.server.options import Options
from practicegraph.server.sparql.cache import Cache, tag
from practicegraph.server.sparql.job import Answer, Job, QueryError
from practicegraph.server.sparql.queue import Admission


def there():
    return False


def admission(short=2, long=2, queue=4, per_client=3):
    return Admission(short=short, long=long, queue=queue, per_client=per_client)


def running(ticket):
    try:
        ticket.wait(0, there)
    except QueryError:
        return False
    return True


def test_each_client_has_its_bound():
    places = admission()
    mine = [places.enter("a") for _ in range(3)]
    with pytest.raises(QueryError) as refused:
        places.enter("a")
    assert (refused.value.status, refused.value.limit) == (429, "client")
    assert refused.value.retry_after
    places.enter("b").leave()
    mine[0].leave()
    places.enter("a")


def test_the_queue_has_a_bound_in_all():
    places = admission(queue=2)
    tickets = [places.enter(f"client {n}") for n in range(4)]
    assert [running(t) for t in tickets] == [True, True, False, False]
    with pytest.raises(QueryError) as refused:
        places.enter("another")
    assert (refused.value.status, refused.value.limit) == (429, "queue")
    tickets[0].leave()
    assert running(tickets[2])
    places.enter("another")


def test_a_free_place_goes_to_the_client_that_runs_least():
    places = admission(per_client=9)
    busy = [places.enter("greedy") for _ in range(4)]
    modest = places.enter("modest")
    busy[0].leave()
    assert running(modest), "before those of the other that came earlier"
    assert not running(busy[2])


def test_long_queries_leave_the_short_places():
    places = admission()
    first = [places.enter(f"endless {n}") for n in range(2)]
    waiting = places.enter("short")
    assert not running(waiting)
    assert first[0].lengthen(), "goes on in a long place"
    assert running(waiting)
    assert first[1].lengthen()
    third = places.enter("endless 3")
    assert running(third)
    assert not third.lengthen(), "there is no long place left: it is stopped, and waits"
    assert running(places.enter("short too"))
    first[0].leave()
    assert running(third)


def test_no_client_holds_all_long_places():
    places = admission(per_client=9)
    one, two = places.enter("a"), places.enter("a")
    assert one.lengthen()
    assert not two.lengthen()
    other = places.enter("b")
    assert other.lengthen()


def test_too_many_long_queries_are_refused_and_not_kept_waiting():
    places = admission(short=1, long=1, queue=4)
    assert places.enter("a").lengthen()
    assert not places.enter("b").lengthen()
    with pytest.raises(QueryError) as refused:
        places.enter("c").lengthen()
    assert refused.value.status == 503
    assert refused.value.retry_after
    with pytest.raises(QueryError):
        places.enter("d", long=True)
    assert running(places.enter("e")), "the short place is free"


def test_a_client_whose_query_hit_its_limit_leaves_a_place_to_others():
    places = admission()
    places.suspect("a")
    assert running(places.enter("a"))
    second = places.enter("a")
    assert not running(second)
    assert running(places.enter("b"))


def test_waiting_ends_when_the_client_hangs_up_or_patience_does():
    places = admission(short=1)
    held = places.enter("a")
    ticket = places.enter("b")
    with pytest.raises(QueryError) as gone:
        ticket.wait(60, lambda: True)
    assert gone.value.status == 499
    with pytest.raises(QueryError) as busy:
        ticket.wait(0.05, there)
    assert busy.value.status == 503
    threading.Timer(0.05, held.leave).start()
    ticket.wait(10, there)


def client(address="192.0.2.7", forwarded=(), token=None, trusted=("10.0.0.0/8", "2001:db8::1")):
    headers = [("X-Forwarded-For", value) for value in forwarded]
    if token:
        headers.append(("Authorization", f"Bearer {token}"))
    with Flask("test").test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": address}):
        return client_of(request, Options(token="right", trusted_proxies=trusted))


def test_a_client_is_its_address():
    assert client() == "192.0.2.7"
    assert client("::ffff:192.0.2.7") == "192.0.2.7"
    assert client("2001:db8:1:2:3:4:5:6") == client("2001:db8:1:2::9"), "a subscriber has a whole /64"


def test_forwarded_addresses_count_from_trusted_proxies_only():
    assert client("192.0.2.7", ["198.51.100.1"]) == "192.0.2.7", "anybody can write that"
    assert client("10.1.1.1", ["198.51.100.1"], trusted=()) == "10.1.1.1", "nobody is trusted unless named"
    assert client("10.1.1.1", ["198.51.100.1"]) == "198.51.100.1"
    assert client("2001:db8::1", ["[2001:db8:9::1]:4711"]) == "2001:db8:9::/64"
    assert client("10.1.1.1", ["203.0.113.9, 198.51.100.1:99, 10.2.2.2"]) == "198.51.100.1", "the last one not trusted"
    assert client("10.1.1.1", ["203.0.113.9", "198.51.100.1"]) == "198.51.100.1", "of several headers too"
    assert client("10.1.1.1", ["198.51.100.1, unknown"]) == "10.1.1.1", "what stands before it could be invented"


def test_only_the_right_token_is_a_client_of_its_own():
    assert client(token="right") == client("198.51.100.1", token="right")
    assert client(token="wrong 1") == client(token="wrong 2") == "192.0.2.7"


def test_kept_answers_stay_below_their_bound_and_the_unused_go_first():
    cache = Cache(80_000)
    for n in range(7):
        cache.put(str(n), Answer("results", "text/csv", b"x" * 9000))
        cache.get("0")
    cache.put("large", Answer("results", "text/csv", b"x" * 50_000))
    cache.put("7", Answer("results", "text/csv", b"x" * 9000))
    cache.put("8", Answer("results", "text/csv", b"x" * 9000))
    kept = [name for name in [*map(str, range(9)), "large"] if cache.get(name)]
    assert "0" in kept
    assert "1" not in kept
    assert "8" in kept
    assert "large" not in kept
    assert sum(len(cache.get(name).content) for name in kept) <= 80_000


@pytest.mark.parametrize(
    "other",
    [
        Job("ASK { ?s ?p 1 }"),
        Job("ASK {}", results_type="text/csv"),
        Job("ASK {}", default_graphs=("http://g.example/",)),
        Job("ASK {}", named_graphs=("http://g.example/",)),
        Job("ASK {}", base="http://b.example/"),
    ],
)
def test_tags_differ_where_answers_may(other):
    assert tag(other, 1) != tag(Job("ASK {}"), 1)
    assert tag(other, 1) != tag(other, 2)


@pytest.mark.parametrize("call", ["NOW()", "rand()", "UUID()", "StrUUID()", "\\u004EOW()"])
def test_what_changes_from_time_to_time_has_no_tag(call):
    assert tag(Job(f"SELECT ({call} AS ?x) {{}}"), 1) is None


def test_pages_count_as_queries_of_who_asks_for_them(built):
    app = create_app(built.store, workers=2, per_client=1)
    try:
        held = app.extensions["practicegraph"].workers.admission.enter("192.0.2.7")
        asked = [
            app.test_client().get("/company/nobody.example", environ_overrides={"REMOTE_ADDR": address})
            for address in ("192.0.2.7", "192.0.2.8")
        ]
        assert [answer.status_code for answer in asked] == [429, 404]
        held.leave()
        assert app.test_client().get("/", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    finally:
        close_app(app)
