"""Models of your own: list and compare them, make one the default, go back.

A model is a folder in the store that `policytag train --out STORE/NAME` wrote; `policytag models list` says
where the store is. Every --model takes its name, and the promoted one is what every verb uses by default.
promote judges a model on the frozen test splits and the regression cases first, and refuses it (exit status
1) when a label's F1 falls, its confidence strays from what comes true, or a regression case breaks.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from classifier.cli.columns import add_columns, pairs
from classifier.cli.wording import Wording, add_language

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.store.gates import Verdict

_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--models",
        metavar="DIR",
        help="the store; default: $POLICYTAG_MODELS, or a folder in the user's data folder",
    )
    common.add_argument("--json", action="store_true", help="print as JSON")
    add_language(common)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def add(action: str, help_text: str) -> argparse.ArgumentParser:
        return actions.add_parser(action, help=help_text, description=help_text, parents=[common])

    add("list", "names, ids, dates, languages and the default (*)")
    show = add("show", "what a model's manifest and the history say of it")
    show.add_argument("name", metavar="NAME")
    compare = add("compare", "two models on the same labelled rows, with paired intervals")
    for side in ("old", "new"):
        compare.add_argument(side, metavar=side.upper(), help="name or bundle's folder")
    compare.add_argument("corpus", nargs="+", metavar="CORPUS", help="labelled file or folder")
    add_columns(compare)
    compare.add_argument("--resamples", type=int, default=1000, metavar="N", help="of the bootstrap")
    compare.add_argument("--all", action="store_true", help=f"name all rows that differ, not {_SHOWN}")
    promote = add("promote", "judge a model and, if it passes, make it the default")
    promote.add_argument("name", metavar="NAME")
    promote.add_argument("--force", action="store_true", help="whatever the gates say; needs --reason")
    promote.add_argument("--reason", default="", metavar="WHY", help="kept in the history with --force")
    add("rollback", "make the default before this one the default again")


def run(arguments: argparse.Namespace) -> int:
    """Run the verb."""
    from classifier.store.place import models_folder

    actions = {"list": _list, "show": _show, "compare": _compare, "promote": _promote, "rollback": _rollback}
    return actions[arguments.action](arguments, models_folder(arguments.models))


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _summary(name: str, folder: Path) -> dict[str, Any]:
    """What a manifest says in short, or why it cannot be read."""
    from classifier.bundle.read import read_manifest
    from classifier.errors import BundleError

    place: dict[str, Any] = {"name": name, "folder": str(folder)}
    try:
        manifest = read_manifest(folder)
        rows = sum(corpus["rows"] for corpus in manifest.get("corpora", ()))
        languages = [str(language) for language in manifest["languages"]]
        return {
            **place,
            "model_id": str(manifest["model_id"]),
            "date": manifest.get("date", ""),
            "languages": languages,
            "rows": rows,
        }
    except BundleError as error:
        return {**place, "error": error.message}
    except (KeyError, TypeError):
        return {**place, "error": "its manifest is damaged"}


def _list(arguments: argparse.Namespace, store: Path) -> int:
    from classifier.bundle.locate import find_bundle, shipped_bundles, stored_bundles
    from classifier.errors import BundleError

    default, damage = None, ""
    try:
        default = find_bundle(models=store)
    except BundleError as error:
        damage = str(error)
    models = [
        {**_summary(name, folder), "shipped": shipped, "default": folder == default}
        for shipped, bundles in ((False, stored_bundles(store)), (True, shipped_bundles()))
        for name, folder in bundles.items()
    ]
    if arguments.json:
        _print_json({"store": str(store), "damage": damage, "models": models})
        return 0
    from classifier.cli.show_models import print_models

    print_models(models, store, Wording.of(arguments.lang))
    if damage:
        print(f"policytag: {damage}", file=sys.stderr)
    return 0


def _show(arguments: argparse.Namespace, store: Path) -> int:
    from classifier.bundle.locate import find_bundle
    from classifier.bundle.read import read_manifest
    from classifier.store.change import records

    folder = find_bundle(arguments.name, models=store)
    manifest = read_manifest(folder)
    model_id = manifest.get("model_id")
    history = [
        record
        for record in records(store)
        if model_id in (record.get("model_id"), record.get("old_model_id"), _default_id(record))
    ]
    if arguments.json:
        _print_json({"name": arguments.name, "folder": str(folder), "manifest": manifest, "history": history})
        return 0
    print(f"{arguments.name}: {folder}")
    for key in ("model_id", "date", "format", "taxonomy_version"):
        print(f"  {key.replace('_', ' '):18}{manifest.get(key, 'not said')}")
    print(f"  {'languages':18}{' '.join(manifest.get('languages', ()))}")
    for corpus in manifest.get("corpora", ()):
        print(f"  {'trained on':18}{corpus['corpus']}, {corpus['rows']:,} rows, {corpus['sha256'][:16]}")
    for label, figures in manifest.get("out_of_fold", {}).items():
        if "/" not in label:
            shown = f"F1 {figures['f1']:.3f}, average precision {figures['average_precision']:.3f}"
            print(f"  {'out of fold':18}{label}: {shown}")
    for record in history:
        print(f"  {record.get('time', '')}  {_told(record)}")
    return 0


def _restored(record: dict[str, Any]) -> str:
    """Name of the default after a change."""
    return str(record["default"]["name"]) if record["default"] else "the shipped model"


def _default_id(record: dict[str, Any]) -> str | None:
    default = record.get("default")
    return default["model_id"] if default else None


def _told(record: dict[str, Any]) -> str:
    """A record of the history in one line."""
    if record["action"] == "rollback":
        return f"rolled back to {_restored(record)}"
    done = "promoted" if record["action"] == "promote" else "refused"
    line = f"{done} {record['name']} ({record['model_id']}) over {record['old_model_id']}"
    subjects = [one["subject"] for one in record["judged"]["findings"] if one["passed"] is False]
    failed = list(dict.fromkeys(subjects))  # a label may fail two gates
    if record["judged"]["obstacle"]:
        line += f"; {record['judged']['obstacle']}"
    if failed:
        line += f"; failed: {', '.join(failed)}"
    return line + (f"; forced: {record['reason']}" if record["forced"] else "")


def _compare(arguments: argparse.Namespace, store: Path) -> int:
    from classifier.api import Classifier
    from classifier.bundle.locate import find_bundle
    from classifier.cli.progress import stages
    from classifier.corpus.columns import Columns
    from classifier.corpus.load import load_corpora
    from classifier.errors import UsageError
    from classifier.evaluation.compare import compare

    if arguments.resamples < 0:
        raise UsageError("--resamples must not be negative")
    old, new = (Classifier.load(find_bundle(name, models=store)) for name in (arguments.old, arguments.new))
    columns = Columns(old.taxonomy, pairs(arguments.map, "--map"), pairs(arguments.alias, "--alias"))
    rows = load_corpora(arguments.corpus, old.taxonomy, columns)
    with stages() as report:
        report("scoring with both models and resampling")
        found = compare(old, new, rows, resamples=arguments.resamples)
    if arguments.json:
        _print_json(found.as_dict())
    else:
        from classifier.cli.show_models import print_comparison

        most = len(found.differing) if arguments.all else _SHOWN
        print_comparison(found, most, Wording.of(arguments.lang))
    return 0


def _promote(arguments: argparse.Namespace, store: Path) -> int:
    from classifier.cli.progress import stages
    from classifier.errors import UsageError
    from classifier.store.promote import promote

    reason = arguments.reason.strip()
    if arguments.force != bool(reason):
        raise UsageError("--force and --reason go together", remedy='write --force --reason "why"')
    with stages() as report:
        done = promote(arguments.name, models=store, reason=reason, report=report)
    if arguments.json:
        _print_json({"promoted": done.promoted, "record": done.record})
    elif done.verdict is None:
        print(f"{arguments.name} is the default already")
    else:
        _print_verdict(done.verdict)
        forced = " by force" if done.promoted and not done.verdict.passed else ""
        print(f"{arguments.name} is {'now the default' + forced if done.promoted else 'not promoted'}")
        if not done.promoted:
            print('to promote it all the same: --force --reason "why"')
    return 0 if done.promoted else 1


def _print_verdict(verdict: Verdict) -> None:
    """A line a gate, then each finding that failed or was not judged, and falls of F1 that may be chance."""
    from classifier.store.gates import GATES

    if verdict.obstacle:
        print(f"the gates cannot be applied: {verdict.obstacle}")
        return
    for gate in GATES:
        found = [one for one in verdict.findings if one.gate == gate]
        held = sum(one.passed is True for one in found)
        failed = [one for one in found if one.passed is False]
        print(f"{gate}: {'FAILED' if failed else 'passed'}, {held} hold, {len(failed)} do not")
        for one in found:
            if not one.passed or one.figures.get("high", 0.0) < 0:
                print(f"  {one.subject} ({one.where}): {one.said}")


def _rollback(arguments: argparse.Namespace, store: Path) -> int:
    from classifier.store.change import roll_back

    record = roll_back(store)
    if arguments.json:
        _print_json(record)
        return 0
    for name in record["skipped"]:
        print(f"passed over {name!r}, which cannot be loaded any more")
    print(f"the default is now {_restored(record)}")
    return 0
