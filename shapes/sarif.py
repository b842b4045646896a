"""The report as SARIF 2.1.0, with both sentences of a contradiction, waivers, baseline and the files that were refused.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final
from urllib.parse import quote

from .. import __version__
from .fingerprint import KEY, numbered
from .machine import dump
from .phrases import described, sentences, words
from .place import Place, Sources, place_of, place_of_finding
from .profiles import PROFILES, Rule, rules
from .report import Finding, Report, Statement
from .visible import encodable, one_line
from .waivers import PROFILE, waiver_rules

LEVELS: Final = {"violation": "error", "warning": "warning", "info": "note"}
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT: Final = "%SRCROOT%"
"""The name of the folder that the files' names count from: that of the repository, by GitHub's convention."""

_PROBLEM = {"violation": "error", "warning": "warning", "info": "recommendation"}


def to_sarif(report: Report, sources: Sources) -> str:
    """SARIF 2.1.0. Fingerprints count words, not lines; columns count code points."""
    known = _described(report)
    everything = [
        *((finding, None, "new") for finding in report.findings),
        *((finding, None, "unchanged") for finding in report.known),
        *((waived.finding, waived, "new") for waived in report.waived),
    ]
    ids = sorted({*known, *(finding.code for finding, _, _ in everything)})
    index = {code: number for number, code in enumerate(ids)}
    prints = {id(f): p for f, p in numbered(sorted((f for f, _, _ in everything), key=lambda f: f.order))}
    results = []
    for finding, waived, state in everything:
        result = _result(finding, sources, index[finding.code])
        result["partialFingerprints"] = {KEY: prints[id(finding)]}
        if report.baseline or report.known:
            result["baselineState"] = state
        if waived:
            where = _physical(Place(waived.name, waived.line, waived.column, waived.line, waived.column))
            result["suppressions"] = [
                {
                    "kind": "inSource",
                    "status": "accepted",
                    "justification": one_line(waived.reason),
                    "location": {"physicalLocation": where},
                }
            ]
        elif report.waived:
            result["suppressions"] = []  # known not to be suppressed (section 3.27.23)
        results.append(result)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "practicegraph",
                "version": __version__,
                "rules": [_rule(code, known.get(code), everything) for code in ids],
            }
        },
        "invocations": [_invocation(report.refused)],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder that the command was run in."}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _described(report: Report) -> dict[str, Rule]:
    found = {rule.code: rule for profile in report.profiles if profile in PROFILES for rule in rules(profile)}
    if any(finding.profile == PROFILE for finding in report.findings):
        found |= {rule.code: rule for rule in waiver_rules()}
    return found


def _rule(code: str, rule: Rule | None, found: Iterable[tuple[Finding, object, str]]) -> dict[str, Any]:
    """What is known of a rule; of one without description, as those of users may be, what its findings say."""
    if rule is None:
        finding = next(finding for finding, _, _ in found if finding.code == code)
        rule = Rule(
            code,
            finding.shape,
            finding.severity,
            one_line(finding.message),
            one_line(finding.description),
            one_line(finding.help),
            finding.profile,
        )
    cited, wrong, right = rule.source, rule.wrong, rule.right
    made: dict[str, Any] = {
        "id": code,
        "name": re.sub(r"\W", "", re.split(r"[/#:]", rule.shape)[-1]) or code,
        "shortDescription": {"text": described(rule) or code},
        "fullDescription": {"text": rule.description or described(rule) or code},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": [tag for tag in (rule.profile, cited) if tag],
            "problem.severity": _PROBLEM[rule.severity],
        },
    }
    if rule.help:
        examples = [(word, text) for word, text in (("Wrong", wrong), ("Right", right)) if text]
        plain = [rule.help, *(f"{word}: {text}" for word, text in examples), cited]
        rich = [rule.help, *(f"**{word}**\n\n> {text}" for word, text in examples), cited]
        made["help"] = {"text": "\n".join(filter(None, plain)), "markdown": "\n\n".join(filter(None, rich))}
    return made


def _invocation(refused: Iterable[tuple[str, str]]) -> dict[str, Any]:
    notes = [
        {
            "level": "error",
            "message": {"text": _plain(f"{one_line(name)}: {one_line(reason)}")},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(name)}}],
        }
        for name, reason in refused
    ]
    return {"executionSuccessful": not notes} | ({"toolExecutionNotifications": notes} if notes else {})


def _result(finding: Finding, sources: Sources, index: int) -> dict[str, Any]:
    made: dict[str, Any] = {"ruleId": finding.code, "ruleIndex": index, "level": LEVELS[finding.severity]}
    first, *others = finding.statements or (Statement(""),)
    made["locations"] = [_location(first, place_of_finding(finding, sources), finding)]
    if others:
        # Both sentences are links to their places: viewers show related locations that the message links to.
        links = [
            f"[\u201c{_escaped(words(statement))}\u201d]({number})"
            for number, statement in enumerate(finding.statements, 1)
        ]
        why = f" {_escaped(one_line(finding.why))}" if finding.why else ""
        made["message"] = {"text": f"{_escaped(one_line(finding.message))} {' / '.join(links)}{why}"}
        made["relatedLocations"] = [
            {"id": number, "message": {"text": _plain(words(statement) or finding.code)}}
            | _location(statement, place_of(statement, sources), finding)
            for number, statement in enumerate(finding.statements, 1)
        ]
    else:
        made["message"] = {"text": _plain(sentences(finding))}
    return made


def _location(statement: Statement, place: Place | None, finding: Finding) -> dict[str, Any]:
    name = statement.assertion or finding.focus
    made: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": one_line(name), "kind": "resource"}]}
    if place:
        made["physicalLocation"] = _physical(place, statement.sentence if place.exact else "")
    return made


def _physical(place: Place, snippet: str = "") -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": max(place.end_column, place.column if place.line == place.end_line else 1),
    }
    if snippet:
        region["snippet"] = {"text": encodable(snippet)}
    return {"artifactLocation": _artifact(place.name), "region": region}


def _artifact(name: str) -> dict[str, str]:
    """The file as an URI: below the root, or, for an absolute path, by itself."""
    windows = bool(PureWindowsPath(name).drive) and PureWindowsPath(name).is_absolute()
    path = PureWindowsPath(name).as_posix() if windows else str(PurePosixPath(name))
    escaped = quote(encodable(path), safe="/.-_~")
    if windows or path.startswith("/"):
        return {"uri": "file:///" + (path[:2] + quote(encodable(path[2:]), safe="/.-_~") if windows else escaped[1:])}
    return {"uri": escaped, "uriBaseId": ROOT}


def _plain(text: str) -> str:
    """A text of which nothing is a link."""
    return _escaped(text) if "](" in text else text


def _escaped(text: str) -> str:
    """For a message with links: brackets that are none of theirs (section 3.11.6)."""
    return re.sub(r"([\\\[\]])", r"\\\1", text)
