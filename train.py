"""Train a model from corpora: the same as ``policytag train``."""

import sys

from classifier.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["train", *sys.argv[1:]]))
