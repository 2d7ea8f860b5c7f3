"""Readers: bytes and files of many formats, all giving one Document or a stream of them."""

from classifier.documents.document import Document, Failure, Source
from classifier.documents.inputs import ReadOptions, read_inputs
from classifier.documents.read import read_bytes, read_file

__all__ = ["Document", "Failure", "ReadOptions", "Source", "read_bytes", "read_file", "read_inputs"]
