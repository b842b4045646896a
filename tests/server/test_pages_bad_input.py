"""What is asked for and is not there, or makes no sense: a page that says so and offers a way on."""

import re
import string
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from practicegraph.server.app import close_app, create_app
from practicegraph.server.store import LocalStore, Manifest, RemoteStore

BASE = "https://w3id.org/practicegraph/id/"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
POLICY = "/policy/orrery.example/privacy-policy"
PAGES = (
    "/",
    "/companies",
    "/compare",
    "/search",
    "/search?q=shoe",
    "/ontology",
    "/ns",
    "/data/",
    "/data/EmailAddress",
    "/network/data/EmailAddress",
    "/sparql",
)
"""Pages that are there whatever the graph holds, as the ontology comes with every build."""


@pytest.fixture(scope="module")
def client(built_once):
    app = create_app(built_once.store, workers=1)
    yield app.test_client()
    close_app(app)


def refused(client, path, status):
    """The page that says what is wrong, with its links."""
    response = client.get(path, headers=BROWSER)
    assert response.status_code == status, response.text
    assert response.mimetype == "text/html"
    assert response.headers["Cache-Control"] == "no-store"
    body = response.text.partition("<main")[2].partition("</main>")[0]
    assert "<h1>" in body
    found = re.findall(r'href="([^"]*)"', body)
    assert {"/", "/companies", "/search"} <= set(found), "there is a way on"
    for link in found:
        assert client.get(link.replace("&amp;", "&"), headers=BROWSER).status_code in (200, 303), link
    problem = client.get(path, headers={"Accept": "application/json"})
    assert (problem.status_code, problem.mimetype) == (status, "application/problem+json")
    assert problem.json["detail"]
    return body


@pytest.mark.parametrize("path", ["/company/orery.example", "/history/orery.example", "/feed/orery.example.atom"])
def test_an_unknown_company_is_answered_with_those_whose_names_come_near(client, path):
    body = refused(client, path, 404)
    assert "no company" in body
    assert re.search(r"Did you mean: orrery\.example", body)
    assert 'href="/company/orrery.example"' in body


@pytest.mark.parametrize(
    "path", ["/diff/nobody.example", "/compare?c=nobody.example", "/network/company/nobody.example"]
)
def test_where_no_name_comes_near_there_are_the_first_companies(client, path):
    body = refused(client, path, 404)
    assert 'href="/company/orrery.example"' in body
    assert 'href="/company/planetarium.example"' in body


def test_a_company_is_found_by_its_name(client):
    for path, leads in (
        ("/company/Orrery", "/company/orrery.example"),
        ("/company/ORRERY.example.json", "/company/orrery.example.json"),
        ("/network/company/Orrery", "/network/company/orrery.example"),
    ):
        response = client.get(path)
        assert (response.status_code, response.headers["Location"]) == (303, leads)


@pytest.mark.parametrize("day", ["2020-13-40", "yesterday", "1999-01-01", "2020-01-01T999999Z"])
def test_a_version_that_is_not_there_is_answered_with_those_that_are(client, day):
    body = refused(client, f"{POLICY}/{day}", 404)
    assert f'href="{POLICY}/2021-01-01"' in body
    assert 'href="/history/orrery.example"' in body


@pytest.mark.parametrize("days", ["2020-13-40/2021-01-01", "1999-01-01/2021-01-01", "x/y", "2020-01-01/" + "9" * 300])
def test_a_difference_of_versions_that_are_not_there_says_which_are(client, days):
    body = refused(client, f"/diff/orrery.example/{days}", 404)
    assert "not a date" in body or "2019-01-01, 2020-01-01, 2021-01-01" in body or "that long" in body


def test_a_difference_takes_any_day_for_the_version_in_force_then(client):
    page = client.get("/diff/orrery.example/2019-07-01/2020-12-31.json").json
    assert (page["before"]["text"], page["after"]["text"]) == ("2019-01-01", "2020-01-01")
    assert page["address"].endswith("/diff/orrery.example/2019-01-01/2020-01-01")


def test_a_policy_with_one_version_has_no_difference(client):
    assert "one version" in refused(client, "/diff/planetarium.example", 404)
    assert "no policy" in refused(client, "/diff/orrery.example?policy=cookies", 404)


@pytest.mark.parametrize(
    "path",
    [
        "/company/orrery.example",
        "/history/orrery.example",
        "/data/EmailAddress",
        "/purpose/Advertising",
        f"{POLICY}/2021-01-01",
    ],
)
def test_pages_are_numbers_that_there_are(client, path):
    for wrong in ("0", "-1", "x", "1.5", "", "99999999999", "١", "1 OR 1"):
        assert "number from 1" in refused(client, f"{path}?page={quote(wrong)}", 400)
    body = refused(client, f"{path}?page=77", 404)
    assert "only 1 page" in body
    assert f'href="{path}"' in body


def test_a_place_in_a_text_is_a_number(client):
    assert client.get(f"{POLICY}/2021-01-01?at=100", headers=BROWSER).status_code == 200
    for wrong in ("x", "-1", "9" * 12):
        assert "offset" in refused(client, f"{POLICY}/2021-01-01?at={wrong}", 400)


def test_searches_have_a_length_and_need_no_sense(client):
    assert "200 characters" in refused(client, "/search?q=" + "a" * 201, 400)
    nothing = client.get("/search?q=%22%29+%7D+%23%3Cscript%3E%5C", headers=BROWSER)
    assert nothing.status_code == 200
    assert "Nothing has" in nothing.text
    assert "<script>" not in nothing.text
    assert client.get("/search?q=+++", headers=BROWSER).status_code == 200


def test_a_comparison_has_up_to_twelve_companies(client):
    many = "&".join(f"c=c{n}.example" for n in range(13))
    assert "12 companies" in refused(client, f"/compare?{many}", 400)
    same = "&".join(["c=orrery.example"] * 30)
    assert client.get(f"/compare?{same}").status_code == 200, "the same one again counts once"


@pytest.mark.parametrize("path", ["/companies.xml", "/history/orrery.example.txt", "/feed/orrery.example.csv"])
def test_a_form_that_a_page_lacks_is_not_there(client, path):
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 404
    assert any(words in response.text for words in ("csv", "holds nothing", "no company"))


def test_words_near_a_concept_are_offered(client):
    body = refused(client, "/data/EmailAdress", 404)
    assert 'href="/data/EmailAddress"' in body
    assert 'href="/data/"' in body


def test_an_overlong_address_is_short_work(client):
    for path in ("/company/" + "x" * 1500, "/history/" + "x" * 1500, "/data/" + "y" * 1500, "/" + "z" * 3000):
        assert client.get(path, headers=BROWSER).status_code == 404


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    local = LocalStore(tmp_path_factory.mktemp("empty") / "store")
    with local.write() as writer:
        writer.draft().manifest = Manifest(BASE, "")
        writer.publish()
    app = create_app(local, workers=1)
    yield app.test_client()
    close_app(app)


@pytest.mark.parametrize("path", PAGES)
def test_a_store_without_data_has_pages_that_say_so(empty, path):
    response = empty.get(path, headers=BROWSER)
    assert response.status_code in (200, 404)
    assert 'href="/companies"' in response.text
    if path in ("/", "/companies", "/compare"):
        assert "practicegraph build" in response.text, "how to fill it"
    if path in ("/", "/companies", "/compare", "/search"):
        assert empty.get(f"{path if path != '/' else '/index'}.csv").status_code == 200


@pytest.mark.parametrize(
    "path", ["/company/orrery.example", "/history/x", "/diff/x", "/compare?c=x", "/feed/x.atom", POLICY]
)
def test_a_store_without_data_has_no_companies(empty, path):
    assert "no company in the store" in refused(empty, path, 404)


@pytest.fixture(scope="module")
def remote(built_once, serve):
    """Pages over the graph of a server, which holds no texts."""
    url = serve(built_once.store.path, "--workers", "2").url + "/sparql"
    app = create_app(RemoteStore(url), workers=1)
    yield app.test_client()
    close_app(app)


@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        "/company/orrery.example",
        POLICY,
        f"{POLICY}/2021-01-01",
        "/history/orrery.example",
        "/diff/orrery.example/2020-01-01/2021-01-01",
        "/compare?c=orrery.example&c=planetarium.example",
        "/network/company/orrery.example",
        "/feed/orrery.example.atom",
        "/purpose/Advertising",
    ],
)
def test_pages_over_a_server_are_whole_but_for_the_texts(remote, path):
    response = remote.get(path, headers=BROWSER)
    assert response.status_code == 200, response.text
    assert "ETag" not in response.headers, "the graph may change at any time"
    if path == f"{POLICY}/2021-01-01":
        assert "The text is not kept here" in response.text
        assert "We share your shoe size with Advertiser for Advertising." in response.text
        assert remote.get(f"{path}.txt").status_code == 404
    if path.startswith("/diff"):
        assert "The texts of the versions are not kept here" in response.text
        assert "We share your shoe size" in response.text
    if path == "/company/orrery.example":
        assert "read on 20" in response.text
        assert ".txt" not in response.text


def test_pages_over_a_server_refuse_as_others_do(remote):
    refused(remote, "/company/orery.example", 404)
    refused(remote, f"{POLICY}/2020-13-40", 404)


ROUTES = (
    "company",
    "policy",
    "history",
    "diff",
    "compare",
    "search",
    "network",
    "feed",
    "data",
    "companies",
    "assertion",
)
ODD = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        "orrery.example",
        "..",
        "%2F",
        "<script>",
        "{{7*7}}",
        "\u202e",
        "\x00",
        "a b",
        "'\"><",
        "x.json",
        ".csv",
        "2020-01-01",
    ]
)


@given(
    st.sampled_from(ROUTES),
    st.lists(ODD, max_size=3),
    st.dictionaries(st.sampled_from(["page", "at", "c", "q", "from", "to", "policy", "zz"]), ODD, max_size=3),
    st.sampled_from(["text/html", "application/json", "text/csv", "text/turtle", "*/*", "", "a/b;q=x"]),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_makes_a_page_fail(client, route, parts, query, accept):
    path = "/" + "/".join([route, *(quote(part, safe="") for part in parts)])
    query_string = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    response = client.get(f"{path}?{query_string}", headers={"Accept": accept} if accept else {})
    assert response.status_code in (200, 303, 400, 404, 406), (path, query)
    if response.mimetype == "text/html":
        assert "<script>" not in response.text
        assert all(character in string.whitespace or character >= " " for character in response.text)
