"""A spaCy pipeline component: ``nlp.add_pipe("policytag")`` sets ``doc._.policy_tags``."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from classifier.api import Classifier
from classifier.engine.tokens import mostly_chinese
from classifier.sentences import Span, Splitter


class PolicyTags:
    """Puts a Tagging on each document it sees."""

    def __init__(self, classifier: Classifier, evidence: int) -> None:
        self.classifier = classifier
        self.evidence = evidence
        if not Doc.has_extension("policy_tags"):
            Doc.set_extension("policy_tags", default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Tag one document."""
        doc._.policy_tags = self.classifier.classify(doc.text, evidence=self.evidence)
        return doc


@Language.factory("policytag", default_config={"model": None, "evidence": 1})
def make_component(nlp: Language, name: str, model: str | None, evidence: int) -> PolicyTags:
    """Make the component; ``model`` is a bundle's folder or name, None for the shipped one."""
    return PolicyTags(Classifier.load(model), evidence)


def make_splitter() -> Splitter:
    """Sentence boundaries by spaCy's rules instead of policytag's own, for English and Chinese."""
    import spacy

    pipelines: dict[str, Any] = {}
    for lang in ("en", "zh"):
        nlp: Any = spacy.blank(lang)
        nlp.add_pipe("sentencizer", config={"punct_chars": [*".!?。！？；…"]})
        nlp.max_length = 10**9
        pipelines[lang] = nlp

    def split(text: str) -> list[Span]:
        nlp = pipelines["zh" if mostly_chinese(text) else "en"]
        spans = []
        for sentence in nlp(text).sents:
            piece = sentence.text
            start = sentence.start_char + len(piece) - len(piece.lstrip())
            end = sentence.end_char - (len(piece) - len(piece.rstrip()))
            if start < end:
                spans.append((start, end))
        return spans

    return split
