"""The profile clarity: what leaves a reader asking, once a sentence, and what does not."""

import pytest
from practicegraph.ontology import namespaces as ns
from practicegraph.shapes import rules, validate
from practicegraph.shapes.readability import lix
from practicegraph.shapes.sections import sections
from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS

VERSION = ns.DEFAULT_BASE + "policy/orrery.example/privacy-policy/2020-03-01"


def does(sentence: str, practice: str = "Collect", data: str = "Name", **fields: object):
    return sentence, {"practice": f"practice/{practice}", "data_type": f"data/{data}", **fields}


LIKELY = {"modality": ns.POSSIBLE}
OTHERS = {"recipients": ["party/ThirdParty"]}
NEEDED = {"retention": ["retention/AsLongAsNecessary"]}

WRONG = {
    "PG301": [does("We write down your name.")],
    "PG302": [does("We hand your name to third parties.", "Share", **OTHERS)],
    "PG303": [does("We store your name as long as we need it.", "Retain", **NEEDED)],
    "PG304": [does("We read your name, your sign, and so on.", "Use")],
    "PG305": [does("We read your name from time to time.", "Use")],
    "PG306": [does("We may read your name.", "Use", **LIKELY)],
}
RIGHT = {
    "a purpose in the sentence": [does("We write down your name.", purposes=["purpose/Newsletter"])],
    "a purpose in the section": [does("We write down your name."), does("We read it.", "Use", "PersonalData",
                                 purposes=["purpose/Newsletter"])],
    "words that give a reason": [does("We write down your name so that the postman finds you.")],
    "a condition": [does("We write down your name.", conditions=["condition/UserRequest"])],
    "a list follows": [does("We may read your name:", "Use", **LIKELY)],
    "others compel it": [does("We may be compelled to hand over your name.", "Disclose", **LIKELY)],
    "a custom of the trade": [does("We guard your name by generally accepted means.", "Protect",
                                   purposes=["purpose/Newsletter"])],
    "not required": [does("You need not tell us your name.", modality=ns.REQUIRED, polarity=ns.DENIED)],
    "required": [does("You must tell us your name.", modality=ns.REQUIRED)],
    "others do it": [does("They write down your name.", actor=("They", "party/Advertiser"))],
    "a named kind": [does("We hand your name to third parties.", "Share",
                          recipients=["party/ThirdParty", "party/Court"])],
    "words for the kind": [does("We hand your name to third parties such as banks.", "Share", **OTHERS)],
    "a task": [does("We hand your name to third parties.", "Share", **OTHERS, purposes=["purpose/PaymentManagement"])],
    "nobody": [does("We hand your name to no third parties.", "Share", **OTHERS, polarity=ns.DENIED)],
    "a time too": [does("We store your name as long as we need it.", "Retain",
                        retention=["retention/AsLongAsNecessary", "P2Y"])],
    "an event": [does("We store your name.", "Retain", retention=["retention/WhileAccountActive"])],
    "an open list that is denied": [does("We do not read names, signs, and so on.", "Use", polarity=ns.DENIED)],
    "vague words of others": [does("They read it from time to time.", "Use", actor=("They", "party/Advertiser"))],
    "certain, and which": [does("We read certain information, such as your name.", "Use")],
    "may, and when": [does("We may read your name.", "Use", **LIKELY, conditions=["condition/UserRequest"])],
    "may, and words for when": [does("We may read your name when you call.", "Use", **LIKELY)],
}  # fmt: skip


@pytest.mark.parametrize("code", WRONG)
def test_a_sentence_that_leaves_something_open_is_found_once(make_policy, code: str) -> None:
    (finding,) = validate(make_policy(WRONG[code]), ["clarity"]).findings
    assert finding.code == code
    (statement,) = finding.statements
    assert (statement.sentence, statement.version, statement.assertion) == (WRONG[code][0][0], VERSION, "")
    assert (statement.start, statement.end) == (11, 11 + len(statement.sentence))
    assert statement.section == "Privacy > What we do"


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_said_nearby_is_not_found(make_policy, name: str) -> None:
    assert validate(make_policy(RIGHT[name]), ["clarity"]).findings == ()


def test_a_list_of_data_types_is_one_finding(make_policy) -> None:
    sentence = "We write down your name, your address and your sign."
    said = [does(sentence, data=data) for data in ("Name", "PostalAddress", "DateOfBirth")]
    assert [f.code for f in validate(make_policy(said), ["clarity"]).findings] == ["PG301"]


def test_the_words_are_named(make_policy) -> None:
    (finding,) = validate(make_policy(WRONG["PG305"]), ["clarity"]).findings
    assert finding.message.startswith("The words “from time to time” leave open")
    assert finding.value == "from time to time"


def test_of_words_that_overlap_the_longest_is_named(make_policy) -> None:
    said = [does("We read your data, including, but not limited to, your name.", "Use")]
    (finding,) = validate(make_policy(said), ["clarity"]).findings
    assert finding.value == "including, but not limited to"


HEAVY = "Notwithstanding stipulations, commissioned intermediaries systematically process particulars " * 20
LIGHT = "We keep your name. We use it to send you maps. Then we erase it. " * 9


def test_a_hard_section_is_found_where_it_begins(make_policy) -> None:
    text = f"# Privacy\n\n{LIGHT}\n\n## Legal matters\n\n{HEAVY}.\n\n## End\n\n{HEAVY[:60]}.\n"
    graph = make_policy([does("We keep your name.", "Retain")])
    graph.set((URIRef(VERSION), DCTERMS.format, Literal("text/markdown")))
    (finding,) = validate(graph, ["clarity"], texts={VERSION: text}).findings
    assert (finding.code, finding.severity) == ("PG307", "info")
    assert finding.statements[0].sentence == "Legal matters"
    assert text[finding.statements[0].start :].startswith("## Legal matters")
    assert finding.message == f"This section is very hard to read: LIX {finding.value}."
    assert validate(graph, ["clarity"]).findings == ()


def test_every_rule_has_a_case() -> None:
    assert {rule.code for rule in rules("clarity")} == {*WRONG, "PG307"}


class TestSections:
    def test_headings_of_plain_text_are_those_of_the_graph(self) -> None:
        text = "Our policy\n==========\nHello.\n\nWhat we keep\n\nYour name.\n"
        found = sections(text, {"What we keep"})
        assert [(s.heading, text[s.body : s.end].strip()) for s in found] == [
            ("", "Our policy\n==========\nHello."),
            ("What we keep", "Your name."),
        ]

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_underlined_headings_of_markdown(self, end: str) -> None:
        text = end.join(["Our policy", "===", "", "Hello.", "", "---", "", "Bye"])
        assert [s.heading for s in sections(text, (), markdown=True)] == ["Our policy"]

    def test_code_has_no_headings(self) -> None:
        assert [s.heading for s in sections("```\n# no\n```\n# yes\n", (), markdown=True)] == ["", "yes"]

    def test_links_in_headings_are_read_as_words(self) -> None:
        assert sections("# [Your rights](#rights)\n", (), markdown=True)[0].heading == "Your rights"

    def test_sections_leave_nothing_out(self) -> None:
        text = "a\n# b\nc\n## d\ne"
        found = sections(text, (), markdown=True)
        assert "".join(text[s.start : s.end] for s in found) == text


class TestReadability:
    def test_longer_sentences_are_harder(self) -> None:
        assert lix("We keep it and we use it and we erase it.")[1] > lix("We keep it. We use it. We erase it.")[1]

    def test_longer_words_are_harder(self) -> None:
        assert lix("We process particulars.")[1] > lix("We use names.")[1]

    def test_a_list_item_is_a_sentence(self) -> None:
        assert lix("We keep:\n- your name\n- your sign\n") == (6, 2)

    def test_abbreviations_and_addresses_are_no_ends_and_no_words(self) -> None:
        assert lix("Write to Orrery Inc. today at https://orrery.example/a.b")[0] == 5

    def test_nothing_has_no_figure(self) -> None:
        assert lix(" 12 . ") == (0, 0)
