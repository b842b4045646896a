"""Waivers: comments in a policy that take findings out of the report, with a reason.

    <!-- practicegraph: waive PG301 -- approved by counsel in May -->
    <!-- practicegraph: waive PG301, PG203: both sentences are about the old app -->

Behind the codes stands the reason, after ``--``, a dash, ``:`` or ``because``. A waiver covers

- the paragraph, list item, table row or heading that it stands in; else
- the one that follows it, and where that is a heading, the whole section of the heading;
- right under a heading also what is found at the heading itself;
- before the first block of the file also what is found of the file as a whole.

So a waiver above the title covers everything. A contradiction is waived by a waiver at either of its sentences.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Final

import pyoxigraph as ox

from ..ontology.namespaces import SHAPES
from .blocks import Comment, Outline, outline_of
from .graphs import graph_of
from .place import Source, Sources
from .profiles import CODE, PROFILES, Rule, rule_of, rules
from .report import Finding, Report, Statement, Waived
from .visible import shortened

PROFILE: Final = "waivers"
"""The profile of findings about waivers; it is always on."""
NO_REASON, UNKNOWN, UNUSED = "PG001", "PG002", "PG003"

_DIRECTIVE = re.compile(r"\s*practicegraph\s*:\s*", re.IGNORECASE)
_WAIVE = re.compile(r"waive\b\s*", re.IGNORECASE)
_REASON = re.compile(r"\s*--+\s*|\s*[\u2013\u2014]\s*|\s*:\s*|\s+because\s+", re.IGNORECASE)
_CODE = re.compile(r"[\w.-]+")
_OURS = re.compile(r"PG\d+", re.IGNORECASE)
_MOST_CODES = 100
_LONGEST = 500

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A comment that waives: its words, codes and reason, its place, and the spans of the file that it covers.

    ``whole``: it covers what is found of the file as a whole too.
    """

    words: str
    codes: tuple[str, ...]
    reason: str
    name: str
    line: int
    column: int
    start: int
    end: int
    spans: tuple[Span, ...] = ()
    whole: bool = False


@cache
def waiver_rules() -> tuple[Rule, ...]:
    """The rules about waivers, sorted by code."""
    data = resources.files(__package__).joinpath("profiles", "waivers.ttl").read_bytes()
    graph = graph_of(ox.parse(data, format=ox.RdfFormat.TURTLE))
    found = (rule_of(graph, shape, PROFILE) for shape in graph.subjects(CODE, unique=True))
    return tuple(sorted((rule for rule in found if rule), key=lambda rule: rule.code))


def read_waivers(source: Source) -> tuple[Waiver, ...]:
    """The waivers in a file, in order, also those that are not as they should be."""
    if "practicegraph" not in source.file.lower():
        return ()
    outline = outline_of(source.file, html=source.page is not None)
    return tuple(_waivers(source, outline))


def _waivers(source: Source, outline: Outline) -> Iterator[Waiver]:
    for comment in outline.comments:
        directive = _DIRECTIVE.match(comment.words)
        if not directive:
            continue
        waive = _WAIVE.match(comment.words, directive.end())
        said = comment.words[waive.end() :] if waive else ""
        behind = _REASON.search(said)
        named = _CODE.findall(said[: behind.start()] if behind else said)
        reason = " ".join(said[behind.end() :].split()) if behind else ""
        spans, whole = _covered(comment, outline)
        yield Waiver(
            words=shortened(" ".join(comment.words.split()), _LONGEST),
            codes=tuple(dict.fromkeys(_known_spelling(code) for code in named[:_MOST_CODES])),
            reason=shortened(reason, _LONGEST) if any(map(str.isalnum, reason)) else "",
            name=source.name,
            **dict(zip(("line", "column"), source.position(comment.start), strict=True)),
            start=comment.start,
            end=comment.end,
            spans=spans,
            whole=whole,
        )


def _known_spelling(code: str) -> str:
    return code.upper() if _OURS.fullmatch(code) else code


def _covered(comment: Comment, outline: Outline) -> tuple[tuple[Span, ...], bool]:
    inside = outline.around(comment)
    if inside is not None:
        block = outline.blocks[inside]
        return ((block.start, block.end),), False
    following = outline.after(comment)
    before = (len(outline.blocks) if following is None else following) - 1
    spans: list[Span] = []
    if before >= 0 and outline.blocks[before].level:
        spans.append((outline.blocks[before].start, outline.blocks[before].end))
    if following is not None:
        block = outline.blocks[following]
        spans.append((block.start, outline.sections.get(following, block.end)))
    return tuple(spans), before < 0


class _Cover:
    """The waivers of one rule in one file, by what they cover; spans are apart or in one another."""

    def __init__(self) -> None:
        self._waivers: dict[Span, Waiver] = {}
        self.whole: Waiver | None = None
        self._sorted: list[Span] = []
        self._outer: list[int] = []

    def add(self, waiver: Waiver) -> None:
        for span in waiver.spans:
            self._waivers.setdefault(span, waiver)
        if waiver.whole and self.whole is None:
            self.whole = waiver

    def at(self, offset: int) -> Waiver | None:
        """The waiver whose span around the offset is the narrowest."""
        if len(self._sorted) != len(self._waivers):
            self._nest()
        number = bisect_right(self._sorted, offset, key=lambda span: span[0]) - 1
        while number >= 0 and self._sorted[number][1] <= offset:
            number = self._outer[number]
        return self._waivers[self._sorted[number]] if number >= 0 else None

    def _nest(self) -> None:
        self._sorted = sorted(self._waivers, key=lambda span: (span[0], -span[1]))
        self._outer = []
        open_: list[int] = []
        for number, (start, _) in enumerate(self._sorted):
            while open_ and self._sorted[open_[-1]][1] <= start:
                open_.pop()
            self._outer.append(open_[-1] if open_ else -1)
            open_.append(number)


def waive(report: Report, sources: Sources) -> Report:
    """The report with the waivers in its files applied: see `apply`."""
    return apply(report, {version: read_waivers(source) for version, source in sources.items()}, sources)


def apply(report: Report, waivers: Mapping[str, Sequence[Waiver]], sources: Sources) -> Report:
    """The report with what the waivers (by version) cover moved to ``waived``, and findings about waivers added."""
    if not any(waivers.values()):
        return report
    covers: dict[str, dict[str, _Cover]] = {}
    for version, found in waivers.items():
        for waiver in found:
            for code in waiver.codes if waiver.reason else ():
                covers.setdefault(version, {}).setdefault(code, _Cover()).add(waiver)
    left: list[Finding] = []
    waived: list[Waived] = []
    used: set[tuple[str, int, str]] = set()
    for finding in report.findings:
        hit = _waiver_of(finding, covers, sources)
        if hit:
            version, waiver = hit
            used.add((version, waiver.start, finding.code))
            waived.append(Waived(finding, waiver.reason, waiver.name, waiver.line, waiver.column))
        else:
            left.append(finding)
    known = {finding.code: finding.profile for finding in report.findings}
    known |= {rule.code: rule.profile for profile in PROFILES for rule in rules(profile)}
    faults = [
        fault
        for version, found in waivers.items()
        for waiver in found
        for fault in _faults(waiver, version, used, known, report)
    ]
    return replace(
        report,
        findings=tuple(sorted([*left, *faults], key=lambda f: f.order)),
        waived=(*report.waived, *waived),
    )


def _waiver_of(
    finding: Finding, covers: Mapping[str, Mapping[str, _Cover]], sources: Sources
) -> tuple[str, Waiver] | None:
    placed = False
    for statement in finding.statements:
        cover = covers.get(statement.version, {}).get(finding.code)
        source = sources.get(statement.version)
        if not cover or not source or statement.start is None or statement.end is None:
            continue
        span = source.in_file(statement.start, statement.end)
        waiver = cover.at(span[0]) if span else None
        if waiver:
            return statement.version, waiver
        placed = placed or span is not None
    cover = covers.get(finding.version, {}).get(finding.code)
    return (finding.version, cover.whole) if cover and cover.whole and not placed else None


def _faults(
    waiver: Waiver, version: str, used: set[tuple[str, int, str]], known: Mapping[str, str], report: Report
) -> Iterator[Finding]:
    if waiver.codes and not waiver.reason:
        yield _fault(NO_REASON, waiver, version, None)
        return
    if not waiver.codes:
        yield _fault(UNKNOWN, waiver, version, None)
    users = any(profile not in PROFILES for profile in report.profiles)
    for code in waiver.codes:
        if (version, waiver.start, code) in used:
            continue
        if code not in known and (not users or _OURS.fullmatch(code)):
            yield _fault(UNKNOWN, waiver, version, code)
        elif code not in known or known[code] in report.profiles:
            yield _fault(UNUSED, waiver, version, code)


def _fault(code: str, waiver: Waiver, version: str, value: str | None) -> Finding:
    rule = next(rule for rule in waiver_rules() if rule.code == code)
    policy = version.rpartition("/")[0]
    statement = Statement(
        "", waiver.words, policy=policy, version=version, start=waiver.start, end=waiver.end, in_file=True
    )
    return Finding(
        code=code,
        severity=rule.severity,
        message=rule.message,
        focus=version,
        value=value,
        shape=rule.shape,
        component=SHAPES + "WaiverConstraintComponent",
        description=rule.description,
        help=rule.help,
        profile=PROFILE,
        policy=policy,
        version=version,
        statements=(statement,),
    )
