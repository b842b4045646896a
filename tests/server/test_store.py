"""The graph at rest: generations, locks, crashes, and what is kept beside it."""

import contextlib
import os
import subprocess
import sys
import textwrap
import threading

import pyoxigraph as ox
import pytest
from practicegraph.extract.model import Assertion, Mention
from practicegraph.server.store import LocalStore, Manifest, RemoteStore, StoreBusyError, StoreError, open_store
from practicegraph.server.store.archive import Archive


def quad(number):
    return ox.Quad(ox.NamedNode(f"u:{number}"), ox.NamedNode("u:p"), ox.NamedNode("u:o"), ox.NamedNode("u:g"))


def publish(store, *numbers):
    with store.write() as writer:
        writer.draft().graph.extend(quad(n) for n in numbers)
        writer.draft().manifest = Manifest("https://a.example/", "x")
        return writer.publish()


def generations(store):
    return sorted(int(p.name) for p in folders(store) if p.name.isdigit())


def folders(store):
    return list((store.path / "generations").iterdir())


def test_a_missing_store_is_named_with_what_to_do(tmp_path):
    store = LocalStore(tmp_path / "nowhere")
    with pytest.raises(StoreError, match=r"no store at .*nowhere.*practicegraph build"):
        store.read()
    assert not store.path.exists()


def test_a_file_in_place_of_a_store_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="file"):
        LocalStore(tmp_path / "file").read()
    with pytest.raises(StoreError, match="file"), LocalStore(tmp_path / "file").write():
        pass


def test_a_damaged_pointer_is_told(tmp_path):
    store = LocalStore(tmp_path)
    publish(store, 1)
    (tmp_path / "CURRENT").write_text("seven")
    with pytest.raises(StoreError, match="CURRENT holds no number"):
        store.read()
    (tmp_path / "CURRENT").write_text("7")
    with pytest.raises(StoreError, match="generation 7 is missing"):
        store.read()


@pytest.mark.parametrize("content", ["{", '{"base": "x"}', '{"base": "", "ontology": "", "versions": [{"a": 1}]}'])
def test_a_damaged_manifest_is_told(tmp_path, content):
    store = LocalStore(tmp_path)
    publish(store, 1)
    (tmp_path / "generations" / "000001" / "versions.json").write_text(content)
    with pytest.raises(StoreError, match="remove this one and build again"):
        store.read()
    with store.write() as writer, pytest.raises(StoreError, match=r"versions\.json is damaged"):
        assert writer.manifest


def test_damaged_files_of_the_engine_are_told(tmp_path):
    store = LocalStore(tmp_path)
    publish(store, 1)
    for file in (tmp_path / "generations" / "000001" / "graph").glob("*.sst"):
        file.write_bytes(b"")
    with pytest.raises(StoreError, match="remove this one and build again"):
        store.read()
    with store.write() as writer, pytest.raises(StoreError, match="remove this one and build again"):
        assert writer.draft().graph
    assert [f.name for f in (tmp_path / "generations").iterdir()] == ["000001"]


def test_what_is_published_is_read(tmp_path):
    store = LocalStore(tmp_path / "a" / "store")
    assert publish(store, 1, 2) == 1
    with store.read() as generation:
        assert set(generation.graph) == {quad(1), quad(2)}
        assert generation.manifest == Manifest("https://a.example/", "x")
    assert publish(store, 3) == 2
    with store.read() as generation:
        assert set(generation.graph) == {quad(1), quad(2), quad(3)}


def test_nothing_is_seen_before_it_is_published(tmp_path):
    store = LocalStore(tmp_path)
    publish(store, 1)
    with store.write() as writer:
        writer.draft().graph.add(quad(2))
        with store.read() as generation:
            assert set(generation.graph) == {quad(1)}
    with store.read() as generation:
        assert set(generation.graph) == {quad(1)}
    assert generations(store) == [1]


def fail_while_writing(store):
    with store.write() as writer:
        writer.draft().graph.add(quad(7))
        raise RuntimeError


def test_an_error_while_writing_leaves_the_store_as_it_was(tmp_path):
    store = LocalStore(tmp_path / "s")
    with pytest.raises(RuntimeError):
        fail_while_writing(store)
    assert not store.path.exists()
    publish(store, 1)
    with pytest.raises(RuntimeError):
        fail_while_writing(store)
    with store.read() as generation:
        assert set(generation.graph) == {quad(1)}
    assert publish(store, 3) == 2


def test_a_second_writer_is_turned_away(tmp_path):
    store = LocalStore(tmp_path)
    with store.write(), pytest.raises(StoreBusyError, match="another process"), LocalStore(tmp_path).write():
        pass
    publish(store, 1)


def test_a_reader_goes_on_while_generations_come_and_go(tmp_path):
    store = LocalStore(tmp_path)
    publish(store, 1)
    with store.read() as generation:
        for number in range(2, 6):
            publish(store, number)
        assert set(generation.graph) == {quad(1)}
        assert generations(store) == [1, 4, 5]
    publish(store, 6)
    assert generations(store) == [5, 6]


def test_kill_in_the_middle_of_a_write_leaves_the_old_generation(tmp_path):
    publish(LocalStore(tmp_path), 1)
    script = """
        import os, signal, sys
        import pyoxigraph as ox
        from practicegraph.server.store import LocalStore
        with LocalStore(sys.argv[1]).write() as writer:
            n = ox.NamedNode
            writer.draft().graph.bulk_extend(ox.Quad(n(f"u:x{i}"), n("u:p"), n("u:o"), n("u:g")) for i in range(1000))
            os.kill(os.getpid(), signal.SIGKILL)
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(script), str(tmp_path)], check=False)
    assert ended.returncode == -9
    store = LocalStore(tmp_path)
    assert generations(store) == [1]
    assert len(folders(store)) == 2, "what was begun"
    with store.read() as generation:
        assert set(generation.graph) == {quad(1)}
    assert publish(store, 2) == 2
    assert len(folders(store)) == 2, "what was begun is removed"
    with store.read() as generation:
        assert set(generation.graph) == {quad(1), quad(2)}


def test_a_worker_that_outlives_its_server_does_not_write_into_the_next_draft(tmp_path):
    store = LocalStore(tmp_path)
    publish(store, 1)
    with store.write() as writer:
        orphan = writer.draft().graph
        writer._draft = None  # as where the server dies, and a process that it started goes on
    with store.write() as writer:
        writer.draft().graph.add(quad(2))
        with contextlib.suppress(OSError):
            orphan.bulk_extend(quad(n) for n in range(100, 200))
        writer.publish()
    with store.read() as generation:
        assert set(generation.graph) == {quad(1), quad(2)}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be written"), LocalStore(tmp_path / "s").write():
        pass


def test_texts_are_kept_by_their_digest(tmp_path):
    archive = Archive(tmp_path)
    text = "\ufeffLine\r\nends and \ud800 odd ones – kept.\n"
    name = archive.put_text(text)
    assert name == archive.put_text(text)
    assert (tmp_path / "texts" / name).stat().st_size
    assert archive.text(name) == text
    assert archive.text("0" * 64) is None
    assert archive.text("../CURRENT") is None


def test_assertions_come_back_as_they_were(tmp_path):
    text = "We keep « your » data for 2 years."
    kept = Assertion(
        kind="DataPractice",
        asserted_by="u:c",
        evidence=Mention(text, 0, len(text)),
        section=("A", "B"),
        data_type=Mention("data", 17, 21, None),
        retention=(Mention("2 years", 26, 33, "P2Y"),),
        refers_to=("u:x", "u:y"),
        exclusive=True,
        minimum_age=0,
        confidence=0.5,
    )
    archive = Archive(tmp_path)
    archive.put_assertions("key", [kept])
    assert archive.assertions("key", text) == (kept,)
    assert archive.assertions("other", text) is None
    (tmp_path / "assertions" / "key.json").write_text("[{]")
    assert archive.assertions("key", text) is None


def test_a_store_is_a_folder_or_an_address():
    with pytest.raises(StoreError, match="empty"):
        open_store("")
    assert isinstance(open_store("graph"), LocalStore)
    assert isinstance(open_store("http://127.0.0.1:7878/query"), RemoteStore)
    with pytest.raises(StoreError, match="http"):
        RemoteStore("ftp://a.example/")


def test_who_waits_for_another_writer_is_served_when_it_is_done(tmp_path):
    store, held, release = LocalStore(tmp_path), threading.Event(), threading.Event()

    def hold():
        with store.write():
            held.set()
            release.wait()

    other = threading.Thread(target=hold)
    other.start()
    held.wait()
    threading.Timer(0.2, release.set).start()
    with LocalStore(tmp_path).write(wait=20) as writer:
        writer.draft().graph.add(quad(1))
        writer.publish()
    other.join()
    with store.read() as generation:
        assert set(generation.graph) == {quad(1)}
