"""Files are extracted and validated in one go; what is no policy is refused, and the others go on."""

import pytest
from practicegraph.extract import Extractor
from practicegraph.server.validation import validate_files
from practicegraph.shapes import ShapesError, UnknownProfile
from practicegraph.shapes.place import place_of_finding
from practicegraph.shapes.writers import write_report
from rdflib.namespace import SH

PROFILES = ("integrity", "consistency")
SHOP = """<html><head><title>Astrolabe shop</title></head><body><main><h1>Astrolabes and sundials</h1>
<p>Our instruments are made of brass and walnut by hand, and each is sent with a leather case and a booklet that
explains how to find the hour from the height of the sun or of a star.</p></main></body></html>"""
NAMED = b"""
@prefix pg: <https://w3id.org/practicegraph/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix mine: <https://shapes.example/> .
mine:Sells a sh:NodeShape ; sh:targetClass pg:Company ; sh:property mine:sells .
mine:sells a sh:PropertyShape ; sh:path pg:sells ; sh:maxCount 0 ; sh:message "Sells." .
"""


@pytest.fixture
def written(write_policy):
    """Two policies: one contradicts itself, one does not."""
    return (
        write_policy(
            "astrolabe.example", "2020-01-01", "Astrolabe", "We do not share your shoe size.", "We sell your shoe size."
        ),
        write_policy("sundial.example", "2020-01-01", "Sundial", "We collect your star sign for Advertising."),
    )


def test_findings_name_file_and_line(written, plain_extractor):
    checked = validate_files(written, plain_extractor, PROFILES)
    assert (checked.refused, len(checked.sources), checked.kept) == ((), 2, False)
    assert {f.code for f in checked.report.findings} == {"PG201"}
    text = write_report(checked.report, "text", checked.sources)
    assert f"{written[0]}:7:1" in text
    assert f"{written[0]}:9:1" in text
    assert [(g.code, g.company) for g in checked.summary.groups] == [("PG201", "astrolabe.example")]


def test_a_sentence_in_two_files_of_one_company_is_reported_in_each(plain_extractor, tmp_path):
    said = "# Astrolabe Privacy Policy\n\nWe do not share your shoe size.\n\nWe sell your shoe size.\n"
    for name, more in (("north", "\nWe collect your star sign.\n"), ("south", "\nWe keep your star sign.\n")):
        (tmp_path / f"{name}.md").write_text(said + more)
    (tmp_path / "south-again.md").write_text((tmp_path / "south.md").read_text())
    checked = validate_files([tmp_path], plain_extractor, PROFILES, company="Astrolabe")
    places = [place_of_finding(f, checked.sources) for f in checked.report.findings]
    files = [str(tmp_path / f"{name}.md") for name in ("north", "south-again")]
    assert sorted((p.name, p.line) for p in places) == [(file, 3) for file in files]
    assert len(set(checked.report.graph.objects(None, SH.result))) == 2
    [(name, note)] = checked.notes
    assert name == str(tmp_path / "south.md")
    assert files[1] in note


def test_a_waiver_is_for_its_own_file(plain_extractor, tmp_path):
    waiver = "<!-- practicegraph: waive PG201 -- the old shop -->\n"
    said = "We do not share your shoe size.\n\nWe sell your shoe size.\n"
    (tmp_path / "a.md").write_text(f"{waiver}# Astrolabe Privacy Policy\n\nWe collect your star sign.\n")
    (tmp_path / "b.md").write_text(f"# Astrolabe Privacy Policy\n\n{said}")
    (tmp_path / "c.md").write_text(f"{waiver}# Astrolabe Privacy Policy\n\n{said}")
    report = validate_files([tmp_path], plain_extractor, PROFILES, company="Astrolabe").report
    assert sorted(f.code for f in report.findings) == ["PG003", "PG201"]
    assert [w.name for w in report.waived] == [str(tmp_path / "c.md")]


def test_a_page_that_is_no_policy_is_refused_and_the_others_go_on(written, plain_extractor, tmp_path, write_policy):
    shop, empty = tmp_path / "shop.html", tmp_path / "empty.md"
    shop.write_text(SHOP)
    empty.write_text("")
    silent = write_policy("gnomon.example", "2020-01-01", "Gnomon", "Everything is said in another place.")
    checked = validate_files((shop, empty, silent, *written), plain_extractor, PROFILES)
    reasons = dict(checked.refused)
    assert set(reasons) == {str(shop), str(empty), str(silent)}
    for path in (shop, silent):
        for missing in ("no data practice", "no right", "no disclosure", "privacy policy"):
            assert missing in reasons[str(path)]
    assert "empty" in reasons[str(empty)]
    assert len(checked.sources) == 2
    assert not checked.report.conforms


def test_where_nothing_is_left_there_is_no_report(tmp_path, plain_extractor):
    shop = tmp_path / "shop.html"
    shop.write_text(SHOP)
    checked = validate_files([shop], plain_extractor, PROFILES)
    assert checked.report is None
    assert [name for name, _ in checked.refused] == [str(shop)]


def test_what_cannot_be_used_is_told_before_the_model_is_loaded(written):
    def never():
        raise AssertionError("the pipeline was loaded")

    with pytest.raises(ShapesError, match=r"mine\.ttl"):
        validate_files(written, never, PROFILES, b"<", shapes_name="mine.ttl")
    with pytest.raises(UnknownProfile):
        validate_files(written, never, ("perfection",))


def test_users_shapes_see_companies_with_their_shortcuts(written, plain_extractor):
    checked = validate_files(written, plain_extractor, (), NAMED)
    assert [f.focus.rpartition("/")[2] for f in checked.report.findings] == ["astrolabe.example"]


def test_several_workers_find_the_same(write_policy):
    said = ("We do not sell your email address.", "We sell your email address.")
    files = [write_policy(f"{name}.example", "2020-01-01", name.title(), *said) for name in ("astrolabe", "sundial")]
    one, two = (validate_files(files, Extractor, PROFILES, workers=n) for n in (1, 2))
    assert [f.code for f in one.report.findings] == ["PG201", "PG201"]
    assert one == two
