"""Policies that would harm their readers: every page that shows them stays harmless and whole."""

import csv
import io
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from practicegraph.extract.model import Assertion, Mention
from practicegraph.extract.run import Run
from practicegraph.ontology.namespaces import AFFIRMED, DATA, FIRST_PARTY, PRACTICE, RIGHT, STATED
from practicegraph.server.app import close_app, create_app
from practicegraph.server.build import build
from practicegraph.server.pages.view import Table, guarded, to_csv
from practicegraph.server.store import LocalStore

ID = "https://w3id.org/practicegraph/id/"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPT = "<script>alert(1)</script>"
CLOSING = "</script></style></textarea><img src=x onerror=alert(1)>"
TEMPLATE = "{{ 7*7 }}{% for x in y %}${7*7}#{7*7}"
TURNING = "\u202eegarevoc\u202c \u2066hidden\u2069"
CONTROL = "bell\x07 escape\x1b[31m c1\x9b end"
LONG = "word" * 2500
FORMULA = '=HYPERLINK("http://evil.example","click")'
LINK = "javascript:alert(document.domain)"
QUOTES = "\"' onmouseover='alert(1)' x=\""
NASTY = (SCRIPT, CLOSING, TEMPLATE, TURNING, CONTROL, LONG, FORMULA, LINK, QUOTES)
POLICY = "/policy/evil.example/privacy-policy"
PAGES = (
    "/",
    "/companies",
    "/company/evil.example",
    POLICY,
    f"{POLICY}/2020-01-01",
    f"{POLICY}/2021-01-01",
    "/history/evil.example",
    "/diff/evil.example/2020-01-01/2021-01-01",
    "/compare?c=evil.example",
    "/network/company/evil.example",
    "/search?q=collect",
    "/search?q=%3Cscript",
    "/data/EmailAddress",
    "/right/Access",
)


class Lines:
    """Takes each line that begins with "We" for a practice, and each that begins with "You" for a right."""

    run = Run("lines")

    def extract(self, document):
        found = []
        for line in re.finditer(r"^(We|You) (collect|may ask us for) (.*)$", document.text, re.MULTILINE):

            def mention(group=0, concept=None, line=line):
                return Mention(line[group], *line.span(group), concept)

            common = {"asserted_by": FIRST_PARTY, "evidence": mention(), "polarity": AFFIRMED, "modality": STATED}
            common["section"] = (FORMULA, SCRIPT)
            if line[1] == "We":
                found.append(
                    Assertion(
                        kind="DataPractice",
                        practice=PRACTICE + "Collect",
                        data_type=mention(3, DATA + "EmailAddress" if "mail" in line[3] else None),
                        actor=mention(1, FIRST_PARTY),
                        **common,
                    )
                )
            else:
                found.append(
                    Assertion(
                        kind="UserRight",
                        rights=(mention(2, RIGHT + "Access"),),
                        data_type=mention(3, DATA + "EmailAddress"),
                        channels=(mention(3),),
                        **common,
                    )
                )
        return found


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    bodies = {
        "2020-01-01": [f"We collect your mail {text}" for text in NASTY],
        "2021-01-01": [f"We collect {text}" for text in NASTY] + [f"You may ask us for {text}" for text in NASTY],
    }
    for day, lines in bodies.items():
        path = folder / "policies" / "evil.example" / f"{day}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        lead = f"# Privacy Policy of Evil {SCRIPT}\n\nThis text says what is done with all that is known about you.\n\n"
        path.write_bytes((lead + f"## {FORMULA}\n\n" + "\n\n".join(lines) + "\n").encode())
    store = LocalStore(folder / "store")
    report = build([folder / "policies"], store, extractor=Lines)
    assert (report.versions, report.refused) == (2, ()), report.refused
    with store.write() as writer:  # what no build would write, but whoever may update
        graph = writer.draft().graph
        catalogue, policy = ox.NamedNode(ID + "catalogue"), ox.NamedNode(ID + POLICY[1:])
        company, version = ox.NamedNode(ID + "company/evil.example"), ox.NamedNode(f"{policy.value}/2021-01-01")
        for subject, predicate, value, name in (
            (company, "https://schema.org/url", ox.NamedNode(LINK), catalogue),
            (
                company,
                "http://www.w3.org/2000/01/rdf-schema#seeAlso",
                ox.NamedNode("javascript://x/%0aalert(1)"),
                catalogue,
            ),
            (version, "http://purl.org/dc/terms/source", ox.NamedNode("data:text/html,<script>alert(1)"[:15]), policy),
            (ox.NamedNode(ID + "thing"), "http://x.example/says", ox.Literal(SCRIPT), catalogue),
            (
                ox.NamedNode(ID + "thing"),
                "http://x.example/leads",
                ox.NamedNode("javascript://x/%0aalert(1)"),
                catalogue,
            ),
        ):
            graph.add(ox.Quad(subject, ox.NamedNode(predicate), value, name))
        writer.publish()
    app = create_app(store, workers=1, public_url="https://policies.example")
    yield app.test_client()
    close_app(app)


class Seen(HTMLParser):
    """The elements of a page, where its links lead, and the text that a reader sees."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.addresses, self.text = [], [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attributes]
        self.addresses += [value for name, value in attributes if name in ("href", "src", "action")]

    def handle_data(self, data):
        self.text += data


def statements_of(client):
    page = client.get("/company/evil.example.json").json
    return [one["href"] for one in page["statements"]["statements"]]


def every_page(client):
    said = statements_of(client)[:3]
    own = [row["address"] for row in csv.DictReader(io.StringIO(client.get("/search.csv?q=alert").text))]
    assert any("/term/" in path for path in own)
    return [*PAGES, *said, *own, "/thing"]


def test_no_page_runs_what_a_policy_says(client):
    for path in every_page(client):
        response = client.get(path, headers=BROWSER)
        assert response.status_code == 200, path
        seen = Seen(response.text)
        assert not {"img", "style", "iframe", "object", "embed", "base"} & set(seen.tags), path
        assert not [name for name in seen.attributes if name.startswith("on") or name == "style"], path
        assert response.text.count("<script") == response.text.count("</script>"), path
        scripts = re.findall(r"<script([^>]*)>(.*?)</script>", response.text, re.DOTALL)
        assert all('src="/static/built/' in given or 'type="application/ld+json"' in given for given, _ in scripts), (
            path
        )
        assert all("<" not in content for _, content in scripts), path
        assert {urlsplit(a).scheme for a in seen.addresses} <= {"", "http", "https", "mailto"}, path
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def test_no_page_evaluates_what_a_policy_says(client):
    for path in every_page(client):
        html = client.get(path, headers=BROWSER).text
        assert "4949" not in html, path
        assert not re.search(r"\b49\b[^%]*\$\{7", html)
    assert TEMPLATE in unescape(client.get(f"{POLICY}/2021-01-01", headers=BROWSER).text)


def test_no_page_turns_its_reading_order_or_has_control_characters(client):
    for path in every_page(client):
        html = client.get(path, headers=BROWSER).text
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", html), path


@pytest.mark.parametrize("path", [f"{POLICY}/2020-01-01", f"{POLICY}/2021-01-01"])
def test_the_text_of_a_version_is_whole(client, path):
    """But for what steers a terminal or turns the reading order, which is shown as a sign of its own."""
    html = client.get(path, headers=BROWSER).text
    kept = client.get(f"{path}.txt").text
    shown = "".join(
        re.sub(r"<sup>.*?</sup>", "", part)
        for part in re.findall(r'<p class="text(?: heading)?">(.*?)</p>', html, re.DOTALL)
    )
    shown = unescape(re.sub(r"<[^>]*>", "", shown))
    steering = "[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
    assert "".join(shown.split()) == "".join(re.sub(steering, "\ufffd", kept).split())
    assert LONG in shown


def test_a_page_after_a_nasty_text_is_complete(client):
    for path in every_page(client):
        html = client.get(path, headers=BROWSER).text
        assert html.rstrip().endswith("</html>"), path
        seen = Seen(html)
        for tag in ("html", "head", "body", "main", "footer", "h1"):
            wanted = 2 if tag == "footer" else 1
            assert seen.tags.count(tag) >= (1 if wanted else 0), (path, tag)
        assert seen.tags.count("main") == 1
        assert "To cite" in seen.text, path


def test_json_and_feed_give_texts_as_they_are(client):
    found = client.get("/network/company/evil.example.json")
    assert found.mimetype == "application/json"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert any(SCRIPT in node["label"] for node in found.json["nodes"])
    assert not any(str(node["href"]).startswith("javascript:") for node in found.json["nodes"])
    feed = client.get("/feed/evil.example.atom")
    assert ElementTree.fromstring(feed.data).tag == "{http://www.w3.org/2005/Atom}feed"


def test_tables_are_guarded_against_spreadsheets_and_answers_of_sparql_are_not(client):
    cells = [
        cell
        for path in every_page(client)
        for row in csv.reader(io.StringIO(client.get(path, headers={"Accept": "text/csv"}).text))
        for cell in row
    ]
    assert cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    query = "SELECT ('=1+1' AS ?x) (-5 AS ?y) {}"
    assert client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"}).text.split() == [
        "x,y",
        "=1+1,-5",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(text):
    assert guarded(text) == f"'{text}"
    [_, [cell]] = csv.reader(io.StringIO(to_csv(Table(("x",), [(text,)])), newline=""))
    assert cell == f"'{text}"


@pytest.mark.parametrize("cell", [-5, 0.5, -0.5, None, "plain", "1-2", "a@b.example", "", " =1"])
def test_other_cells_stay_as_they_are(cell):
    assert guarded(cell) == cell
