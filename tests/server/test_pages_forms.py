"""Every page is data too: the same address by suffix and by Accept, and what its head and its box promise is there."""

import csv
import io
import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from practicegraph.server.app import close_app, create_app
from practicegraph.server.context import EXTENSION

ORRERY = "/company/orrery.example"
POLICY = "/policy/orrery.example/privacy-policy"
PATHS = (
    "/",
    "/companies",
    ORRERY,
    POLICY,
    f"{POLICY}/2021-01-01",
    "/history/orrery.example",
    "/diff/orrery.example/2020-01-01/2021-01-01",
    "/compare?c=orrery.example&c=planetarium.example",
    "/data/",
    "/purpose/Advertising",
    "/party/Advertiser",
    f"/network{ORRERY}",
    "/search?q=shoe+size",
    "/ns",
    "/ontology",
)
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Parts(HTMLParser):
    """What a page has in its head and in its box: links by rel, scripts of data, code by language."""

    def __init__(self, html):
        super().__init__()
        self.links, self.data, self.code, self._into = [], [], {}, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "link":
            self.links.append(SimpleNamespace(rel=given["rel"], type=given.get("type"), href=given["href"]))
        elif tag == "script" and given.get("type") == "application/ld+json":
            self.data.append("")
            self._into = "data"
        elif tag == "code" and "data-language" in given:
            self._into = given["data-language"]
            self.code[self._into] = ""

    def handle_endtag(self, tag):
        if tag in ("script", "code"):
            self._into = None

    def handle_data(self, text):
        if self._into == "data":
            self.data[-1] += text
        elif self._into:
            self.code[self._into] += text


@pytest.fixture(scope="module")
def client(built_once):
    app = create_app(built_once.store, workers=1, public_url="https://policies.example")
    yield app.test_client()
    close_app(app)


@pytest.fixture(scope="module")
def served(built_once, serve):
    return serve(built_once.store.path, "--workers", "1").url


def with_suffix(path, suffix):
    path, mark, query = path.partition("?")
    return ("/index" if path == "/" else path) + f".{suffix}" + mark + query


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_json_and_csv_at_the_same_address(client, path):
    for suffix, kind in (("json", "application/json"), ("csv", "text/csv")):
        by_suffix, by_accept = client.get(with_suffix(path, suffix)), client.get(path, headers={"Accept": kind})
        assert by_suffix.status_code == by_accept.status_code == 200
        assert by_suffix.mimetype == by_accept.mimetype == kind
        assert by_suffix.data == by_accept.data
        assert "Accept" in by_accept.headers["Vary"]
    page = client.get(with_suffix(path, "json")).json
    assert page["title"]
    assert page["address"].startswith("https://policies.example/")
    rows = list(csv.reader(io.StringIO(client.get(with_suffix(path, "csv")).text)))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_turtle_too(client, path):
    by_suffix = client.get(with_suffix(path, "ttl"))
    assert list(ox.parse(by_suffix.data, format=ox.RdfFormat.TURTLE))
    assert client.get(path, headers={"Accept": "text/turtle"}).data == by_suffix.data


@pytest.mark.parametrize("path", PATHS)
def test_the_head_of_a_page_names_its_other_forms(client, path):
    response = client.get(path, headers=BROWSER)
    links = Parts(response.text).links
    assert response.mimetype == "text/html"
    others = [link for link in links if link.rel == "alternate" and link.type != "application/atom+xml"]
    assert {"application/json", "text/csv"} <= {link.type for link in others}
    for link in others:
        answer = client.get(link.href)
        assert (answer.status_code, answer.mimetype) == (200, link.type)
        assert f'<{link.href}>; rel="alternate"; type="{link.type}"' in response.headers["Link"]
    [canonical] = [link.href for link in links if link.rel == "canonical"]
    assert canonical.startswith("https://policies.example/")
    again = client.get(canonical.removeprefix("https://policies.example"), headers=BROWSER)
    assert again.data == response.data, "the canonical address leads to the same page"


@pytest.mark.parametrize("path", PATHS)
def test_a_page_describes_itself_in_the_words_of_schema_org(client, path):
    [data] = Parts(client.get(path, headers=BROWSER).text).data
    described = json.loads(data)
    assert described["@context"] == "https://schema.org"
    assert described["url"].startswith("https://policies.example/")
    assert described["version"] == "1"
    described["@context"] = {"@vocab": "https://schema.org/"}  # nothing is fetched
    triples = {q.predicate.value for q in ox.parse(json.dumps(described).encode(), format=ox.RdfFormat.JSON_LD)}
    assert {"https://schema.org/name", "https://schema.org/url", "https://schema.org/contentUrl"} <= triples


@pytest.mark.parametrize("path", PATHS)
def test_the_code_on_a_page_runs_as_shown(served, path):
    html = fetch(served + path, "text/html")
    code = Parts(html).code
    assert "sh" in code
    shown = list(csv.DictReader(io.StringIO(run("sh", code["sh"]))))
    assert shown
    assert run("python", code["python"]) == f"{len(shown)} rows\n"
    if "sparql" in code:
        query = urllib.parse.urlencode({"query": code["sparql"]})
        rows = json.loads(fetch(f"{served}/sparql?{query}", "application/sparql-results+json"))["results"]["bindings"]
        assert rows


def test_the_code_on_the_page_of_a_statement_runs_as_shown(served):
    rows = list(csv.DictReader(io.StringIO(fetch(f"{served}{ORRERY}.csv", "text/csv"))))
    path = "/" + rows[0]["iri"].removeprefix("https://w3id.org/practicegraph/id/")
    test_the_code_on_a_page_runs_as_shown(served, path)


def fetch(address, accept):
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read().decode()


def run(language, code):
    command = [sys.executable, "-c", code] if language == "python" else ["sh", "-euc", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_page_has_all_rows_of_its_selection_over_its_pages(client, built_once):
    rows = client.get(f"{ORRERY}.csv").text.splitlines()
    assert len(rows) - 1 == client.get(f"{ORRERY}.json").json["statements"]["total"]


def test_a_citation_names_version_address_state_and_day(client, built_once):
    html = client.get(ORRERY, headers=BROWSER).text
    day = built_once.store.published.date().isoformat()
    cited = " ".join(re.sub(r"<[^>]+>", "", re.search(r'<p class="cite">(.*?)</p>', html, re.DOTALL)[1]).split())
    assert re.search(r"Practicegraph, “Orrery”, https://policies.example/company/orrery.example", cited)
    assert re.search(rf"Practicegraph \d[\w.]*, state 1 of the graph, of {day}\.", cited)
    assert "Name: https://w3id.org/practicegraph/id/company/orrery.example" in cited


@pytest.mark.parametrize("path", [*PATHS, "/feed/orrery.example.atom", f"{ORRERY}.json", f"{POLICY}/2021-01-01.ttl"])
def test_a_client_that_has_a_page_is_told_so_without_a_query(client, path):
    first = client.get(path, headers=BROWSER)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    assert first.headers["Cache-Control"] == "no-cache"
    here = client.application.extensions[EXTENSION]
    asked = []
    patched = pytest.MonkeyPatch()
    with patched.context() as patch:
        patch.setattr(type(here.workers), "run", lambda *given, **more: asked.append(given))
        again = client.get(path, headers={**BROWSER, "If-None-Match": tag})
    assert (again.status_code, again.data, asked) == (304, b"", [])
    assert again.headers["ETag"] == tag
    other = client.get(path, headers={"Accept": "application/json, */*;q=0.1", "If-None-Match": tag})
    assert other.status_code == 200, "another form is another thing"


def test_a_page_that_is_not_there_has_no_tag(client):
    missing = client.get("/company/nobody.example", headers=BROWSER)
    assert "ETag" not in missing.headers
    assert missing.headers["Cache-Control"] == "no-store"


def test_a_tag_holds_for_one_generation(built, write_policy):
    from practicegraph.server.build import build

    app = create_app(built.store, workers=1)
    try:
        client = app.test_client()
        tag = client.get(ORRERY, headers=BROWSER).headers["ETag"]
        write_policy("orrery.example", "2022-01-01", "Orrery", "We collect your blood type.")
        build([built.folder], built.store, extractor=lambda: built.extractor)
        changed = client.get(ORRERY, headers={**BROWSER, "If-None-Match": tag})
        assert changed.status_code == 200
        assert "blood type" in changed.text
        assert "state 2 of the graph" in changed.text
    finally:
        close_app(app)


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        ("/index.ttl", "company/orrery.example"),
        ("/companies.ttl", "company/planetarium.example"),
        ("/compare.ttl?c=orrery.example", "company/orrery.example"),
        ("/history/orrery.example.ttl", "policy/orrery.example/privacy-policy/2020-01-01"),
        ("/diff/orrery.example/2019-01-01/2021-01-01.ttl", "policy/orrery.example/privacy-policy/2021-01-01"),
        ("/network/company/orrery.example.ttl", "company/orrery.example"),
        ("/search.ttl?q=orrery", "company/orrery.example"),
    ],
)
def test_a_list_comes_as_the_triples_of_what_it_lists(client, path, subject):
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "text/turtle")
    subjects = {str(q.subject) for q in ox.parse(response.data, format=ox.RdfFormat.TURTLE)}
    assert f"<https://w3id.org/practicegraph/id/{subject}>" in subjects
