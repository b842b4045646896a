"""Sixty-four clients, six of which send only queries that never end: what the others notice, and what is left."""

import itertools
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console

from .exchange import Sample, Target
from .graph_data import Data
from .load import Requests, closed_loop, percentile
from .processes import Watch, memory, session
from .questions import ENDLESS, fresh, lookups
from .row import Floor, Row
from .servers import Server

CLIENTS = 64
ENDLESS_CLIENTS = 6
INTENDED = {200, 408, 413, 429, 503}
"""What the six may be told; 200 would mean that a query ended after all."""
SETTLE = 45.0
"""Seconds until all that was stopped must be gone: the time limit of a query and some more."""


def endless(data: Data, here: Server, seconds: float, console: Console) -> Iterator[Row]:
    """Rows on those who ask small things, without the six and beside them; then processes and memory."""
    asked = lookups(data)
    leader = here.process.pid
    others = [_in_turn(here.target, asked, 6 * n) for n in range(CLIENTS - ENDLESS_CLIENTS)]
    closed_loop(here.target, others, min(5.0, seconds))
    processes = len(session(leader))
    with Watch(leader) as alone:
        without = closed_loop(here.target, others, seconds)
    resident = memory(session(leader))[0]
    with Watch(leader) as beside:
        every = closed_loop(here.target, [*others, *map(_endless(here.target), range(ENDLESS_CLIENTS))], seconds)
    left = _settle(leader, processes, SETTLE)
    resident_after = memory(session(leader))[0]
    six = [sample for sample in every if sample.label == "endless"]
    rest = [sample for sample in every if sample.label != "endless"]
    for who, samples in (("without the six", without), ("the others", rest), ("the six", six)):
        counts = Counter(sample.status or sample.body.decode("utf-8", "replace")[:60] for sample in samples)
        console.print(f"  {data.name}, {who}: {dict(counts)}", style="dim", highlight=False)
    for sample in {sample.status: sample for sample in every if sample.status not in (0, 200)}.values():
        console.print(f"  {sample.label} {sample.status}: {sample.body.decode('utf-8', 'replace')}", style="dim")
    what = f"{CLIENTS} clients for {seconds:g} s, {data.name}, {ENDLESS_CLIENTS} of them with endless queries: "
    peer_is = f"the same {CLIENTS - ENDLESS_CLIENTS} clients alone"
    rates = [sum(s.status == 200 for s in samples) / seconds for samples in (rest, without)]
    slowest = [1000 * percentile([s.seconds for s in samples], 95) for samples in (rest, without)]
    middle = [1000 * percentile([s.seconds for s in samples], 50) for samples in (rest, without)]
    none = Floor("ours", most=0)
    yield Row(what + "95th percentile of the others", "ms", *slowest, peer_is, Floor("ratio", most=5.0))
    yield Row(what + "median of the others", "ms", *middle, peer_is)
    yield Row(what + "answers to the others", "1/s", *rates, peer_is)
    yield Row(what + "others without an answer, or with 5xx", "", _bad(rest), float(_bad(without)), peer_is, none)
    yield Row(what + "others refused (429)", "", _refused(rest), float(_refused(without)), peer_is)
    unintended = sum(sample.status not in INTENDED | {0} or _unexplained(sample) for sample in six)
    yield Row(what + "answers to the six that are not meant", "", unintended, floor=none)
    yield Row(what + "processes after, beside before", "", left, float(processes), "before", Floor("ratio", most=1.0))
    yield Row(what + "most processes at a time", "", beside.most_processes, float(alone.most_processes), peer_is)
    yield Row(what + "memory after", "MB", resident_after, resident, peer_is, Floor("ratio", most=1.25))
    yield Row(what + "most memory", "MB", beside.peak, alone.peak, peer_is)


def _settle(leader: int, processes: int, seconds: float) -> int:
    """The number of processes when it is not above ``processes`` any more, or after so many seconds."""
    end = time.perf_counter() + seconds
    while (found := len(session(leader))) > processes and time.perf_counter() < end:
        time.sleep(0.5)
    return found


def _in_turn(target: Target, asked: Sequence[str], start: int) -> Requests:
    questions = itertools.cycle([*asked[start % len(asked) :], *asked[: start % len(asked)]])
    return lambda: ("look-up", target.get(fresh(next(questions))))


def _endless(target: Target):
    return lambda n: lambda: ("endless", target.get(fresh(ENDLESS[n % len(ENDLESS)])))


def _bad(samples: Sequence[Sample]) -> int:
    """How many got no answer at all, or an error of the server's; those just sent at the end do not count."""
    return sum(s.status >= 500 or (s.status == 0 and (s.body != b"not answered" or s.seconds > 10)) for s in samples)


def _refused(samples: Sequence[Sample]) -> int:
    return sum(sample.status == 429 for sample in samples)


def _unexplained(sample: Sample) -> bool:
    """A refusal that does not say in a problem document what happened."""
    return sample.status >= 400 and b'"detail"' not in sample.body
