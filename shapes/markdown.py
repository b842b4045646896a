"""The report as Markdown: a summary for a pull request."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from .place import Sources, place_of_finding
from .report import Finding, Report
from .visible import one_line, shortened, visible
from .wording import at, dates, heading, summary, title, whereabouts, words

LIMIT: Final = 60_000
"""Characters after which findings are counted and no more listed: GitHub refuses comments of 65,536."""
_LONGEST = 400

_SPECIAL = re.compile(r"[\\`*_{}\[\]()#+!|~$:.>^=\"'/%-]")
_TRIGGER = re.compile(r"(@|\\[#!$~%^:]|&amp;)(?=[\w\"'\\])|((?:\bwww|\b[A-Za-z]{2,})\\[.-])(?=\w)")
_HEX = re.compile(r"\b[0-9a-f]{3}(?=[0-9a-f]{4,61}\b)", re.IGNORECASE)
_NOTHING: Final = "<!-- -->"


def to_markdown(report: Report, sources: Sources) -> str:
    """Counts by rule in a table, then the findings with their sentences, folded; no markup of a policy is live."""
    lines = ["## Privacy policy check", "", escape(summary(report)), ""]
    groups = [
        (code, list(group))
        for code, group in groupby(sorted(report.findings, key=_by_rule), key=lambda finding: finding.code)
    ]
    if groups:
        lines += ["| severity | rule | what | findings |", "| --- | --- | --- | ---: |"]
        for code, group in groups:
            what = title(group) + (f" ({one_line(group[0].source)})" if group[0].source else "")
            lines.append(f"| {group[0].severity} | {escape(code)} | {escape(what)} | {len(group)} |")
        lines.append("")
    for name, reason in report.refused:
        lines += [f"Not read: {escape(name)}: {escape(one_line(reason))}", ""]
    room = LIMIT - sum(len(line) + 1 for line in lines)
    counted = []
    for label, body in _parts(report, groups, sources):
        size = sum(len(line) + 1 for line in body) + len(label) + 60
        if size > room:
            counted.append(f"- {label}")
            continue
        room -= size
        opened = " open" if label.startswith("violation") else ""
        lines += [f"<details{opened}>", f"<summary>{label}</summary>", "", *body, "", "</details>", ""]
    if counted:
        lines += ["Not listed here, since a comment cannot hold them; the other formats have all:", "", *counted, ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _parts(
    report: Report, groups: Iterable[tuple[str, list[Finding]]], sources: Sources
) -> Iterator[tuple[str, list[str]]]:
    """Label and lines of what is folded: each rule's findings, and what is waived."""
    for code, group in groups:
        body = [line for finding in group for line in _finding(finding, sources)]
        body += ["", f"Remedy: {escape(one_line(group[0].help))}"] if group[0].help else []
        number = f"{len(group)} {'finding' if len(group) == 1 else 'findings'}"
        yield f"{group[0].severity} {_code(code)}: {number}", body
    waived = []
    for row in report.waived:
        where = escape(f"{row.name}:{row.line}")
        waived += [*_finding(row.finding, sources), f"  - Reason: {_short(row.reason)} ({where})"]
    if waived:
        yield f"{len(report.waived)} waived", waived


def _by_rule(finding: Finding) -> tuple[object, ...]:
    return finding.order[0], finding.code, finding.order


def _finding(finding: Finding, sources: Sources) -> Iterator[str]:
    place = place_of_finding(finding, sources)
    where = at(place) if place else heading(finding) + (f", {dates(finding.dates)}" if finding.dates else "")
    value = "" if finding.value is None or finding.statements else f": {shortened(one_line(finding.value), _LONGEST)}"
    yield f"- **{escape(where)}** {escape(_code(finding.code))}{escape(value)}"
    for statement in finding.statements:
        if statement.sentence:
            yield f"  - \u201c{_short(words(statement))}\u201d {escape(whereabouts(statement, sources))}".rstrip()


def _short(text: str) -> str:
    return escape(shortened(one_line(text), _LONGEST))


def _code(code: str) -> str:
    return re.sub(r"[^\w.-]", "_", visible(code))


def escape(text: str) -> str:
    """The text on one line, with what Markdown and HTML would read as markup escaped.

    >>> escape("a|b <img> @team")
    'a\\\\|b &lt;img\\\\> @<!-- -->team'
    """
    escaped = _SPECIAL.sub(r"\\\g<0>", visible(text).replace("&", "&amp;").replace("<", "&lt;"))
    # Mentions, references, emoji and addresses are looked for in the rendered text, where no backslash is left.
    return _TRIGGER.sub(rf"\g<0>{_NOTHING}", _HEX.sub(rf"\g<0>{_NOTHING}", escaped))
