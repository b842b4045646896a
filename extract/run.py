"""What made an assertion: software, version, model and options, which name the run."""

from dataclasses import dataclass

from .. import __version__
from .identity import canonical_json, digest


@dataclass(frozen=True, slots=True)
class Run:
    """One way of running the extraction. Equal runs have one IRI; their times stand in the catalogue."""

    model: str
    software: str = "practicegraph"
    version: str = __version__
    options: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """32 hex digits of SHA-256 over software, version, model and sorted options."""
        return digest(canonical_json([self.software, self.version, self.model, sorted(self.options)]))[:32]

    def iri(self, base: str) -> str:
        """The run's IRI.

        >>> Run("en_core_web_sm 3.8.0", version="0.1.0").iri("https://w3id.org/practicegraph/id/")[-36:-32]
        'run/'
        """
        return f"{base}run/{self.key}"
