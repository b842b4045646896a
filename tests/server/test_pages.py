"""Pages for people and data for programs, over the real application."""

import re
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest
from practicegraph.extract.model import Assertion, Mention
from practicegraph.extract.run import Run
from practicegraph.ontology.namespaces import AFFIRMED, DATA, DENIED, FIRST_PARTY, PRACTICE, PURPOSE, STATED
from practicegraph.server.addresses import Addresses
from practicegraph.server.app import close_app, create_app
from practicegraph.server.build import build
from practicegraph.server.statements import duration_in_words
from practicegraph.server.store import LocalStore, Manifest

ID = "https://w3id.org/practicegraph/id/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NASTY = "<script>alert(1)</script> {{ 7*7 }} {% raw %} \u202egnirts \x1b[31m"
RDF_TYPES = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}


class Lines:
    """Takes each line that begins with "We" for a data practice; odd ones collect, those with "not" are denials."""

    run = Run("lines")

    def extract(self, document):
        found = []
        for line in re.finditer(r"^We .*$", document.text, re.MULTILINE):

            def mention(concept, words=line):
                return Mention(words[0], words.start(), words.end(), concept)

            found.append(
                Assertion(
                    kind="DataPractice",
                    asserted_by=FIRST_PARTY,
                    evidence=mention(None),
                    section=(NASTY, "What we do"),
                    practice=PRACTICE + "Sell" if "sell" in line[0] else PRACTICE + "Collect",
                    polarity=DENIED if "not" in line[0] else AFFIRMED,
                    modality=STATED,
                    data_type=mention(DATA + "EmailAddress" if "mail" in line[0] else None),
                    purposes=(mention(PURPOSE + "Advertising"),),
                )
            )
        return found


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    texts = {
        "2018-01-01": ["We collect your mail address.", "We do not sell your mail address."],
        "2020-01-01": [
            "We collect your mail address.",
            f"We collect {NASTY}.",
            *(f"We log item {n}." for n in range(130)),
        ],
    }
    for day, lines in texts.items():
        path = folder / "policies" / "rowan.example" / f"{day}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        lead = "# Privacy Policy of Rowan\n\nThis text says what is done with all that is known about you.\n\n"
        path.write_text(lead + "\n\n".join(lines) + "\n", "utf-8")
    local = LocalStore(folder / "store")
    report = build([folder / "policies"], local, extractor=Lines)
    assert (report.versions, report.refused) == (2, ())
    app = create_app(local, workers=1, public_url="https://policies.example")
    yield app.test_client()
    close_app(app)


def page(client, path, status=200):
    response = client.get(path, headers={"Accept": BROWSER})
    assert response.status_code == status, response.text
    assert response.mimetype == "text/html"
    return response.text


def links(html):
    class Links(HTMLParser):
        found = ()

        def handle_starttag(self, tag, attributes):
            self.found += tuple(v for k, v in attributes if k in ("href", "src", "action"))

    parser = Links()
    parser.feed(html)
    return parser.found


def assertion(client):
    html = page(client, "/policy/rowan.example/privacy-policy/2018-01-01")
    return next(link for link in links(html) if link.startswith("/assertion/"))


def test_the_start_page_shows_what_there_is(client):
    html = page(client, "/")
    assert "/company/rowan.example" in links(html)
    assert re.search(r"<dt>company</dt><dd>1</dd>", html)
    assert re.search(r"<dt>versions</dt><dd>2</dd>", html)
    assert re.search(r"<dt>statements</dt><dd>133</dd>", html)
    assert len([link for link in links(html) if link.startswith("/sparql?example=")]) >= 14


def test_every_page_leads_only_to_pages_that_are_there(client):
    seen, todo = set(), ["/"]
    while todo:
        path = todo.pop(0).partition("#")[0]
        if path in seen or not path.startswith("/") or len(seen) > 120:
            continue
        seen.add(path)
        response = client.get(path, headers={"Accept": BROWSER})
        assert response.status_code in (200, 303), path
        if response.mimetype == "text/html" and not path.startswith("/sparql"):
            todo += [link for link in links(response.text) if link not in seen]
    assert "/company/rowan.example" in seen


def test_no_page_asks_another_host_for_anything(client):
    for path in ("/", "/company/rowan.example", "/sparql", "/ontology", assertion(client)):
        html = page(client, path)
        assert not re.search(r"<style|\sstyle=|\son\w+=|<img|<iframe", html, re.IGNORECASE)
        scripts = re.findall(r"<script([^>]*)>", html)
        allowed = r' type="(module" src="/static/built/\w+\.js|application/ld\+json)"'
        assert all(re.fullmatch(allowed, script) for script in scripts)
        sheets = re.findall(r'<link rel="stylesheet" href="([^"]*)"', html)
        assert all(sheet.startswith("/static/") for sheet in sheets)


@pytest.mark.parametrize("path", ["/company/rowan.example?page=1", "/policy/rowan.example/privacy-policy/2020-01-01"])
def test_texts_of_policies_are_escaped(client, path):
    html = page(client, path)
    if "page=1" in path:
        html += page(client, path.replace("page=1", "page=2"))
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "{{ 7*7 }}" in html
    assert "\u202e" not in html


def test_a_company_shows_what_it_says_now(client):
    html = page(client, "/company/rowan.example")
    assert "We collect your mail address." in html + page(client, "/company/rowan.example?page=2")
    assert "We do not sell your mail address." not in html, "only an old version says so"
    assert "/policy/rowan.example/privacy-policy/2018-01-01.txt" in links(html)
    assert "Page 1 of 2" in html
    assert "/company/rowan.example?page=2" in links(html)
    assert "There are only 2 pages" in page(client, "/company/rowan.example?page=9", 404)
    assert page(client, "/company/rowan.example?page=x", 400)


def test_a_company_names_its_own_terms_and_its_documents_in_words(client):
    page = client.get("/company/rowan.example", headers={"Accept": BROWSER}).text
    in_short = page.partition("In short")[2].partition("</section>")[0]
    assert ">We log item 7.</a>" in in_short
    assert ">Privacy Policy of Rowan</a>" in page


def test_a_version_has_its_text(client):
    response = client.get("/policy/rowan.example/privacy-policy/2018-01-01.txt")
    assert response.status_code == 200
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.text.startswith("# Privacy Policy of Rowan")
    assert client.get("/company/rowan.example.txt").status_code == 404


def test_an_assertion_shows_sentence_and_periods(client):
    html = page(client, assertion(client))
    assert re.search(r"<mark[^>]*>We .*</mark>", html)
    assert "version of" in html
    periods = {assertion_: page(client, assertion_) for assertion_ in {assertion(client)}}
    assert all("since 2018" in text or "from 2018-01-01 until before 2020-01-01" in text for text in periods.values())


def test_concepts_tell_definition_match_and_statements(client):
    html = page(client, "/data/EmailAddress")
    assert "dpv-pd:EmailAddress" in html
    assert "We do not sell your mail address." in html
    assert any(link.startswith("/data/") for link in links(html))
    assert "/data/EmailAddress" in links(page(client, "/data/"))
    assert client.get("/data").status_code == 303


@pytest.mark.parametrize("suffix", RDF_TYPES)
@pytest.mark.parametrize(
    "path", ["/company/rowan.example", "/policy/rowan.example/privacy-policy", "/data/EmailAddress", "/ns", "/ontology"]
)
def test_everything_comes_as_data_by_suffix_and_by_negotiation(client, path, suffix):
    media_type, form = RDF_TYPES[suffix]
    by_suffix = client.get(f"{path}.{suffix}")
    by_accept = client.get(path, headers={"Accept": media_type})
    assert by_suffix.status_code == by_accept.status_code == 200
    assert by_suffix.mimetype == by_accept.mimetype == media_type
    assert by_suffix.data == by_accept.data
    assert "Accept" in by_accept.headers["Vary"]
    assert f"<{path}.ttl>" in by_accept.headers["Link"]
    subjects = {str(q.subject) for q in ox.parse(by_suffix.data, format=form)}
    wanted = Addresses().iri(path.lstrip("/"))
    assert f"<{wanted}>" in subjects


def test_an_assertion_as_data_has_its_parts(client):
    path = assertion(client)
    found = client.get(path, headers={"Accept": "text/turtle"}).text
    for part in ("oa:exact", "oa:start", "pg:validFrom", "pg:section"):
        assert part in found


def test_the_ontology_page_anchors_its_terms(client):
    html = page(client, "/ns")
    assert 'id="DataPractice"' in html
    assert 'id="validDuring"' in html


@pytest.mark.parametrize(
    "path",
    ["/company/nobody.example", "/data/Nothing", "/policy/x/y/2000-13-40", "/assertion/%3Cscript%3E", "/a%20b", "/%FF"],
)
def test_what_is_not_there_is_said_with_a_way_on(client, path):
    html = page(client, path, 404)
    assert "/companies" in links(html)
    assert "<script" not in html
    problem = client.get(path, headers={"Accept": "application/json"})
    assert problem.status_code == 404
    assert problem.mimetype == "application/problem+json"


def test_a_store_without_data_says_so(tmp_path):
    local = LocalStore(tmp_path / "empty")
    with local.write() as writer:
        writer.draft().manifest = Manifest(ID, "")
        writer.publish()
    app = create_app(local, workers=1)
    try:
        assert "empty" in page(app.test_client(), "/")
    finally:
        close_app(app)


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        (ID + "company/a.example", "/company/a.example"),
        ("https://w3id.org/practicegraph/data/EmailAddress", "/data/EmailAddress"),
        ("https://w3id.org/practicegraph/ns", "/ns"),
        ("https://w3id.org/practicegraph/ns#Policy", "/ns#Policy"),
        (ID + "policy/a/b/term/caf\u00e9", "/policy/a/b/term/caf%C3%A9"),
        (ID + "policy/a/b/term/caf%C3%A9#%2F", "/policy/a/b/term/caf%25C3%25A9%23%252F"),
        ("http://other.example/x", None),
    ],
)
def test_addresses(iri, path):
    addresses = Addresses()
    assert addresses.path(iri) == path
    if path and "#" not in path and "%" not in path:
        assert addresses.iri(path[1:]) == iri


def test_only_web_addresses_are_linked():
    assert Addresses().link("javascript:alert(1)") is None
    assert Addresses().link("https://other.example/") == "https://other.example/"


def test_durations_in_words():
    assert duration_in_words("P30D") == "30 days"
    assert duration_in_words("P1Y") == "1 year"
    assert duration_in_words("P") == "P"
