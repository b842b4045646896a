"""Fingerprints and baselines: what was there before is not reported again, and nothing new is hidden."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from practicegraph.shapes import Finding, Report, Statement
from practicegraph.shapes.baseline import BaselineError, new_only, read_baseline, write_baseline
from practicegraph.shapes.fingerprint import fingerprint, numbered
from practicegraph.shapes.place import Source
from practicegraph.shapes.report import Waived
from practicegraph.shapes.writers import WRITERS, write_report

SENTENCE = "We may sell your e-mail address to the makers of maps."


def finding(sentence: str = SENTENCE, *, code: str = "PG301", start: int = 0, version: str = "urn:v") -> Finding:
    statement = Statement(f"urn:{hash(sentence)}", sentence, version=version, start=start, end=start + len(sentence))
    return Finding(
        code, "warning", "Why?", f"urn:f{start}", profile="clarity", statements=(statement,), version=version
    )


def baseline(*findings: Finding) -> bytes:
    return write_baseline(Report(findings)).encode()


@pytest.mark.parametrize(
    "sentence",
    [
        "We may sell your\n    e-mail address\r\n\tto the makers of maps.",
        "We may sell your\n> e-mail address to\n> the makers of maps.",
        "3. We may sell your e-mail address to the makers of maps.",
        "(b) We may sell your e-mail address to the makers of maps.",
        "4.2 We may sell your e-mail address to the makers of maps.",
        "We may **sell** your _e-mail address_ to the makers of maps.",
        "We may sell your <!-- practicegraph: waive PG301 -- x --> e-mail address to the makers of maps.",
        "We may sell your e\\-mail address to the makers of maps\\.",
    ],
)
def test_moving_wrapping_and_numbering_change_no_fingerprint(sentence: str) -> None:
    assert fingerprint(finding(sentence, start=99, version="urn:w")) == fingerprint(finding())


@pytest.mark.parametrize(
    "other",
    [
        finding("We may sell your e-mail address to the makers of globes."),
        finding("we may sell your e-mail address to the makers of maps."),
        finding(code="PG302"),
        replace(finding(), statements=()),
        replace(finding(), path="urn:p"),
        replace(finding(), statements=finding().statements * 2),
        replace(finding(), value="urn:x"),
        finding("We may sell your e-mail address to the makers of maps. 3"),
    ],
)
def test_other_words_rules_and_paths_change_it(other: Finding) -> None:
    assert fingerprint(other) != fingerprint(finding())


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert fingerprint(finding("Caf\u00e9")) == fingerprint(finding("Cafe\u0301"))


@given(st.text(), st.text(), st.text(alphabet=" \n\r\t", min_size=1))
def test_white_space_is_no_part_of_it(one: str, two: str, space: str) -> None:
    first = fingerprint(finding(f"a{one} {two}a"))
    assert len(first) == 32
    if ">" not in one + two:
        assert fingerprint(finding(f"{space}a{one}{space}{two}a{space}")) == first


def test_equal_findings_are_numbered_in_order() -> None:
    same = [finding(), finding("Other."), finding()]
    ends = [print_[-2:] for _, print_ in numbered(same)]
    assert ends == [":1", ":1", ":2"]


def test_only_what_is_new_is_left() -> None:
    before = read_baseline(baseline(finding(), finding("Other.")), "base.json")
    report = new_only(Report((finding("New."), finding(start=70), finding("Other."))), before)
    assert [f.statements[0].sentence for f in report.findings] == ["New."]
    assert len(report.known) == 2
    assert report.fails("warning")
    assert not new_only(Report((finding(),)), before).fails("info")


def test_two_equal_findings_cover_two_and_no_third() -> None:
    before = read_baseline(baseline(finding(), finding(start=50)))
    report = new_only(Report(tuple(finding(start=start) for start in (0, 50, 90))), before)
    assert (len(report.known), len(report.findings)) == (2, 1)
    assert report.findings[0].statements[0].start == 90


def test_a_baseline_keeps_what_is_known_and_leaves_out_what_is_waived() -> None:
    before = read_baseline(baseline(finding()))
    report = new_only(Report((finding(), finding("New.")), waived=(Waived(finding("W."), "ok", "p.md", 1),)), before)
    again = read_baseline(write_baseline(report).encode())
    assert again.counts == read_baseline(baseline(finding(), finding("New."))).counts


def test_a_baseline_is_the_same_for_the_same_findings_and_easy_to_compare() -> None:
    one = write_baseline(Report((finding(), finding("Other."))))
    assert one == write_baseline(Report((finding("Other."), finding(start=9))))
    assert json.loads(one)["findings"][0].keys() == {"code", "fingerprint", "count"}
    assert len(one.splitlines()) == 8
    assert json.loads(write_baseline(Report()))["findings"] == []


def test_a_sarif_report_is_a_baseline_too() -> None:
    report = Report((finding(), finding(start=60)), waived=(Waived(finding("W."), "ok", "p.md", 1),))
    before = read_baseline(write_report(report, "sarif").encode(), "run.sarif")
    assert sum(before.counts.values()) == 2
    after = new_only(Report((finding(start=4), finding(), finding(start=9), finding("W."))), before)
    assert (len(after.known), len(after.findings)) == (2, 2)
    # What was known in that run is known in the next one.
    second = read_baseline(write_report(after, "sarif").encode())
    assert sum(second.counts.values()) == 4


FINDINGS = st.lists(st.builds(finding, st.sampled_from(["A.", "B.", "C."]), start=st.integers(0, 9)), max_size=8)


@given(FINDINGS, FINDINGS)
def test_new_and_known_together_are_all_findings(old: list[Finding], now: list[Finding]) -> None:
    for data in (baseline(*old), write_report(Report(tuple(old)), "sarif").encode()):
        report = new_only(Report(tuple(now)), read_baseline(data))
        assert sorted((*report.findings, *report.known), key=lambda f: f.order) == sorted(now, key=lambda f: f.order)
        for sentence in ("A.", "B.", "C."):
            had, has = (sum(f.statements[0].sentence == sentence for f in found) for found in (old, now))
            assert sum(f.statements[0].sentence == sentence for f in report.findings) == max(0, has - had)
    assert not new_only(Report(tuple(now)), read_baseline(baseline(*now))).findings


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"", "not JSON (line 1"),
        (b"{\n\n]", "line 3"),
        (b"[" * 100_000, "not JSON that can be read"),
        (b"1" * 5000, "JSON"),
        (b"[]", "not an object"),
        (b"{}", "neither a baseline nor a SARIF report"),
        (b'{"format": "practicegraph-baseline", "version": 9}', "version 9, and 1 is known"),
        (b'{"format": "practicegraph-baseline", "version": 1}', 'no list "findings"'),
        (b'{"format": "practicegraph-baseline", "version": 1, "findings": [{"fingerprint": "xyz"}]}', "in finding 1"),
        (b'{"format": "practicegraph-baseline", "version": 1, "findings": [7]}', "in finding 1"),
        (b'{"runs": []}', "without a run of practicegraph"),
        (b'{"runs": [{"tool": {"driver": {"name": "other"}}, "results": [{}]}]}', "without a run of practicegraph"),
        (b'{"runs": [{"tool": {"driver": {"name": "practicegraph"}}, "results": [{}]}]}', "without the fingerprint"),
    ],
)
def test_a_malformed_baseline_is_named_with_what_is_wrong(data: bytes, words: str) -> None:
    with pytest.raises(BaselineError) as error:
        read_baseline(data, "base.json")
    assert str(error.value).startswith("base.json: ")
    assert words in str(error.value)
    assert "--write-baseline" in str(error.value)


def test_a_count_must_be_a_number_of_findings() -> None:
    row = {"fingerprint": "0" * 32}
    for count in (0, -1, 1.5, "2", True, None, 10**9):
        document = {"format": "practicegraph-baseline", "version": 1, "findings": [row | {"count": count}]}
        with pytest.raises(BaselineError, match="positive number"):
            read_baseline(json.dumps(document).encode())


@given(st.binary(max_size=60))
def test_any_bytes_are_a_baseline_or_an_error(data: bytes) -> None:
    with pytest.raises(BaselineError):
        read_baseline(data)


@pytest.mark.parametrize("format_", WRITERS)
def test_every_report_tells_of_what_is_known(format_: str) -> None:
    report = new_only(Report((finding(), finding("New."))), read_baseline(baseline(finding()), "base.json"))
    text = write_report(report, format_, {"urn:v": Source("p.md", SENTENCE)})
    if format_ in ("text", "github", "markdown"):
        assert "1 known from base" in text
    elif format_ != "ttl":
        assert "makers of maps" in text
