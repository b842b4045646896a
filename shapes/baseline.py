"""A baseline: the findings of an earlier run, so that only new ones are reported."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from .fingerprint import KEY, fingerprint
from .report import Finding, Report

FORMAT: Final = "practicegraph-baseline"
VERSION: Final = 1
LIMIT: Final = 50_000_000
"""Bytes of a baseline at most."""

_PRINT = re.compile(r"[0-9a-f]{32}")


class BaselineError(ValueError):
    """A baseline that cannot be used: its name, the reason and the remedy."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}; write it again with --write-baseline")
        self.name = name
        self.reason = reason


@dataclass(frozen=True)
class Baseline:
    """How many findings of each fingerprint an earlier run had."""

    name: str = ""
    counts: Counter[str] = field(default_factory=Counter)


def read_baseline(data: bytes, name: str = "baseline") -> Baseline:
    """A baseline as `write_baseline` writes it, or the SARIF report of an earlier run. Raises `BaselineError`."""
    if len(data) > LIMIT:
        raise BaselineError(name, f"is larger than {LIMIT // 1_000_000} MB")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BaselineError(name, "is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise BaselineError(name, f"is not JSON (line {error.lineno}: {error.msg})") from None
    except (ValueError, RecursionError):
        raise BaselineError(name, "is not JSON that can be read (nested too deep, or a number too long)") from None
    if not isinstance(document, dict):
        raise BaselineError(name, "is no baseline: its JSON is not an object")
    if document.get("format") == FORMAT:
        return Baseline(name, _own(document, name))
    if isinstance(document.get("runs"), list):
        return Baseline(name, Counter(_sarif(document["runs"], name)))
    raise BaselineError(name, "is neither a baseline nor a SARIF report")


def _own(document: dict[str, Any], name: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    if document.get("version") != VERSION:
        raise BaselineError(name, f"has the version {str(document.get('version'))[:20]}, and {VERSION} is known")
    rows = document.get("findings")
    if not isinstance(rows, list):
        raise BaselineError(name, 'has no list "findings"')
    for number, row in enumerate(rows, 1):
        print_ = row.get("fingerprint") if isinstance(row, dict) else None
        count = row.get("count", 1) if isinstance(row, dict) else None
        if not isinstance(print_, str) or not _PRINT.fullmatch(print_):
            raise BaselineError(name, f'has no "fingerprint" of 32 hex digits in finding {number}')
        if not isinstance(count, int) or isinstance(count, bool) or not 0 < count < 10_000_000:
            raise BaselineError(name, f'has a "count" that is no positive number in finding {number}')
        counts[print_] += count
    return counts


def _sarif(runs: list[Any], name: str) -> Iterator[str]:
    known = 0
    for run in runs:
        tool = run.get("tool") if isinstance(run, dict) else None
        driver = tool.get("driver") if isinstance(tool, dict) else None
        if not isinstance(driver, dict) or driver.get("name") != "practicegraph":
            continue  # a file may hold the runs of several tools
        known += 1
        results = run.get("results")
        for result in results if isinstance(results, list) else ():
            if not isinstance(result, dict) or result.get("suppressions") or result.get("baselineState") == "absent":
                continue
            prints = result.get("partialFingerprints")
            print_ = str(prints.get(KEY, "")).partition(":")[0] if isinstance(prints, dict) else ""
            if not _PRINT.fullmatch(print_):
                raise BaselineError(name, f'has a result without the fingerprint "{KEY}"')
            yield print_
    if not known:
        raise BaselineError(name, "is a SARIF report without a run of practicegraph")


def new_only(report: Report, baseline: Baseline) -> Report:
    """The report with the findings that the baseline has moved to ``known``.

    Two equal findings in the baseline cover two and no third: the first two in order.
    """
    left = baseline.counts.copy()
    new: list[Finding] = []
    known: list[Finding] = []
    for finding in report.findings:
        print_ = fingerprint(finding)
        if left[print_] > 0:
            left[print_] -= 1
            known.append(finding)
        else:
            new.append(finding)
    return replace(report, findings=tuple(new), known=(*report.known, *known), baseline=baseline.name)


def write_baseline(report: Report) -> str:
    """The baseline of what a report has, known findings with it, waived ones without; one line a finding, sorted."""
    rows = [
        {"code": code, "fingerprint": print_, "count": count}
        for (code, print_), count in sorted(Counter(_keys((*report.findings, *report.known))).items())
    ]
    lines = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    found = f"[\n{lines}\n ]" if rows else "[]"
    return f'{{\n "format": "{FORMAT}",\n "version": {VERSION},\n "findings": {found}\n}}\n'


def _keys(findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    return ((finding.code, fingerprint(finding)) for finding in findings)
