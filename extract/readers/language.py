"""Only English is read: other languages are refused by name."""

import re
from functools import cache
from typing import Any

from .refusal import RefusedInput

_FEWEST_WORDS = 25
_SAMPLE = 20_000  # characters
# Words that make up a fifth of English prose and that other languages do not have; where they are frequent the
# identifier (0.8 s to load) is not asked.
_COMMON = "the of and to your you we our with that this information or not by for are"
_ENGLISH = frozenset(_COMMON.split())
_WORD = re.compile(r"[^\W\d_]+")
_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "gl": "Galician",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "la": "Latin", "lt": "Lithuanian", "lv": "Latvian", "ms": "Malay",
    "nb": "Norwegian", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish",
    "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def check_language(text: str, name: str) -> str:
    """``"en"``; raises RefusedInput with the language's name where a text of 25 words or more is not English."""
    sample = text[:_SAMPLE]
    words = [word.lower() for word in _WORD.findall(sample)]
    if len(words) < _FEWEST_WORDS and sum(map(str.isalpha, sample)) < 4 * _FEWEST_WORDS:
        return "en"
    if sum(word in _ENGLISH for word in words) >= 0.15 * max(len(words), 1):
        return "en"
    if len(words) < _FEWEST_WORDS and sample.isascii():
        return "en"
    code, sure = _identify(sample)
    if code == "en" or not sure:
        return "en"
    language = _NAMES.get(code, f"the language “{code}”")
    raise RefusedInput(name, f"is in {language}; only English policies are read: give the English version")


def _identify(text: str) -> tuple[str, bool]:
    """The most likely language, and whether it is clearly likelier than English."""
    ranked: dict[str, float] = dict(_identifier().rank(text))
    code = max(ranked, key=lambda language: ranked[language])
    return code, ranked[code] - ranked.get("en", float("-inf")) > 5


@cache
def _identifier() -> Any:
    import py3langid  # loading its model takes most of a second: only where it is needed

    return py3langid
