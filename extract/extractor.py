"""Text in, assertions out."""

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Span

from ..ontology import load_vocabulary
from ..ontology.namespaces import DEFAULT_BASE, FIRST_PARTY
from .asides import without_asides
from .claims import Claims
from .composition import Parsed, parse
from .confidence import load_calibration
from .document import Document
from .identity import company_iri
from .implied import with_implied_roles
from .joining import joined
from .kinds import READERS, read_row
from .kinds.answer_columns import with_answer_columns
from .lexicon import Lexicon
from .model import Assertion
from .naming import speak_for_company
from .parses import TOKENS, Parses
from .pipeline import load_pipeline, model_version
from .readers import read_text
from .reference import References
from .run import Run
from .runin import with_bare_lists, with_run_in_lists
from .sentence import Sentence
from .tagger import Tagger
from .workers import MOST, SMALL, Workers, in_order, usable_processors


class Extractor:
    """Reads the assertions that policies make. Loads the pipeline once; safe to use for any number of texts.

    ``base_iri`` is where the IRIs of companies begin. Without the ``tagger`` the rules alone read: faster, and less.
    ``remembered`` is how many tokens of parsed text are kept, for passages that come again, as most do in the next
    version of a policy.

    >>> extractor = Extractor()
    >>> [found] = extractor.extract("We do not sell your e-mail address.", company="Orrery Labs")
    >>> found.data_type.text, found.polarity.rpartition("#")[2], found.practice.rpartition("/")[2]
    ('e-mail address', 'Denied', 'Sell')
    """

    def __init__(self, base_iri: str = DEFAULT_BASE, tagger: bool = True, remembered: int = TOKENS) -> None:
        self.base_iri, self.remembered = base_iri, remembered
        self.tagger = Tagger() if tagger else None
        self.nlp = load_pipeline()
        self.lexicon = Lexicon(self.nlp, load_vocabulary())
        self.parses = Parses(self.nlp, remembered)
        self._workers: Workers | None = None

    @property
    def run(self) -> Run:
        """Software, model and options, which name the run in the graph."""
        model = model_version() + (f", tagger {self.tagger.version}" if self.tagger else "")
        return Run(model=model, options=(("base", self.base_iri),))

    def extract(
        self,
        text: str | Document,
        company: str | None = None,
        format: str | None = None,  # noqa: A002 - the contract's name
    ) -> list[Assertion]:
        """The assertions of one text, in the order of their evidence.

        ``company`` is the name of the organisation whose policy it is; where it is not given the text is searched
        for it. ``format`` is a media type such as ``text/markdown``; where it is not given it is guessed.
        """
        document = text if isinstance(text, Document) else read_text(text, media_type=format)
        vocabulary = self.lexicon.vocabulary
        return [with_implied_roles(a, vocabulary) for a in self._read(document, company)]

    def pipe(
        self, texts: Iterable[str | Document], company: str | None = None, workers: int | None = None
    ) -> Iterator[list[Assertion]]:
        """The assertions of each of many texts, in their order: what ``extract`` finds in each.

        ``workers`` is the number of processes that share the work, this one included; by default one for each
        processor, up to four. The others start when there is more text than this one reads while they load, and
        stay for the next call.
        """
        count = min(usable_processors(), MOST) if workers is None else workers
        tasks = iter((text, company) for text in texts)
        read = 0
        while count < 2 or (self._workers is None and read <= SMALL):
            task = next(tasks, None)
            if task is None:
                return
            yield self.extract(*task)
            read += len(task[0].text if isinstance(task[0], Document) else task[0])
        yield from in_order(tasks, self._with(count - 1), lambda task: self.extract(*task))

    def close(self) -> None:
        """End the processes that ``pipe`` started; they end by themselves when the extractor goes."""
        if self._workers is not None:
            self._workers.close()
            self._workers = None

    def _with(self, count: int) -> Workers:
        if self._workers is None or self._workers.count != count:
            self.close()
            self._workers = Workers(count, self.base_iri, self.tagger is not None, self.remembered)
        return self._workers

    def _read(self, document: Document, company: str | None) -> Iterator[Assertion]:
        asserted_by, names = self._first_party(document, company)
        before: list[Assertion] = []
        plain = map(without_asides, with_run_in_lists(with_answer_columns(with_bare_lists(document.passages))))
        spoken = [p if p.cells else speak_for_company(p, names, self.lexicon.practices) for p in plain]
        references = References(spoken)
        units = list(parse(self.parses, spoken))
        spans = [_sentences(unit) for unit in units]
        claims = iter(self._claims([span for unit in spans for span in unit]))
        for unit, sentences in zip(units, spans, strict=True):
            if before and before[-1].section != unit.passage.section:
                before.clear()
            if unit.passage.cells:
                row = Sentence(unit.doc[:], unit.passage, document, self.lexicon, asserted_by, names)
                found = references.resolve(row, read_row(row))
                before += found
                yield from found
                continue
            for span in sentences:
                sentence = Sentence(
                    span,
                    unit.passage,
                    document,
                    self.lexicon,
                    asserted_by,
                    names,
                    unit.seam,
                    tuple(before[-12:]),
                    unit.answers,
                )
                read = list(_without_rights([a for read in READERS for a in read(sentence)]))
                found = references.resolve(sentence, joined(sentence, read, next(claims), load_calibration()))
                before += found
                yield from found

    def _claims(self, spans: Sequence[Span]) -> list[Claims | None]:
        """What the tagger says of each sentence; None where it is not asked: it is off, or nothing hints at data."""
        if self.tagger is None:
            return [None] * len(spans)
        asked = [i for i, span in enumerate(spans) if self._hints(span)]
        tagged = self.tagger.tag([[t.text for t in spans[i] if not t.is_space] for i in asked])
        claims = {i: Claims(spans[i], found, self.tagger.practices) for i, found in zip(asked, tagged, strict=True)}
        return [claims.get(i) for i in range(len(spans))]

    def _hints(self, span: Span) -> bool:
        """True where a word names a practice, or words name data."""
        return any(t.lemma_.lower() in self.lexicon.practices for t in span) or bool(self.lexicon.phrases(span, "data"))

    def _first_party(self, document: Document, company: str | None) -> tuple[str, frozenset[str]]:
        """The company's IRI, and the lower-case names under which the text speaks of it."""
        name = company or document.company
        names = frozenset(n.lower() for n in (*document.company_names, *((name,) if name else ())))
        if document.domain or name:
            return company_iri(self.base_iri, name=name, domain=None if company else document.domain), names
        return FIRST_PARTY, names


def _sentences(unit: Parsed) -> list[Span]:
    """The sentences of a unit that are read: no table rows, no lead-in that breaks off."""
    if unit.passage.cells:
        return []
    spans = list(unit.doc.sents)
    return [s for s in (spans[:-1] if unit.unfinished else spans) if not all(t.is_space for t in s)]


def _without_rights(assertions: list[Assertion]) -> Iterator[Assertion]:
    """Leaves out data practices whose cue is read as a right: "you may delete your data" deletes nothing yet."""
    rights = [m for a in assertions if a.kind == "UserRight" for m in a.rights]
    for assertion in assertions:
        cue = assertion.cue
        practice = assertion.kind == "DataPractice" and cue is not None
        if not (practice and any(cue is not None and r.start < cue.end and cue.start < r.end for r in rights)):
            yield assertion
