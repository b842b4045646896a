"""Speed and memory beside peers. ``python -m bench`` prints a table; no test depends on a time."""
