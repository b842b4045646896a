"""The server killed during writes, at random moments: is all there that was acknowledged, and nothing by halves?"""

import json
import os
import random
import shutil
import signal
import statistics
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from rich.console import Console

from .exchange import Connection, Sample
from .graph_data import Data
from .processes import end_session, session
from .row import Floor, Row
from .servers import Server, ours

TOKEN = "bench-0123456789abcdef0123456789abcdef"
WRITES = 200
KILLED = 0.3
"""How many of the writes the server does not live through, about."""
PARTS = 20
SEED = 4
UPDATE, UPLOAD = "update", "upload"
LEFT, RIGHT, LAST = "urn:bench:left", "urn:bench:right", "urn:bench:last"
COUNT = (
    f"SELECT ?g ?w (COUNT(?part) AS ?n) WHERE {{ VALUES ?g {{ <{LEFT}> <{RIGHT}> }}"
    " GRAPH ?g { ?w <urn:bench:part> ?part } } GROUP BY ?g ?w"
)
COUNT_UPLOADS = "SELECT ?g (COUNT(?part) AS ?n) WHERE { GRAPH ?g { ?s <urn:bench:piece> ?part } } GROUP BY ?g"
LAST_ONE = f"SELECT ?n WHERE {{ GRAPH <{LAST}> {{ <urn:bench:counter> <urn:bench:is> ?n }} }}"


@dataclass
class Record:
    """What was sent and what was answered; ``halves`` is what somebody saw that is neither before nor after a write."""

    sent: dict[int, str] = field(default_factory=dict)
    acknowledged: set[int] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)
    orphans: int = 0
    kills: int = 0


def killed_writes(data: Data, folder: Path, console: Console, writes: int = WRITES) -> Iterator[Row]:
    """Rows on writes that were acknowledged and are not there, and on anything half-done."""
    store, log = folder / "killed" / "store", folder / "killed" / "log.txt"
    shutil.rmtree(store.parent, ignore_errors=True)
    shutil.copytree(data.store, store, symlinks=True)
    record = Record()
    chosen = random.Random(SEED)
    number = 0
    while number < writes:
        begin = time.perf_counter()
        with ours(store, log, token=TOKEN) as server:
            record.restarts.append(time.perf_counter() - begin)
            _check(server, record)
            number = _until_killed(server, record, chosen, number, writes)
    begin = time.perf_counter()
    with ours(store, log, token=TOKEN) as server:
        record.restarts.append(time.perf_counter() - begin)
        lost = _check(server, record)
    shutil.rmtree(store.parent, ignore_errors=True)
    for text in dict.fromkeys(record.refused[:5] + record.halves[:5]):
        console.print(f"  {text}", style="dim", highlight=False)
    what = f"kill -9 during {len(record.sent)} writes ({record.kills} kills), {data.name}: "
    none = Floor("ours", most=0)
    yield Row(what + "acknowledged and lost", "", len(lost), floor=none)
    yield Row(what + "seen half-done", "", len(record.halves), floor=none)
    yield Row(
        what + "writes acknowledged", "", len(record.acknowledged), floor=Floor("ours", least=len(record.sent) / 2)
    )
    yield Row(what + "refused without a kill", "", len(record.refused), floor=none)
    yield Row(what + "processes left 10 s after a kill", "", record.orphans, floor=none)
    seconds = statistics.median(record.seconds) if record.seconds else float("nan")
    yield Row(what + "a write, median", "ms", 1000 * seconds)
    yield Row(what + "start after a kill, median", "s", statistics.median(record.restarts))


def _until_killed(server: Server, record: Record, chosen: random.Random, number: int, writes: int) -> int:
    """Write until a kill; returns the number of the next write. A reader looks for halves all the time."""
    stop = threading.Event()
    reader = threading.Thread(target=_read, args=(server, record, stop), daemon=True)
    reader.start()
    try:
        with Connection(server.target) as connection:
            while number < writes:
                kill = chosen.random() < KILLED and len(record.seconds) > 3
                if kill:
                    delay = chosen.uniform(0, 1.2 * statistics.median(record.seconds))
                    threading.Timer(delay, _kill, (server, record)).start()
                _write(connection, server, record, number, expects_kill=kill)
                number += 1
                if kill:
                    server.process.wait(10)
                    break
    finally:
        stop.set()
        reader.join()
    if server.process.poll() is not None:
        end = time.perf_counter() + 10
        while session(server.process.pid) and time.perf_counter() < end:
            time.sleep(0.05)
        record.orphans += len(session(server.process.pid))
        end_session(server.process.pid)
    return number


def _kill(server: Server, record: Record) -> None:
    with suppress(ProcessLookupError):
        os.kill(server.process.pid, signal.SIGKILL)
        record.kills += 1


def _write(connection: Connection, server: Server, record: Record, number: int, *, expects_kill: bool) -> None:
    """One write; where another is under way (503) it is sent again, as the answer says."""
    kind = UPLOAD if number % 4 == 3 else UPDATE
    record.sent[number] = kind
    more = f"Authorization: Bearer {TOKEN}\r\n"
    if kind == UPDATE:
        content = server.target.send(
            "POST", server.target.path, "application/sparql-update", _update(number).encode(), more
        )
    else:
        path = f"/graphs?graph={quote(_graph(number), safe='')}"
        content = server.target.send("PUT", path, "text/turtle", _turtle(number).encode(), more)
    for _ in range(20):
        got = connection.ask(content, limit=60, resend=False)
        if got.status != 503:
            break
        time.sleep(0.5)
    if got.status in (200, 201, 204):
        record.acknowledged.add(number)
        record.seconds.append(got.seconds)
    elif not (expects_kill and got.status == 0):
        record.refused.append(f"write {number} ({kind}): {got.status} {got.body.decode('utf-8', 'replace')[:200]}")


def _update(number: int) -> str:
    """Two graphs and a counter in one request of three operations."""
    parts = ", ".join(str(part) for part in range(PARTS))
    insert = f"<urn:bench:w{number}> <urn:bench:part> {parts}"
    return (
        f"INSERT DATA {{ GRAPH <{LEFT}> {{ {insert} }} }} ;\nINSERT DATA {{ GRAPH <{RIGHT}> {{ {insert} }} }} ;\n"
        f"DELETE {{ GRAPH <{LAST}> {{ <urn:bench:counter> <urn:bench:is> ?n }} }}\n"
        f"INSERT {{ GRAPH <{LAST}> {{ <urn:bench:counter> <urn:bench:is> {number} }} }}\n"
        f"WHERE {{ OPTIONAL {{ GRAPH <{LAST}> {{ <urn:bench:counter> <urn:bench:is> ?n }} }} }}"
    )


def _graph(number: int) -> str:
    return f"urn:bench:upload{number}"


def _turtle(number: int) -> str:
    return f"<urn:bench:u{number}> <urn:bench:piece> {', '.join(str(part) for part in range(PARTS))} .\n"


def _check(server: Server, record: Record) -> set[int]:
    """Compare what is there with what was said; returns what was acknowledged and is not there."""
    with Connection(server.target) as connection:
        parts = {
            (row["g"], int(row["w"].removeprefix("urn:bench:w"))): int(row["n"])
            for row in _rows(_question(connection, server, COUNT))
        }
        uploads = {
            int(row["g"].removeprefix("urn:bench:upload")): int(row["n"])
            for row in _rows(_question(connection, server, COUNT_UPLOADS))
        }
        counters = [int(row["n"]) for row in _rows(_question(connection, server, LAST_ONE))]
    there, halves = complete(record.sent, parts, uploads)
    record.halves.extend(halves)
    updates = [number for number in there if record.sent[number] == UPDATE]
    if counters != ([max(updates)] if updates else []):
        record.halves.append(f"the counter is {counters} where the last update is {max(updates, default=None)}")
    return record.acknowledged - there


def complete(
    sent: Mapping[int, str], parts: Mapping[tuple[str, int], int], uploads: Mapping[int, int]
) -> tuple[set[int], list[str]]:
    """The writes that are there as a whole, and what there is of others: each a complaint."""
    there, halves = set(), []
    for number, kind in sent.items():
        found = (
            (parts.get((LEFT, number), 0), parts.get((RIGHT, number), 0))
            if kind == UPDATE
            else (uploads.get(number, 0),)
        )
        if all(count == PARTS for count in found):
            there.add(number)
        elif any(found):
            halves.append(f"write {number} ({kind}) is there in part: {found}")
    return there, halves


def _read(server: Server, record: Record, stop: threading.Event) -> None:
    """Ask all the time; both graphs must hold the same at any moment."""
    with Connection(server.target, client=1) as connection:
        while not stop.wait(0.02):
            got = _question(connection, server, COUNT)
            if got.status == 0:
                continue
            if got.status != 200:
                record.halves.append(f"a reader got {got.status} {got.body.decode('utf-8', 'replace')[:200]}")
                continue
            counts: dict[str, dict[str, int]] = {LEFT: {}, RIGHT: {}}
            for row in _rows(got):
                counts[row["g"]][row["w"]] = int(row["n"])
            odd = [n for n in counts[LEFT].values() if n != PARTS]
            if counts[LEFT] != counts[RIGHT] or odd:
                record.halves.append("a reader saw one graph changed and the other not")


def _question(connection: Connection, server: Server, query: str) -> Sample:
    return connection.ask(server.target.get(query), limit=60, keep=1 << 24)


def _rows(got: Sample) -> Iterable[dict[str, str]]:
    if got.status != 200:
        raise SystemExit(f"after a kill: {got.status} {got.body.decode('utf-8', 'replace')[:300]}")
    found = json.loads(got.body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]
