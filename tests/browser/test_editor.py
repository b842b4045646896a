"""The query editor: a query is changed and run, its answer seen in several ways, its errors told in words."""

import pytest

pytestmark = pytest.mark.usefixtures("built")
RUN = "Run query"
PREFIX = "PREFIX pg: <https://w3id.org/practicegraph/ns#>\n"


@pytest.fixture
def editor(visit):
    """Opens the editor at an address, ready to be used."""

    def open_(path="/sparql", **options):
        page = visit(path, **options)
        page.get_by_role("button", name=RUN).wait_for()
        return page

    return open_


def write(page, query):
    page.get_by_role("textbox", name="Query (SPARQL 1.1)").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def answer(page):
    return page.get_by_role("region", name="Answer", exact=True).locator("visible=true")


def test_a_query_is_changed_and_run(editor):
    page = editor("/sparql?example=who-sells")
    page.get_by_role("button", name=RUN).click()
    table = page.get_by_role("region", name="Answer (table)")
    assert "We sell device identifiers" in table.inner_text()
    write(page, PREFIX + "SELECT ?c { GRAPH ?g { ?c a pg:Company } } ORDER BY ?c")
    page.get_by_role("button", name=RUN).click()
    link = table.get_by_role("link", name="https://w3id.org/practicegraph/id/company/orrery.example")
    link.wait_for()
    assert table.get_by_role("row").count() == 6
    link.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Orrery Maps"


def test_the_address_of_a_query_can_be_shared(editor, visit):
    page = editor()
    write(page, "ASK { GRAPH ?g { ?shared ?with ?others } }")
    page.get_by_role("button", name=RUN).click()
    answer(page).get_by_text("Yes").wait_for()
    assert "query=ASK" in page.url
    shared = page.get_by_role("link", name="Address of this query").get_attribute("href")
    other = editor(shared)
    assert "?shared ?with ?others" in other.locator(".CodeMirror:visible").inner_text()
    other.locator("#result").get_by_text("Yes").wait_for()


def test_example_queries_are_tabs(editor):
    page = editor("/sparql?example=who-sells")
    tabs = page.get_by_role("tab")
    assert tabs.first.get_attribute("aria-selected") == "true"
    page.get_by_role("link", name="How long is data kept?").click()
    opened = page.get_by_role("tab", name="How long is data kept?")
    assert opened.get_attribute("aria-selected") == "true"
    assert "pg:retentionPeriod" in page.locator(".CodeMirror:visible").inner_text()
    page.keyboard.press("Home")
    assert tabs.first.get_attribute("aria-selected") == "true"
    assert "pg-practice:Sell" in page.locator(".CodeMirror:visible").inner_text()
    page.get_by_role("button", name="New query").click()
    assert "SELECT * WHERE" in page.locator(".CodeMirror:visible").inner_text()


def test_an_answer_as_chart_and_network(editor):
    page = editor("/sparql?example=data-types-by-companies")
    page.get_by_role("button", name=RUN).click()
    page.get_by_role("button", name="Chart").click()
    page.get_by_label("Chart", exact=True).wait_for()
    assert "email address" in page.locator("svg.plot").text_content()
    assert page.get_by_role("button", name="Chart").get_attribute("aria-pressed") == "true"
    write(page, PREFIX + "SELECT ?company ?data { GRAPH ?g { ?company pg:collects ?data } }")
    page.get_by_role("button", name=RUN).click()
    page.get_by_role("button", name="Network").click()
    page.locator(".network canvas").first.wait_for()


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("pg:dataT", "pg:dataType"),
        ("pg-data:addr", "pg-data:EmailAddress"),  # by a word of its label
        ("pg-purpose:Adv", "pg-purpose:Advertising"),
    ],
)
def test_completion_knows_the_vocabulary(editor, written, offered):
    page = editor()
    write(page, "SELECT * { ?s ")
    page.keyboard.type(written)
    page.locator(".CodeMirror-hint", has_text=offered).first.wait_for()
    names = [text.split()[0] for text in page.locator(".CodeMirror-hint").all_inner_texts()]
    assert offered in names
    page.locator(".CodeMirror-hint", has_text=offered).first.click()
    text = page.locator(".CodeMirror:visible").inner_text()
    assert offered in text
    assert f"PREFIX {offered.partition(':')[0]}: <https://w3id.org/practicegraph/" in text


def test_completion_by_a_word_alone_brings_its_prefix(editor):
    page = editor()
    write(page, "SELECT * { ?s ?p locat")
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint", has_text="pg-data:LocationData").click()
    assert "PREFIX pg-data: <https://w3id.org/practicegraph/data/>" in page.locator(".CodeMirror:visible").inner_text()


def test_a_mistake_is_told_with_its_place(editor):
    page = editor(allowed=("400",))
    write(page, "SELECT * {\n  ?s ?p oops\n}")
    page.get_by_role("button", name=RUN).click()
    go = page.get_by_role("button", name="Go to line 2")
    go.wait_for()
    assert "Malformed query" in answer(page).inner_text()
    go.click()
    assert page.locator(".CodeMirror-focused").count() == 1


@pytest.mark.parametrize(
    ("status", "title", "detail", "told"),
    [
        (408, "Time limit", "The query took longer than 30 seconds.", "Ask for less"),
        (429, "Too many queries", "Others are running.", "Try again in 7 seconds."),
    ],
)
def test_limits_of_the_server_are_told_in_words(editor, status, title, detail, told):
    page = editor(allowed=(str(status),))
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    headers = {"Content-Type": "application/problem+json", "Retry-After": "7"}
    page.route("**/sparql", lambda route: route.fulfill(status=status, json=body, headers=headers))
    page.get_by_role("button", name=RUN).click()
    page.locator(".problem").wait_for()
    words = answer(page).inner_text()
    assert title in words
    assert detail in words
    assert told in words


def test_text_of_a_policy_is_text(editor):
    page = editor()
    write(page, 'SELECT ?x { BIND("<img src=x onerror=alert(1)> {{x}} {{7*7}}" AS ?x) }')
    page.get_by_role("button", name=RUN).click()
    cell = page.get_by_role("region", name="Answer (table)").get_by_role("cell")
    assert cell.inner_text() == "<img src=x onerror=alert(1)> {{x}} {{7*7}}"


def test_nothing_is_kept_that_a_later_visit_would_meet(editor):
    page = editor("/sparql?example=who-sells")
    page.get_by_role("button", name=RUN).click()
    page.get_by_role("region", name="Answer (table)").wait_for()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.goto(page.url.partition("?")[0] + "?example=retention")
    page.get_by_role("button", name=RUN).wait_for()
    assert "pg:retentionPeriod" in page.locator(".CodeMirror:visible").inner_text()
