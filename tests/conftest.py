"""What the tests share: the shipped model, a small labelled corpus, the way to run the command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from classifier import Classifier
from classifier.corpus import load_corpus
from classifier.corpus.rows import Row
from classifier.decision import indicator_matrix
from classifier.store.place import VARIABLE
from classifier.taxonomy import Taxonomy
from classifier.training import FitOptions, Fitted, fit_model

# Timing varies on shared machines: no test here is about how fast an example is.
settings.register_profile("default", deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
settings.load_profile("default")

ROOT = Path(__file__).resolve().parent.parent
REALTEXT = ROOT.parent / "shared" / "realtext"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session", autouse=True)
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty store, so that no test sees or touches the user's own models."""
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="session")
def clf() -> Classifier:
    return Classifier.load()


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return Taxonomy.load()


@pytest.fixture(scope="session")
def few_rows(taxonomy: Taxonomy) -> list[Row]:
    rows = load_corpus(ROOT / "corpora" / "en", taxonomy)
    return [row for row in rows if not row.disputed][:400]


@pytest.fixture(scope="session")
def fitted(few_rows: list[Row], taxonomy: Taxonomy) -> Fitted:
    texts = [row.text for row in few_rows]
    indicator = indicator_matrix([row.labels for row in few_rows], taxonomy)
    return fit_model(texts, indicator, taxonomy, FitOptions(n_folds=3, n_jobs=1))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run ``policytag`` in a process of its own, in an empty folder."""

    def call(
        *args: str, stdin: bytes = b"", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "classifier", *args],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "PYTHONUTF8": "1",
                "LC_ALL": "C.UTF-8",
                **(env or {}),
            },
            timeout=120,
            check=False,
        )
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return call
