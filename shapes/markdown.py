"""The report as Markdown: a summary for a pull request."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from .phrases import at, dates, heading, summary, title, whereabouts, words
from .place import Sources, place_of_finding
from .report import Finding, Report, Statement
from .visible import one_line, shortened, visible

LIMIT: Final = 60_000
"""Characters after which findings are counted and no more listed: GitHub refuses comments of 65,536."""
_LONGEST = 400

_SPECIAL = re.compile(r"[\\`*_{}\[\]()#+!|~$:.>^=\"'/%-]")
_AUTOLINK = re.compile(r"\b(www)\.", re.IGNORECASE)
_PARTED = r"\1 ."
_TRIGGER = re.compile(r"(@|\\[#!$~%^:]|&amp;)(?=[\w\"'\\])|(\bwww\\\.|\b[A-Za-z]{2,}\\-(?=\d))", re.IGNORECASE)
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
    parts = _parts(report, groups, sources)
    for number, (label, findings, after) in enumerate(parts):
        share = room // (len(parts) - number) - len(label) - sum(map(len, after)) - 120
        shown = list(_fitting(findings, share))
        opened = " open" if label.startswith("violation") else ""
        part = [
            f"<details{opened}>",
            f"<summary>{_AUTOLINK.sub(_PARTED, label)}</summary>",
            "",
            *(line for rows in shown for line in rows),
        ]
        if len(shown) < len(findings):
            part.append(f"- and {len(findings) - len(shown)} more, which a comment cannot hold: see the other formats")
        part += [*after, "", "</details>", ""]
        room -= sum(len(line) + 1 for line in part)
        lines += part
    return "\n".join(lines).rstrip("\n") + "\n"


def _fitting(findings: Iterable[list[str]], room: int) -> Iterator[list[str]]:
    for rows in findings:
        room -= sum(len(line) + 1 for line in rows)
        if room < 0:
            return
        yield rows


def _parts(
    report: Report, groups: Iterable[tuple[str, list[Finding]]], sources: Sources
) -> list[tuple[str, list[list[str]], list[str]]]:
    """Of what is folded, each rule's findings and what is waived: label, lines by finding, lines at the end."""
    parts = []
    for code, group in groups:
        number = f"{len(group)} {'finding' if len(group) == 1 else 'findings'}"
        after = ["", f"Remedy: {escape(one_line(group[0].help))}"] if group[0].help else []
        rows = [list(_finding(finding, sources)) for finding in group]
        parts.append((f"{group[0].severity} {_code(code)}: {number}", rows, after))
    waived = []
    for row in report.waived:
        where = escape(f"{row.name}:{row.line}")
        reason = f"  - {escape(_code(row.finding.code))} is waived: {_short(row.reason)} ({where})"
        waived.append([*_finding(row.finding, sources), reason])
    if waived:
        parts.append((f"{len(report.waived)} waived", waived, []))
    return parts


def _by_rule(finding: Finding) -> tuple[object, ...]:
    return finding.order[0], finding.code, finding.order


def _finding(finding: Finding, sources: Sources) -> Iterator[str]:
    """A line with the first sentence, and one below it for each other."""
    place = place_of_finding(finding, sources)
    where = at(place) if place else heading(finding) + (f", {dates(finding.dates)}" if finding.dates else "")
    first, *others = finding.statements or (None,)
    said = f" {_quoted(first)}" if first else ""
    if not said and finding.value is not None:
        said = f" {_short(finding.value)}"
    section = f", in {_short(first.section)}" if first and first.section else ""
    yield f"- **{escape(where) or 'graph'}**{section}{said}"
    below = [f"{escape(whereabouts(s, sources))} {_quoted(s)}".strip() for s in others if s] + [_short(finding.why)]
    yield from (f"  - {text}" for text in below if text)  # an empty item would make a heading of the line above


def _quoted(statement: Statement) -> str:
    return f"\u201c{_short(words(statement))}\u201d" if statement.sentence else ""


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
