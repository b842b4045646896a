"""PI-Extract: the words for data that the company collects or shares, or says that it does not.

Four labels, each of them a layer of its own: the same words may be collected and shared. Here data that is used or
kept counts as collected, and what a third party collects or uses counts as shared with it; what is deleted or protected
counts as neither.
"""

from collections.abc import Iterable, Sequence

from practicegraph.extract import Assertion
from practicegraph.ontology.namespaces import DENIED, FIRST_PARTY

from .concepts import family, lookup
from .detokenise import Detokenised
from .extraction import Reading
from .metrics import Counts, exact_pairs, half_pairs, span_counts, total
from .mistakes import span_mistakes
from .readers import PI_FILES, Sentence
from .result import PRIVBERT, Result, Row
from .spans import Span, flat, without_leading

_WORDS = "the a an your our my his her their its this these that those any all some certain such each every other"
DETERMINERS = frozenset(_WORDS.split())
_SHARED = {"Share", "Transfer"}
_COLLECTED = {"Collect", "Use", "Retain"}


def data_spans(prose: Detokenised, assertions: Iterable[Assertion]) -> list[Span]:
    """The data types of a sentence's practices as spans of tokens, by PI-Extract's labels."""
    layers: dict[str, list[Span]] = {name: [] for name in PI_FILES}
    for assertion in assertions:
        label = _label(assertion)
        data = assertion.data_type
        place = prose.span(data.start, data.end) if label and data else None
        if place:
            layers[label].append(Span(*place, label))
    return [s for spans in layers.values() for s in flat(spans)]


def _label(assertion: Assertion) -> str:
    if assertion.kind != "DataPractice":
        return ""
    practice = family(assertion.practice)
    actor = assertion.actor.concept if assertion.actor else assertion.asserted_by
    ours = actor in {assertion.asserted_by, FIRST_PARTY} or not actor
    # a third party that collects or uses is told to have the data: sharing, in this annotation
    if practice in _SHARED or (practice in _COLLECTED and not ours and lookup(actor, {"ThirdParty": "third"})):
        name = "Share"
    elif practice in _COLLECTED:
        name = "CollectUse"
    else:
        return ""
    return f"{name}_{'false' if assertion.polarity == DENIED else 'true'}"


def score_piextract(sentences: Sequence[Sentence], readings: Sequence[Reading]) -> Result:
    """Spans as annotated, and without the determiners that they begin with on either side."""
    found = [data_spans(s.prose, r.assertions) for s, r in zip(sentences, readings, strict=True)]
    plain = [(list(s.spans), f) for s, f in zip(sentences, found, strict=True)]
    bare = [
        (without_leading(g, s.prose.tokens, DETERMINERS), without_leading(f, s.prose.tokens, DETERMINERS))
        for s, (g, f) in zip(sentences, plain, strict=True)
    ]
    counts, halves = span_counts(bare, exact_pairs), span_counts(bare, half_pairs)
    exact, half = total(counts), total(halves)
    words = "PI-Extract, without leading determiners"
    rows = (
        Row("piextract", words, exact.f1, half.f1, 50, 66, PRIVBERT.format("66.4, the mean of four labels")),
        Row("piextract.precision", f"{words}: precision", exact.precision, half.precision, guarded=False),
        Row("piextract.recall", f"{words}: recall", exact.recall, half.recall, guarded=False),
        Row("piextract.mean", f"{words}: mean of the labels", _mean(counts), _mean(halves), guarded=False),
        Row(
            "piextract.as_given",
            "PI-Extract, spans as annotated",
            total(span_counts(plain, exact_pairs)).f1,
            total(span_counts(plain, half_pairs)).f1,
        ),
    )
    mistakes = tuple(
        m
        for s, (gold, got) in zip(sentences, bare, strict=True)
        for m in span_mistakes(s.prose.text, s.prose.tokens, gold, got)
    )
    return Result("piextract", len(sentences), rows, mistakes, {"piextract": counts})


def _mean(counts: dict[str, Counts]) -> float:
    """The mean F1 of the four labels: as much weight for the few denials as for all that is collected."""
    return sum(counts.get(name, Counts()).f1 for name in PI_FILES) / len(PI_FILES)
