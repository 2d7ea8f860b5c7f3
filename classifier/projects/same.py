"""The same project again: copies, reprints, revisions and resubmissions, in a batch and of earlier runs.

Candidates come from MinHash signatures in an LSH index (Broder, 1997; Indyk and Motwani, 1998); what decides
is the exact share of shingles. A text inside one more than four times as long may be missed. The form's own
text must be among the skips (``common``), else all projects on one form look alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from classifier.documents.document import Skip
from classifier.projects.passages import Passage, shared_passages
from classifier.projects.shingles import PERMUTATIONS, Fingerprint, fingerprint, sketch_of

if TYPE_CHECKING:  # NumPy is loaded by those who compare
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["copy", "reprint", "revision", "resubmission"]
# Shares of the shorter text's shingles. A tenth of the words changed one by one leaves 0.73 of them (0.66 in
# Chinese) where words are replaced, and 0.5 where paragraphs are reordered and cut, too; texts on different
# things stay under 0.05, with some paragraphs in common (an applicant that describes itself) under 0.3.
SAME, REVISED, WHOLE = 0.4, 0.8, 0.98
_BANDS = 64  # of 2 values each: the index misses one pair in 500 of Jaccard similarity 0.3, one in 14 of 0.2
MOST_SHOWN = 10  # matches of one project
_FEWEST = 30  # shingles; what is shorter is compared as a whole only


@dataclass(frozen=True)
class Earlier:
    """A text of an earlier run: what project it was, where and when (ISO 8601) it was classified."""

    id: str
    path: str
    when: str
    digest: str
    words: str
    signature: NDArray[np.uint32]


@dataclass(frozen=True)
class Match:
    """A project seen before that is the same, ``when`` in an earlier run (None: in this one).

    ``kind`` is ``copy`` (the same text), ``reprint`` (the same words, or a text that stands whole in a longer
    one), ``revision`` (at least 0.8 of the shingles of the shorter text) or ``resubmission`` (at least 0.4).
    ``similarity`` is that share. ``passages`` lie in the text of the project that was added, and
    ``shared`` is the share of that text in them.
    """

    id: str
    path: str
    when: str | None
    kind: Kind
    similarity: float
    shared: float
    passages: tuple[Passage, ...]

    @property
    def name(self) -> str:
        """The project's id, with the day of an earlier run, since ids come again from batch to batch."""
        return _name(self.id, self.when)


def _name(id: str, when: str | None) -> str:
    return id if when is None else f"{id} ({when[:10]})"


@dataclass(frozen=True)
class Found:
    """What was found for one project: its fingerprint, which a register keeps, and its matches, best first.

    ``n_matches`` may be more than there are in ``matches``, which are the best few.
    """

    fingerprint: Fingerprint
    matches: tuple[Match, ...]
    n_matches: int


@dataclass(frozen=True)
class _Seen:
    id: str
    path: str
    when: str | None
    digest: str
    words: str
    fingerprint: Fingerprint | None

    @property
    def name(self) -> str:
        return _name(self.id, self.when)


@dataclass(frozen=True)
class _Alike:
    seen: _Seen
    kind: Kind
    similarity: float
    other: Fingerprint  # of the text seen, or one with the same words

    def match(self, text: str, skips: tuple[Skip, ...]) -> Match:
        passages, shared = shared_passages(text, skips, self.other.shingles)
        seen = self.seen
        return Match(seen.id, seen.path, seen.when, self.kind, self.similarity, shared, passages)


class Finder:
    """Compares each project added with all before it and with those of earlier runs.

    ``earlier`` are the texts known, ``fetch`` gives the fingerprint of one by its digest, or None when it is
    gone. Memory: about 10 KB for each project, and 4 bytes a word for those of this run.
    """

    def __init__(
        self,
        earlier: Iterable[Earlier] = (),
        fetch: Callable[[str], Fingerprint | None] = lambda digest: None,
    ) -> None:
        from datasketch import MinHashLSH

        self._index: Any = MinHashLSH(num_perm=PERMUTATIONS, params=(_BANDS, PERMUTATIONS // _BANDS))
        self._fetch = fetch
        self._seen: list[_Seen] = []
        self._by_digest: dict[str, list[int]] = {}
        self._by_words: dict[str, list[int]] = {}
        self._first: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        for known in earlier:
            seen = _Seen(known.id, known.path, known.when, known.digest, known.words, None)
            self._insert(seen, known.signature)

    def add(self, id: str, text: str, skips: Iterable[Skip] = (), *, path: str = "") -> Found:
        """Matches of a project with those before it, which it then joins."""
        skips = tuple(skips)
        own = fingerprint(text, skips)
        alike: list[_Alike] = []
        for number in sorted(self._candidates(own)):
            one = self._compare(own, self._seen[number])
            if one is not None:
                alike.append(one)
        alike.sort(key=lambda one: (_RANK[one.kind], -one.similarity))
        self._insert(_Seen(id, path, None, own.digest, own.words, own), own.signature)
        self._join(id, [one.seen.name for one in alike])
        matches = tuple(one.match(text, skips) for one in alike[:MOST_SHOWN])
        return Found(own, matches, len(alike))

    def first_of(self, id: str) -> str | None:
        """Name of the first project of the group that ``id`` belongs to, None where it is the first itself.

        A project that matches two groups joins them, so that the answer for earlier ones may still change.
        """
        first = self._first.get(id, id)
        return None if first == id else first

    def groups(self) -> list[list[str]]:
        """Names of all groups of two or more that are the same, in each the first one first."""
        return [[first, *others] for first, others in self._members.items() if others]

    def _candidates(self, own: Fingerprint) -> set[int]:
        found = {*self._by_digest.get(own.digest, ())}
        if own.words:
            found |= {*self._by_words.get(own.words, ())}
        if len(own.shingles) >= _FEWEST:
            found |= {*self._index.query(sketch_of(own.signature))}
        return found

    def _compare(self, own: Fingerprint, seen: _Seen) -> _Alike | None:
        import numpy as np

        if own.digest == seen.digest or (own.words and own.words == seen.words):
            return _Alike(seen, "copy" if own.digest == seen.digest else "reprint", 1.0, own)
        other = seen.fingerprint or self._fetch(seen.digest)
        if other is None or len(other.shingles) < _FEWEST:
            return None
        n_shared = len(np.intersect1d(own.shingles, other.shingles, assume_unique=True))
        similarity = n_shared / min(len(own.shingles), len(other.shingles))
        if similarity < SAME:
            return None
        kind: Kind = "resubmission" if similarity < REVISED else "revision"
        longer = max(len(own.shingles), len(other.shingles))
        if similarity >= WHOLE and n_shared < REVISED * longer:
            kind = "reprint"
        return _Alike(seen, kind, similarity, other)

    def _insert(self, seen: _Seen, signature: NDArray[np.uint32]) -> None:
        number = len(self._seen)
        self._seen.append(seen)
        self._by_digest.setdefault(seen.digest, []).append(number)
        if seen.words:
            self._by_words.setdefault(seen.words, []).append(number)
        self._index.insert(number, sketch_of(signature))

    def _join(self, id: str, others: list[str]) -> None:
        firsts = {self._first.get(other, other): None for other in others}
        order = [first for first in self._members if first in firsts]
        order += [first for first in firsts if first not in self._members]
        first = order[0] if order else id
        members = self._members.setdefault(first, [])
        for other in [*order[1:], id]:
            if other != first:
                moved = [other, *self._members.pop(other, [])]
                members += moved
                self._first.update(dict.fromkeys(moved, first))


_RANK = {"copy": 0, "reprint": 1, "revision": 2, "resubmission": 3}
