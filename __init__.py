"""Practicegraph: a knowledge graph of what privacy policies say is done with people's data."""

__version__ = "0.1.0"
