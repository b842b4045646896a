"""Lays a fitted net into an ONNX graph of fused, 8-bit operators.

The graph is written node by node, with ONNX Runtime's own operators (domain com.microsoft: QAttention and
MatMulIntegerToFloat; see ContribOperators.md of ONNX Runtime), so that no pattern matcher has to find them. Layer
normalisation is spelt out in simple operators: those are vectorised and take a third of the time of the fused one.
Weights are signed integers with one scale a column. Activations are unsigned 8 bit with scales fixed beforehand on
training sentences: unlike dynamic scales these make a sentence's result independent of the sentences beside it in its
batch.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from encoder import TaggerNet
from fitting import Labels
from onnx import TensorProto, helper, numpy_helper
from policyie import LAYERS
from practicegraph.extract.wordpieces import WordPieces
from sentences import PRACTICES

MS = "com.microsoft"
Ranges = Mapping[str, tuple[float, float]]
"""Least and greatest value of each activation that is quantised."""
STEPS = 63
"""Greatest quantised weight. Seven bits only: on processors without VNNI the 16-bit sums of the kernels overflow at
eight, and results would depend on the machine."""


@dataclass
class Graph:
    """Nodes and constants of a graph under construction."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: np.ndarray) -> str:
        """Add a constant."""
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        """Add a node with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output


def columns(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A matrix (in, out) as signed integers, and the scale of each column."""
    top = np.maximum(np.abs(weight).max(0), 1e-8)
    scale = (top / STEPS).astype(np.float32)
    return np.clip(np.round(weight / scale), -STEPS, STEPS).astype(np.int8), scale


def quantised(g: Graph, x: str, ranges: Ranges) -> tuple[str, str, str]:
    """An activation in unsigned 8 bit, with the names of its scale and zero point."""
    low, high = ranges[x]
    low, high = min(low, 0.0), max(high, 1e-6)
    scale = np.float32((high - low) / 255)
    zero = np.uint8(np.clip(round(-low / float(scale)), 0, 255))
    s, z = g.constant(f"{x}.scale", np.array(scale)), g.constant(f"{x}.zero", np.array(zero))
    return g.node("QuantizeLinear", [x, s, z], f"{x}.q"), s, z


def linear(g: Graph, q: tuple[str, str, str], weight: np.ndarray, bias: np.ndarray | None, output: str) -> str:
    """x·W + b of a quantised x, in float."""
    w, scale = columns(weight.T)
    b, bs = g.constant(f"{output}.w", w), g.constant(f"{output}.ws", scale)
    bz = g.constant(f"{output}.wz", np.zeros(w.shape[1], np.int8))
    inputs = [q[0], b, q[1], bs, q[2], bz]
    if bias is not None:
        inputs.append(g.constant(f"{output}.b", bias))
    return g.node("MatMulIntegerToFloat", inputs, output, MS)


def normalised(g: Graph, x: str, gain: np.ndarray, bias: np.ndarray, output: str) -> str:
    """Layer normalisation over the last axis."""
    if not any(c.name == "last" for c in g.constants):
        g.constant("last", np.array([-1], np.int64))
        g.constant("1/hidden", np.array([1 / len(gain)], np.float32))
    g.node("ReduceMean", [x, "last"], f"{output}.mean")
    g.node("Sub", [x, f"{output}.mean"], f"{output}.centred")
    g.node("ReduceSumSquare", [f"{output}.centred", "last"], f"{output}.squares")
    g.node("Mul", [f"{output}.squares", "1/hidden"], f"{output}.variance")
    g.node("Sqrt", [f"{output}.variance"], f"{output}.deviation")
    g.node("Reciprocal", [f"{output}.deviation"], f"{output}.inverse")
    g.node("Mul", [f"{output}.centred", f"{output}.inverse"], f"{output}.unit")
    g.node("Mul", [f"{output}.unit", g.constant(f"{output}.gain", gain)], f"{output}.scaled")
    return g.node("Add", [f"{output}.scaled", g.constant(f"{output}.bias", bias)], output)


def build(
    state: Mapping[str, np.ndarray], layers: int, heads: int, ranges: Ranges | None, watched: list[str] | None = None
) -> onnx.ModelProto:
    """The graph of a net.

    Args:
        state: the net's weights by name.
        ranges: of the activations; without them the graph computes in float, for finding them.
        watched: takes the names of the activations that need ranges.
    """
    g = Graph()
    c = {k: np.asarray(v, np.float32) for k, v in state.items()}
    names = watched if watched is not None else []
    rows, scale = columns(c["words.weight"].T)
    g.constant("words", rows.T)
    g.constant("words.scale", scale[:, None])
    g.constant("places", c["places.weight"])
    g.node("Gather", ["words", "ids"], "words.q")
    g.node("Gather", ["words.scale", "ids"], "words.s")
    g.node("Cast", ["words.q"], "words.f", to=TensorProto.FLOAT)
    g.node("Mul", ["words.f", "words.s"], "words.x")
    g.node("Shape", ["ids"], "length1", start=1, end=2)
    g.constant("zero1", np.array([0], np.int64))
    g.node("Slice", ["places", "zero1", "length1", "zero1"], "places.x")
    g.node("Add", ["words.x", "places.x"], "embedded")
    x = normalised(g, "embedded", c["norm.weight"], c["norm.bias"], "x0")

    def dense(value: str, weight: np.ndarray, bias: np.ndarray | None, output: str) -> str:
        if ranges is None:
            names.append(value)
            result = g.node(
                "MatMul", [value, g.constant(f"{output}.w", weight.T)], output if bias is None else f"{output}.m"
            )
            return result if bias is None else g.node("Add", [result, g.constant(f"{output}.b", bias)], output)
        if value not in done:
            done[value] = quantised(g, value, ranges)
        return linear(g, done[value], weight, bias, output)

    done: dict[str, tuple[str, str, str]] = {}
    for i in range(layers):
        p = f"layers.{i}."
        qkv, bias = c[f"{p}qkv.weight"], c[f"{p}qkv.bias"]
        if ranges is None:
            names.append(x)
            inputs = [x, g.constant(f"{p}qkv.w", qkv.T), g.constant(f"{p}qkv.b", bias), "lengths"]
            g.node("Attention", inputs, f"{p}attended", MS, num_heads=heads)
        else:
            q, s, z = done[x] = quantised(g, x, ranges)
            w, ws = columns(qkv.T)
            inputs = [q, g.constant(f"{p}qkv.w", w), g.constant(f"{p}qkv.b", bias), s, g.constant(f"{p}qkv.ws", ws)]
            inputs += ["lengths", z, g.constant(f"{p}qkv.wz", np.zeros(w.shape[1], np.int8))]
            g.node("QAttention", inputs, f"{p}attended", MS, num_heads=heads)
        out = dense(f"{p}attended", c[f"{p}out.weight"], c[f"{p}out.bias"], f"{p}out")
        g.node("Add", [x, out], f"{p}sum1")
        x = normalised(g, f"{p}sum1", c[f"{p}norm1.weight"], c[f"{p}norm1.bias"], f"{p}x1")
        up = dense(x, c[f"{p}up.weight"], c[f"{p}up.bias"], f"{p}up")
        inner = g.node("Gelu", [up], f"{p}inner")
        down = dense(inner, c[f"{p}down.weight"], c[f"{p}down.bias"], f"{p}down")
        g.node("Add", [x, down], f"{p}sum2")
        x = normalised(g, f"{p}sum2", c[f"{p}norm2.weight"], c[f"{p}norm2.bias"], f"{p}x2")
    dense(x, c["tags.weight"], c["tags.bias"], "tags")
    # The mean over a sentence is a product with its row of shares, 1/length at each real piece.
    g.node("Unsqueeze", ["shares", g.constant("one1", np.array([1], np.int64))], "shares1")
    g.node("MatMul", ["shares1", x], "mean1")
    g.node("Squeeze", ["mean1", "one1"], "mean")
    g.node("Gather", [x, g.constant("zero", np.array(0, np.int64))], "first", axis=1)
    g.node("Concat", ["first", "mean"], "pooled", axis=1)
    weight, bias = g.constant("intent.w", c["intent.weight"]), g.constant("intent.b", c["intent.bias"])
    g.node("Gemm", ["pooled", weight, bias], "intents", transB=1)
    info = helper.make_tensor_value_info
    inputs = [
        info("ids", TensorProto.INT64, ["batch", "length"]),
        info("lengths", TensorProto.INT32, ["batch"]),
        info("shares", TensorProto.FLOAT, ["batch", "length"]),
    ]
    outputs = [
        info("intents", TensorProto.FLOAT, ["batch", c["intent.weight"].shape[0]]),
        info("tags", TensorProto.FLOAT, ["batch", "length", c["tags.weight"].shape[0]]),
    ]
    graph = helper.make_graph(g.nodes, "tagger", inputs, outputs, g.constants)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid(MS, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def feeds(sentences: Sequence[Sequence[str]], pieces: WordPieces) -> list[dict[str, np.ndarray]]:
    """Each sentence as a batch of its own, cut to 256 pieces."""
    result = []
    for words in sentences:
        inner = [piece for word in pieces.of_words(words) for piece in word][:254]
        ids = [pieces.first, *inner, pieces.last]
        shares = np.full((1, len(ids)), 1 / len(ids), np.float32)
        result.append({"ids": np.array([ids]), "lengths": np.array([len(ids)], np.int32), "shares": shares})
    return result


def calibrated(
    model: onnx.ModelProto, watched: Sequence[str], batches: Sequence[dict[str, np.ndarray]], outliers: float
) -> Ranges:
    """Ranges of activations over some sentences.

    Args:
        outliers: share of the values at each end that may lie outside the range.
    """
    seen = onnx.ModelProto()
    seen.CopyFrom(model)
    for name in watched:
        seen.graph.output.append(helper.make_empty_tensor_value_info(name))
    session = onnxruntime.InferenceSession(seen.SerializeToString(), providers=["CPUExecutionProvider"])
    values: dict[str, list[np.ndarray]] = {name: [] for name in watched}
    for batch in batches:
        for name, value in zip(watched, session.run(list(watched), batch), strict=True):
            values[name].append(value.ravel())
    ranges = {}
    for name, parts in values.items():
        low, high = np.quantile(np.concatenate(parts), [outliers, 1 - outliers])
        ranges[name] = (float(low), float(high))
    return ranges


def export_model(
    net: TaggerNet,
    labels: Labels,
    sentences: Sequence[Sequence[str]],
    lift: float,
    version: str,
    encoder: Path,
    folder: Path,
    outliers: float = 1e-5,
) -> None:
    """Write tagger.onnx, vocab.txt and labels.json.

    Args:
        sentences: texts on which the ranges of activations are found.
        lift: taken from the logit of each layer's outside tag.
        version: of the model.
        encoder: folder of the encoder, for its vocabulary.
        folder: is made where it is missing.
        outliers: share of the values at each end of an activation that may lie outside its range.
    """
    state = {k: v.float().numpy() for k, v in net.state_dict().items()}
    mix = state.pop("mix")
    state["tags.weight"], bias = mix @ state["tags.weight"], mix @ state["tags.bias"]
    first = 0
    for tags in labels.tags:
        bias[first] -= lift
        first += tags
    state["tags.bias"] = bias
    watched: list[str] = []
    layers, heads = len(net.layers), net.sizes.heads
    plain = build(state, layers, heads, None, watched)
    batches = feeds(sentences, WordPieces(encoder / "vocab.txt"))
    model = build(state, layers, heads, calibrated(plain, sorted(set(watched)), batches, outliers))
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / "tagger.onnx")
    shutil.copyfile(encoder / "vocab.txt", folder / "vocab.txt")
    named = dict(zip(LAYERS, labels.layers[: len(LAYERS)], strict=True))
    for practice, names in zip(PRACTICES, labels.layers[len(LAYERS) :], strict=True):
        named[practice] = tuple(f"{practice}.{name}" for name in names)
    about = {"version": version, "intents": labels.intents, "layers": named}
    (folder / "labels.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
