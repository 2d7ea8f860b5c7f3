"""The model card of a bundle, in the Hugging Face format, from its manifest and its report's figures."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

from classifier.bundle.model import Model
from classifier.bundle.write import taxonomy_file
from classifier.taxonomy import Taxonomy, in_language

_SPLITS = {"genre": "Genre", "language": "Language", "length": "Length in word units"}


def model_card(model: Model, figures: Mapping[str, Any]) -> str:
    """The card as Markdown; ``figures`` as ``evaluation.report`` makes them of out-of-fold scores."""
    parts = [_head(model, figures), _use(model), _corpora(model), _figures(model, figures), _limits(model)]
    return "\n\n".join([*parts, _again(model)]) + "\n"


def _head(model: Model, figures: Mapping[str, Any]) -> str:
    overall = figures["overall"]
    metrics = [
        f"  - type: {name}\n    value: {overall[key]['value']}"
        for name, key in (("f1", "macro_f1"), ("mean_average_precision", "mean_average_precision"))
        if overall[key]
    ]
    languages = "\n".join(f"- {language}" for language in model.languages)
    return (
        f"---\nlanguage:\n{languages}\nlibrary_name: policytag\npipeline_tag: text-classification\n"
        f"tags:\n- multi-label\n- policy\nmodel-index:\n- name: {model.model_id}\n  results:\n"
        f"  - task:\n      type: text-classification\n    dataset:\n      name: out-of-fold training texts\n"
        f"      type: corpora\n    metrics:\n"
        + "\n".join("  " + m.replace("\n", "\n  ") for m in metrics)
        + "\n---"
    )


def _use(model: Model) -> str:
    labels = "\n".join(f"- `{label.id}`: {label.title()}" for label in model.taxonomy.labels)
    title = in_language(model.taxonomy.title)
    return (
        f"# policytag model {model.model_id}\n\n"
        f"Says which labels of the taxonomy *{title}* (version {model.taxonomy.version}) a "
        "text carries, how sure it is, and which sentences say so. It is meant for screening proposals and "
        "news; what it tags should be read before anything is decided by it.\n\n"
        f"Labels:\n\n{labels}"
    )


def _corpora(model: Model) -> str:
    record = model.record
    rows = [
        f"| {one['corpus']} | {one['rows']:,} | {one.get('weight', 1):g} | `{one['sha256'][:12]}` |"
        for one in record.get("corpora", ())
    ]
    table = "\n".join(["| corpus | rows | weight | digest |", "|---|---|---|---|", *rows])
    return (
        f"## Trained on\n\n{table}\n\nVectors: `{json.dumps(record.get('vectors', {}), ensure_ascii=False)}`"
    )


def _figures(model: Model, figures: Mapping[str, Any]) -> str:
    lines = [
        "| label | positives | precision | recall | F1 | average precision | calibration error (by chance) |"
    ]
    lines.append("|---" * 7 + "|")
    for label, one in figures["labels"].items():
        if not one["measured"]:
            lines.append(f"| `{label}` | {one['positives']} | not measured |||||")
            continue
        cells = [_interval(one[key]) for key in ("precision", "recall", "f1", "average_precision")]
        ece = f"{one['ece']['value']:.3f} ({one['ece_by_chance']['value']:.3f})"
        lines.append(f"| `{label}` | {one['positives']} | {' | '.join(cells)} | {ece} |")
    overall = "; ".join(
        f"{name.replace('_', ' ')} {_interval(one)}" for name, one in figures["overall"].items() if one
    )
    return "\n\n".join(
        [
            "## Figures\n\nEvery text was scored by a model that had read neither it nor its writer. In "
            f"brackets 95% bootstrap intervals. Thresholds were chosen on the same scores. {overall}.",
            "\n".join(lines),
            *(_stratum(title, figures["strata"][key]) for key, title in _SPLITS.items()),
        ]
    )


def _stratum(title: str, found: list[dict[str, Any]]) -> str:
    lines = [f"| {title} | rows | macro-F1 | calibration error (by chance) |", "|---|---|---|---|"]
    for one in found:
        f1 = _interval(one["macro_f1"]) if one["macro_f1"] else "no positives"
        ece = "" if one["ece"] is None else f"{one['ece']:.3f} ({one['ece_by_chance']:.3f})"
        few = ", few" if one["few"] else ""
        lines.append(f"| {one['name']} | {one['rows']:,}{few} | {f1} | {ece} |")
    return "\n".join(lines)


def _interval(one: Mapping[str, float]) -> str:
    return f"{one['value']:.2f} [{one['low']:.2f}, {one['high']:.2f}]"


def _limits(model: Model) -> str:
    return (
        f"## Limits\n\nThe model knows texts in: {', '.join(model.languages)}. Texts unlike its corpora "
        "get a warning, and their confidence should not be trusted. Its confidence holds for texts in "
        "which labels are about as frequent as in the corpora (`--prior` shifts it). A tag says what a "
        "text is about, not whether it is any good. `report.html` has the worst mistakes with the words "
        "that caused them."
    )


def _again(model: Model) -> str:
    record = model.record
    libraries = ", ".join(f"{name} {number}" for name, number in record.get("libraries", {}).items())
    commands = "\n".join(shlex.join(command) for command in _commands(model))
    return (
        f"## Making it again\n\n```bash\n{commands}\n```\n\n"
        f"Options: `{json.dumps(record.get('options', {}))}`. Made on {record.get('date', 'an unknown day')} "
        f"with {libraries}."
    )


def _commands(model: Model) -> list[list[str]]:
    """Corpora that were read by the same columns go into one command; the next one begins with its model."""
    record = model.record
    parts: list[list[Mapping[str, Any]]] = []
    for one in record.get("corpora", ()):
        if not parts or _columns(parts[-1][0]) != _columns(one):
            parts.append([])
        parts[-1].append(one)
    options = record.get("options", {})
    common = ["--allow-few"] * bool(options.get("allow_few")) + ["--search"] * ("search" in record)
    common += ["--seed", str(options["seed"])] if options.get("seed") else []
    out: list[list[str]] = []
    for number, part in enumerate(parts):
        command = ["policytag", "train"]
        if number:
            command += ["--from", f"step-{number}"]
        elif model.taxonomy.text != Taxonomy.load().text:
            command += ["--taxonomy", taxonomy_file(model)]
        for one in part:
            command += ["--corpus", one["corpus"]]
            command += ["--weight", f"{one['corpus']}={one['weight']:g}"] if "weight" in one else []
        mapping, aliases = _columns(part[0])
        command += ["--map", *mapping] if mapping else []
        command += [word for alias in aliases for word in ("--alias", alias)]
        last = number == len(parts) - 1
        out.append([*command, *common, "--out", "again" if last else f"step-{number + 1}"])
    return out


def _columns(one: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What ``--map`` and ``--alias`` said of a corpus."""
    mapping, aliases = ([f"{a}={b}" for a, b in one.get(key, {}).items()] for key in ("map", "alias"))
    return mapping, aliases
