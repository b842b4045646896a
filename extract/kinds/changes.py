"""``pg:ChangeNotice``: that the policy may change, how changes are made known, and with what notice."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from ...ontology.namespaces import AFFIRMED, DENIED, PARTY, POSSIBLE
from ..clauses import is_passive, subject
from ..durations import find_durations
from ..model import Assertion, Mention
from ..parties import identify
from ..phrases import DataPhrases
from ..polarity import modality, negation
from ..sentence import Sentence
from .alterations import altering
from .frames import load_frames

_PREPOSITIONS = {"by", "via", "through", "on", "in", "at", "with", "to", "using"}
_HEADINGS = ("change", "update", "amend", "modif", "revis")


def read_changes(sentence: Sentence) -> Iterator[Assertion]:
    """The sentence's statement of how the policy's changes are made known, if it makes one."""
    frames = load_frames("changes")
    words = sentence.words
    under_heading = _is_heading(sentence.section[-1].lower()) if sentence.section else False
    if not words & frames["changing"] or not (words & frames["policy"] or under_heading):
        return
    about_policy = bool(words & frames["about"]) or (sentence.span.start > 0 and altering(sentence) is not None)
    if not (about_policy or under_heading):
        return
    if not any(_of_policy(t) for t in sentence.span if t.lower_ in frames["changing"]):
        return
    phrases = sentence.phrases
    untold = _without_notice(sentence.span, frames["changing"])
    told = untold[1] if untold is not None else _telling(sentence.span, phrases, sentence)
    verb = told or altering(sentence)
    if verb is None:
        return
    tells = told is not None and untold is None
    channels = tuple(sentence.mention(s) for s in _channels(verb, sentence.span)) if tells else ()
    denied = untold[0] if untold is not None else negation(verb)
    yield Assertion(
        kind="ChangeNotice",
        asserted_by=sentence.asserted_by,
        evidence=sentence.evidence,
        section=sentence.section,
        polarity=AFFIRMED if denied is None else DENIED,
        modality=modality(verb) if told is not None or verb.lemma_.lower() in frames["holding"] else POSSIBLE,
        actor=_actor(verb, phrases, sentence),
        cue=sentence.mention(verb),
        negation=sentence.mention(denied) if denied is not None else None,
        channels=channels,
        notice=_notice(sentence) if tells else None,
        confidence=0.85 if channels else 0.7,
    )


def _is_heading(heading: str) -> bool:
    """True for "Changes", "Updates to this policy" and their like."""
    about = any(w in heading for w in ("policy", "statement", "notice", "terms", "privacy", "practices"))
    return any(h in heading for h in _HEADINGS) and (about or len(heading.split()) <= 2)


def _of_policy(changing: Token) -> bool:
    """False where something else than the policy changes: "update your account", "changes to your order"."""
    if changing.dep_ == "amod":
        return changing.head.lower_ in load_frames("changes")["policy"]
    roles = {"nsubjpass"} if is_passive(changing) else {"dobj"}
    verbs = (changing, *changing.conjuncts) if changing.pos_ == "VERB" else (changing,)
    about = [c for v in verbs for c in v.children if c.dep_ in roles]
    if changing.pos_ != "VERB":
        links = [c for c in changing.children if c.dep_ == "prep" and c.lower_ in {"to", "in", "of"}]
        about = [p for link in links for p in link.children if p.dep_ == "pobj"]
    words = {t.lower_ for noun in about for t in (noun, *noun.subtree)}
    return not about or bool(words & (load_frames("changes")["about"] | {"it", "document", "page", "changes", "way"}))


def _telling(span: Span, phrases: DataPhrases, sentence: Sentence) -> Token | None:
    """The verb that makes a change known: "we will notify you", "changes will be posted", "check this page"."""
    frames = load_frames("changes")
    fallback = None
    for token in span:
        lemma = token.lemma_.lower()
        if token.pos_ not in {"VERB", "AUX"} or token.dep_ in {"aux", "auxpass", "amod"}:
            continue
        who = identify(subject(token), phrases, sentence)
        region = {t.lower_ for t in token.subtree if t.i > token.i} | (
            {t.lower_ for t in span if t.i < token.i} if is_passive(token) else set()
        )
        if lemma in frames["checking"]:
            if lemma in frames["arriving"] and token.dep_ == "pcomp":
                continue
            named = {t.lower_ for t in token.subtree}
            if who.role in {"user", "none"} and named & {
                "page",
                "policy",
                "statement",
                "site",
                "website",
                "notice",
                "section",
                "here",
                "back",
                "version",
            }:
                fallback = fallback or token
            continue
        document = who.role == "third" and is_passive(token) and _is_document(subject(token))
        if (
            lemma not in frames["telling"]
            or (who.role in {"user", "third"} and not document)
            or _conditional(token)
            or _of_noun(token)
        ):
            continue
        if who.role == "none" and not is_passive(token) and token.dep_ not in {"pcomp", "advcl", "acl", "xcomp"}:
            continue
        if lemma in frames["altering"]:  # "revise this notice" tells nobody
            region -= {c.lower_ for c in token.children if c.dep_ in {"dobj", "nsubjpass"} and _is_document(c)}
        there = lemma == "post" and _posted(token)
        if lemma in frames["weak"] and not region & frames["told"] and not there:
            continue
        if lemma in {"change", "update", "revise", "amend", "modify", "make"} and not region & {
            "date",
            "page",
            "notice",
            "available",
            "known",
            "version",
        }:
            continue
        if (
            lemma in {"change", "update", "revise", "amend", "modify"}
            and token.dep_ == "ROOT"
            and not region & {"date"}
        ):
            continue
        return token
    return fallback


def _posted(verb: Token) -> bool:
    """True for "post the changes", "post them to this policy"."""
    placed = (p for c in verb.children if c.dep_ == "prep" for p in c.children)
    changes = (c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"})
    return any(map(_is_document, placed)) or any(c.lower_ in load_frames("changes")["altered"] for c in changes)


def _is_document(noun: Token | None) -> bool:
    """True for "the revised Privacy Policy", which the capitals make look like somebody's name."""
    return noun is not None and noun.lower_ in load_frames("changes")["documents"]


def _conditional(verb: Token) -> bool:
    return any(
        c.dep_ in {"mark", "advmod"} and c.lower_ in {"if", "when", "whenever", "unless"} and c.i < verb.i
        for c in verb.children
    )


def _of_noun(verb: Token) -> bool:
    """True in "instructions that are posted"; not where the parse hangs the main clause on "changes"."""
    return verb.dep_ == "relcl" and not any(c.dep_ == "nsubj" and c.lower_ == "we" for c in verb.children)


def _channels(verb: Token, span: Span) -> Iterator[Span]:
    """Where or by what the change is told: prepositional phrases, a posted notice, the page to be checked."""
    means = load_frames("changes")["means"]
    doc = span.doc
    taken = -1
    if verb.dep_ == "pcomp" and verb.head.dep_ in {"prep", "agent"} and verb.head.lower_ in {"by", "through"}:
        end = verb.right_edge.i + 1
        while end > verb.i + 1 and doc[end - 1].is_punct:
            end -= 1
        yield doc[verb.head.i : end]
        return
    for token in sorted(verb.subtree, key=lambda t: t.i):
        if token.i <= max(verb.i, taken):
            continue
        object_ = token.dep_ in {"dobj", "attr"} and token.head.i == verb.i
        checked = verb.lemma_.lower() in load_frames("changes")["checking"]
        if (checked and not object_) or (
            object_
            and not checked
            and token.lower_ in {"policy", "statement", "version", "notice"}
            and verb.lemma_ in {"post", "give", "provide", "publish"}
        ):
            continue
        by = token.dep_ in {"prep", "agent"} and token.lower_ in _PREPOSITIONS
        if by or object_:
            words = {t.lower_ for t in token.subtree}
            if words & means and (not object_ or token.lower_ in means):
                start, end = token.left_edge.i, min(token.right_edge.i + 1, span.end)
                while end > start + 1 and doc[end - 1].is_punct:
                    end -= 1
                if token.lower_ == "to" and not words & {"address", "email", "page", "account"}:
                    continue
                taken = end - 1
                yield doc[start:end]


def _notice(sentence: Sentence) -> Mention | None:
    """The length of notice, or the words "prior notice", "in advance" where no length is given."""
    doc = sentence.span.doc
    for start, end, value in find_durations(sentence.span):
        return sentence.mention(doc[start:end], value)
    for token in sentence.span:
        if token.lower_ in {"advance", "prior", "beforehand", "before"}:
            head = token.head
            if head.lower_ in {"notice", "notification"} and head.i > token.i:
                return sentence.mention(doc[token.i : head.i + 1])
            if token.lower_ in {"advance", "beforehand"}:
                first = token.i - 1 if token.i > sentence.span.start and doc[token.i - 1].lower_ == "in" else token.i
                return sentence.mention(doc[first : token.i + 1])
            if any(
                c.lower_ in {"effective", "becoming", "take", "taking", "effect", "change", "changes"}
                for c in token.subtree
            ):
                end = token.right_edge.i + 1
                while end > token.i + 1 and doc[end - 1].is_punct:
                    end -= 1
                return sentence.mention(doc[token.i : end])
    return None


def _without_notice(span: Span, changing: frozenset[str]) -> tuple[Token, Token] | None:
    """The "without" of "we may change this policy without notice", and the verb."""
    for token in span:
        if token.lower_ == "without" and {t.lower_ for t in token.subtree} & load_frames("changes")["untold"]:
            governor = next((a for a in token.ancestors if a.pos_ == "VERB"), None)
            if governor is not None and governor.lemma_.lower() in changing:
                return token, governor
    return None


def _actor(verb: Token, phrases: DataPhrases, sentence: Sentence) -> Mention | None:
    who = identify(subject(verb), phrases, sentence) if not is_passive(verb) else None
    if who is None or who.mention is None or who.role not in {"first", "user"}:
        return None
    return who.mention if who.role == "first" or who.mention.concept != PARTY + "User" else None
