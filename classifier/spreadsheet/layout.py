"""What the writer and the reader of a result workbook agree on."""

from __future__ import annotations

from classifier.spreadsheet.safe import MOST

TEXTS = "policytag-texts"  # the hidden sheet: a digest a row, and a text in as many cells as it takes
PARTS = 12  # cells of a text at most: what is longer is no passage of a corpus either
LONGEST = PARTS * MOST  # characters of a text that are kept
# Background and font of confidences from 0.9, from 0.7, of other tags, and of what is not tagged.
COLOURS = (("#08519C", "#FFFFFF"), ("#6BAED6", "#000000"), ("#C6DBEF", "#000000"), ("#FFFFFF", "#8C8C8C"))
BOUNDS = (0.9, 0.7)
