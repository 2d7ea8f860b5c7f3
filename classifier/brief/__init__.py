"""Two pages for a director: what came in, what each measure got, the strongest, what wants a reader."""

from classifier.brief.write import write_brief

__all__ = ["write_brief"]
