"""What the pages of a company tell: rights, contradictions, versions, several policies, and a feed of changes."""

import re
from datetime import datetime
from types import SimpleNamespace
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from practicegraph.extract.model import Assertion, Mention
from practicegraph.extract.run import Run
from practicegraph.ontology.namespaces import AFFIRMED, DATA, DENIED, FIRST_PARTY, PG, PRACTICE, PREFIXES, RIGHT, STATED
from practicegraph.ontology.schema import load_schema
from practicegraph.server.app import close_app, create_app
from practicegraph.server.build import build
from practicegraph.server.statements import ROLES
from practicegraph.server.store import LocalStore

ID = "https://w3id.org/practicegraph/id/"
SHAPE = "https://w3id.org/practicegraph/shapes/"
SH = "http://www.w3.org/ns/shacl#"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}
POLICY = ID + "policy/larch.example/privacy-policy"
_FORM = re.compile(
    r"We (?P<no>do not )?(?P<practice>collect|share|sell) your (?P<data>[\w ]+?)\."
    r"|You may (?P<right>see|erase) your (?P<mine>[\w ]+?)"
    r"(?: (?P<channel>by [\w ]+?))?(?: within (?P<deadline>30 days))?\."
)


class Plain:
    """Reads "We (do not) collect your X." and "You may see your X (by Y) (within 30 days)."."""

    run = Run("plain")

    def extract(self, document):
        return [self._assertion(found) for found in _FORM.finditer(document.text)]

    def _assertion(self, found):
        def mention(name, concept=None):
            return Mention(found[name], *found.span(name), concept)

        common = {"asserted_by": FIRST_PARTY, "evidence": mention(0), "modality": STATED, "section": ("Policy",)}
        if found["practice"]:
            return Assertion(
                kind="DataPractice",
                practice=PRACTICE + found["practice"].title(),
                polarity=DENIED if found["no"] else AFFIRMED,
                actor=Mention("We", found.start(), found.start() + 2, FIRST_PARTY),
                data_type=mention("data", DATA + "EmailAddress" if "mail" in found["data"] else None),
                **common,
            )
        return Assertion(
            kind="UserRight",
            polarity=AFFIRMED,
            rights=(mention("right", RIGHT + {"see": "Access", "erase": "Erasure"}[found["right"]]),),
            data_type=mention("mine"),
            channels=(mention("channel"),) if found["channel"] else (),
            deadlines=(mention("deadline", "P30D"),) if found["deadline"] else (),
            **common,
        )


TEXTS = {
    "larch.example/2020-01-01.md": ("We collect your mail address.", "You may see your diary by writing to us."),
    "larch.example/2021-01-01.md": (
        "We collect your mail address.",
        "We do not sell your shoe size.",
        "We sell your shoe size.",
        "You may see your diary by asking at the desk within 30 days.",
        "You may see your shoe size.",
        "You may erase your diary.",
    ),
    "maple.example/2021-01-01.md": ("We collect your shoe size.",),
}


@pytest.fixture(scope="module")
def larch(tmp_path_factory):
    folder = tmp_path_factory.mktemp("larch")
    for name, sentences in TEXTS.items():
        path = folder / "policies" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"# Privacy Policy\n\nThis is what {path.parent.name.partition('.')[0].title()} says of your data.\n\n"
        path.write_text(head + "\n\n".join(sentences) + "\n", "utf-8")
    store = LocalStore(folder / "store")
    report = build([folder / "policies"], store, extractor=Plain)
    assert (report.versions, report.refused) == (3, ())
    app = create_app(store, workers=1, public_url="https://policies.example")
    yield SimpleNamespace(store=store, client=app.test_client())
    close_app(app)


def section(html, name):
    found = re.search(rf'<section aria-labelledby="{name}">.*?</section>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else None


def test_a_company_has_its_rights_and_how_to_use_them_near_the_top(larch):
    html = larch.client.get("/company/larch.example", headers=BROWSER).text
    rights = section(html, "rights")
    assert html.index('id="rights"') < html.index('id="now"')
    assert rights.index("access data") < rights.index("delete data"), "those with a way to use them come first"
    assert "how by asking at the desk" in rights
    assert "answered within 30 days" in rights
    assert "You may see your diary by asking at the desk within 30 days." in rights
    assert "writing to us" not in rights, "only the old version says so"
    page = larch.client.get("/company/larch.example.json").json
    access = page["rights"][0]
    assert (access["right"]["href"], access["statements"], access["denied"]) == ("/right/Access", 2, False)
    assert access["channels"][0]["text"] == "by asking at the desk"
    assert section(larch.client.get("/company/maple.example", headers=BROWSER).text, "rights") is None


def report_graph(store, results):
    """Write a report of validation as `validate --store` keeps it."""
    report = ox.NamedNode(ID + "validation")
    with store.write() as writer:
        graph = writer.draft().graph
        for number, (code, message, version, said) in enumerate(results):
            node = ox.NamedNode(f"{ID}validation/{number}")
            for predicate, value in (
                (PREFIXES["rdf"] + "type", ox.NamedNode(SH + "ValidationResult")),
                (SHAPE + "policy", ox.NamedNode(POLICY)),
                (SHAPE + "code", ox.Literal(code)),
                (SH + "resultMessage", ox.Literal(message)),
                (SHAPE + "version", ox.NamedNode(f"{POLICY}/{version}")),
                *((SHAPE + "statement", ox.NamedNode(iri)) for iri in said),
            ):
                graph.add(ox.Quad(node, ox.NamedNode(predicate), value, report))
        writer.publish()


def test_contradictions_are_told_where_the_store_has_a_report(larch):
    before = larch.client.get("/company/larch.example", headers=BROWSER).text
    assert section(before, "contradictions") is None
    page = larch.client.get("/company/larch.example.json").json
    sell = [s["iri"] for s in page["statements"]["statements"] if s["verb"] and s["verb"]["text"] == "sell"]
    assert len(sell) == 2
    report_graph(
        larch.store,
        [
            ("PG201", "This denies what another sentence says.", "2021-01-01", sell),
            ("PG201", "This was so long ago.", "2020-01-01", sell),
            ("PG301", "This is vague.", "2021-01-01", sell),
        ],
    )
    html = larch.client.get("/company/larch.example", headers=BROWSER).text
    told = section(html, "contradictions")
    assert "This denies what another sentence says." in told
    assert "PG201" in told
    assert "We do not sell your shoe size." in told
    assert "We sell your shoe size." in told
    assert "long ago" not in told, "the latest version no longer has it"
    assert "vague" not in told, "that is no contradiction"
    assert section(larch.client.get("/company/maple.example", headers=BROWSER).text, "contradictions") is None
    [one] = larch.client.get("/company/larch.example.json").json["contradictions"]
    assert {statement["iri"] for statement in one["statements"]} == set(sell)


def test_every_page_about_versions_leads_to_the_others(larch):
    def leads(path):
        return set(re.findall(r'href="([^"]*)"', larch.client.get(path, headers=BROWSER).text))

    policy = "/policy/larch.example/privacy-policy"
    assert {"/history/larch.example", "/diff/larch.example", f"{policy}/2020-01-01"} <= leads(policy)
    assert {f"{policy}/2020-01-01", f"{policy}/2021-01-01"} <= leads("/history/larch.example")
    assert "/diff/larch.example/2020-01-01/2021-01-01" in leads("/history/larch.example")
    assert any(link.startswith("/diff/larch.example/2020-01-01/2021-01-01") for link in leads(f"{policy}/2021-01-01"))
    for path in leads(f"{policy}/2021-01-01"):
        if path.startswith("/diff"):
            assert larch.client.get(path).status_code == 200


def test_a_difference_tells_in_words_what_changed_and_leads_to_each_statement(larch):
    path = "/diff/larch.example/2020-01-01/2021-01-01"
    html = larch.client.get(path, headers=BROWSER).text
    graph = section(html, "graph")
    assert "Rights: diary" in graph
    assert "UserRight" not in graph, "that is a name of the ontology"
    new = larch.client.get(f"{path}.json").json["added"]
    assert new
    for said in new:
        assert f'href="/{said["iri"].removeprefix(ID)}"' in html


def test_a_company_is_taken_out_of_a_comparison(larch):
    html = larch.client.get("/compare?c=larch.example&c=maple.example", headers=BROWSER).text
    assert '<a href="/compare?c=maple.example">Without Larch</a>' in html
    assert '<a href="/compare?c=larch.example">Without Maple</a>' in html
    alone = larch.client.get("/compare?c=larch.example", headers=BROWSER).text
    assert "Without" not in alone
    assert '<a href="/compare">Begin anew</a>' in alone


def test_a_concept_shows_what_stands_above_it_and_its_match(larch):
    html = larch.client.get("/data/EmailAddress", headers=BROWSER).text
    trail = re.findall(r'href="(/data/[^"]*)"', re.search(r'<p class="crumbs">.*?</p>', html, re.DOTALL)[0])
    assert trail[0] == "/data/"
    assert len(trail) >= 3
    for upper, lower in zip(trail[1:], [*trail[2:], "/data/EmailAddress"], strict=True):
        assert any(link["href"] == upper for link in larch.client.get(f"{lower}.json").json["broader"])
    assert "dpv-pd:EmailAddress" in html
    [who] = larch.client.get("/data/EmailAddress.json").json["who"]
    assert (who["company"]["text"], who["role"], who["statements"]) == ("Larch", "data type", 1)


def test_a_concept_is_named_by_every_property_that_may_name_one():
    named = {"actor", "practice", "dataType", *(name for name, _ in ROLES)}
    kinds = {iri for iri, term in load_schema().items() if PG + "Assertion" in (iri, *term.parents)}
    properties = {
        iri.removeprefix(PG)
        for iri, term in load_schema().items()
        if term.own and term.kind == "object property" and kinds & set(term.domain)
    }
    others = {"assertedBy", "evidence", "statedIn", "validDuring", "polarity", "modality"}
    assert len(properties) > 15
    assert properties - others <= named


def test_figures_of_a_company_are_those_of_its_statements(larch):
    page = larch.client.get("/companies.json").json
    [row] = [r for r in page["companies"] if r["company"]["text"] == "Larch"]
    assert (row["figures"]["statements"], row["figures"]["denials"], row["figures"]["versions"]) == (7, 1, 2)
    assert row["families"]["Share"] == [1, 1], "to sell is to share"
    assert row["families"]["Collect"] == [1, 0]


def test_the_policies_of_a_company_have_differences_of_their_own(tmp_path):
    store = LocalStore(tmp_path / "store")
    for day, sentence in (("2020-01-01", "We collect your hat size."), ("2021-01-01", "We sell your hat size.")):
        for terms in ("Privacy Policy", "Cookie Policy"):
            path = tmp_path / "policies" / "larch.example" / f"{terms} {day}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            words = sentence.replace("hat", "cookie") if terms.startswith("Cookie") else sentence
            path.write_text(
                f"# {terms}\n\nThis is what Larch says of all that is known about you.\n\n{words}\n", "utf-8"
            )
    build([tmp_path / "policies"], store, extractor=Plain)
    app = create_app(store, workers=1)
    try:
        client = app.test_client()
        pages = client.get("/history/larch.example.json").json
        kinds = {row["policy"] for row in pages["versions"]}
        assert len(kinds) == 2
        links = [row["changes"] for row in pages["versions"] if row["changes"]]
        assert len(links) == 2
        said = [client.get(link, headers=BROWSER).text for link in links]
        assert sum("We sell your cookie size." in html for html in said) == 1
        assert sum("We sell your hat size." in html for html in said) == 1
    finally:
        close_app(app)


def test_a_feed_tells_of_every_version_what_is_new(larch):
    response = larch.client.get("/feed/larch.example.atom")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.data)
    for name in ("id", "title", "updated", "author/a:name"):
        assert feed.findtext(f"a:{name}", namespaces=ATOM), f"RFC 4287 asks for {name}"
    own = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert own["self"] == "https://policies.example/feed/larch.example.atom"
    assert own["alternate"] == "https://policies.example/company/larch.example"
    entries = feed.findall("a:entry", ATOM)
    assert [e.findtext("a:updated", namespaces=ATOM) for e in entries] == [
        "2021-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z",
    ]
    assert len({e.findtext("a:id", namespaces=ATOM) for e in entries}) == 2
    for entry in entries:
        datetime.fromisoformat(entry.findtext("a:updated", namespaces=ATOM))
        assert entry.findtext("a:title", namespaces=ATOM)
        address = entry.find("a:link", ATOM).get("href")
        assert larch.client.get(address.removeprefix("https://policies.example")).status_code == 200
    assert entries[0].findtext("a:summary", namespaces=ATOM) == "5 statements are new, 1 are gone."
    assert "first version" in entries[1].findtext("a:summary", namespaces=ATOM)
    html = larch.client.get("/company/larch.example", headers=BROWSER).text
    assert 'type="application/atom+xml"' in html
