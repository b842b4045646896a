"""The quality bench: what extraction finds, measured on annotated texts. ``python -m tests.quality --help``."""
