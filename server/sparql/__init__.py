"""SPARQL on the wire: the protocol's requests, what may run, where it runs and how it is answered."""
