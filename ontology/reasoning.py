"""The ontology given to HermiT, an OWL 2 DL reasoner (Glimm et al. 2014), which owlready2 brings and Java runs."""

import io
import shutil
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from .namespaces import ONTOLOGY_GRAPH, OWL
from .vocabulary import turtle_files


class ReasonerUnavailable(RuntimeError):  # noqa: N818 (says what is the case)
    """HermiT cannot run here: there is no Java."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reasoner found: is there a model, and which classes can have no member (IRIs, sorted)."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """True where nothing is wrong."""
        return self.consistent and not self.unsatisfiable


def reason(files: Iterable[tuple[str, bytes]] | None = None) -> Verdict:
    """Run HermiT over Turtle files, given as (name, content); by default those of the ontology.

    The files are read as one ontology; ``owl:imports`` is not followed. Takes a few seconds.

    Raises:
        ReasonerUnavailable: where Java is missing.
        SyntaxError: where a file is not Turtle.
        RuntimeError: where HermiT stops for another reason, such as a datatype that it does not know.
    """
    # Imported here, since owlready2 is slow to load and nothing else needs it.
    import owlready2

    if shutil.which(owlready2.JAVA_EXE) is None:
        raise ReasonerUnavailable(
            "the reasoner HermiT needs Java, and no program 'java' was found: install a Java runtime (version 8 or "
            "later; on Debian and Ubuntu the package default-jre-headless) and put it on the PATH"
        )
    world = owlready2.World()
    try:
        triples = io.BytesIO(n_triples(turtle_files() if files is None else files))
        world.get_ontology(ONTOLOGY_GRAPH + "#").load(fileobj=triples)
        try:
            owlready2.sync_reasoner_hermit(world, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return Verdict(consistent=False)
        except owlready2.OwlReadyJavaError as error:
            raise RuntimeError(f"HermiT stopped: {error}") from error
        nothing = owlready2.Nothing
        return Verdict(True, tuple(sorted(c.iri for c in world.inconsistent_classes() if c is not nothing)))
    finally:
        world.close()


def n_triples(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Turtle files, given as (name, content), as one N-Triples document without imports (owlready2 reads no Turtle)."""
    triples = []
    for _, content in files:
        for quad in ox.parse(content, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            if quad.predicate.value != OWL + "imports":
                triples.append(ox.Triple(quad.subject, quad.predicate, quad.object))
    document = io.BytesIO()
    ox.serialize(triples, document, format=ox.RdfFormat.N_TRIPLES)
    return document.getvalue()
