"""The graph at rest and on the wire: stores, builds, queries, pages."""
