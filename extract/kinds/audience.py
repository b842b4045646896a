"""``pg:AudienceStatement``: for whom a service is meant: minimum age, children, regions."""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span, Token

from ...ontology.namespaces import AFFIRMED, DENIED, REQUIRED
from ..clauses import subject
from ..datafiles import load_yaml
from ..model import Assertion, Mention
from ..polarity import modality, negation
from ..sentence import Sentence


@cache
def _frames() -> dict[str, dict[str, int]]:
    """The word lists of ``audience.yaml``; lists become keys without a meaning of their own."""
    raw = load_yaml(__package__, "audience.yaml")
    return {k: {str(w): (v[w] if isinstance(v, dict) else 0) for w in v} for k, v in raw.items()}


def read_audience(sentence: Sentence) -> Iterator[Assertion]:
    """The sentence's statement of the age, or region, of those a service is meant for, if it makes one."""
    age = _age(sentence.span)
    young = next((t for t in sentence.span if t.lower_ in _frames()["young"]), None)
    if age is not None:
        found = _of_age(sentence, *age)
    elif young is not None:
        found = _of_children(sentence, young)
    else:
        found = _of_region(sentence)
    if found is not None:
        yield found


def _age(span: Span) -> tuple[Token, int] | None:
    """The number of years in "under 13", "at least eighteen years old", "the age of 16"."""
    frames = _frames()
    for token in span:
        if token.lower_ in frames["numbers"]:
            value = frames["numbers"][token.lower_]
        elif token.text.isdigit() and len(token.text) == 2 and 10 <= int(token.text) <= 21:
            value = int(token.text)
        else:
            continue
        before = {t.lower_ for t in span.doc[max(span.start, token.i - 5) : token.i]}
        after = [t.lower_ for t in span.doc[token.i + 1 : min(span.end, token.i + 5)]]
        if after[:1] and after[0] in {"days", "day", "months", "hours", "%", "weeks", "minutes"}:
            continue
        close = {t.lower_ for t in span.doc[max(span.start, token.i - 3) : token.i]}
        if (
            before & {"age", "aged", "ages"}
            or close & {"under", "below", "least", "over", "younger", "older"}
            or {"old", "older", "age", "younger"} & set(after)
        ):
            if close & {"within", "than"} and not close & {"younger", "older", "less"}:
                continue
            return token, value
    return None


def _of_age(sentence: Sentence, number: Token, value: int) -> Assertion | None:
    span = sentence.span
    clause = _clause(number)
    if _conditional(clause):
        main = _main_of(clause)
        forbids = main is not None and (negation(main) is not None) and _asks_person(main)
        return _assertion(sentence, main, number, value, DENIED) if forbids and main is not None else None
    frames = _frames()
    verbs = [
        t
        for t in (clause, *clause.ancestors, *(c for c in clause.children if c.dep_ in {"xcomp", "ccomp", "conj"}))
        if t.pos_ in {"VERB", "AUX"}
    ]
    meant = next((v for v in verbs if v.lemma_.lower() in frames["meaning"]), None)
    if meant is None or any(_conditional(v) for v in verbs):
        return None
    words = {t.lower_ for t in span}
    denied = next((n for v in verbs if (n := negation(v)) is not None), None)
    no_child = next(
        (t for t in span if t.lower_ in {"no", "never", "nobody"} and (t.dep_ in {"det", "neg"} or t.lower_ != "no")),
        None,
    )
    denied = denied or no_child
    required = any(c.lower_ in {"must", "should", "shall"} for v in verbs for c in v.children if c.dep_ == "aux")
    if denied is not None or meant.lemma_.lower() in {"prohibit", "restrict"}:
        if words & {"delete", "remove", "learn", "discover", "aware"} and any(
            _conditional(t) for t in span if t.pos_ == "VERB"
        ):
            return None
        return _assertion(sentence, meant, number, value, DENIED, denied)
    asked = (
        required
        or words & {"only", "represent", "warrant", "confirm", "certify", "affirm", "agree"}
        or meant.lemma_.lower() in {"intend", "direct", "design", "limit", "reserve", "aim"}
    )
    adult = (
        any(w in words for w in frames["above"]) or meant.lemma_.lower() == "be" or bool(words & {"adults", "adult"})
    )
    if asked and adult:
        return _assertion(sentence, meant, number, value, AFFIRMED, required=required)
    return None


def _of_children(sentence: Sentence, young: Token) -> Assertion | None:
    """ "Not directed to children": a denial of meaning without an age."""
    clause = _clause(young)
    verbs = [t for t in (clause, *clause.ancestors) if t.pos_ in {"VERB", "AUX"}]
    meant = next(
        (v for v in verbs if v.lemma_.lower() in _frames()["meant_for"] | _frames()["offered"]),
        None,
    )
    if meant is None or any(_conditional(v) for v in verbs):
        return None
    denied = negation(meant)
    meaning = meant.lemma_.lower() in _frames()["meant_for"]
    if denied is None and not meaning:
        return None
    if denied is None and young.i < meant.i:
        return None
    return _assertion(sentence, meant, young, None, DENIED if denied is not None else AFFIRMED, denied)


def _of_region(sentence: Sentence) -> Assertion | None:
    """ "Our services are intended only for residents of Norway"."""
    frames = _frames()
    for match in sentence.lexicon.longest(sentence.span, "location"):
        place = sentence.span.doc[match.start : match.end]
        clause = _clause(place.root)
        lemma = clause.lemma_.lower()
        available = any(c.lower_ in {"available"} for c in clause.children)
        if lemma not in frames["locating"] and not available:
            continue
        about = subject(clause)
        people = {t.lower_ for t in clause.subtree} & {
            "resident",
            "residents",
            "user",
            "users",
            "people",
            "persons",
            "individuals",
            "customers",
            "visitors",
            "citizens",
            "use",
            "audience",
            "audiences",
        }
        if (
            about is None
            or about.lemma_.lower()
            not in {
                "site",
                "service",
                "website",
                "app",
                "application",
                "product",
                "platform",
                "store",
                "content",
                "it",
                "they",
            }
            or not people
        ):
            continue
        denied = negation(clause)
        return Assertion(
            kind="AudienceStatement",
            asserted_by=sentence.asserted_by,
            evidence=sentence.evidence,
            section=sentence.section,
            polarity=AFFIRMED if denied is None else DENIED,
            modality=modality(clause),
            cue=sentence.mention(clause),
            negation=sentence.mention(denied) if denied is not None else None,
            locations=(sentence.mention(place, match.iri),),
            confidence=0.75,
        )
    return None


def _clause(token: Token) -> Token:
    """The nearest verb above a token."""
    for ancestor in token.ancestors:
        if ancestor.pos_ in {"VERB", "AUX"}:
            return ancestor
    return token.sent.root


def _conditional(verb: Token) -> bool:
    """True under "if" and its like, and for the inversion "should you be …"."""
    subject_at = min((c.i for c in verb.children if c.dep_ == "nsubj"), default=0)
    for child in verb.children:
        if child.i < verb.i and child.dep_ in {"mark", "advmod", "aux"}:
            if child.lower_ in {"if", "when", "where", "unless", "once"}:
                return True
            if child.lower_ == "should" and child.i < subject_at:
                return True
    return False


def _main_of(clause: Token) -> Token | None:
    token = clause
    while token.dep_ in {"advcl", "conj", "ccomp", "relcl", "acl"} and token.head.i != token.i:
        token = token.head
        if token.pos_ in {"VERB", "AUX"} and not _conditional(token):
            return token
    return None


def _asks_person(verb: Token) -> bool:
    """True for "please do not use …", "you may not register"."""
    found = subject(verb)
    return found is None or found.lower_ in {"you", "they"}


def _assertion(
    sentence: Sentence,
    verb: Token,
    about: Token,
    age: int | None,
    polarity: str,
    denied: Token | None = None,
    required: bool = False,
) -> Assertion:
    return Assertion(
        kind="AudienceStatement",
        asserted_by=sentence.asserted_by,
        evidence=sentence.evidence,
        section=sentence.section,
        polarity=polarity,
        modality=REQUIRED if required else modality(verb),
        cue=sentence.mention(verb),
        negation=sentence.mention(denied) if denied is not None else None,
        data_subject=_people(sentence, about),
        minimum_age=age,
        confidence=0.85 if age is not None else 0.75,
    )


def _people(sentence: Sentence, about: Token) -> Mention | None:
    """Who is meant: "children", "anyone", before the age."""
    doc, frames = sentence.span.doc, _frames()
    near = [t for t in doc[sentence.span.start : about.i + 1] if t.lower_ in frames["people"]]
    later = [t for t in doc[about.i : sentence.span.end] if t.lower_ in frames["people"]]
    token = near[-1] if near else (later[0] if later else None)
    if token is None:
        return None
    found = sentence.lexicon.longest(doc[token.i : token.i + 1], "subject")
    return sentence.mention(token, found[0].iri if found else None)
