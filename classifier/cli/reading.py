"""How the options of ``classify`` have inputs read."""

from __future__ import annotations

import argparse
import importlib.util
import os

from classifier.cli.projects import FILE_TIMEOUT
from classifier.documents.members import ReadOptions
from classifier.errors import UsageError


def reading(arguments: argparse.Namespace, whole: bool) -> ReadOptions:
    """How to read: ``whole`` projects in a process a core, others in this one unless more are asked for.

    Raises UsageError for numbers that are too small.
    """
    if arguments.jobs is not None and arguments.jobs < 1:
        raise UsageError("--jobs must be at least 1")
    if arguments.file_timeout is not None and not arguments.file_timeout > 0:
        raise UsageError("--file-timeout must be more than nil")
    jobs = arguments.jobs
    if jobs is None:
        jobs = _cores() if whole else 1 if arguments.file_timeout else 0
        if importlib.util.find_spec("pebble") is None and not arguments.file_timeout:
            jobs = 0
    return ReadOptions(
        arguments.input_format,
        arguments.text_column,
        arguments.id_column,
        arguments.max_chars,
        file_timeout=arguments.file_timeout or (FILE_TIMEOUT if jobs else None),
        workers=jobs,
    )


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
