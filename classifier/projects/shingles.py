"""What a text is compared by: the hashes of its word n-grams, their MinHash signature and two digests."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from classifier.documents.document import Skip

if TYPE_CHECKING:  # NumPy is loaded by those who compare
    import numpy as np
    from numpy.typing import NDArray

PERMUTATIONS = 128
SCHEME = "affine32"  # datasketch's way to permute: signatures made by another cannot be compared
# An n-gram survives a tenth of the words replaced with a chance of 0.9^n: short ones find a resubmission, and
# are still long enough that different texts have few in common.
WORDS, CHARACTERS = 3, 4
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_FACTOR = 0x9E3779B97F4A7C15  # the odd number next to 2^64 / golden ratio: Knuth's multiplicative hashing
_AT_ONCE = 8192  # shingles permuted at a time, 4 MB


@dataclass(frozen=True)
class Fingerprint:
    """A text without what is skipped, as it is compared.

    ``digest`` is the SHA-256 of the whole text, ``words`` one of its words only; ``shingles`` (n,) are sorted
    different uint32, ``signature`` (PERMUTATIONS,) uint32.
    """

    digest: str
    words: str
    shingles: NDArray[np.uint32]
    signature: NDArray[np.uint32]


def fingerprint(text: str, skips: Iterable[Skip] = ()) -> Fingerprint:
    """Make the fingerprint of ``text``; what ``skips`` cover counts for ``digest`` only."""
    import numpy as np

    tokens = tokenize(without(text, skips))
    shingles = np.unique(hash_grams(tokens))
    return Fingerprint(
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        hashlib.sha256("".join(tokens).encode("utf-8", "surrogatepass")).hexdigest() if tokens else "",
        shingles,
        _signature(shingles),
    )


def without(text: str, skips: Iterable[Skip]) -> str:
    """``text`` with a blank character for each one that is skipped, so that offsets stay."""
    parts: list[str] = []
    at = 0
    for skip in sorted(skips, key=lambda skip: skip.start):
        if skip.end > at:
            start = max(at, skip.start)
            parts += text[at:start], " " * (skip.end - start)
            at = skip.end
    return "".join((*parts, text[at:]))


def tokenize(text: str) -> list[str]:
    """Words in lower case and Chinese characters, in order; full width is half width."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _TOKEN.findall(text.lower())


def hash_grams(tokens: Sequence[str]) -> NDArray[np.uint32]:
    """A hash for each n-gram, in order; none for fewer tokens than that.

    A gram that begins with a Chinese character has CHARACTERS tokens, another one WORDS.
    """
    import numpy as np

    hashes = {token: zlib.crc32(token.encode("utf-8", "surrogatepass")) for token in set(tokens)}
    own = np.fromiter(map(hashes.__getitem__, tokens), np.uint64, len(tokens))
    chinese = np.fromiter(("\u3400" <= token[0] <= "\ufaff" for token in tokens), bool, len(tokens))
    mixed = np.zeros(len(tokens), np.uint64)
    for i in range(CHARACTERS):
        count = max(len(tokens) - i, 0)
        longer = (mixed[:count] ^ own[i:]) * np.uint64(_FACTOR)
        longer ^= longer >> np.uint64(29)
        mixed[:count] = longer if i < WORDS else np.where(chinese[:count], longer, mixed[:count])
    whole = np.arange(len(tokens)) <= len(tokens) - np.where(chinese, CHARACTERS, WORDS)
    return (mixed[whole] >> np.uint64(32)).astype(np.uint32)


def _signature(shingles: NDArray[np.uint32]) -> NDArray[np.uint32]:
    import numpy as np

    sketch = _blank().copy()
    for begin in range(0, len(shingles), _AT_ONCE):
        sketch.update_batch(shingles[begin : begin + _AT_ONCE].tolist())
    return np.asarray(sketch.hashvalues, np.uint32)


def sketch_of(signature: NDArray[np.uint32]) -> Any:
    """The datasketch MinHash that has this signature."""
    sketch = _blank().copy()
    sketch.hashvalues = signature
    return sketch


@cache
def _blank() -> Any:
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, scheme=SCHEME, hashfunc=int)
