"""Whether the clause around the words of a right grants it to the person."""

from dataclasses import dataclass

from spacy.tokens import Span, Token

from .frames import load_frames
from .right_words import Act, denial, done_to, portable


@dataclass(frozen=True, slots=True)
class Grant:
    """Who is granted a right (None where unsaid), by which clause, and the words that withhold it.

    ``asking`` is the "if you wish to …" or "to …" clause in which the right stands, when ``clause`` only says how.
    """

    person: Token | None
    clause: Token
    asking: Token | None = None
    negation: Token | None = None


_OBJECTS = {"dobj", "dative", "nsubj", "pobj", "nsubjpass"}


class Licence:
    """Reads up from a right's words to the clause that grants it."""

    def __init__(self, first_party: frozenset[str]) -> None:
        self.frames = load_frames("rights")
        self.first_party = first_party

    def grant(self, act: Act, span: Span) -> Grant | None:
        """The grant of an act; None where the clause grants nothing, or grants it to somebody else."""
        frames = self.frames
        needs = act.via is None and act.token.lemma_.lower() in frames["entitled"] and not portable(act.token)
        if needs and not self._entitled(act.token):
            return None
        if act.via is None and act.token.lemma_.lower() in frames["supplying"]:
            giver = self._subject(act.token) or self._asked(act.token)
            if giver is None or self._role(giver) != "company":
                return None
        token, entitled, asked, wished = act.token, None, False, False
        negations: list[Token] = []
        path: set[int] = set()
        for _ in range(14):
            path.add(token.i)
            lemma = token.lemma_.lower()
            subject = self._subject(token)
            auxiliaries = {c.lower_ for c in token.children if c.dep_ in {"aux", "auxpass"} or c.tag_ == "MD"}
            if token.i != act.token.i or act.via is not None:
                wished |= lemma in frames["wishing"] and token.pos_ in {"VERB", "AUX", "ADJ", "ADV"}
                asked |= lemma in frames["requesting"]
            negation = denial(token)
            if negation is not None and (act.negation is None or negation.i != act.negation.i):
                negations.append(negation)
            if token.lower_ in frames["entitlements"] and token.pos_ in {"NOUN", "PROPN"}:
                entitled = token
                if any(c.lower_ in {"our", "their", "its"} and c.dep_ == "poss" for c in token.children):
                    return None
            if entitled is not None and lemma == "reserve":
                return None
            if self._questioned(token) and token.i != span.root.i:
                return None
            if subject is not None and not (
                done_to(token) and self._role(subject) == "other" and (token.i == act.token.i or self._caused(token))
            ):
                passes = token.dep_ in {"ccomp", "relcl", "conj"} and self._role(subject) == "company"
                if not (passes and self._requested(token)) and not self._enabled(token, subject):
                    return self._by_subject(act, token, subject, auxiliaries, entitled, asked, wished, negations, path)
            if token.dep_ == "pcomp" and token.head.lower_ in frames["means"]:
                return None
            if token.head.i == token.i:
                return self._by_root(act, token, span, entitled, asked, auxiliaries)
            if token.dep_ == "advcl" and not self._governing(token):
                following = self._main(token)
                if following is not None or token.i != act.token.i or not self._loose(token):
                    return following
            token = token.head
        return None

    # -- the clause with a subject

    def _by_subject(
        self, act: Act, verb: Token, subject: Token, auxiliaries: set[str], entitled: Token | None,
        asked: bool, wished: bool, negations: list[Token], path: set[int],
    ) -> Grant | None:  # fmt: skip
        frames, lemma, role = self.frames, verb.lemma_.lower(), self._role(subject)
        if entitled is None and any(
            t.i in path and t.dep_ == "conj" and t.head.i == verb.i and self._to(t) for t in verb.children
        ):
            entitled = next((c for c in verb.children if c.dep_ == "dobj" and c.lower_ in frames["entitlements"]), None)
        if entitled is not None and (lemma in {"reserve", "retain"} or (lemma == "have" and role != "person")):
            return None
        negation = negations[-1] if negations else None
        if role == "person" and subject.dep_ == "nsubjpass" and lemma not in frames["granting"] | frames["able"]:
            return None
        if role == "person":
            if self._conditional(verb):
                return self._main(verb) if wished or asked or act.via is not None else None
            if verb.dep_ in {"relcl"} and (wished or lemma in frames["wishing"]):
                return self._relative(verb)
            able = any(
                c.lower_ in frames["able"]
                for t in verb.subtree
                if t.i in path or t.i == verb.i
                for c in (t, *t.children)
            )
            must = bool(auxiliaries & {"must", "should", "will", "shall", "'ll"}) and self._means(act.token, verb)
            if auxiliaries & frames["permitting"] or able or must:
                return Grant(subject, verb, negation=negation)
            if entitled is not None and lemma in {
                "have",
                "exercise",
                "get",
                "retain",
                "enjoy",
                "be",
                "give",
                "offer",
                "provide",
            }:
                return Grant(subject, verb, negation=negation)
            return None
        person = self._to_person(verb)
        if act.token.i != verb.i and not self._conditional(verb):
            if lemma in frames["granting"] and (entitled is not None or person is not None):
                return Grant(person, verb, negation=negation)
            if entitled is not None and person is not None and role == "company":
                return Grant(person, verb, negation=negation)
        if entitled is not None:
            possible = lemma in {"be", "include", "have", "apply", "exist", "remain", "subject", "describe", "say"}
            return Grant(None, verb, negation=None) if possible and not negations and role != "company" else None
        done = act.token.i != verb.i or lemma in frames["honouring"] or (lemma in frames["supplying"] and person)
        if (
            role == "company"
            and done
            and not self._conditional(verb)
            and "may" not in auxiliaries
            and not (act.token.lemma_.lower() == "request" and act.token.pos_ == "VERB")
            and self._on_request(verb, act)
        ):
            return Grant(person, verb)
        if role == "other" and act.token.i == verb.i and lemma in frames["honouring"] and self._on_request(verb, act):
            return Grant(None, verb)
        return None

    def _main(self, verb: Token) -> Grant | None:
        """The grant by the main clause of "if you wish to …, …" or "to …, …"."""
        clause = verb
        while clause.dep_ in {"conj", "xcomp", "ccomp", "advcl", "relcl"} and clause.head.i != clause.i:
            clause = clause.head
            if clause.dep_ != "conj" and self._instructs(clause):
                break
        own = self._subject(clause)
        if any(c.lower_ == "even" for m in verb.children for c in (m, *m.children) if c.i < verb.i):
            return None
        if clause.i == verb.i or not self._instructs(clause):
            if clause.i != verb.i and own is not None and self._role(own) == "company":
                return None
            inside = {t.i for t in verb.subtree}
            following = verb.doc[verb.i + 1 : verb.sent.end]
            later = next((t for t in following if self._instructs(t) and (t.i not in inside or self._polite(t))), None)
            if later is None:
                return None
            clause = later
        subject = self._subject(clause)
        person = self._subject(verb)
        return Grant(person if person is not None else subject, clause, asking=verb)

    def _instructs(self, verb: Token) -> bool:
        """True for what the person is told to do, may do, or is promised: "please e-mail us", "we will remove it"."""
        if verb.pos_ not in {"VERB", "AUX", "NOUN", "PROPN"}:
            return False
        frames, lemma = self.frames, verb.lemma_.lower()
        subject = self._subject(verb)
        auxiliaries = {c.lower_ for c in verb.children if c.dep_ == "aux"}
        if subject is None:
            mistaken = verb.tag_ == "NN" and verb.dep_ == "ROOT" and not any(c.dep_ == "det" for c in verb.children)
            imperative = mistaken or (
                verb.tag_ in {"VB", "VBP"}
                and "to" not in auxiliaries
                and verb.dep_ in {"ROOT", "conj", "ccomp", "advcl"}
            )
            return (imperative or self._polite(verb)) and lemma in frames["doing"] and not self._forbidden(verb)
        role = self._role(subject)
        if self._conditional(verb):
            return False
        if role == "person":
            return bool(auxiliaries & (frames["permitting"] | {"must", "should", "will"})) or any(
                c.lower_ in frames["able"] or c.lower_ in {"need", "have"} for c in (verb, *verb.children)
            )
        if role == "company":
            firm = bool(auxiliaries & {"will", "shall", "can"})
            return (
                firm
                and lemma in frames["honouring"]
                and not any(c.dep_ == "neg" or c.lower_ == "still" for c in verb.children)
            )
        return False

    def _forbidden(self, verb: Token) -> bool:
        """True for "do not use it", also where the parser takes "do" for the verb."""
        following = verb.nbor(1).lower_ if verb.i + 1 < verb.sent.end else ""
        return denial(verb) is not None or (verb.lower_ == "do" and following in {"not", "n't"})

    def _polite(self, verb: Token) -> bool:
        before = verb.doc[max(verb.sent.start, verb.i - 4) : verb.i]
        return any(t.lower_ in {"please", "simply", "just"} for t in before)

    def _relative(self, verb: Token) -> Grant | None:
        """ "Members who wish to opt out may do so by …"."""
        owner = verb.head
        clause = owner.head
        if owner.dep_ in {"nsubj", "nsubjpass"} and self._is_person(owner):
            auxiliaries = {c.lower_ for c in clause.children if c.dep_ == "aux"}
            if auxiliaries & (self.frames["permitting"] | {"must", "should", "will"}):
                return Grant(owner, clause, asking=verb)
        return None

    # -- the clause without a subject

    def _by_root(
        self, act: Act, root: Token, span: Span, entitled: Token | None, asked: bool, auxiliaries: set[str]
    ) -> Grant | None:
        frames, lemma = self.frames, root.lemma_.lower()
        if entitled is not None:
            return Grant(None, root) if lemma not in {"reserve"} else None
        if root.i == act.token.i:
            opening = [t for t in span if t.i < root.i and not t.is_punct]
            if "to" in auxiliaries and len(opening) <= 4:
                return Grant(None, root, asking=root) if any(t.i > act.last + 1 for t in span) else None
            bare = root.tag_ in {"VB", "VBP", "NNP", "NN"} and all(
                t.lower_ in {"please", "simply", "or", "and"} for t in opening
            )
            return Grant(None, root) if bare and root.pos_ in {"VERB", "PROPN"} else None
        if (
            act.token.pos_ == "NOUN"
            and act.via is None
            and not asked
            and lemma not in frames["requesting"]
            and act.token.lemma_ != "opt"
        ):
            return None
        if self._instructs(root) or lemma in frames["requesting"]:
            return Grant(None, root, asking=act.token if not asked else None)
        return None

    def _entitled(self, verb: Token) -> bool:
        """True under "the right to …" and "request to …", which verbs of getting need to be rights."""
        asking = self.frames["seeking"] if verb.pos_ == "NOUN" else {"request", "entitle", "ask"}
        return any(
            t.lower_ in self.frames["entitlements"] or t.lemma_.lower() in asking for t in list(verb.ancestors)[:4]
        )

    # -- marks and roles

    def _subject(self, verb: Token) -> Token | None:
        return next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)

    def _role(self, subject: Token) -> str:
        word = subject.lower_
        if word in {"we", "us", "our"} or word in self.first_party or subject.lemma_.lower() in self.first_party:
            return "company"
        if word in {"who", "that", "which"} and subject.head.dep_ == "relcl":
            return "person" if self._is_person(subject.head.head) else "other"
        if any(name.split()[-1].rstrip(".") == word.rstrip(".") for name in self.first_party):
            return "company"
        return "person" if self._is_person(subject) else "other"

    def _is_person(self, token: Token) -> bool:
        modified = any(c.lower_ in {"third", "service", "data", "advertising", "business"} for c in token.children)
        return token.lower_ in self.frames["persons"] and (not modified or token.lower_.startswith("subject"))

    def _to(self, verb: Token) -> bool:
        return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)

    def _to_person(self, verb: Token) -> Token | None:
        """The person as object of a granting verb: "we allow users to …", "give you the right"."""
        close = (t for t in verb.subtree if verb.i < t.i <= verb.i + 8)
        return next((t for t in close if t.dep_ in _OBJECTS and self._is_person(t)), None)

    def _conditional(self, verb: Token) -> bool:
        """True under "if", "when" and their like, and for the inversion "should you wish …"."""
        return any(
            c.i < verb.i
            and c.dep_ in {"mark", "advmod", "aux"}
            and c.lower_ in self.frames["conditional"]
            and (c.lower_ != "should" or self._inverted(verb, c))
            for c in verb.children
        )

    def _inverted(self, verb: Token, auxiliary: Token) -> bool:
        subject = self._subject(verb)
        return subject is not None and auxiliary.i < subject.i

    def _questioned(self, verb: Token) -> bool:
        """True under "how to …", "whether you …": told about, not granted."""
        return any(
            c.lower_ in {"how", "whether", "why"} and c.i < verb.i and c.dep_ in {"advmod", "mark"}
            for c in verb.children
        )

    def _requested(self, verb: Token) -> bool:
        """True for a clause that says what is requested: "request that we delete …", "want us to …"."""
        head = verb.head
        while head.dep_ == "conj" and head.pos_ == "VERB" and head.lemma_.lower() not in self.frames["requesting"]:
            head = head.head
        return head.lemma_.lower() in self.frames["requesting"] | self.frames["wishing"] or head.lower_ in {
            "request",
            "requests",
        }

    def _enabled(self, verb: Token, subject: Token) -> bool:
        """True where the person is subject of what a granting verb lets them do: "we allow you to review it"."""
        granted = verb.dep_ in {"ccomp", "xcomp"} and verb.head.lemma_.lower() in self.frames["granting"]
        return granted and self._to(verb) and self._role(subject) == "person"

    def _governing(self, verb: Token) -> bool:
        """True where what the parser calls an adverbial clause is the complement of its head."""
        return (
            verb.i > verb.head.i
            and verb.head.lemma_.lower() in self.frames["requesting"] | self.frames["wishing"] | self.frames["granting"]
        )

    def _caused(self, participle: Token) -> bool:
        """True for what somebody has, or gets, done: "have your data corrected"."""
        return participle.dep_ in {"ccomp", "conj", "acl"} and any(
            t.lemma_.lower() in {"have", "get"} for t in list(participle.ancestors)[:3]
        )

    def _asked(self, verb: Token) -> Token | None:
        """The "us" of "ask us to send you your data in a portable format"."""
        if verb.head.lemma_.lower() not in self.frames["requesting"] or not portable(verb):
            return None
        return next((c for c in verb.head.children if c.dep_ in {"dobj", "dative"}), None)

    def _loose(self, verb: Token) -> bool:
        return verb.i > verb.head.i

    def _means(self, inner: Token, verb: Token) -> bool:
        """True where the right stands in a "to …" clause of the verb: "you must write to us to opt out"."""
        return any(
            t.dep_ in {"advcl", "xcomp"} for t in (inner, *inner.ancestors) if t.i != verb.i and verb.is_ancestor(t)
        )

    def _on_request(self, verb: Token, act: Act) -> bool:
        clause = [t for t in verb.subtree if t.i != act.token.i]
        asks = any(
            t.lower_ in self.frames["request_nouns"] or (t.lower_ == "requested" and t.i != verb.i) for t in clause
        )
        ifs = any(
            t.lemma_.lower() in {"ask", "request", "contact", "want", "wish", "notify"} and self._conditional(t)
            for t in clause
        )
        return asks or ifs
