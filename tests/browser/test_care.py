"""Every kind of page: usable by keyboard alone, at 320 pixels, in light and dark, without scripts, and for axe."""

import pytest

QUERY = "SELECT%20%3Fc%20%7BGRAPH%20%3Fg%20%7B%3Fc%20a%20%3Ftype%7D%7D%20LIMIT%205"
PAGES = {
    "start": "/",
    "companies": "/companies",
    "company": "/company/orrery.example",
    "policy": "/policy/orrery.example/privacy-policy",
    "version": "/policy/orrery.example/privacy-policy/2022-09-15",
    "table in a text": "/policy/quillmint.example/privacy-policy/2023-06-20",
    "history": "/history/orrery.example",
    "difference": "/diff/orrery.example/2016-05-10/2022-09-15",
    "comparison": "/compare?c=orrery.example&c=brambleway.example&c=tidepool.example",
    "data type": "/data/EmailAddress",
    "recipient": "/party/Advertiser",
    "scheme": "/purpose/",
    "search": "/search?q=location",
    "network": "/network/company/orrery.example",
    "ontology": "/ontology",
    "editor": "/sparql?example=who-sells",
    "answer": f"/sparql?query={QUERY}",
    "not found": "/company/nowhere.example",
    "malformed query": "/sparql?query=SELECT",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOUND = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 150)} ${n.failureSummary}`));
}"""
REFUSED = ("404", "400")
NARROW = {"width": 320, "height": 700}

every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)


def ready(page):
    """Waits for what the page's scripts add."""
    if page.locator('script[src$="editor.js"]').count():
        page.get_by_role("button", name="Run query").wait_for()
    if page.locator('script[src$="network.js"]').count():
        page.locator("#network canvas").first.wait_for()


@every_page
def test_axe_finds_nothing_in_light_or_dark(visit, axe, path):
    page = visit(path, allowed=REFUSED)
    ready(page)
    page.evaluate(axe)
    assert page.evaluate(FOUND, RULES) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(FOUND, RULES) == []


def test_axe_finds_nothing_in_an_answer_or_an_error(visit, axe, built):
    page = visit("/sparql?example=data-types-by-companies", allowed=REFUSED)
    ready(page)
    page.evaluate(axe)
    run = page.get_by_role("button", name="Run query")
    run.click()
    page.get_by_role("region", name="Answer (table)").wait_for()
    assert page.evaluate(FOUND, RULES) == []
    page.get_by_role("button", name="Chart").click()
    page.locator("svg.plot").wait_for()
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(FOUND, RULES) == []
    page.keyboard.press("Control+End")
    page.get_by_role("textbox", name="Query (SPARQL 1.1)").focus()
    page.keyboard.insert_text(" oops")
    run.click()
    page.locator(".problem").wait_for()
    assert page.evaluate(FOUND, RULES) == []


def width(page):
    """How wide the page is, with what can be unfolded in it unfolded."""
    for summary in page.locator("details > summary").all():
        summary.click()
    return page.evaluate("document.documentElement.scrollWidth")


@every_page
def test_every_page_works_without_scripts_and_scrolls_in_one_direction_at_320_pixels(visit, path):
    page = visit(path, allowed=REFUSED, java_script_enabled=False, viewport=NARROW)
    assert page.get_by_role("heading", level=1).is_visible()
    assert width(page) <= 320


@pytest.mark.parametrize("name", ["editor", "answer", "network"])
def test_what_scripts_add_fits_320_pixels(visit, built, name):
    page = visit(PAGES[name], viewport=NARROW)
    ready(page)
    assert width(page) <= 320
    if name != "network":
        page.get_by_role("button", name="Run query").click()
        page.get_by_role("region", name="Answer (table)").wait_for()
        assert width(page) <= 320


def test_a_query_is_asked_without_scripts(visit):
    page = visit("/sparql", java_script_enabled=False)
    query = "SELECT ?day { GRAPH ?g { ?version <http://purl.org/dc/terms/issued> ?day } }"
    page.get_by_label("Query (SPARQL 1.1)").fill(query)
    page.get_by_role("button", name="Run").click()
    assert "7 rows" in page.locator("#result").inner_text()


FOCUSED = """() => {
  const { outlineStyle, outlineWidth, borderColor } = getComputedStyle(document.activeElement);
  const box = document.activeElement.getBoundingClientRect();
  return { seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2, left: box.left, height: box.height };
}"""


def tab_to(page, selector, presses=60):
    """Presses Tab until what the selector names has the focus; each stop on the way must be visible."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.closest('.CodeMirror') !== null"):
            focused = page.evaluate(FOCUSED)
            assert focused["seen"], page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            assert focused["left"] >= 0
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not come to {selector}")


def test_by_keyboard_from_the_skip_link_to_a_statement(visit):
    page = visit("/")
    tab_to(page, "a.skip", presses=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_to(page, "#q", presses=1)
    page.keyboard.type("email address")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=email*")
    tab_to(page, ".hits a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/data/EmailAddress")
    tab_to(page, ".more a", presses=90)
    page.keyboard.press("Enter")
    page.wait_for_url("**/assertion/*")
    assert page.locator(".place mark").first.is_visible()


def test_by_keyboard_through_the_editor(visit, built):
    page = visit("/sparql?example=who-sells")
    ready(page)
    tab_to(page, "[role=tab]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("tab").first.get_attribute("aria-selected") == "true"
    tab_to(page, ".CodeMirror textarea", presses=3)
    assert page.locator(".CodeMirror-focused").count() == 1
    page.keyboard.type("# asked by keyboard")
    page.keyboard.press("Escape")
    tab_to(page, ".yasqe_queryButton", presses=2)
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Answer (table)").wait_for()
    tab_to(page, ".select_table", presses=3)
    tab_to(page, "[aria-label='Answer (table)']", presses=5)


@every_page
def test_nothing_is_cut_on_paper(visit, path):
    page = visit(path, allowed=REFUSED, viewport={"width": 718, "height": 1000})  # A4 with margins of a centimetre
    ready(page)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert page.locator("button:visible").count() == 0, "nobody can press it"
