"""The peers: each learns from texts and a truth table and gives a probability a text and measure.

Every peer gets its parameters from the same out-of-fold scheme as the rest: ``choices`` are tried on three
folds of the training rows and the one with the highest mean average precision is fitted on all. Rows count by
their weights: in the loss where a library takes weights, else by drawing rows in proportion to them.
"""

from __future__ import annotations

import pickle
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Peer:
    """A text classifier with ``fit`` and ``scores``; ``needs`` are modules that must be installed.

    ``slow`` ones are calibrated on one held-out third of the training rows, others on all three.
    """

    name = ""
    slow = False
    needs: ClassVar[tuple[str, ...]] = ()
    choices: ClassVar[list[dict[str, Any]]] = [{}]

    def __init__(self, **parameters: Any) -> None:
        self.parameters = parameters

    def fit(self, texts: Sequence[str], truth: Bools, weights: Floats) -> None:
        """Learn."""
        raise NotImplementedError

    def scores(self, texts: Sequence[str]) -> Floats:
        """Scores between 0 and 1, shape (n_texts, n_measures)."""
        raise NotImplementedError

    def save(self, folder: Path) -> None:
        """Write what ``load`` needs into ``folder``: all that has to be shipped."""
        (folder / "peer.pickle").write_bytes(pickle.dumps(vars(self), protocol=5))

    def prepare(self, texts: Sequence[str]) -> list[str]:
        """Texts as a user of the peer would have them ready before the clock starts."""
        return list(texts)

    @classmethod
    def load(cls, folder: Path) -> Peer:
        """The peer that ``save`` wrote."""
        peer = cls()
        vars(peer).update(pickle.loads((folder / "peer.pickle").read_bytes()))
        return peer


def drawn(weights: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """As many rows as there are, drawn in proportion to ``weights``: every row of a weight above the mean
    comes at least once.
    """
    expected = weights / weights.mean()
    counts = np.floor(expected + rng.random(len(weights))).astype(np.int64)
    return rng.permutation(np.repeat(np.arange(len(weights)), counts))


class Keywords(Peer):
    """Hits of a keyword list a hundred words, squashed."""

    name = "keyword rules"

    def fit(self, texts: Sequence[str], truth: Bools, weights: Floats) -> None:
        """Nothing is learnt but thresholds, which every peer gets."""
        self.lists = list(tomllib.loads(Path(__file__).with_name("keywords.toml").read_text()).values())

    def scores(self, texts: Sequence[str]) -> Floats:
        """See ``Peer``."""
        out = np.zeros((len(texts), len(self.lists)))
        for row, text in enumerate(texts):
            low = f" {text.lower()} "
            words = max(1, low.count(" "))
            for column, terms in enumerate(self.lists):
                rate = 100 * sum(low.count(f" {term}") for term in terms) / words
                out[row, column] = rate / (1 + rate)
        return out


class _OneHeadALabel(Peer):
    choices: ClassVar[list[dict[str, Any]]] = [{"c": 1.0}, {"c": 10.0}]

    def rows(self, texts: Sequence[str], *, fit: bool) -> Any:
        """The matrix of texts."""
        raise NotImplementedError

    def fit(self, texts: Sequence[str], truth: Bools, weights: Floats) -> None:
        """Logistic regression a label."""
        from sklearn.linear_model import LogisticRegression

        x = self.rows(texts, fit=True)
        solver = (
            "newton-cholesky" if isinstance(x, np.ndarray) else "lbfgs"
        )  # few dense columns, or many sparse
        self.heads = [
            LogisticRegression(
                C=self.parameters["c"], solver=solver, max_iter=2000, class_weight="balanced"
            ).fit(x, y, weights)
            for y in truth.T
        ]

    def scores(self, texts: Sequence[str]) -> Floats:
        """See ``Peer``."""
        x = self.rows(texts, fit=False)
        return np.column_stack([head.predict_proba(x)[:, 1] for head in self.heads])


class TfIdf(_OneHeadALabel):
    """scikit-learn's TF-IDF over words and pairs of words."""

    name = "TF-IDF + logistic regression"
    ngrams: ClassVar[dict[str, Any]] = {"ngram_range": (1, 2)}

    def rows(self, texts: Sequence[str], *, fit: bool) -> Any:
        """See above."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        if fit:
            self.vectorizer = TfidfVectorizer(**self.ngrams, min_df=2, sublinear_tf=True)
            return self.vectorizer.fit_transform(texts)
        return self.vectorizer.transform(texts)


class FastText(Peer):
    """fastText with one logistic loss a label, texts lower-cased beforehand."""

    name = "fastText"
    needs: ClassVar[tuple[str, ...]] = ("fasttext",)
    choices: ClassVar[list[dict[str, Any]]] = [{"epoch": 10, "lr": 0.5}, {"epoch": 25, "lr": 0.5}]

    def fit(self, texts: Sequence[str], truth: Bools, weights: Floats) -> None:
        """Through a file, as the library wants it."""
        import tempfile

        import fasttext

        self.n = truth.shape[1]
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            for i in drawn(weights, np.random.default_rng(0)):
                labels = [f"__label__{j}" for j in np.flatnonzero(truth[i])] or ["__label__none"]
                file.write(" ".join(labels) + " " + self.line(texts[i]) + "\n")
            file.flush()
            self.model = fasttext.train_supervised(
                file.name,
                dim=16,
                wordNgrams=2,
                loss="ova",
                minCount=2,
                thread=1,
                verbose=0,
                **self.parameters,
            )

    def line(self, text: str) -> str:
        """One text as a line."""
        return " ".join(text.lower().split())

    def scores(self, texts: Sequence[str]) -> Floats:
        """See ``Peer``; ``.f.predict`` is what works under NumPy 2."""
        out = np.zeros((len(texts), self.n))
        for row, text in enumerate(texts):
            for score, label in self.model.f.predict(self.line(text) + "\n", -1, 0.0, "strict"):
                if not label.endswith("none"):
                    out[row, int(label.removeprefix("__label__"))] = min(score, 1.0)
        return out

    def save(self, folder: Path) -> None:
        """See ``Peer``."""
        self.model.save_model(str(folder / f"{self.n}.bin"))

    @classmethod
    def load(cls, folder: Path) -> Peer:
        """See ``Peer``."""
        import fasttext

        path = next(folder.glob("*.bin"))
        peer = cls()
        peer.n, peer.model = int(path.stem), fasttext.load_model(str(path))
        return peer


class SpaCy(Peer):
    """spaCy's ``textcat_multilabel``, trained for a few rounds."""

    needs: ClassVar[tuple[str, ...]] = ("spacy",)
    architecture: ClassVar[dict[str, Any]] = {}
    rounds = 5
    language: ClassVar[tuple[str, dict[str, Any]]] = ("en", {})

    def fit(self, texts: Sequence[str], truth: Bools, weights: Floats) -> None:
        """spaCy's own training loop."""
        import spacy
        from spacy.training import Example
        from spacy.util import compounding, fix_random_seed, minibatch

        fix_random_seed(0)
        self.nlp = spacy.blank(self.language[0], config=self.language[1])
        pipe = self.nlp.add_pipe("textcat_multilabel", config={"model": self.architecture})
        self.labels = [str(i) for i in range(truth.shape[1])]
        for label in self.labels:
            pipe.add_label(label)  # type: ignore[attr-defined]
        examples = [
            Example.from_dict(
                self.nlp.make_doc(text),
                {"cats": {k: float(v) for k, v in zip(self.labels, row, strict=True)}},
            )
            for text, row in zip(texts, truth, strict=True)
        ]
        optimizer = self.nlp.initialize(lambda: examples)
        rng = np.random.default_rng(0)
        for _ in range(self.rounds):
            order = [examples[i] for i in drawn(weights, rng)]
            for batch in minibatch(order, compounding(16.0, 64.0, 1.001)):
                self.nlp.update(batch, sgd=optimizer, drop=0.2)

    def scores(self, texts: Sequence[str]) -> Floats:
        """See ``Peer``."""
        docs = self.nlp.pipe(texts, batch_size=128)
        return np.array([[doc.cats[label] for label in self.labels] for doc in docs])

    def save(self, folder: Path) -> None:
        """See ``Peer``."""
        self.nlp.to_disk(folder)

    @classmethod
    def load(cls, folder: Path) -> Peer:
        """See ``Peer``."""
        import spacy

        peer = cls()
        peer.nlp = spacy.load(folder)
        peer.labels = [str(i) for i in range(len(peer.nlp.get_pipe("textcat_multilabel").labels))]  # type: ignore[attr-defined]
        return peer


class SpaCyBow(SpaCy):
    """Bag of words."""

    name = "spaCy textcat, bag of words"
    architecture: ClassVar[dict[str, Any]] = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "ngram_size": 1,
        "no_output_layer": False,
        "length": 262144,
    }


class SpaCyTok2Vec(SpaCy):
    """Convolutions over hashed embeddings, with attention."""

    name = "spaCy textcat, tok2vec"
    slow = True
    rounds = 1
    architecture: ClassVar[dict[str, Any]] = {
        "@architectures": "spacy.TextCatEnsemble.v2",
        "linear_model": SpaCyBow.architecture,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 96,
            "depth": 4,
            "embed_size": 2000,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        },
    }
