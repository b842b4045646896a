"""A BERT encoder with the tagger's three heads, in plain PyTorch.

Written out rather than imported so that the weights have names that `export.py` can lay into an ONNX graph one by one.
The computation is that of Devlin et al. 2019 (BERT); the checkpoint is MiniLM-L6 (Wang et al. 2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Sizes:
    """Shape of the encoder and of its heads."""

    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5)  # which layers of the checkpoint are kept, from the bottom
    hidden: int = 384
    heads: int = 12
    inner: int = 1536
    vocabulary: int = 30522
    positions: int = 512
    intents: int = 5
    tags: tuple[int, ...] = (0, 0)  # number of tags of each token head


class Layer(nn.Module):
    """One transformer layer, normalised after each residual sum, as BERT does."""

    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.dropout = dropout
        self.qkv = nn.Linear(sizes.hidden, 3 * sizes.hidden)
        self.out = nn.Linear(sizes.hidden, sizes.hidden)
        self.norm1 = nn.LayerNorm(sizes.hidden, eps=1e-12)
        self.up = nn.Linear(sizes.hidden, sizes.inner)
        self.down = nn.Linear(sizes.inner, sizes.hidden)
        self.norm2 = nn.LayerNorm(sizes.hidden, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Hidden states of a batch; `mask` is added to the attention scores (batch, 1, 1, length)."""
        batch, length, hidden = x.shape
        qkv = self.qkv(x).view(batch, length, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        drop = self.dropout if self.training else 0.0
        # Spelt out: going back through PyTorch's fused attention takes twice as long on a CPU.
        scores = (qkv[0] @ qkv[1].transpose(-1, -2)) * (hidden // self.heads) ** -0.5 + mask
        weights = functional.dropout(scores.softmax(-1), drop, self.training)
        attended = (weights @ qkv[2]).transpose(1, 2).reshape(batch, length, hidden)
        x = self.norm1(x + functional.dropout(self.out(attended), drop, self.training))
        return self.norm2(x + functional.dropout(self.down(functional.gelu(self.up(x))), drop, self.training))


class TaggerNet(nn.Module):
    """Encoder, a sentence head over the first and the mean piece, and one token head for each tag set."""

    mix: Tensor

    def __init__(self, sizes: Sizes, mix: Tensor, dropout: float, head_dropout: float) -> None:
        """Build with random weights.

        Args:
            mix: (tags, features), which features each tag's logit is the sum of.
        """
        super().__init__()
        self.register_buffer("mix", mix)
        self.sizes = sizes
        self.dropout = dropout
        self.head_dropout = head_dropout
        self.words = nn.Embedding(sizes.vocabulary, sizes.hidden)
        self.places = nn.Embedding(sizes.positions, sizes.hidden)
        self.norm = nn.LayerNorm(sizes.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(sizes, dropout) for _ in sizes.layers)
        self.intent = nn.Linear(2 * sizes.hidden, sizes.intents)
        self.tags = nn.Linear(sizes.hidden, mix.shape[1])

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Intent logits (batch, intents) and tag logits (batch, length, all tags) of word-piece ids, 0 = padding."""
        real = ids != 0
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]])
        x = functional.dropout(x, self.dropout, self.training)
        mask = ((~real)[:, None, None, :] * -10000.0).to(x.dtype)
        for layer in self.layers:
            x = layer(x, mask)
        share = (real.unsqueeze(-1) / real.sum(1).clamp(min=1)[:, None, None]).to(x.dtype)
        pooled = torch.cat([x[:, 0], (x * share).sum(1)], -1)
        pooled = functional.dropout(pooled, self.head_dropout, self.training)
        return self.intent(pooled), self.tags(functional.dropout(x, self.head_dropout, self.training)) @ self.mix.T


def from_checkpoint(folder: Path, sizes: Sizes, mix: Tensor, dropout: float, head_dropout: float) -> TaggerNet:
    """A net with the encoder's published weights and fresh heads.

    Raises:
        FileNotFoundError: no `model.safetensors` in the folder.
    """
    source = load_file(folder / "model.safetensors")
    net = TaggerNet(sizes, mix, dropout, head_dropout)
    state = net.state_dict()
    state["words.weight"] = source["embeddings.word_embeddings.weight"]
    # All text is of segment 0, so its embedding is a constant that joins the positions.
    state["places.weight"] = (
        source["embeddings.position_embeddings.weight"] + source["embeddings.token_type_embeddings.weight"][0]
    )
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = source[f"embeddings.LayerNorm.{part}"]
        for ours, theirs in enumerate(sizes.layers):
            old, new = f"encoder.layer.{theirs}.", f"layers.{ours}."
            state[f"{new}qkv.{part}"] = torch.cat(
                [source[f"{old}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            )
            state[f"{new}out.{part}"] = source[f"{old}attention.output.dense.{part}"]
            state[f"{new}norm1.{part}"] = source[f"{old}attention.output.LayerNorm.{part}"]
            state[f"{new}up.{part}"] = source[f"{old}intermediate.dense.{part}"]
            state[f"{new}down.{part}"] = source[f"{old}output.dense.{part}"]
            state[f"{new}norm2.{part}"] = source[f"{old}output.LayerNorm.{part}"]
    net.load_state_dict(state)
    return net
