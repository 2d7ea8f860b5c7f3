"""What the brief says, counted and put in words, for any file format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from classifier.brief.wording import Phrases, phrases_of
from classifier.projects.meaning import Meaning
from classifier.projects.order import Strong, strongest
from classifier.projects.result import Degree, FileRead, ProjectResult
from classifier.projects.wording import Words, words_of
from classifier.spreadsheet.safe import clean
from classifier.spreadsheet.table import readable
from classifier.taxonomy import Taxonomy

DEGREES: tuple[Degree, ...] = ("main", "part", "named")
_STRONGEST, _DOUBTFUL = 10, 10  # entries that two pages hold
_WEAK = 60  # of 100 tags at a level: where fewer are right, a person should look
# Cells of a line's width, of which a Chinese character takes two.
_NAME, _QUOTE, _PLACE, _REASON = 44, 230, 70, 150


@dataclass(frozen=True)
class MeasureCounts:
    """Projects of one measure by degree, and the line on its sub-measures."""

    name: str
    counts: tuple[int, ...]
    total: int
    submeasures: str


@dataclass(frozen=True)
class Entry:
    """One of the strongest projects: its head line, its sentence, and where that stands."""

    project: str
    head: str
    quote: str
    place: str


@dataclass(frozen=True)
class Facts:
    """All that stands in the brief, ready to be laid out; ``doubtful`` are projects with their reasons."""

    title: str
    phrases: Phrases
    came_in: str
    degrees: tuple[str, ...]
    measures: tuple[MeasureCounts, ...]
    strongest: tuple[Entry, ...]
    doubtful: tuple[tuple[str, str], ...]
    more: str
    footer: str


def gather(
    results: Iterable[ProjectResult],
    taxonomy: Taxonomy,
    meaning: Meaning,
    lang: str = "en",
    unread: Iterable[FileRead] = (),
    title: str = "",
) -> Facts:
    """Count and word ``results``; ``unread`` are files that belong to no project.

    Raises UsageError for a language that has no words.
    """
    maker = _Maker(taxonomy, meaning, words_of(lang), phrases_of(lang))
    every = list(results)
    judged = [result for result in every if readable(result)]
    first = [result for result in judged if result.group is None]
    doubts = [(maker.doubts(result), fit(result.id, _NAME)) for result in judged]
    # Projects with open labels come first, then those read in part, then those with weak tags.
    doubts = sorted((one for one in doubts if one[0]), key=lambda one: ([kind for kind, _ in one[0]], one[1]))
    more = len(doubts) - _DOUBTFUL
    models = fit(", ".join(sorted({result.model_id for result in every})), _PLACE) or "-"
    return Facts(
        title=fit(title, _PLACE) or maker.phrases.title,
        phrases=maker.phrases,
        came_in=maker.came_in(every, judged, first, unread),
        degrees=tuple(maker.words.degree(degree) for degree in DEGREES),
        measures=tuple(maker.measure(measure, first) for measure in taxonomy.measures),
        strongest=tuple(map(maker.entry, strongest(judged, taxonomy, _STRONGEST))),
        doubtful=tuple(
            (name, fit(maker.words.join(text for _, text in reasons), _REASON))
            for reasons, name in doubts[:_DOUBTFUL]
        ),
        more=maker.phrases.more.format(count=more) if more > 0 else "",
        footer=maker.phrases.footer.format(models=models),
    )


def fit(text: str, cells: int) -> str:
    """``text`` on one line, cut to so many cells of width."""
    text = " ".join(clean(text).split())
    width = 0
    for at, character in enumerate(text):
        width += 2 if east_asian_width(character) in "WF" else 1
        if width > cells:
            return text[: max(0, at - 1)].rstrip() + "…"
    return text


@dataclass(frozen=True)
class _Maker:
    """Words what it counts."""

    taxonomy: Taxonomy
    meaning: Meaning
    words: Words
    phrases: Phrases

    def came_in(
        self,
        every: Sequence[ProjectResult],
        judged: Sequence[ProjectResult],
        first: Sequence[ProjectResult],
        unread: Iterable[FileRead],
    ) -> str:
        """Sentences on what there was to judge; what is nil is left unsaid."""
        say = self.phrases
        files = [file for result in every for file in result.files]
        missed = sum(bool(self.words.reason(file)) for file in [*files, *unread])
        read, pages = (sum(counts) for counts in ([f.pages_read for f in files], [f.pages for f in files]))
        none = sum(not result.labels for result in first)
        copies = len(judged) - len(first)
        used = sum(file.reason is None for file in files)
        sentences = [say.projects.format(count=f"{len(first):,}", files=f"{used:,}")]
        for sentence, count in ((say.none, none), (say.copies, copies)):
            sentences += [sentence.format(count=f"{count:,}")] if count else []
        sentences += [say.pages.format(read=f"{read:,}", pages=f"{pages:,}")] if pages else []
        sentences += [say.unread.format(count=f"{missed:,}")] if missed else []
        return say.space.join(sentences)

    def measure(self, measure: str, results: Sequence[ProjectResult]) -> MeasureCounts:
        """How many projects have the measure, and each of its sub-measures."""
        given = [result for result in results if measure in result.labels]
        degrees = Counter(result.results[measure].degree for result in results)
        subs = []
        for label in self.taxonomy.submeasures(measure):
            name = self.taxonomy[label].title(self.words.lang)
            if label in self.meaning.unmeasured:
                subs.append(f"{name} ({self.words.not_measured})")
            elif count := sum(label in result.labels for result in given):
                subs.append(self.phrases.submeasure.format(name=name, count=count))
        counts = tuple(degrees[degree] for degree in DEGREES)
        total = sum(measure in one.labels or one.results[measure].degree is not None for one in results)
        return MeasureCounts(self._title(measure), counts, total, self.words.join(subs))

    def entry(self, strong: Strong) -> Entry:
        """A strong project in words."""
        found, quote = strong.found, strong.quote
        parts = [self._title(strong.measure), self.words.degree(found.degree), f"{found.confidence:.2f}"]
        level = self.meaning.level(strong.measure, found.confidence)
        if level is not None:
            parts.append(self.words.means(level))
        return Entry(
            fit(strong.result.id, _NAME),
            self.words.join(part for part in parts if part),
            fit(quote.text, _QUOTE) if quote else "",
            fit(self.words.place(quote), _PLACE) if quote else "",
        )

    def doubts(self, result: ProjectResult) -> list[tuple[int, str]]:
        """Reasons why a person should look at a project, the gravest kind first."""
        out = []
        if result.uncertain:
            names = self.words.join(map(self._title, result.uncertain))
            out.append((0, self.phrases.uncertain.format(labels=names)))
        if result.share_read < 1:
            # Rounded down: what was not read as a whole never reads as 100%.
            out.append((1, self.phrases.part_read.format(share=f"{int(100 * result.share_read)}%")))
        for measure in self.taxonomy.measures:
            level = self.meaning.level(measure, result.results[measure].confidence)
            right = level.of_hundred if level else None
            if measure in result.labels and right is not None and right <= _WEAK:
                out.append((2, self.phrases.weak.format(label=self._title(measure), count=right)))
        return out

    def _title(self, label: str) -> str:
        return self.taxonomy[label].title(self.words.lang)
