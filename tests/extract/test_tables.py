"""Table rows: what a column holds says its header."""

from practicegraph.extract import Extractor


def test_the_longest_wording_of_a_header_says_what_its_column_holds() -> None:
    text = "# Privacy Policy\n\n| Purpose | Data used |\n|---|---|\n| Fraud prevention | IP address |\n"
    found = [a for a in Extractor(tagger=False).extract(text, company="Quillmint") if a.kind == "DataPractice"]
    assert [(a.data_type.text, a.purposes[0].text) for a in found] == [("IP address", "Fraud prevention")]


def test_sentences_in_cells_are_read_where_no_column_holds_data() -> None:
    text = (
        "# Privacy Policy\n\n| Kind | About |\n|---|---|\n"
        "| Social | Our partners may collect your IP address. We use cookies to show you bread. |\n"
    )
    found = [a for a in Extractor(tagger=False).extract(text, company="Quillmint") if a.kind == "DataPractice"]
    assert {(a.data_type.text, a.evidence.text) for a in found} == {
        ("IP address", "Our partners may collect your IP address."),
        ("cookies", "We use cookies to show you bread."),
    }


def test_a_row_with_a_time_keeps_its_data_whatever_the_heading() -> None:
    text = "# Privacy Policy\n\n## Contact\n\n| Data | Kept |\n|---|---|\n| Your name | two years |\n"
    (found,) = [a for a in Extractor(tagger=False).extract(text, company="Quillmint") if a.kind == "DataPractice"]
    assert found.practice.endswith("/Retain")
