"""Bullets and numbers with which list items begin when no markup says that they are items."""

import re

MARKER = re.compile(
    r"""(?:
          (?P<bullet>[•●◦▪▫■□‣⁃·∙❖➢►✓✔\uf0b7])\s*
        | (?P<dash>[-–—*+])\s+
        | (?P<ring>o)\s+(?=[A-Z])
        | (?P<section>\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}\.)\s+
        | (?P<paren>\((?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})\)|(?:\d{1,2}|[a-z]|[ivx]{1,5})\))\s*
        | (?P<letter>[a-zA-Z]|[ivx]{1,5}|[IVX]{1,5})\.\s+
    )(?=\S)""",
    re.VERBOSE,
)
_ROMAN = re.compile(r"[ivx]+|[IVX]+")


def style(marker: re.Match[str], last: str) -> tuple[str, str]:
    """The kind of list that a marker belongs to, and its number or letter (``last``: the one before, if any).

    Items of one kind stand at one depth. ``(i)`` after ``(h)`` is a letter, otherwise a Roman number.
    """
    kind = marker.lastgroup or ""
    sign = marker.group().strip()
    bare = sign.strip("().")
    if kind == "bullet" or kind == "dash" or kind == "ring":
        return sign, bare
    if bare[:1].isdigit():
        return f"{kind}{bare.count('.')}1", bare
    if _ROMAN.fullmatch(bare) and not (len(bare) == 1 and len(last) == 1 and ord(bare) == ord(last) + 1):
        return f"{kind}{'i' if bare.islower() else 'I'}", bare
    return f"{kind}{'a' if bare.islower() else 'A'}", bare
