"""Corpora: labelled passages, read and written through the datasets library, and checked."""

from classifier.corpus.load import load_corpora, load_corpus
from classifier.corpus.rows import Annotation, Row, write_rows

__all__ = ["Annotation", "Row", "load_corpora", "load_corpus", "write_rows"]
