"""OPP-115: which categories of practices a paragraph is about."""

from collections.abc import Iterable, Sequence

from practicegraph.extract import Assertion
from practicegraph.ontology.namespaces import FIRST_PARTY

from .concepts import RIGHTS, family, lookup
from .extraction import Reading
from .metrics import label_counts, total
from .mistakes import label_mistakes
from .readers import Segment
from .result import PRIVBERT, Result, Row

FIRST = "First Party Collection/Use"
THIRD = "Third Party Sharing/Collection"
CHOICE = "User Choice/Control"
ACCESS = "User Access, Edit and Deletion"
RETENTION = "Data Retention"
SECURITY = "Data Security"
CHANGE = "Policy Change"
DO_NOT_TRACK = "Do Not Track"
AUDIENCES = "International and Specific Audiences"
OTHER = "Other"

_PRACTICES = {
    "Collect": FIRST,
    "Use": FIRST,
    "Share": THIRD,
    "Transfer": AUDIENCES,
    "Retain": RETENTION,
    "Delete": RETENTION,
    "Protect": SECURITY,
}
_KINDS = {"ChangeNotice": CHANGE, "DoNotTrackStatement": DO_NOT_TRACK, "AudienceStatement": AUDIENCES}
_TOPICS = {
    "PolicyChanges": CHANGE,
    "DoNotTrackResponse": DO_NOT_TRACK,
    "ChildrensPrivacy": AUDIENCES,
    "CaliforniaNotice": AUDIENCES,
    "DataTransfers": AUDIENCES,
    "SecurityOfData": SECURITY,
    "BreachNotice": SECURITY,
    "RetentionPeriod": RETENTION,
    "ProvisionRequired": FIRST,
    "CookieChoices": CHOICE,
    "EffectiveDate": CHANGE,
}
_RIGHTS = {"choice": CHOICE, "access": ACCESS}
_CHOICES = {"OptIn": CHOICE, "OptOut": CHOICE}
_AUDIENCES = {"AgeBelow": AUDIENCES, "ParentalConsent": AUDIENCES, "RegionApplies": AUDIENCES}
_ON_REQUEST = {"UserRequest": ACCESS, "ContactCompany": ACCESS}
_TRANSATLANTIC = {"SafeHarbor", "PrivacyShield", "DataPrivacyFramework", "GDPR", "CCPA", "COPPA"}


def categories(assertions: Iterable[Assertion]) -> frozenset[str]:
    """The categories of a paragraph, from what is stated in it; "Other" where it states nothing."""
    found = {c for a in assertions for c in _categories(a)}
    return frozenset(found - {""}) or frozenset({OTHER})


def _categories(assertion: Assertion) -> Iterable[str]:
    of = assertion.data_subject
    limits = (*assertion.conditions, *assertion.exceptions, *assertion.scopes)
    apart = {lookup(m.concept, _AUDIENCES) for m in limits} | {lookup(of.concept, {"Child": AUDIENCES}) if of else ""}
    yield from apart
    if assertion.kind == "DataPractice":
        # what is done with data of one group only is annotated as of that group, not also as a practice of its own
        yield "" if AUDIENCES in apart else _practice(assertion)
        yield from (lookup(m.concept, _CHOICES) for m in limits)
    elif assertion.kind == "UserRight":
        kinds = {lookup(r.concept, RIGHTS) for r in assertion.rights}
        yield from (_RIGHTS.get(kind, "") for kind in kinds)
    elif assertion.kind == "ComplianceClaim":
        names = {(f.concept or "").rpartition("/")[2] for f in assertion.frameworks}
        yield AUDIENCES if names & _TRANSATLANTIC else ""
    yield _KINDS.get(assertion.kind, "")
    yield from (lookup(t.concept, _TOPICS) for t in assertion.topics)


def _practice(assertion: Assertion) -> str:
    """First party or third by who acts.

    Retention is how long data is kept: data kept with no word of a time is use of it, by the annotation's guide, and
    data deleted for somebody who asks is what people may have done with it.
    """
    practice = family(assertion.practice)
    actor = assertion.actor.concept if assertion.actor else None
    third = actor not in {None, assertion.asserted_by, FIRST_PARTY} and lookup(actor, {"ThirdParty": "third"})
    if practice in {"Collect", "Use"} and third:
        return THIRD
    if practice == "Retain" and not assertion.retention:
        return THIRD if third else FIRST
    if practice == "Delete" and not assertion.retention:
        asked = any(lookup(m.concept, _ON_REQUEST) for m in assertion.conditions)
        return ACCESS if asked else ""
    return _PRACTICES.get(practice, "")


def score_opp115(segments: Sequence[Segment], readings: Sequence[Reading]) -> Result:
    """Micro-F1 over the categories, "Other" left out: it is what is left when the rest is known."""
    pairs = [(s.labels - {OTHER}, categories(r.assertions) - {OTHER}) for s, r in zip(segments, readings, strict=True)]
    counts = label_counts(pairs)
    whole = total(counts)
    with_other = total(
        label_counts((s.labels, categories(r.assertions)) for s, r in zip(segments, readings, strict=True))
    )
    published = PRIVBERT.format('87.2, "Other" among its categories')
    rows = (
        Row("opp115", 'OPP-115 categories, without "Other"', whole.f1, None, 75, 87, published),
        Row("opp115.precision", "OPP-115: precision", whole.precision, guarded=False),
        Row("opp115.recall", "OPP-115: recall", whole.recall, guarded=False),
        Row("opp115.with_other", 'OPP-115 with "Other"', with_other.f1, guarded=False),
    )
    mistakes = tuple(
        m for s, (gold, found) in zip(segments, pairs, strict=True) for m in label_mistakes(s.text, gold, found)
    )
    return Result("opp115", len(segments), rows, mistakes, {"opp115": counts})
