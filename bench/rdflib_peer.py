"""``python -m bench.rdflib_peer PORT FILE…``: rdflib-endpoint as its own command starts it, and again when killed.

It evaluates a query in the thread that takes requests, so one that never ends stops it for good. The graph is loaded
once; who serves is a fork of the process that holds it.
"""

import gc
import os
import sys

import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint


def main(port: int, files: list[str]) -> None:
    """Load, then serve until killed; the number of each serving process is printed."""
    graph = Dataset(store="default", default_union=True)
    for file in files:
        graph.parse(file, format="nquads")
    gc.freeze()
    while True:
        child = os.fork()
        if not child:
            uvicorn.run(SparqlEndpoint(graph=graph), host="127.0.0.1", port=port, log_level="error")
            os._exit(0)
        print("serving", child, flush=True)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
