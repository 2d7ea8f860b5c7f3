"""The sentence rules beside spaCy's on the whole corpus: ``python -m benchmarks.sentences``.

spaCy's sentencizer, which looks at punctuation, needs no model; its parsers do and are not asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.data import ROOT
from classifier.corpus import load_corpus
from classifier.sentences import Span, split
from classifier.taxonomy import Taxonomy


def ends(text: str, spans: list[Span]) -> set[int]:
    """Where sentences end, the white space behind them left out."""
    return {len(text[:stop].rstrip()) for _, stop in spans} - {0}


def spacy_rules() -> Callable[[str], list[Span]]:
    """spaCy's sentencizer as a splitter."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return lambda text: [(s.start_char, s.end_char) for s in nlp(text).sents]


def main() -> None:
    """Print how the two agree, how fast they are, and the first places where only one sees an end."""
    rows = load_corpus(ROOT / "corpora" / "en" / "train.jsonl", Taxonomy.load())
    texts = [row.text for row in rows]
    found, seconds = {}, {}
    for name, rules in (("policytag", split), ("spaCy", spacy_rules())):
        begin = time.perf_counter()
        found[name] = [ends(text, rules(text)) for text in texts]
        seconds[name] = time.perf_counter() - begin
    both = sum(len(a & b) for a, b in zip(*found.values(), strict=True))
    for name, places in found.items():
        print(f"{name}: {sum(map(len, places)):,} ends, {len(texts) / seconds[name]:,.0f} texts a second")
    print(f"in both: {both:,}")
    for name, other in (("policytag", "spaCy"), ("spaCy", "policytag")):
        shown = 0
        for text, own, others in zip(texts, found[name], found[other], strict=True):
            for place in sorted(own - others)[:1]:
                if shown < 12:
                    print(
                        f"only {name}: …{text[max(0, place - 40) : place]!r} | {text[place : place + 30]!r}"
                    )
                    shown += 1


if __name__ == "__main__":
    main()
