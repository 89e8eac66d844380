"""Typst in a process of its own. It stays, for Typst finds again what it has set; when that has grown, another starts.

`process` is what asks, `child` what is asked. Neither knows of workbooks.
"""

from workbook_kit.typesetter.process import EndedError, RefusedError, Typesetter

__all__ = ["EndedError", "RefusedError", "Typesetter"]
