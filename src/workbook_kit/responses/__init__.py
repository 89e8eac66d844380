"""The answers file: reading, merging and writing what a participant answered. No widgets and no tables here."""

from workbook_kit.responses.files import file_bytes, read_file, to_bytes, write_file
from workbook_kit.responses.held import Responses
from workbook_kit.responses.merging import relation
from workbook_kit.responses.model import AnswersFile, Earlier, Entry, Kept, Past, Refused, Value, Workbook
from workbook_kit.responses.questions import Question
from workbook_kit.responses.reading import read

__all__ = [
    "AnswersFile",
    "Earlier",
    "Entry",
    "Kept",
    "Past",
    "Question",
    "Refused",
    "Responses",
    "Value",
    "Workbook",
    "file_bytes",
    "read",
    "read_file",
    "relation",
    "to_bytes",
    "write_file",
]
