"""Reading of evaluation sets, from files of our own in their layout."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .detokenise import detokenise
from .readers import (
    PI_FILES,
    MissingDataError,
    read_conll,
    read_opp115,
    read_piextract,
    read_policies,
    read_policyie,
    split_of,
)
from .spans import Span

TOKENS = st.lists(st.one_of(st.text(min_size=1, max_size=6), st.sampled_from([*"()[]\"'.,-/$%", "n't", "'s"])))


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("We do n't sell your e - mail address .", "We don't sell your e-mail address."),
        (
            "Fenwick Labs ( “ Fenwick ” ) keeps logs , notes and / or drafts .",
            "Fenwick Labs (“Fenwick”) keeps logs, notes and/or drafts.",
        ),
        ('The " Site " is ours ; it \'s free .', 'The "Site" is ours; it\'s free.'),
        ("our customers ' notes", "our customers' notes"),
        ("- your name", "- your name"),
    ],
)
def test_spaces_go_where_print_has_none(tokens, text):
    assert detokenise(tokens.split()).text == text


@given(TOKENS)
def test_each_token_is_found_again_in_the_text(tokens):
    prose = detokenise(tokens)
    for i, token in enumerate(tokens):
        assert prose.text[prose.starts[i] : prose.ends(i)] == token
        assert prose.span(prose.starts[i], prose.ends(i)) == (i, i + 1)
    assert "".join(prose.text.split()) == "".join("".join(tokens).split())


@given(TOKENS.filter(bool), st.data())
def test_spans_of_characters_become_spans_of_tokens(tokens, data):
    prose = detokenise(tokens)
    start = data.draw(st.integers(0, len(tokens) - 1))
    end = data.draw(st.integers(start + 1, len(tokens)))
    assert prose.span(prose.starts[start], prose.ends(end - 1)) == (start, end)


def test_part_of_a_token_is_that_token():
    prose = detokenise(["our", "partners", "."])
    assert prose.span(4, 7) == (1, 2)
    assert prose.span(3, 4) is None  # the space
    assert prose.words(0, 2) == "our partners"


def test_a_blank_line_before_a_comma_ends_no_sentence():
    rows = [
        "-DOCSTART- -X- O O",
        "",
        "Tidewell",
        "Inc.",
        "",
        ", we",
        "keep",
        ".",
        "",
        "We",
        "delete",
        ".",
        "",
        "of it",
        ".",
    ]
    text = "\n".join(" _ _ O\n".join(r.split()) + " _ _ O" if r and "DOC" not in r else r for r in rows)
    assert [[t for t, _ in block] for block in read_conll(text)] == [
        ["Tidewell", "Inc.", ",", "we", "keep", "."],
        ["We", "delete", "."],
        ["of", "it", "."],
    ]


def test_tags_of_a_block_are_its_last_column():
    assert read_conll("notes NN _ B-COLLECT\r\nkept VB _ O\r\n") == [[("notes", "B-COLLECT"), ("kept", "O")]]


def test_parts_by_name():
    assert [split_of(n) for n in ("slots_train.json", "Share_true.test.conll03", "valid.json", "all.json")] == [
        "train",
        "test",
        "valid",
        "",
    ]


@pytest.fixture
def folder(tmp_path):
    """One sentence a set and part."""
    tokens = ["We", "keep", "notes", "."]
    for part in ("train", "valid"):
        files = {
            f"policyie/type_I_slot_filling_{part}.json": {"tokens": tokens, "labels": ["O", "B-action", "O", "O"]},
            f"policyie/type_II_slot_filling_{part}.json": {"tokens": tokens, "labels": ["O"] * 4},
            f"policyie/intent_classification_{part}.json": {"sentence": "We keep notes .", "label": "Other"},
            f"opp115/{part}.json": {"text": f"{part}: we keep notes.", "label": ["Data Retention"]},
        }
        for name, line in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(json.dumps(line) + "\n", "utf-8")
    (tmp_path / "piextract").mkdir()
    for name in PI_FILES:
        tag = "B-COLLECT" if name == "CollectUse_true" else "O"
        lines = "\n".join(f"{t} _ _ {tag if t == 'notes' else 'O'}" for t in tokens)
        (tmp_path / "piextract" / f"{name}.train.conll03").write_text(f"-DOCSTART- -X- O O\n\n{lines}\n", "utf-8")
    for name, text in {"gold/x.txt.jsonl": '{"quote": "notes"}', "texts/x.txt": "We keep notes."}.items():
        (tmp_path / "assertions" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "assertions" / name).write_text(text, "utf-8")
    return tmp_path


def test_all_sets_are_read(folder):
    [train, valid] = read_policyie(folder)
    assert (train.split, valid.split) == ("train", "valid")
    assert train.spans == (Span(1, 2, "action"),)
    assert (train.prose.text, train.intent, train.second) == ("We keep notes.", "Other", ())
    assert [s.spans for s in read_piextract(folder)] == [(Span(2, 3, "CollectUse_true"),)]
    assert [s.labels for s in read_opp115(folder)] == [{"Data Retention"}] * 2
    assert [(p.name, p.text) for p in read_policies(folder)] == [("x.txt", "We keep notes.")]


def test_a_part_is_chosen_by_name(folder):
    assert [s.split for s in read_policyie(folder, ["valid"])] == ["valid"]
    assert [s.text for s in read_opp115(folder, ["valid"])] == ["valid: we keep notes."]


def test_missing_files_are_named(folder, tmp_path):
    with pytest.raises(MissingDataError, match="--eval"):
        read_opp115(tmp_path / "nowhere")
    with pytest.raises(MissingDataError, match="of test"):
        read_opp115(folder, ["test"])
    (folder / "policyie" / "intent_classification_train.json").unlink()
    with pytest.raises(MissingDataError, match="intent_classification_train"):
        read_policyie(folder)
    (folder / "piextract" / "Share_false.train.conll03").unlink()
    with pytest.raises(MissingDataError, match="Share_false"):
        read_piextract(folder)
