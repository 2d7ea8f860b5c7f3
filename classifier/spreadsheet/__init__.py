"""Results as a spreadsheet that an office can read, check and correct, or as a CSV file."""

from classifier.spreadsheet.rows import CsvRows, write_csv
from classifier.spreadsheet.table import Table
from classifier.spreadsheet.workbook import write_xlsx

__all__ = ["CsvRows", "Table", "write_csv", "write_xlsx"]
