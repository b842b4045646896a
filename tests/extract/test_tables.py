"""Table rows: what a column holds says its header."""

from practicegraph.extract import Extractor


def test_the_longest_wording_of_a_header_says_what_its_column_holds() -> None:
    text = "# Privacy Policy\n\n| Purpose | Data used |\n|---|---|\n| Fraud prevention | IP address |\n"
    found = [a for a in Extractor(tagger=False).extract(text, company="Quillmint") if a.kind == "DataPractice"]
    assert [(a.data_type.text, a.purposes[0].text) for a in found] == [("IP address", "Fraud prevention")]
