"""Readers: bytes and files of many formats, all giving one Document or a stream of them."""

from classifier.documents.document import Document, Failure, Section, Skip, Source
from classifier.documents.inputs import read_inputs
from classifier.documents.members import ReadOptions
from classifier.documents.read import read_bytes, read_file
from classifier.documents.worker import ReadingTime, read_files

__all__ = [
    "Document",
    "Failure",
    "ReadOptions",
    "ReadingTime",
    "Section",
    "Skip",
    "Source",
    "read_bytes",
    "read_file",
    "read_files",
    "read_inputs",
]
