"""Who does what in a clause: cue, subject, objects, voice, polarity and modality over the dependency parse."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from ..ontology import Vocabulary
from ..ontology.namespaces import POSSIBLE, REQUIRED, STATED
from .grammar import load_grammar

SUBJECTS = {"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"}
PracticeIndex = dict[str, list[tuple[tuple[str, ...], str]]]
_REACH = 24
"""Tokens from one word of a label to before which the next is sought."""
_BEYOND = 32
"""Tokens past a sentence's end that the words of a label can reach, each at most five from the one before."""
_RECIPIENT = {"with", "to", "from", "among", "against", "of"}
_WH = {"how", "why", "what", "which", "when", "where", "whether", "whatever"}


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb (with its particle or object, ``words`` in all) or noun that names the practice ``iri``."""

    token: Token
    last: int
    iri: str
    nominal: bool = False

    @property
    def span(self) -> Span:
        """From the verb to its particle."""
        return self.token.doc[self.token.i : self.last + 1]


def index_practices(vocabulary: Vocabulary) -> PracticeIndex:
    """First lemma → (lemmas, practice), most words first; a label that is ambiguous yields to one that is not."""
    index: dict[str, list[tuple[bool, tuple[str, ...], str]]] = {}
    for concept in vocabulary.scheme("practice"):
        for label in (concept.label, *concept.labels, *concept.ambiguous):
            words = tuple(label.lower().replace("-", " ").split())
            if len(words) > 1 and words[-1] in _RECIPIENT:
                words = words[:-1]
            if "to" in words[1:-1]:
                continue  # "require to provide": the infinitive is a cue of its own
            index.setdefault(words[0], []).append((label in concept.ambiguous, words, concept.iri))
    return {
        first: [(words, iri) for _, words, iri in sorted(entries, key=lambda e: (-len(e[1]), e[0], e[2]))]
        for first, entries in index.items()
    }


def cues(span: Span, index: PracticeIndex) -> Iterator[Cue]:
    """The verbs and nominalisations of a sentence that name a practice."""
    # what _particles looks for, sought once: no word of a label stands further beyond the sentence
    around = span.doc[span.start : span.end + _BEYOND]
    forms = {form for t in around for form in (t.lower_, t.lemma_.lower())}
    for token in span:
        nominal = token.pos_ == "NOUN"
        if not (nominal or token.pos_ in {"VERB", "AUX"}) or token.dep_ in {"aux", "auxpass", "amod"}:
            continue
        if _participle(token):
            continue
        for words, iri in index.get(token.lemma_.lower(), ()):
            last = _particles(token, words) if forms.issuperset(words[1:]) else None
            if last is not None:
                yield Cue(token, last, iri, nominal)
                break


def practice_of(title: str, index: PracticeIndex) -> str | None:
    """The practice that a heading names by a verb or noun: "Information we collect"; None where it names none."""
    for word in title.lower().split():
        for form in (
            word.strip(".,:?!"),
            word.strip(".,:?!").removesuffix("d"),
            word.strip(".,:?!").removesuffix("ed"),
        ):
            for words, iri in index.get(form, ()):
                if len(words) == 1:
                    return iri
    return None


def _participle(token: Token) -> bool:
    """True for "aggregated" in "share aggregated information", which the tagger takes for a verb."""
    if token.i == 0 or token.i + 1 >= len(token.doc):
        return False
    before, after = token.nbor(-1), token.nbor(1)
    if token.tag_ == "VBG" and after.pos_ == "NOUN" and before.tag_ == "VBG":
        return True  # "removing identifying characteristics"
    if (
        token.lower_ in load_grammar()["forms"]
        and after.pos_ == "NOUN"
        and before.lower_ in {"and", "or", "and/or", ","}
    ):
        return True  # "CIN and/or aggregate information"
    if token.tag_ not in {"VBN", "VBD"}:
        return False
    return after.pos_ in {"NOUN", "ADJ"} and (before.pos_ == "DET" or before.tag_ in {"VB", "VBP", "VBZ", "PRP$"})


def _particles(token: Token, words: tuple[str, ...]) -> int | None:
    """Index of the last word of a label that begins at ``token``; its further words stand close by, in order."""
    position = token.i
    for word in words[1:]:
        for following in token.doc[position + 1 : position + _REACH]:
            near = following.i < position + 6 and following.dep_ not in {"poss", "compound"}
            complement = following.head.i == token.i and following.dep_ in {"acomp", "oprd", "advmod", "ccomp", "xcomp"}
            if (near or complement) and word in {following.lower_, following.lemma_.lower()}:
                position = following.i
                break
        else:
            return None
    return position


def joined(verb: Token) -> bool:
    """True for a coordinated verb, also where the parser takes "collected, processed and stored" for an adverbial."""
    if verb.dep_ == "conj":
        return True
    bare = not any(c.dep_ in {"mark", "aux", "auxpass", "advmod", "prep"} and c.i < verb.i for c in verb.children)
    return verb.dep_ == "advcl" and verb.tag_ == verb.head.tag_ == "VBN" and verb.i > verb.head.i and bare


def is_passive(verb: Token) -> bool:
    """True for "is collected", also where only an earlier conjunct has the auxiliary."""
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
        return True
    if verb.tag_ == "VBN" and verb.dep_ == "acomp" and verb.head.lemma_ == "be":
        return True
    if (
        verb.tag_ == "VBN"
        and any(c.dep_ == "agent" for c in verb.children)
        and not any(c.dep_ == "dobj" for c in verb.children)
    ):
        return True
    if joined(verb) and verb.tag_ in {"VBN", "VBD"} and not _own_frame(verb) and verb.head.pos_ in {"VERB", "AUX"}:
        return is_passive(verb.head) and not any(c.dep_ == "dobj" for c in verb.children)
    return (
        verb.tag_ == "VBN"
        and verb.dep_ in {"acl", "relcl"}
        and not any(c.dep_ in {"aux", "dobj"} for c in verb.children)
    )


def _own_frame(verb: Token) -> bool:
    return any(c.dep_ in SUBJECTS or c.dep_ in {"aux", "auxpass"} for c in verb.children)


def antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for, otherwise the token itself."""
    if (token.lower_ in {"that", "which", "who", "whom"} and token.head.dep_ in {"relcl", "ccomp"}) or (
        token.lower_ in {"that", "which", "who"} and token.tag_ in {"WDT", "WP"}
    ):
        verb = token.head
        while verb.dep_ in {"conj", "xcomp", "ccomp"} and verb.head.i != verb.i:
            verb = verb.head
        if verb.dep_ in {"relcl", "acl"}:
            return verb.head
    return token


def subject(verb: Token, depth: int = 0) -> Token | None:
    """The grammatical subject, through coordination, control and raising; None where the clause names none."""
    if depth > 8:
        return None
    for child in verb.children:
        if child.dep_ in SUBJECTS and child.dep_ != "expl":
            return antecedent(child)
    head = verb.head
    if head.i == verb.i:
        return None
    if joined(verb) and head.pos_ in {"VERB", "AUX"}:
        return subject(head, depth + 1)
    if verb.dep_ == "acomp" and verb.tag_ == "VBN":
        return subject(head, depth + 1)
    if verb.dep_ == "conj" and head.pos_ == "NOUN" and head.head.pos_ == "VERB":
        return subject(head.head, depth + 1)  # a verb that the parser coordinates with an object
    if verb.dep_ in {"xcomp", "advcl", "ccomp"}:
        if head.pos_ == "ADJ":  # "we are able to collect"
            return subject(head.head, depth + 1) if head.dep_ == "acomp" else None
        if head.lemma_.lower() in load_grammar()["object_control"]:
            controlled = next((c for c in head.children if c.dep_ in {"dobj", "dative"} and c.i < verb.i), None)
            if controlled is not None and verb.dep_ != "advcl":
                return controlled
        return subject(head, depth + 1)
    if verb.dep_ == "acl" or (verb.dep_ == "relcl" and is_infinitive(verb)):
        if verb.tag_ in {"VBN"}:
            return agent(verb)
        governor = head.head
        if head.lemma_.lower() in load_grammar()["choices"]:  # "gives you the option to share X with us"
            offered = next((c for c in governor.children if c.dep_ in {"dative", "dobj"} and c.i != head.i), None)
            if offered is not None:
                return offered
        while governor.pos_ == "ADP" and governor.head.i != governor.i:
            governor = governor.head  # "in order to post X you must …"
        return (
            subject(governor, depth + 1) if governor.pos_ in {"VERB", "AUX"} else head if verb.tag_ == "VBG" else None
        )
    if verb.dep_ == "relcl":
        return None
    if verb.dep_ == "pcomp":
        governor = head
        while governor.pos_ in {"ADP", "SCONJ", "ADV", "PART"} and governor.head.i != governor.i:
            governor = governor.head
        return subject(governor, depth + 1) if governor.pos_ in {"VERB", "AUX"} else None
    return None


def is_infinitive(verb: Token) -> bool:
    """True for "to collect"."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def agent(verb: Token) -> Token | None:
    """The noun of a passive's "by …"."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            found = next((c for c in child.children if c.dep_ == "pobj"), None)
            if found is not None:
                return found
    return agent(verb.head) if joined(verb) and is_passive(verb) and verb.head.pos_ == "VERB" else None


def actor(verb: Token) -> Token | None:
    """Who does it: the subject of an active verb, the agent of a passive one; nobody for "X is accessible"."""
    if verb.lemma_ == "be":
        return None
    if verb.pos_ == "NOUN":
        return agent(verb) or subject(verb.head if verb.dep_ == "dobj" else verb.head.head)
    return agent(verb) if is_passive(verb) else subject(verb)


def objects(cue: Cue) -> list[Token]:
    """Heads of the noun phrases that the practice is about; shared objects of coordinated verbs included."""
    verb = cue.token
    if cue.nominal:
        return [
            p for c in verb.children if c.dep_ == "prep" and c.lower_ == "of" for p in c.children if p.dep_ == "pobj"
        ]
    if is_passive(verb):
        if verb.dep_ in {"acl"} and not any(c.dep_ in SUBJECTS for c in verb.children):
            return [verb.head]
        found = subject(verb)
        return [found] if found is not None else []
    if verb.lemma_ == "be":
        found = subject(verb)
        return [found] if found is not None else []
    own = _own_objects(verb, cue.last)
    if own:
        return own
    for conjunct in _later_conjuncts(verb):
        if is_infinitive(conjunct) and not is_infinitive(verb):
            continue  # "communicate with you, and to manage your account"
        if not any(c.dep_ in SUBJECTS for c in conjunct.children) and (later := _own_objects(conjunct, conjunct.i)):
            return later
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not any(c.dep_ in SUBJECTS for c in verb.children):
        return _own_objects(verb.head, verb.head.i) if not is_passive(verb.head) else []
    return []


def _own_objects(verb: Token, last: int) -> list[Token]:
    found = [c for c in verb.children if c.dep_ in {"dobj", "obj"} and c.i > verb.i]
    if last == verb.i and len(found) == 1 and found[0].lower_ == "access":  # "use, sell and provide access to X"
        reached = [p for c in found[0].children if c.lower_ == "to" for p in c.children if p.dep_ == "pobj"]
        found = reached or found
    infinitive = next(
        (c.i for c in verb.children if c.i > verb.i and c.dep_ in {"xcomp", "advcl"} and is_infinitive(c)), None
    )
    if infinitive is not None and found and found[0].i < infinitive:
        found = [f for f in found if f.i < infinitive]  # "use cookies to track X, Y": Y is tracked
    if last > verb.i:
        tail = verb.doc[last]
        if tail.pos_ == "ADP" and (enclosed := [f for f in found if f.i < last and f.pos_ != "PRON"]):
            return enclosed  # "transfer X outside the country"
        inner = [p for p in tail.children if p.dep_ in {"pobj", "dobj"}]
        inner += [p for c in tail.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj"]
        if not (inner or found) and tail.dep_ == "acomp":  # "ensure that X is secure"
            inner = [c for c in tail.head.children if c.dep_ in SUBJECTS]
        return (
            inner
            or [f for f in found if f.i > last]
            or [f for f in found if f.i != last or f.lower_ in load_grammar()["placed"]]
        )
    if not found:
        # the parser takes "provide us with X" and clausal objects apart
        found = [
            c
            for c in verb.children
            if c.dep_ in {"attr", "oprd", "dative"} and c.pos_ in {"NOUN", "PROPN"} and c.i > verb.i
        ]
    return found


def _later_conjuncts(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ == "conj" and child.pos_ in {"VERB", "AUX"}:
            yield child
            yield from _later_conjuncts(child)


def negation(verb: Token) -> Token | None:
    """The word that denies the clause, found on the verb, its auxiliaries, its object or what governs it.

    Two denials cancel each other: "we do not refuse to share" is affirmed.
    """
    grammar = load_grammar()
    found: list[Token] = []
    token = verb
    for _ in range(8):
        own = _own_negation(token, only_words=token is not verb)
        if own is not None:
            found.append(own)
        if token is not verb and token.lemma_.lower() in grammar["negative_verbs"]:
            found.append(token)
        head = token.head
        if head.i == token.i:
            break
        if any(c.lower_ == "nor" and min(head.i, token.i) < c.i < max(head.i, token.i) for c in head.children):
            found.append(next(c for c in head.children if c.lower_ == "nor"))
            break
        if token.dep_ == "conj" and head.pos_ in {"VERB", "AUX"}:
            if _own_frame(token) or any(
                c.lower_ in {"but"} for c in (*token.lefts, *head.children) if c.dep_ == "cc" and head.i < c.i < token.i
            ):
                break
            token = head
        elif (token.dep_ == "dobj" and token is verb) or token.dep_ == "acomp":
            token = head
        elif token.dep_ in {"xcomp", "pcomp", "acl", "ccomp"} or (
            token.dep_ == "advcl" and head.lemma_.lower() in grammar["negative_verbs"]
        ):
            if head.pos_ in {"NOUN"}:
                if any(c.lower_ == "no" for c in head.children if c.dep_ in {"det", "neg"}):
                    found.append(next(c for c in head.children if c.lower_ == "no"))
                token = head.head if head.dep_ in {"dobj", "attr", "pobj"} else head
            elif head.pos_ == "ADP":
                token = head.head
                if head.lower_ == "without":
                    found.append(head)
            elif (
                token.dep_ == "ccomp" and head.lemma_.lower() not in grammar["transparent"] | grammar["object_control"]
            ):
                break
            else:
                token = head
        else:
            break
    return found[0] if len(found) % 2 else None


def _own_negation(token: Token, only_words: bool = False) -> Token | None:
    """The negation of one verb; ``only_words`` leaves out a "no" of its object, which is not about what it governs."""
    for child in token.children:
        if child.dep_ == "neg" or (
            child.lower_ in {"never", "neither", "nor"}
            and child.dep_ in {"advmod", "cc", "preconj", "neg"}
            and child.i < token.i
        ):
            if child.lower_ == "not" and child.i + 1 < len(token.doc) and child.nbor(1).lower_ in {"only", "just"}:
                continue
            return child
    for child in token.children:
        if only_words and child.dep_ == "dobj":
            continue
        if child.dep_ in {"dobj", "nsubj", "nsubjpass"} or child.dep_ == "prep":
            inner = child.children if child.dep_ != "prep" else ()
            for word in inner:
                if word.lower_ in {"no", "neither"} and word.dep_ in {"det", "neg", "preconj"}:
                    return word
            if child.lower_ in {"none", "nobody"}:
                return child
        if child.dep_ == "prep" and child.lower_ in {"under", "at", "in", "on", "by"}:
            for noun in child.children:
                no = next((c for c in noun.children if c.lower_ == "no" and c.dep_ in {"det", "neg"}), None)
                if no is not None and noun.lemma_.lower() in load_grammar()["occasions"]:
                    return no
    return None


def modality(verb: Token) -> str:
    """``pg:Possible`` under may, might, can, could; ``pg:Required`` under must; else ``pg:Stated``."""
    grammar = load_grammar()
    token = verb
    for _ in range(6):
        auxiliaries = {c.lower_ for c in token.children if c.dep_ == "aux"}
        if auxiliaries & grammar["possible"]:
            return POSSIBLE
        if "must" in auxiliaries:
            return REQUIRED
        if _own_frame(token) and token is not verb and auxiliaries - {"to"}:
            return STATED
        if token.dep_ in {"conj", "xcomp", "pcomp", "ccomp", "prep", "acl", "acomp"} and token.head.i != token.i:
            if token.dep_ == "conj" and auxiliaries - {"to"}:
                return STATED
            token = token.head
        else:
            return STATED
    return STATED
