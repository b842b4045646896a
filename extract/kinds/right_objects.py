"""What a right is about: the data, messages or account that its clause names."""

from collections.abc import Iterator

from spacy.tokens import Token

from ...ontology.namespaces import DATA, RIGHT
from ..chunks import Chunk, stripped
from ..model import Mention
from ..phrases import DataPhrase, DataPhrases
from ..sentence import Sentence
from .frames import load_frames
from .right_words import Act, done_to

GENERIC = DATA + "UnspecifiedData"


class RightObjects:
    """Reads down from the words of a right to what it is about, in one sentence.

    ``later`` holds the indices of the nouns that other rights of the sentence are about: a pronoun may stand for
    one of them that only follows.
    """

    def __init__(self, sentence: Sentence, phrases: DataPhrases) -> None:
        self.sentence, self.doc, self.phrases = sentence, sentence.span.doc, phrases
        self.frames = load_frames("rights")
        self.later: frozenset[int] = frozenset()

    def data(self, act: Act) -> list[Mention] | None:
        """What the right is about: empty where nothing need be named, None where it is no right about data."""
        heads = self.heads(act)
        kinds = {i.removeprefix(RIGHT).lower() for i in self.sentence.lexicon.vocabulary.ancestors(act.iri)}
        needs = bool(kinds & self.frames["needs_data"])
        if any(self._is_aside(h) for h in heads):
            return None
        if self._about_browser(act):
            return None
        if self._about_money(act):
            return None
        found = self._named(heads, act.last) or self._supplied(act.token) or self._held(act) or self._before(act.token)
        if not found and heads and all(h.lower_ in self.frames["faults"] for h in heads):
            return self._earlier(heads[0])
        return None if needs and not found else found

    def _supplied(self, verb: Token) -> list[Mention]:
        """What is handed over, by its own name: "a list of the partners with whom we share it"."""
        if verb.lemma_.lower() not in self.frames["supplying"]:
            return []
        return self._named([h for h in self._objects(verb, verb.i) if h.lower_ in self.frames["matters"]])

    def _held(self, act: Act) -> list[Mention]:
        """What is held, where a clause stands for it: "delete what we have about you"."""
        found = self._clause(act)
        if found is None:
            return []
        how = {t.i for c in found.children if c.lower_ in {"at", "by", "through", "via"} for t in c.subtree}
        start = found.left_edge.i
        end = max(t.i for t in found.subtree if t.i not in how and not t.is_punct) + 1
        return [self.sentence.mention(self.doc[start:end], GENERIC)]

    def _before(self, noun: Token) -> list[Mention]:
        """What stands before a noun of handling: "account closure", "data deletion"."""
        if noun.pos_ != "NOUN" or not any(c.dep_ == "compound" for c in noun.children):
            return []
        words = self.doc[noun.left_edge.i : noun.i]
        found = self.sentence.lexicon.longest(words, "data")
        return [self.sentence.mention(self.doc[m.start : m.end], m.iri) for m in found if m.end == noun.i]

    def _clause(self, act: Act) -> Token | None:
        """The head of "what we have about you" or "everything we know" as object of the right or its conjuncts."""
        verb = act.via if act.via is not None else act.token
        for governor in (verb, *self._conjuncts(verb)):
            for child in (c for c in governor.children if c.i > governor.i):
                free = child.dep_ in {"ccomp", "pcomp"} and any(
                    c.lower_ in {"what", "whatever"} and c.dep_ in {"dobj", "dative"} for c in child.children
                )
                every = child.lower_ in {"everything", "anything", "all", "what", "whatever"}
                clause = child if free else next((c for c in child.children if c.dep_ == "relcl" and every), None)
                if clause is not None and self._holds(clause):
                    return child
        return None

    def _holds(self, clause: Token) -> bool:
        """True for "we have", "we know": the company keeps it, or the person has told it."""
        about = next((c for c in clause.children if c.dep_ == "nsubj"), None)
        ours = about is not None and (about.lower_ == "we" or about.lower_ in self.sentence.first_party)
        told = about is not None and about.lower_ in self.frames["persons"]
        lemma = clause.lemma_.lower()
        return (ours and lemma in self.frames["holding"]) or (told and lemma in self.frames["telling"])

    def about(self, act: Act) -> list[Token]:
        """Whom "what we have about their child" is about."""
        found = self._clause(act)
        inside = list(found.subtree) if found is not None else []
        return [p for t in inside if t.lower_ in {"about", "on", "of"} for p in t.children if p.dep_ == "pobj"]

    def _earlier(self, head: Token) -> list[Mention]:
        """The data named last before "errors", which stand in them; none where the sentence names none."""
        for chunk in reversed([c for c in self.phrases.chunks if c.end <= head.i and c.head in self.later]):
            if found := self._named([self.doc[chunk.head]]):
                return found
        return []

    def _about_money(self, act: Act) -> bool:
        """True for "withdraw payments": an object that is no consent."""
        objects = [c for c in act.token.children if c.dep_ == "dobj"]
        return act.token.lemma_.lower() == "withdraw" and any(o.lower_ not in self.frames["agreed"] for o in objects)

    def heads(self, act: Act) -> list[Token]:
        """The nouns at the heads of the phrases that a right is about."""
        verb = act.via if act.via is not None else act.token
        heads = self._objects(verb, act.last if act.via is None else verb.i)
        if not heads and act.last > verb.i and self.doc[act.last].lower_ in self.frames["matters"]:
            heads = [self.doc[act.last]]
        for conjunct in () if heads else self._conjuncts(verb):
            heads = self._objects(conjunct, conjunct.i)
            if heads:
                break
        widened = [c for h in heads for c in (h, *self._coordinated(h))]
        below = list(dict.fromkeys(d for h in widened for d in self._down(h)))
        return [h for h in below if not {h.lower_, h.lemma_.lower()} & self.frames["handling"]] or below

    def _coordinated(self, head: Token) -> Iterator[Token]:
        for child in head.children:
            if child.dep_ == "conj" and (
                child.pos_ in {"NOUN", "PROPN", "PRON"} or child.lower_ in self.frames["handling"]
            ):
                yield child
                yield from self._coordinated(child)

    def _conjuncts(self, verb: Token) -> Iterator[Token]:
        """The verbs coordinated with a verb, later ones first, also where the parser takes one for a noun."""
        group = [c for c in verb.conjuncts if self._verbal(c) and c.i != verb.i]
        group += [c for v in (verb, *group) for c in v.children if c.dep_ in {"dobj", "appos"} and self._verbal_noun(c)]
        if self._verbal_noun(verb) and verb.head.pos_ == "VERB":
            group.append(verb.head)
        yield from sorted((c for c in group if c.i > verb.i), key=lambda c: c.i)
        yield from sorted((c for c in group if c.i < verb.i and not self._framed(verb)), key=lambda c: -c.i)

    def _framed(self, verb: Token) -> bool:
        return any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children)

    def _verbal(self, token: Token) -> bool:
        return token.pos_ in {"VERB", "AUX"} or token.lemma_.lower() in self.frames["ambiguous"] | {
            "change",
            "delete",
            "object",
        }

    def _objects(self, verb: Token, last: int) -> list[Token]:
        """Heads of the noun phrases that stand as object, subject of a passive, or after "of", "to", "from"."""
        found: list[Token] = []
        words = [verb, *(t for t in self.doc[verb.i + 1 : last + 1])]
        for token in words:
            for child in token.children:
                if child.i in range(verb.i, last + 1):
                    continue
                if self._is_object(child, verb):
                    found.append(child)
                elif child.dep_ in {"prep", "prt", "advmod", "mark"}:
                    found += self._after(child, verb)
                elif (
                    child.dep_ in {"pcomp", "xcomp", "ccomp"}
                    and child.i > last
                    and token.i <= last
                    and child.tag_ in {"VBG", "VB", "VBP", "VBN"}
                ):
                    found += self._objects(child, child.i)
        if verb.dep_ == "acl" and verb.tag_ == "VBN" and not found:
            return [verb.head]
        if verb.dep_ == "advcl" and verb.tag_ == "VBN" and not found and verb.head.lemma_ == "have":
            # "have the photo shown on our site removed": the parser takes the first participle for the clause
            beside = next((c for c in verb.head.children if c.dep_ == "ccomp" and c.i < verb.i), None)
            return [c for c in beside.children if c.dep_ == "nsubj"] if beside is not None else []
        following = self.doc[last + 1] if last + 1 < self.sentence.span.end else None
        if not found and following is not None and following.dep_ == "prep" and following.lower_ in {"of", "to"}:
            found = self._after(following, verb)
        return [f for f in found if f.lower_ not in {"us", "you", "me", "time", "company", "request"}]

    def _verbal_noun(self, token: Token) -> bool:
        """True where "access" or "update" is a verb of a list that the parser takes for its object."""
        listed = token.dep_ in {"dobj", "appos"} and any(c.dep_ == "conj" for c in token.children)
        return listed and token.lemma_.lower() in self.frames["ambiguous"] and not list(token.lefts)

    def _is_object(self, child: Token, verb: Token) -> bool:
        if child.dep_ in {"dobj", "obj", "attr", "oprd"}:
            return child.i > verb.i and not self._verbal_noun(child)
        return child.dep_ == "nsubjpass" or (child.dep_ == "nsubj" and done_to(verb))

    def _after(self, prep: Token, verb: Token) -> list[Token]:
        found: list[Token] = []
        if prep.lower_ not in self._prepositions(verb):
            return []
        for child in prep.children:
            if child.dep_ == "pobj":
                found.append(child)
            elif child.dep_ == "pcomp":
                found += self._objects(child, child.i) or ([child] if child.pos_ == "NOUN" else [])
            elif child.dep_ in {"prep", "prt"} and child.lower_ in {"of", "from"}:
                found += self._after(child, verb)
        return found

    def _prepositions(self, verb: Token) -> frozenset[str]:
        """The prepositions after which stands what the verb is about."""
        lemma = verb.lemma_.lower()
        if lemma in {"opt", "unsubscribe", "out", "withdraw"}:
            return frozenset({"of", "from", "out", "to"})
        if lemma in self.frames["supplying"]:
            return frozenset({"with"})
        if lemma in {"participate", "change"}:
            return frozenset({"in", "to"})
        to = verb.pos_ != "VERB" or lemma in {"object", "access", "consent"}
        return frozenset({"of", "to"}) if to else frozenset({"of"})

    def _down(self, head: Token) -> Iterator[Token]:
        """From "the processing of X", "a copy of X" or "the accuracy of X" to X."""
        if head.lemma_.lower() in self.frames["handling"] or head.lower_ in self.frames["handling"]:
            links = [c for c in head.children if c.dep_ in {"prep", "pcomp"} and c.lower_ in self.frames["linking"]]
            inner = [p for c in links for p in c.children if p.dep_ in {"pobj", "pcomp"}]
            inner = [p for p in inner if p.lower_ not in {"us", "you", "purposes"}]
            conjuncts = [] if inner else [c for c in head.children if c.dep_ == "conj" and c.i > head.i]
            if inner:
                for noun in inner:
                    for member in (noun, *self._coordinated(noun)):
                        if member.pos_ in {"VERB"}:
                            yield from self._objects(member, member.i)
                        else:
                            yield from self._down(member)
                return
            if conjuncts:
                return
        yield head

    def _named(self, heads: list[Token], last: int = -1) -> list[Mention]:
        """The data phrases of the heads; pronouns stand for data named earlier in the sentence.

        ``last`` is the last word of the right, which the tagger may take into the phrase: "Access personal data".
        """
        spans: dict[tuple[int, int], str | None] = {}
        for head in heads:
            of = next((c for c in head.children if c.dep_ == "poss" and c.lower_ in {"its", "their"}), None)
            if of is not None and head.lower_ in self.frames["handling"] and (owner := self._antecedent(of)):
                spans |= owner
                continue
            if head.pos_ == "PRON" or (head.lower_ in {"this", "these", "that", "those"} and head.dep_ != "det"):
                spans |= self._antecedent(head)
                continue
            phrases = self.phrases.named([head]) or self._owned(head)
            if phrases:
                spans |= {
                    (p.start, p.end): p.concept for p in phrases if p.concept or p.broader or self._matters(p.head)
                }
                continue
            chunk = self.phrases.chunk_at(head)
            if chunk is not None and self._matters(chunk.head):
                start, end = stripped(self.doc, chunk.start, chunk.end)
                start = min(start, *(c.i for c in self.doc[chunk.head].children if c.dep_ == "amod"), start)
                spans[(start, end)] = None
        spans |= self._continued(spans)
        spans = {(self._past(last + 1 if a <= last < b - 1 else a, b), b): iri for (a, b), iri in spans.items()}
        whole = [(a, b) for a, b in sorted(spans) if not any((c, d) != (a, b) and c <= a and b <= d for c, d in spans)]
        return [self.sentence.mention(self.doc[a:b], spans[(a, b)]) for a, b in whole]

    def _past(self, start: int, end: int) -> int:
        """The start of a phrase without a verb that the parser takes into it: "correct or delete data"."""
        verb = self.doc[start]
        joined = start > self.sentence.span.start and self.doc[start - 1].lower_ in {"and", "or", ",", "/"}
        listed = joined and verb.tag_ in {"VB", "NN", "JJ"} and verb.lemma_.lower() in self.frames["listing"]
        return start + 1 if listed and start < end - 1 else start

    def _matters(self, head: int) -> bool:
        return self.doc[head].lower_ in self.frames["matters"]

    def _continued(self, spans: dict[tuple[int, int], str | None]) -> dict[tuple[int, int], str | None]:
        """Known data phrases that go on with a list where the parse loses it."""
        found: dict[tuple[int, int], str | None] = {}
        at = max((end for _, end in spans), default=self.sentence.span.end)
        separators = {",", "and", "or", "/", ";"}
        while at < self.sentence.span.end and self.doc[at].lower_ in separators:
            while at < self.sentence.span.end and self.doc[at].lower_ in separators | {"your", "the", "any"}:
                at += 1
            fitting = [m for m in self.phrases.matches if m.start == at]
            if not fitting:
                break
            best = max(fitting, key=lambda m: m.end)
            if self._begins_clause(best.start, best.end):
                break
            found[(best.start, best.end)] = best.iri
            at = best.end
        return found

    def _begins_clause(self, start: int, end: int) -> bool:
        """True for a verb that a label of data looks like: ", click here", ", log into your account"."""
        token = self.doc[start]
        onward = end < self.sentence.span.end and self.doc[end].lower_ in {"here", "into", "on", "in"}
        return end == start + 1 and (token.pos_ == "VERB" or token.dep_ == "ROOT" or onward)

    def _owned(self, head: Token) -> list[DataPhrase]:
        """The data phrase of "their child's personal information", whose owner the label does not have."""
        chunk = self.phrases.chunk_at(head)
        if chunk is None:
            return []
        owner = next((t.i for t in reversed(self.doc[chunk.start : chunk.head]) if t.tag_ == "POS"), None)
        phrase = self.phrases.phrase(Chunk(owner + 1, chunk.end, chunk.head)) if owner is not None else None
        return [phrase] if phrase is not None and phrase.concept else []

    def _antecedent(self, pronoun: Token) -> dict[tuple[int, int], str | None]:
        if pronoun.lower_ not in {"it", "them", "this", "these", "that", "those", "its", "their"}:
            return {}
        earlier = [c for c in self.phrases.chunks if c.end <= pronoun.i]
        later = [c for c in self.phrases.chunks if c.start > pronoun.i and c.head in self.later]
        for chunk in (*reversed(earlier), *later):
            for phrase in self.phrases.named([self.doc[chunk.head]]) or self._owned(self.doc[chunk.head]):
                if phrase.concept is not None:
                    return {(phrase.start, phrase.end): phrase.concept}
        return {}

    def _is_aside(self, head: Token) -> bool:
        """True for what is no data of the person: a page, a browser, or the company's own."""
        owner = next((c for c in head.children if c.dep_ == "poss"), None)
        own = owner is not None and (
            owner.lower_ == "our"
            or owner.lower_ in self.sentence.first_party
            or owner.lower_.rstrip(".") in {"inc", "ltd", "llc"}
        )
        return head.lower_ in self.frames["aside"] or (own and head.lower_ not in self.frames["messages"])

    def _about_browser(self, act: Act) -> bool:
        """True for advice on browser settings: the clause works on a browser, or on cookies without opting out."""
        clause = {t.lower_ for t in self.sentence.span}
        if not clause & {"cookie", "cookies", "browser", "browsers"}:
            return False
        opts = act.token.lemma_.lower() in {"opt", "unsubscribe"}
        return not opts or bool(
            clause & {"browser", "browsers"} and clause & {"set", "setting", "settings", "configure", "disable"}
        )
