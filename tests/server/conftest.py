"""A store built without the language model: an extractor that reads one plain form of sentence."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from practicegraph.extract.model import Assertion, Mention
from practicegraph.extract.run import Run
from practicegraph.ontology.namespaces import AFFIRMED, CONDITION, DENIED, FIRST_PARTY, PARTY, PRACTICE, PURPOSE, STATED
from practicegraph.server.build import build
from practicegraph.server.store import LocalStore

_FORM = re.compile(
    r"We (?P<cue>(?P<no>do not )?(?P<practice>collect|share|sell|use))s? your (?P<data>[\w -]+?)"
    r"(?: with (?P<recipient>[\w ]+?))?(?: for (?P<purpose>[\w ]+?))?(?: unless (?P<exception>[\w ]+?))?\."
)
_PREAMBLE = (
    "# Privacy Policy\n\nThis is the privacy policy of {name}, who take care of the people that use the service and"
    " of everything that is known about them.\n\n## What we do\n\n"
)


FIRST = ("We collect your star sign.", "We do not sell your shoe size.")


class PlainExtractor:
    """Reads "We (do not) collect your X (with Y) (for Z) (unless W)."; counts how many texts it was given."""

    def __init__(self, model="plain"):
        self.run = Run(model)
        self.seen = []

    def extract(self, document):
        self.seen.append(document.name)
        return [self._assertion(document.text, found) for found in _FORM.finditer(document.text)]

    def _assertion(self, text, found):
        def mention(name, concept=None):
            start, end = found.span(name)
            return Mention(text[start:end], start, end, concept)

        def mentions(name, scheme):
            concept = scheme + found[name].title().replace(" ", "") if found[name] else None
            return (mention(name, concept),) if found[name] else ()

        return Assertion(
            kind="DataPractice",
            asserted_by=FIRST_PARTY,
            evidence=Mention(found[0], found.start(), found.end()),
            section=("Privacy Policy", "What we do"),
            practice=PRACTICE + found["practice"].title(),
            polarity=DENIED if found["no"] else AFFIRMED,
            modality=STATED,
            actor=Mention("We", found.start(), found.start() + 2, FIRST_PARTY),
            data_type=mention("data"),
            recipients=mentions("recipient", PARTY),
            purposes=mentions("purpose", PURPOSE),
            exceptions=mentions("exception", CONDITION),
            confidence=0.75,
        )


@pytest.fixture(scope="session")
def plain_extractor():
    return PlainExtractor


def policy_writer(folder):
    """Writes sentences as a policy file: ``write("orrery.example", "2020-01-01", "Orrery", "We …")``."""

    def write(domain, day, name, *sentences):
        path = folder / "policies" / domain / f"{day}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_PREAMBLE.format(name=name) + "\n\n".join(sentences) + "\n", "utf-8")
        return path

    return write


@pytest.fixture
def write_policy(tmp_path):
    """Writes policies into the folder that `built` is made of."""
    return policy_writer(tmp_path)


@pytest.fixture
def built(tmp_path):
    """A store with two companies: ``built.store``, ``built.folder`` of the policies, ``built.report``."""
    return _build(tmp_path)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    """The same, for tests of one module that change nothing."""
    return _build(tmp_path_factory.mktemp("built"))


def _build(folder):
    write_policy = policy_writer(folder)
    write_policy(
        "orrery.example", "2019-01-01", "Orrery", "We collect your star sign.", "We do not sell your shoe size."
    )
    write_policy("orrery.example", "2020-01-01", "Orrery", "We use your shoe size.", "We do not sell your shoe size.")
    write_policy(
        "orrery.example",
        "2021-01-01",
        "Orrery",
        "We collect your star sign.",
        "We share your shoe size with Advertiser for Advertising.",
        "We do not sell your shoe size unless FreeService.",
    )
    write_policy("planetarium.example", "2020-06-01", "Planetarium", "We share your seat number with ServiceProvider.")
    store = LocalStore(folder / "graph")
    extractor = PlainExtractor()
    report = build([folder / "policies"], store, extractor=lambda: extractor)
    return SimpleNamespace(store=store, folder=folder / "policies", report=report, extractor=extractor)


TOKEN = "open-sesame"


@pytest.fixture(scope="module")
def serve():
    """Starts the real server over a store, with the token ``serve.token``: ``serve(path, "--timeout", "5")`` gives its
    ``url`` and ``process``; all are ended with the module."""
    started = []

    def start(path, *options):
        process = subprocess.Popen(
            [sys.executable, "-m", "practicegraph.cli", "serve", "--store", str(path), "--port", "0", *options],
            env={**os.environ, "PRACTICEGRAPH_TOKEN": TOKEN},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + process.stdout.read()
        return SimpleNamespace(url=found[0], process=process)

    start.token = TOKEN
    yield start
    for process in started:
        process.terminate()
    for process in started:
        process.wait(20)
        process.stdout.close()
