import json
from pathlib import Path

import numpy as np
import pytest

from classifier import Classifier
from classifier.bundle import load_estimator, read_bundle, write_bundle
from classifier.errors import BundleError, UsageError
from classifier.training import Fitted


@pytest.fixture
def bundle(fitted: Fitted, tmp_path: Path) -> Path:
    return write_bundle(fitted.model, tmp_path / "m")


def test_round_trip(fitted: Fitted, bundle: Path) -> None:
    read = read_bundle(bundle)
    assert read.model_id == fitted.model.model_id
    texts = ["A lab made a new alloy.", "Nothing happened."]
    before = Classifier(fitted.model, fitted.model.thresholds).predict_proba(texts)
    assert (Classifier.load(bundle).predict_proba(texts) == before).all()


@pytest.mark.parametrize("number", [1, 2])
def test_a_bundle_of_an_older_format_says_what_to_do(number: int) -> None:
    with pytest.raises(BundleError, match=f"format {number}") as caught:
        Classifier.load(Path(__file__).parent / "data" / f"bundle-{number}")
    assert "train it anew" in str(caught.value.remedy)


def test_manifest_has_no_code_and_says_what_it_holds(bundle: Path) -> None:
    manifest = json.loads((bundle / "manifest.json").read_text())
    assert manifest["format"] == 3
    assert {entry["name"].rsplit(".", 1)[1] for entry in manifest["files"].values()} == {
        "safetensors",
        "txt",
        "toml",
    }


def damage(path: Path, key: str) -> Path:
    manifest = json.loads((path / "manifest.json").read_text())
    return path / manifest["files"][key]["name"]


@pytest.mark.parametrize("key", ["weights", "vocabulary", "words", "taxonomy"])
@pytest.mark.parametrize("how", ["truncate", "flip", "remove", "empty"])
def test_damaged_files_give_one_clear_error(bundle: Path, key: str, how: str) -> None:
    victim = damage(bundle, key)
    data = victim.read_bytes()
    if how == "remove":
        victim.unlink()
    else:
        changed = {"truncate": data[:-7], "empty": b"", "flip": bytes([data[0] ^ 1]) + data[1:]}[how]
        victim.write_bytes(changed)
    with pytest.raises(BundleError, match=r"damaged|lacks") as caught:
        read_bundle(bundle)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 99}, "format 99"),
        ({"format": "x"}, "not a policytag manifest"),
        ({"files": {}}, "damaged"),
        ({"thresholds": {}}, "damaged"),
        ({"model_id": "0" * 16}, "model id does not fit"),
    ],
)
def test_foreign_manifests(bundle: Path, change: dict[str, object], words: str) -> None:
    path = bundle / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(BundleError, match=words):
        read_bundle(bundle)


def test_a_manifest_cannot_reach_outside(bundle: Path) -> None:
    path = bundle / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"]["weights"]["name"] = "../../etc/passwd"
    path.write_text(json.dumps(manifest))
    with pytest.raises(BundleError, match="outside itself"):
        read_bundle(bundle)


def test_missing_bundles(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no model bundle"):
        read_bundle("no-such-model")
    with pytest.raises(BundleError, match=r"no manifest\.json"):
        read_bundle(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(BundleError, match="cannot be read"):
        read_bundle(tmp_path)


def test_writing_replaces_and_leaves_nothing_behind(fitted: Fitted, bundle: Path) -> None:
    from dataclasses import replace

    (bundle / "notes.txt").write_text("mine")
    changed = replace(
        fitted.model, thresholds={**fitted.model.thresholds, fitted.model.taxonomy.ids[0]: 0.123}
    )
    write_bundle(changed, bundle)
    assert read_bundle(bundle).model_id == changed.model_id != fitted.model.model_id
    names = {path.name for path in bundle.iterdir()}
    listed = {e["name"] for e in json.loads((bundle / "manifest.json").read_text())["files"].values()}
    assert names == listed | {"manifest.json", "notes.txt"}


def test_a_writer_that_dies_leaves_the_old_bundle(
    fitted: Fitted, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from classifier.bundle import write

    changed = replace(fitted.model, thresholds=dict.fromkeys(fitted.model.taxonomy.ids, 0.9))
    for point in range(4):
        calls = iter(range(100))
        real = write.replace_file

        def dying(
            path: Path, data: bytes, calls: object = calls, real: object = real, point: int = point
        ) -> None:
            if next(calls) == point:  # type: ignore[call-overload]
                raise KeyboardInterrupt
            real(path, data)  # type: ignore[operator]

        monkeypatch.setattr(write, "replace_file", dying)
        with pytest.raises(KeyboardInterrupt):
            write_bundle(changed, bundle)
        monkeypatch.setattr(write, "replace_file", real)
        assert read_bundle(bundle).model_id == fitted.model.model_id


def test_a_folder_of_something_else_is_not_overwritten(fitted: Fitted, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BundleError, match="holds no bundle"):
        write_bundle(fitted.model, tmp_path)


def test_estimator_only_when_trusted() -> None:
    with pytest.raises(UsageError, match="runs code"):
        load_estimator()
    estimator = load_estimator(trusted=True)
    texts = ["A lab made a new alloy for wind turbines.", "Nothing happened at the fair."]
    np.testing.assert_allclose(estimator.predict_proba(texts), Classifier.load().predict_proba(texts))
