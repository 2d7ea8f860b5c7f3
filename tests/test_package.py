import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import classifier
from tests.conftest import ROOT


def test_a_wheel_classifies_without_the_checkout(tmp_path: Path) -> None:
    code = "import hatchling.build as b, sys; print(b.build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("policytag-*.whl")
    assert wheel.stat().st_size < 40_000_000
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-m", "classifier", "classify", "-", "--format", "jsonl"],
        input=b"The town shut its coal boilers and now heats 900 flats from a solar field.",
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        check=True,
    )
    assert json.loads(done.stdout)["labels"]
    where = "import classifier, classifier.bundle as b; print(classifier.__file__, b.find_bundle())"
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [sys.executable, "-c", where], capture_output=True, cwd=tmp_path, env=env, check=True
    )
    assert all(path.startswith(str(tmp_path / "site")) for path in done.stdout.decode().split())


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == classifier.__version__
    assert f"## {classifier.__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_modules_stay_small() -> None:
    for source in (ROOT / "classifier").rglob("*.py"):
        assert len(source.read_text().splitlines()) <= 300, source


def test_data_flows_one_way() -> None:
    """The core imports neither the command line, nor training, nor corpora, nor adapters."""
    core = [*(ROOT / "classifier" / "engine").glob("*.py"), *(ROOT / "classifier" / "bundle").glob("*.py")]
    core += [*(ROOT / "classifier" / "documents").glob("*.py"), *(ROOT / "classifier").glob("*.py")]
    for source in core:
        if source.name in ("__main__.py",):
            continue
        text = source.read_text()
        for outer in ("cli", "training", "corpus", "evaluation", "adapters"):
            assert f"classifier.{outer}" not in text, f"{source} imports {outer}"
