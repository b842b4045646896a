"""The report as Markdown: a summary for a pull request."""

import re

from .place import Sources
from .report import Report
from .text import dates, heading, summary, whereabouts
from .visible import one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$:.>-])")


def to_markdown(report: Report, sources: Sources) -> str:
    """A table of findings, the words of policies escaped: no markup, link, mention or HTML of theirs is live."""
    lines = ["## Privacy policy check", "", escape(summary(report).plain), ""]
    if not report.conforms:
        lines += ["| severity | rule | where | what | sentences |", "| --- | --- | --- | --- | --- |"]
    for finding in report.findings:
        said = "<br>".join(
            f"\u201c{escape(one_line(s.sentence))}\u201d ({escape(whereabouts(s, sources))})"
            for s in finding.statements
        )
        where = heading(finding) + (f", {dates(finding.dates)}" if finding.dates else "")
        cells = (finding.severity, finding.code, where, one_line(finding.message))
        lines.append("| " + " | ".join([*map(escape, cells), said]) + " |")
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """The text with what Markdown and HTML would read as markup escaped.

    >>> escape("a|b <img> @team")
    'a\\\\|b &lt;img\\\\> @<!-- -->team'
    """
    escaped = _SPECIAL.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    # Mentions and references are looked for in the rendered text, where no backslash is left.
    return re.sub(r"(@|\\#)(?=\w)", r"\1<!-- -->", escaped)
