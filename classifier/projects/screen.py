"""From what a user names to a result a project: reading, common text, grouping, the same again, classifying.

>>> from classifier import Classifier  # doctest: +SKIP
>>> from classifier.projects.screen import screen  # doctest: +SKIP
>>> for one in screen(Classifier.load(), ["proposals/"]):  # doctest: +SKIP
...     print(one.result.id, one.result.labels)

Text that most projects of a batch share can only be known once all are read: they wait in a temporary file
(``Spool``) and are classified one after the other. With ``common="count"`` results come while others are
still being read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from typing import Literal

from classifier import __version__
from classifier.api import Classifier
from classifier.documents.document import Document, Skip
from classifier.documents.members import ReadOptions
from classifier.documents.sections_file import SectionRules
from classifier.documents.tables import Progress
from classifier.documents.worker import ReadingTime
from classifier.engine.tokens import HAN_CHARACTER
from classifier.engine.workers import mapped
from classifier.projects.classify import classify_project
from classifier.projects.common import CommonCounter, CommonText
from classifier.projects.group import By, Project, group_projects
from classifier.projects.journal import Journal, key_of
from classifier.projects.reading import read_batch
from classifier.projects.register import Register, State
from classifier.projects.result import ProjectResult
from classifier.projects.same import Finder, Found, Match
from classifier.projects.spool import Item, Spool

MOSTLY = (
    0.8  # a project of which a greater share is common text may be a form filled in with little, or copies
)


@dataclass(frozen=True)
class Options:
    """How a batch is screened.

    ``quotes`` sentences are kept a label; ``common`` is what becomes of text that most projects share; with
    ``new_only`` projects that the register knows are left out; ``threads`` classify; with ``keep_texts`` a
    journal keeps texts beside results.
    """

    by: By = "folder"
    read: ReadOptions = field(default_factory=ReadOptions)
    rules: SectionRules | None = None
    quotes: int = 3
    common: Literal["out", "count"] = "out"
    new_only: bool = False
    threads: int = 1
    keep_texts: bool = True


@dataclass(frozen=True)
class Screened:
    """One project: its result, where it lies, those it is the same as, and what the register knew of it.

    ``text`` is all text read, ``key`` the one under which the journal has the result.
    """

    result: ProjectResult
    path: str
    text: str
    key: str
    matches: tuple[Match, ...] = ()
    state: State = "new"


@dataclass
class Times:
    """Seconds: of reading and OCR in all processes together, of classifying in all threads together."""

    spent: ReadingTime = field(default_factory=ReadingTime)
    classifying: float = 0.0


def screen(
    classifier: Classifier,
    inputs: Sequence[str],
    options: Options | None = None,
    *,
    register: Register | None = None,
    journal: Journal | None = None,
    spool: Spool | None = None,
    progress: Progress | None = None,
) -> Screening:
    """Screen the files, folders and globs ``inputs``: iterate over what this returns, once.

    ``register`` tells what earlier runs classified and is told what this one does. Results that ``journal``
    has are not made again, and new ones are kept there; documents that ``spool`` has are not read again.
    ``progress`` is told the bytes read. Raises what those raise; a bad file raises nothing.
    """
    return Screening(classifier, inputs, options or Options(), register, journal, spool, progress)


@dataclass(frozen=True)
class _Job:
    project: Project
    text: str
    skips: tuple[Skip, ...]
    found: Found
    state: State
    key: str
    group: str | None


class Screening:
    """A batch under way. ``times``, ``common``, ``n_known`` and ``group_of`` are final when it is through.

    ``common`` is what most projects share, None where that counts; ``n_known`` were known and left out.
    """

    def __init__(
        self,
        classifier: Classifier,
        inputs: Sequence[str],
        options: Options,
        register: Register | None,
        journal: Journal | None,
        spool: Spool | None,
        progress: Progress | None,
    ) -> None:
        self.times = Times()
        self.common: CommonText | None = None
        self.n_known = 0
        self._classifier, self._inputs, self._options = classifier, inputs, options
        self._register, self._journal, self._progress = register, journal, progress
        self._spool = spool
        self._finder = Finder(register.earlier(inputs), register.fingerprint) if register else Finder()

    def group_of(self, project: str) -> str | None:
        """Name of the first project that ``project`` is the same as; None for the first of its kind."""
        return self._finder.first_of(project)

    def __iter__(self) -> Iterator[Screened]:
        spool = self._spool or Spool()
        try:
            for job, result, seconds in mapped(self._classified, self._jobs(spool), self._options.threads):
                self.times.classifying += seconds
                yield self._recorded(job, result)
        finally:
            if self._spool is None:
                spool.remove()

    def _items(self, spool: Spool) -> Iterator[Item]:
        """Documents and failures with what is common to most among their skips."""
        items = read_batch(
            self._inputs, self._options.read, spool, progress=self._progress, spent=self.times.spent
        )
        if self._options.common == "count":
            return items
        # A form is in one language and in one file of a project: counted by language and by project.
        counters = (CommonCounter(), CommonCounter())
        for project in group_projects(items, self._options.by, self._inputs):
            text, _ = project.joined()
            counters[_is_chinese(text)].add(text)
        common = _together(*(counter.finish() for counter in counters))
        if self._register:
            common = common.joined(self._register.common_lines())
            self._register.add_common(common.lines)
        self.common = common
        return (common.applied(item) if isinstance(item, Document) else item for item in spool.replay())

    def _jobs(self, spool: Spool) -> Iterator[_Job]:
        options, register = self._options, self._register
        rules = options.rules or SectionRules()
        items = (rules.exclude(item) if isinstance(item, Document) else item for item in self._items(spool))
        for project in group_projects(items, options.by, self._inputs):
            text, skips = project.joined()
            found = self._finder.add(project.id, text, skips, path=project.path)
            key = self._key(project)
            state: State = "new"
            if register and project.documents:
                digest = found.fingerprint.digest
                state = register.state(project.id, project.path, digest, self._classifier.model_id)
            done = self._journal is not None and key in self._journal
            if options.new_only and state == "known" and not done:
                self.n_known += 1
                continue
            yield _Job(project, text, skips, found, state, key, self._finder.first_of(project.id))

    def _key(self, project: Project) -> str:
        """Under which the journal has a result: all that can change it."""
        classifier, options = self._classifier, self._options
        deciding = (classifier.thresholds, classifier.lower, classifier.prior)
        run = {
            "version": __version__,
            "model": classifier.model_id,
            "deciding": [None if one is None else dict(one) for one in deciding],
            "own sentences": classifier.splitter is not None,
            "how": [options.by, options.quotes, repr(options.rules)],
        }
        parts = [project.text_digest, repr([astuple(file) for file in project.files])]
        parts += [repr((one.skips, one.sections, one.warnings)) for one in project.documents]
        return key_of(run, project.id, parts)

    def _classified(self, job: _Job) -> tuple[_Job, ProjectResult, float]:
        begun = time.perf_counter()
        if self._journal is not None and job.key in self._journal:
            (result,) = self._journal.results([job.key])
        else:
            result = self._result(job)
        return job, result, time.perf_counter() - begun

    def _result(self, job: _Job) -> ProjectResult:
        options = self._options
        try:
            result = classify_project(self._classifier, job.project, options.rules, quotes=options.quotes)
        except Exception as error:  # a fault of ours, named for what it is
            told = f"could not be classified ({type(error).__name__}: {error}); please report it"
            files = tuple(replace(file, reason=file.reason or told) for file in job.project.files)
            nothing = replace(job.project, documents=(), files=files)
            result = classify_project(self._classifier, nothing, options.rules)
        return replace(result, warnings=(*_told(job), *result.warnings))

    def _recorded(self, job: _Job, result: ProjectResult) -> Screened:
        result = replace(result, group=self.group_of(job.project.id))
        if job.project.documents and result.text_digest != job.project.text_digest:
            return Screened(result, job.project.path, "", job.key)  # a fault: tried again by the next run
        if self._journal is not None and job.key not in self._journal:
            self._journal.append(job.key, result, job.text if self._options.keep_texts else "")
        if self._register and job.project.documents and job.state != "known":
            project, model_id = job.project, self._classifier.model_id
            self._register.add(project.id, project.path, job.found.fingerprint, model_id, result.labels)
        return Screened(result, job.project.path, job.text, job.key, job.found.matches, job.state)


def _is_chinese(text: str) -> bool:
    return len(HAN_CHARACTER.findall(text)) > len(HAN_CHARACTER.sub(" ", text).split())


def _together(one: CommonText, other: CommonText) -> CommonText:
    lines = sorted((*one.lines, *other.lines), key=lambda line: -line.documents)
    return CommonText(tuple(lines), one.n_documents + other.n_documents)


def _told(job: _Job) -> Iterator[str]:
    """Warnings about a whole project: what it is the same as, and that it is mostly common text."""
    if job.found.matches:
        best = job.found.matches[0]
        yield f"{best.kind} of {best.name}: {best.shared:.0%} of this text stands there"
    whole = len("".join(job.text.split()))
    gone = sum(len("".join(job.text[s.start : s.end].split())) for s in job.skips if s.reason == "common")
    if whole and gone > MOSTLY * whole:
        yield f"{gone / whole:.0%} of this text is common to most projects and was left out"
