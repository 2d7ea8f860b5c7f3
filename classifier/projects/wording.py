"""What results are called in the languages that people read them in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from classifier.errors import UsageError
from classifier.projects.meaning import Level, Meaning
from classifier.projects.result import Degree, FileRead, Quote
from classifier.taxonomy import Taxonomy


@dataclass(frozen=True)
class Words:
    """Words and sentences of one language; ``{}`` stands where a value goes."""

    lang: str
    main: str
    part: str
    named: str
    none: str
    not_measured: str
    page: str
    pages_read: str
    joint: str
    level: str
    level_below: str
    level_few: str

    def degree(self, degree: Degree | None) -> str:
        """The name of a degree, empty for None."""
        return "" if degree is None else {"main": self.main, "part": self.part, "named": self.named}[degree]

    def join(self, parts: Iterable[str]) -> str:
        """Parts of a list in one cell."""
        return self.joint.join(parts)

    def place(self, quote: Quote) -> str:
        """File, page and chapter of a sentence."""
        page = "" if quote.page is None else self.page.format(quote.page)
        return self.join(part for part in (quote.file, page, quote.chapter or "") if part)

    def reason(self, file: FileRead) -> str:
        """Why a file was not read, or how much of it was; empty where all was."""
        if file.reason is not None:
            return file.reason
        return self.pages_read.format(file.pages_read, file.pages) if file.pages_read < file.pages else ""

    def means(self, level: Level) -> str:
        """What a confidence of this level means, as a sentence."""
        if level.share is None or level.between is None:
            return self.level_few.format(level.texts)
        low, high = (f"{100 * share:.0f}" for share in level.between)
        return (self.level if level.tagged else self.level_below).format(level.of_hundred, low, high)

    def label(self, label: str, confidence: float, taxonomy: Taxonomy, meaning: Meaning) -> str:
        """A label with its confidence, or with the word that it has none."""
        shown = self.not_measured if label in meaning.unmeasured else f"{confidence:.2f}"
        return f"{taxonomy[label].title(self.lang)} ({shown})"


_WORDS = (
    Words(
        lang="en",
        main="main aim",
        part="component",
        named="named only",
        none="none",
        not_measured="not measured",
        page="p. {}",
        pages_read="{} of {} pages read",
        joint="; ",
        level="of 100 tagged at this level, about {} are right (95% interval: {} to {})",
        level_below="not tagged; of 100 at this level, about {} carry the label all the same"
        " (95% interval: {} to {})",
        level_few="too few texts like yours to say ({} in all)",
    ),
    Words(
        lang="zh",
        main="主要目标",
        part="组成部分",
        named="仅提及",
        none="无",
        not_measured="未测定",
        page="第{}页",
        pages_read="共{1}页，读取{0}页",
        joint="；",
        level="每标注100份，约{}份正确（95%区间：{}至{}）",
        level_below="不标注；每100份中约有{}份其实带有该标签（95%区间：{}至{}）",
        level_few="与您的文本相近者太少，无法判断（共{}份）",
    ),
)
LANGUAGES = tuple(words.lang for words in _WORDS)


def words_of(lang: str) -> Words:
    """The words of ``lang``; raises UsageError for a language that has none."""
    for words in _WORDS:
        if words.lang == lang:
            return words
    raise UsageError(f"no words in the language {lang!r}", remedy=f"choose one of {', '.join(LANGUAGES)}")
