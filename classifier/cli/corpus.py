"""Check and describe labelled corpora."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""


def run(arguments: argparse.Namespace) -> int:
    """Run the verb."""
    return 0
