"""From a clause that was read to the assertions that word it, the one that an exception implies included."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from spacy.tokens import Token

from ...ontology.namespaces import AFFIRMED, CONDITION, DENIED, POSSIBLE, PRACTICE, STATED
from ..cues import Cue
from ..grammar import Grammar, load_grammar
from ..model import Assertion, Mention
from ..parties import Party
from ..phrases import DataPhrase, DataPhrases
from ..roles import Roles
from ..sentence import Sentence

USE = PRACTICE + "Use"


@dataclass
class Scope:
    """What the clauses of one sentence have in common while its practices are read.

    ``speaking`` holds the verbs that have yielded statements, inside whose purposes nothing new is stated.
    """

    sentence: Sentence
    phrases: DataPhrases
    speaking: set[int] = field(default_factory=set)

    @property
    def grammar(self) -> Grammar:
        """The function words."""
        return load_grammar()

    def under(self, practice: str, broader: str) -> bool:
        """True where a practice is another one or narrower."""
        return self.sentence.lexicon.vocabulary.same_or_narrower(practice, broader)


def is_data(scope: Scope, phrase: DataPhrase, practice: str) -> bool:
    """True where a phrase can be what the practice is about."""
    head = scope.sentence.span.doc[phrase.head]
    if phrase.concept is None and (head.pos_ == "PRON" or head.lower_ in scope.grammar["no_data"]):
        return False
    return practice != USE or phrase.concept is not None or phrase.broader is not None


def assertions(
    scope: Scope,
    cue: Cue,
    practice: str,
    who: Party,
    data: list[DataPhrase],
    roles: Roles,
    denying: Token | None,
    mode: str,
) -> Iterator[Assertion]:
    """One assertion for each data type of a clause, and those that its exceptions imply."""
    fields = roles.as_fields()
    mention = who.mention if who.role in {"first", "third", "user"} else None
    for phrase in data:
        span = scope.sentence.span.doc[phrase.start : phrase.end]
        assertion = Assertion(
            kind="DataPractice",
            asserted_by=scope.sentence.asserted_by,
            evidence=scope.sentence.evidence,
            section=scope.sentence.section,
            practice=practice,
            polarity=DENIED if denying is not None else AFFIRMED,
            modality=mode,
            actor=mention,
            cue=scope.sentence.mention(cue.span),
            negation=scope.sentence.mention(denying) if denying is not None else None,
            data_type=scope.sentence.mention(span, phrase.concept),
            **fields,  # type: ignore[arg-type]
        )
        yield assertion
        if denying is not None and assertion.exceptions and (happens := _happens(scope, assertion)):
            yield happens


def _happens(scope: Scope, denial: Assertion) -> Assertion | None:
    """The affirmation that a denial's "unless" or "except" implies; none for "without your consent"."""
    told = tuple(e for e in denial.exceptions if not _says_nothing(scope, e))
    if not told:
        return None
    mode = POSSIBLE if denial.modality == STATED else denial.modality
    return replace(
        denial,
        polarity=AFFIRMED,
        negation=None,
        exceptions=(),
        conditions=(*denial.conditions, *told),
        modality=mode,
    )


def _says_nothing(scope: Scope, exception: Mention) -> bool:
    """True for "without your consent", "unless you agree" and "except as described": nothing is said to happen."""
    text = exception.text.lower()
    vocabulary = scope.sentence.lexicon.vocabulary
    consent = exception.concept is not None and vocabulary.same_or_narrower(exception.concept, CONDITION + "Consent")
    return text.startswith("without") or consent or any(w in text.split() for w in scope.grammar["elsewhere"])
