"""``python -m classifier`` is the ``policytag`` command."""

from classifier.cli.main import run

if __name__ == "__main__":
    run()
