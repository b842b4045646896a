"""Statements and versions as rows of a table."""

from collections.abc import Iterable
from typing import Final

from ..context import Row, Service
from ..statements import Link, Statement

STATEMENT_COLUMNS: Final = (
    "kind",
    "actor",
    "polarity",
    "modality",
    "practice",
    "data type",
    "qualified by",
    "sentence",
    "first stated",
    "confidence",
    "iri",
)


def statement_rows(found: Iterable[Statement]) -> list[tuple[str, ...]]:
    """A row of `STATEMENT_COLUMNS` for each statement."""
    return [
        (
            one.kind,
            one.actor.text if one.actor else "",
            "denied" if one.denied else "affirmed",
            one.modality,
            one.verb.text if one.verb else "",
            one.data_type.text if one.data_type else "",
            "; ".join(f"{words}: {', '.join(link.text for link in links)}" for words, links in one.roles),
            " ".join(one.quotes[0][0].split()) if one.quotes else "",
            one.first_stated,
            one.confidence,
            one.iri,
        )
        for one in found
    ]


def version_rows(here: Service, rows: Iterable[Row]) -> list[dict[str, object]]:
    """Versions with their links, as templates and JSON have them."""
    return [
        {
            "version": Link(row["version"].rpartition("/")[2], here.addresses.link(row["version"])),
            "policy": Link(row["title"], here.addresses.link(row["policy"])),
            "text": (here.addresses.link(row["version"]) or "") + ".txt" if here.keeps_texts else None,
            "date": row["date"][:10],
            "statements": int(row["n"]),
        }
        for row in rows
    ]
