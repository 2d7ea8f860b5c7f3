"""Results of projects that were never read, for tests of what is written of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from classifier.projects.meaning import Meaning
from classifier.projects.result import Degree, FileRead, LabelResult, ProjectResult, Quote
from classifier.taxonomy import Taxonomy

TAXONOMY = Taxonomy.load()
GREEN, CARBON = "green-transformation", "green-transformation/carbon-goals"
TALENT, TRAINING = "talent-cycle", "talent-cycle/talent-training"
SENTENCE = "The council heats its schools from the sewage works and saves 1,200 tonnes a year by 2030."


def meaning(levels: Mapping[str, Any] | None = None, unmeasured: frozenset[str] = frozenset()) -> Meaning:
    ids = TAXONOMY.ids
    return Meaning(levels or {}, dict.fromkeys(ids, 0.4), dict.fromkeys(ids, 100), unmeasured)


def found(confidence: float, degree: Degree | None = None, text: str = "", **quote: Any) -> LabelResult:
    quotes = (Quote(text, quote.pop("file", "a.docx"), **quote),) if text else ()
    return LabelResult(confidence, degree, quotes)


def project(id: str = "p1", given: Mapping[str, LabelResult] | None = None, **rest: Any) -> ProjectResult:
    """A project that has the labels ``given``, and 0.01 of all others."""
    given = given or {}
    results = {label: given.get(label, LabelResult(0.01)) for label in TAXONOMY.ids}
    labels = tuple(label for label in TAXONOMY.ids if label in given and given[label].confidence >= 0.4)
    return ProjectResult(
        **{
            "id": id,
            "files": (FileRead("a.docx", 4, 4),),
            "labels": labels,
            "results": results,
            "model_id": "0123456789abcdef",
            "text_digest": f"digest of {id}",
            **rest,
        }
    )


# Any code point but lone surrogates, which text from a file can hold and JSON must carry, too.
text = st.text(max_size=60)
any_text = st.text(st.characters(), max_size=60)
share = st.floats(0, 1, allow_nan=False)
quotes = st.builds(
    Quote, any_text, text, st.none() | st.integers(1, 99), st.none() | text, share, st.tuples(text)
)
label_results = st.builds(
    LabelResult,
    share,
    st.sampled_from(["main", "part", "named", None]),
    st.lists(quotes, max_size=2).map(tuple),
    st.dictionaries(text, share, max_size=3),
)
files = st.builds(FileRead, text, st.integers(0, 40), st.integers(0, 40), st.none() | text)
projects = st.builds(
    ProjectResult,
    id=any_text,
    files=st.lists(files, max_size=3).map(tuple),
    labels=st.lists(st.sampled_from(TAXONOMY.ids), unique=True).map(tuple),
    results=st.fixed_dictionaries({label: label_results for label in TAXONOMY.ids}),
    model_id=text,
    text_digest=text,
    uncertain=st.lists(st.sampled_from(TAXONOMY.ids), unique=True).map(tuple),
    warnings=st.lists(any_text, max_size=2).map(tuple),
    share_read=share,
    group=st.none() | text,
)
