"""What a reader does: from the start page to a sentence, search, compare, see what changed."""

import re


def test_three_clicks_from_the_start_page_to_the_sentence_behind_a_statement(visit):
    page = visit("/")
    page.get_by_role("link", name="Orrery Maps").first.click()
    statement = page.locator(".statement", has_text="precise location").first
    statement.get_by_role("link", name="Where and when it says so").click()
    page.get_by_role("link", name="in the text").first.click()
    passage = page.locator("mark", has_text="precise location").first
    assert re.search(r"/policy/orrery\.example/privacy-policy/\d{4}-\d\d-\d\d\?at=\d+#at-\d+$", page.url)
    assert passage.is_visible()


def test_a_mark_leads_to_its_note_and_the_note_back(visit):
    page = visit("/policy/orrery.example/privacy-policy/2022-09-15")
    mark = page.locator("mark", has_text="date of birth").first
    mark.locator("sup a").first.click()
    number = page.url.partition("#n")[2]
    note = page.locator(f"#n{number}")
    assert "date of birth" in note.inner_text()
    note.locator("a.back").click()
    assert page.url.endswith(f"#p{number}")


def test_search_finds_companies_concepts_and_sentences(visit):
    page = visit("/")
    search = page.get_by_role("searchbox").first
    search.fill("walks")
    search.press("Enter")
    assert "hit" in page.get_by_role("status").inner_text()
    sentence = page.get_by_role("link", name="We keep your walks for two years.").first
    assert sentence.is_visible()


def test_search_without_a_hit_offers_a_way_on(visit):
    page = visit("/search?q=zeppelin")
    assert "Nothing has “zeppelin”" in page.get_by_role("status").inner_text()
    page.get_by_role("status").get_by_role("link", name="companies").click()
    assert page.url.endswith("/companies")


def test_two_companies_side_by_side(visit):
    page = visit("/compare")
    for name in ("Orrery Maps", "Tidepool"):
        page.get_by_label("Add a company").select_option(label=name)
        page.get_by_role("button", name="Add").click()
    heads = page.locator("table.matrix thead th").all_inner_texts()
    assert heads == ["Data type", "Orrery Maps", "Tidepool"]
    row = page.locator("table.matrix tbody tr", has=page.get_by_role("rowheader", name="email address", exact=True))
    first, second = row.locator("td").all_inner_texts()
    assert "Share" in first
    assert "not Share" in second
    row.locator("td").nth(1).get_by_role("link", name="not Share").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Statement of Tidepool"


def test_what_a_version_changed(visit):
    page = visit("/company/orrery.example")
    page.get_by_role("link", name="What the last version changed").click()
    gone, new = page.locator("section.gone"), page.locator("section.new")
    assert "Orrery Maps does not collect your contacts." in gone.inner_text()
    assert "Our app records your precise location while a walk is running." in new.inner_text()
    page.get_by_label("From", exact=True).select_option("2016-05-10")
    page.get_by_role("button", name="Compare").click()
    assert "From 2016-05-10 to 2022-09-15" in page.locator(".lead").inner_text()


def test_the_history_draws_what_its_words_say(visit):
    page = visit("/history/orrery.example")
    row = page.locator("table.history tbody tr").first
    assert row.locator("svg rect").count() == row.locator(".period").count() > 0


def test_the_network_can_be_clicked(visit, built):
    page = visit("/network/company/orrery.example")
    picture = page.locator("#network canvas").first
    picture.wait_for()
    assert page.get_by_role("img", name="The table below says the same").is_visible()
    page.get_by_role("button", name="Closer").click()
    page.get_by_role("button", name="All of it").click()
    box = page.locator("#network").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 35)  # the uppermost data type
    page.wait_for_url("**/data/**")
    assert page.get_by_role("heading", level=1).is_visible()


def test_a_page_that_is_not_there_offers_a_way_on(visit):
    page = visit("/company/nowhere.example", allowed=("404",))
    page.get_by_role("main").get_by_role("link", name="companies").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Companies"
