"""A result of a million rows: when its first byte comes, and what memory the server takes for it."""

from collections.abc import Iterator

from .exchange import Connection
from .graph_data import Data
from .processes import Watch, memory, session
from .questions import fresh
from .row import Floor, Row
from .servers import OXIGRAPH, Server

ROWS = 1_000_000
MOST_MEMORY = Floor("ours", most=400)


def great_result(data: Data, here: Server, there: Server) -> Iterator[Row]:
    """First byte, whole time and memory, once as JSON and once as TSV."""
    rows = min(ROWS, data.quads)
    query = f"SELECT ?s ?p WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {rows}"
    before = memory(session(here.process.pid))[0]
    for name, accept in (("JSON", "application/sparql-results+json"), ("TSV", "text/tab-separated-values")):
        what = f"{rows:,} rows as {name}, {data.name}, "
        samples = []
        peaks = []
        for server in (here, there):
            with Watch(server.process.pid) as watch, Connection(server.target) as connection:
                samples.append(connection.ask(server.target.get(fresh(query), accept), limit=300, keep=400))
            peaks.append((watch.peak, watch.peak_each))
        mine, other = samples
        if mine.status != 200 or other.status != 200:
            said = " / ".join(s.body.decode("utf-8", "replace") for s in samples if s.status != 200)
            yield Row(f"{what}status ({said[:90]})", "", mine.status, other.status, OXIGRAPH, Floor("ours", 200, 200))
            continue
        whole = Floor("ratio", least=1.0, most=1.0)
        if name == "TSV":
            yield Row(what + "lines that came", "", mine.lines, float(other.lines), OXIGRAPH, whole)
        yield Row(what + "first byte", "s", mine.first, other.first, OXIGRAPH, Floor("ours", most=2.0))
        yield Row(what + "last byte", "s", mine.seconds, other.seconds, OXIGRAPH)
        yield Row(f"{what}resident ({before:.0f} before)", "MB", peaks[0][0], peaks[1][0], OXIGRAPH, MOST_MEMORY)
        yield Row(what + "resident, shared pages in each process", "MB", peaks[0][1], peaks[1][1], OXIGRAPH)
