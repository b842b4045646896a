"""Fine-tuning of the tagger: batches, the loss, the optimiser's schedule and the average of late weights."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from encoder import TaggerNet
from policyie import LAYERS, Example
from practicegraph.extract.wordpieces import WordPieces
from sentences import PRACTICES
from torch import Tensor
from torch.nn import functional

WIDTHS = (16, 32, 48, 64, 96, 256)  # padded lengths in word pieces
ASSERTED = ("affirmed.company", "affirmed.thirdparty", "denied.company", "denied.thirdparty")
UNKNOWN = -100  # a tag or intent that an example's data set does not annotate
LIMIT = 254  # word pieces of a training sentence; the rest of a longer one is left out


@dataclass(frozen=True)
class Labels:
    """What the numbers of intents and tags mean."""

    intents: tuple[str, ...]
    layers: tuple[tuple[str, ...], ...]

    @staticmethod
    def of(policyie: Sequence[Example]) -> Labels:
        """The labels of PolicyIE's intents and layers, and after these a layer for each practice."""
        layers = [sorted({s[2] for e in policyie for s in e.slots[i]}) for i in range(len(LAYERS))]
        layers += [list(ASSERTED) for _ in PRACTICES]
        return Labels(tuple(sorted({e.intent for e in policyie if e.intent})), tuple(map(tuple, layers)))

    @property
    def tags(self) -> tuple[int, ...]:
        """Number of tags of each layer."""
        return tuple(1 + 2 * len(layer) for layer in self.layers)

    def mix(self) -> Tensor:
        """Features of each tag: what it shares with the tags of its label, of its role and of its type.

        Labels read "role.type" ("data-shared.data-contact"; "denied.company" in the layer of a practice). Rare labels
        learn from frequent ones of the same parts; all practices share where data begins and ends, polarity and actor.
        """
        features: dict[object, int] = {}
        tags: list[list[int]] = []
        for layer, names in enumerate(self.layers):
            tags.append([features.setdefault((layer, "O"), len(features))])
            for name in names:
                role, _, kind = name.partition(".")
                for prefix in "BI":
                    if layer < len(LAYERS):
                        parts: list[object] = [
                            (layer, prefix),
                            (layer, prefix, role),
                            (layer, role),
                            (layer, "type", kind),
                        ]
                    else:
                        parts = [(prefix,), (role,), (kind,), (layer, prefix), (layer, role), (layer, kind)]
                    tags.append([features.setdefault(f, len(features)) for f in [*parts, (layer, prefix, name)]])
        mix = torch.zeros(len(tags), len(features))
        for row, columns in enumerate(tags):
            mix[row, columns] = 1.0
        return mix


@dataclass(frozen=True)
class Settings:
    """How to fit."""

    epochs: int = 12
    rate: float = 2e-4  # of the top layer
    head_rate: float = 1e-3
    layer_decay: float = 0.85  # of the rate, from each layer to the one below it
    warm_up: float = 0.1  # share of the steps
    tokens: int = 768  # word pieces in a batch
    dropout: float = 0.0  # in the encoder
    head_dropout: float = 0.2
    kept_empty: float = 0.5  # share of the sentences without any slot that an epoch sees
    weight_decay: float = 0.01
    smoothing: float = 0.0
    outside: float = 0.5  # weight of a practice's outside tag in the loss, for recall
    intent_weight: float = 0.3
    practice_weight: float = 0.4  # of each practice's layer in the loss
    averaged: int = 3  # epochs at the end whose weights are averaged
    train_words: bool = False  # whether the word embeddings learn too
    masked: float = 0.1  # share of word pieces replaced by [MASK] in training
    seed: int = 1


@dataclass(frozen=True)
class Row:
    """A sentence as numbers; `firsts` are the places of the words' first pieces."""

    ids: Tensor
    firsts: Tensor
    intent: int
    tags: Tensor  # (layers, words)
    number: int


def encode(examples: Sequence[Example], labels: Labels, pieces: WordPieces) -> list[Row]:
    """Sentences as numbers."""
    rows = []
    for number, example in enumerate(examples):
        ids, firsts = [pieces.first], []
        for word in pieces.of_words(example.words):
            if len(ids) + len(word) > LIMIT + 1:
                break
            firsts.append(len(ids))
            ids.extend(word)
        own = example.intent is None
        tags = torch.full((len(labels.layers), len(firsts)), UNKNOWN, dtype=torch.long)
        for layer, slots in enumerate(example.slots, len(LAYERS) if own else 0):
            tags[layer] = 0
            for start, end, label in slots:
                if label in labels.layers[layer]:
                    k = labels.layers[layer].index(label)
                    tags[layer, start:end] = 2 + 2 * k
                    tags[layer, start : start + 1] = 1 + 2 * k
        intent = UNKNOWN if example.intent is None else labels.intents.index(example.intent)
        rows.append(Row(torch.tensor([*ids, pieces.last]), torch.tensor(firsts), intent, tags, number))
    return rows


def batches(rows: Sequence[Row], tokens: int, shuffle: random.Random | None) -> Iterator[list[Row]]:
    """Sentences of like length together, about `tokens` pieces a batch with the padding."""
    keyed = [(width(len(r.ids) + (shuffle.choice((0, 0, 2)) if shuffle else 0)), r) for r in rows]
    if shuffle:
        shuffle.shuffle(keyed)
    groups = []
    for length in WIDTHS:
        alike = [row for key, row in keyed if key == length]
        many = max(1, tokens // length)
        groups += [alike[i : i + many] for i in range(0, len(alike), many)]
    if shuffle:
        shuffle.shuffle(groups)
    yield from groups


def sample(rows: Sequence[Row], settings: Settings, random_: random.Random) -> list[Row]:
    """The rows of one epoch: all with slots, and a share of the others."""
    return [r for r in rows if (r.tags > 0).any() or r.intent == UNKNOWN or random_.random() < settings.kept_empty]


def width(length: int) -> int:
    """Padded length of a sentence."""
    return next((w for w in WIDTHS if w >= length), WIDTHS[-1])


def together(rows: Sequence[Row], tokens: int) -> tuple[Tensor, Tensor, Tensor]:
    """Padded ids, and of all words their sentence and the place of their first piece.

    Only as many shapes occur as there are widths (sentences of nothing fill the last batch of a width): the matrix
    kernels are compiled anew for each shape, which would take longer than the training itself.
    """
    length = max(width(len(r.ids)) for r in rows)
    ids = torch.zeros(max(len(rows), tokens // length), length, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = row.ids
    sentence = torch.cat([torch.full_like(r.firsts, i) for i, r in enumerate(rows)])
    return ids, sentence, torch.cat([r.firsts for r in rows])


@dataclass(frozen=True)
class Output:
    """Probabilities for one sentence."""

    intent: np.ndarray
    layers: tuple[np.ndarray, ...]


def predict(net: TaggerNet, rows: Sequence[Row]) -> list[Output]:
    """Probabilities for each row, in the order of the rows."""
    found: dict[int, Output] = {}
    net = copy.deepcopy(net).bfloat16().eval()
    with torch.no_grad():
        for group in batches(rows, 2048, None):
            ids, sentence, place = together(group, 2048)
            intents, tags = net(ids)
            chosen = tags[sentence, place].float().split(net.sizes.tags, 1)
            parts = [c.softmax(-1).split([len(r.firsts) for r in group]) for c in chosen]
            likely = intents.float().softmax(-1)
            for i, row in enumerate(group):
                found[row.number] = Output(likely[i].numpy(), tuple(p[i].numpy() for p in parts))
    return [found[row.number] for row in rows]


def loss_of(net: TaggerNet, group: Sequence[Row], settings: Settings, weights: Sequence[Tensor]) -> Tensor:
    """Weighted sum of the cross-entropies of intents and layers."""
    ids, sentence, place = together(group, settings.tokens)
    if settings.masked:
        hidden = (torch.rand(ids.shape) < settings.masked) & (ids > 103)
        ids = torch.where(hidden, 103, ids)  # [MASK]
    intents, tags = net(ids)
    intents = intents[: len(group)]
    chosen = tags[sentence, place].float().split(net.sizes.tags, 1)
    wanted = torch.cat([r.tags for r in group], 1)
    want = torch.tensor([r.intent for r in group])
    loss = torch.zeros(())
    if (want != UNKNOWN).any():
        loss = settings.intent_weight * functional.cross_entropy(
            intents.float(), want, label_smoothing=settings.smoothing
        )
    for layer, (logits, weight, gold) in enumerate(zip(chosen, weights, wanted, strict=True)):
        if (gold != UNKNOWN).any():
            share = 1.0 if layer < len(LAYERS) else settings.practice_weight
            loss = loss + share * functional.cross_entropy(logits, gold, weight, label_smoothing=settings.smoothing)
    return loss


def groups_of(net: TaggerNet, settings: Settings) -> list[dict[str, object]]:
    """Parameters with their learning rates: lower layers learn more slowly; norms and biases do not decay."""
    depth = len(net.layers)
    groups = []
    for name, parameter in net.named_parameters():
        if name == "words.weight" and not settings.train_words:
            parameter.requires_grad_(False)
            continue
        if name.startswith(("intent", "tags")):
            rate = settings.head_rate
        elif name.startswith("layers."):
            rate = settings.rate * settings.layer_decay ** (depth - 1 - int(name.split(".")[1]))
        else:
            rate = settings.rate * settings.layer_decay**depth
        decay = 0.0 if parameter.ndim == 1 else settings.weight_decay
        groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    return groups


def fit(
    net: TaggerNet,
    rows: Sequence[Row],
    settings: Settings,
    after_epoch: Callable[[int, float, dict[str, Tensor]], None],
) -> None:
    """Train in place; at the end the net holds the average of its weights after the last epochs.

    Args:
        after_epoch: is told the number of the epoch just done, its mean loss and the average so far (empty early on).
    """
    torch.manual_seed(settings.seed)
    shuffle = random.Random(settings.seed)
    # Computed in 16 bit, three times as fast on processors that have such instructions; summed up in 32.
    fast = copy.deepcopy(net).bfloat16()
    slow, quick = list(net.parameters()), list(fast.parameters())
    optimiser = torch.optim.AdamW(groups_of(net, settings), fused=True)
    for a, b in zip(slow, quick, strict=True):
        b.requires_grad_(a.requires_grad)
    steps = sum(1 for _ in batches(sample(rows, settings, random.Random(0)), settings.tokens, None)) * settings.epochs
    warm = max(1, int(settings.warm_up * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.02, (steps - s) / max(1, steps - warm)))
    )
    weights = []
    for layer, tags in enumerate(net.sizes.tags):
        weight = torch.ones(tags)
        weight[0] = 1.0 if layer < len(LAYERS) else settings.outside
        weights.append(weight)
    average: dict[str, Tensor] = {}
    for epoch in range(settings.epochs):
        fast.train()
        total, count = 0.0, 0
        for group in batches(sample(rows, settings, shuffle), settings.tokens, shuffle):
            loss = loss_of(fast, group, settings, weights)
            loss.backward()
            for a, b in zip(slow, quick, strict=True):
                a.grad = None if b.grad is None else b.grad.float()
                b.grad = None
            torch.nn.utils.clip_grad_norm_([p for p in slow if p.requires_grad], 1.0)
            optimiser.step()
            with torch.no_grad():
                for a, b in zip(slow, quick, strict=True):
                    if a.requires_grad:
                        b.copy_(a)
            schedule.step()
            total += float(loss.detach())
            count += 1
        left = epoch - (settings.epochs - settings.averaged)
        if left >= 0:
            for name, value in net.state_dict().items():
                average[name] = value.clone() if not left else average[name] + (value - average[name]) / (left + 1)
        after_epoch(epoch, total / count, average)
    net.load_state_dict(average)
