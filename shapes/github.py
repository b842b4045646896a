"""The report as workflow commands, which GitHub shows as annotations of a pull request.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from .phrases import COMMANDS, sentences, summary
from .place import Place, Sources, place_of_finding
from .report import Finding, Report
from .visible import encodable, one_line, visible


def to_github(report: Report, sources: Sources) -> str:
    """A workflow command for each finding, the most severe first, and a summary; nothing where there is nothing to say.

    GitHub shows ten of a kind for each step; the log has all. What is waived is a notice.
    """
    lines = [
        _command("error", Place(name, exact=False), "not read", f"{one_line(name)}: {one_line(reason)}")
        for name, reason in report.refused
    ]
    for finding in sorted(report.findings, key=lambda f: f.order):
        lines.append(_finding(COMMANDS[finding.severity], finding, sources, finding.code, sentences(finding)))
    for waived in report.waived:
        reason = f"Waived ({one_line(waived.reason)}): {sentences(waived.finding)}"
        lines.append(_finding("notice", waived.finding, sources, f"{waived.finding.code} waived", reason))
    if lines or report.known:
        lines.append(summary(report))
    return "".join(f"{line}\n" for line in lines)


def _finding(command: str, finding: Finding, sources: Sources, title: str, message: str) -> str:
    return _command(command, place_of_finding(finding, sources), title, message)


def _command(command: str, place: Place | None, title: str, message: str) -> str:
    properties = {}
    if place:
        properties = {"file": place.name, "line": str(place.line), "endLine": str(place.end_line)}
        if place.line == place.end_line:  # columns are for spans of one line only
            properties["col"] = str(place.column)
            properties["endColumn"] = str(max(place.end_column, place.column))
    given = ",".join(f"{key}={_property(value)}" for key, value in (properties | {"title": title}).items())
    return f"::{command} {given}::{_data(message)}"


def _data(text: str) -> str:
    return encodable(visible(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
