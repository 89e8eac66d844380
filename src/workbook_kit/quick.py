"""Imported first, so that a process starts at once: leaves out seconds of work that nothing here needs.

nbformat imports jsonschema, which imports, where JupyterLab has brought it along, a grammar of web addresses that is
worked out anew in each process: seconds, more than all of a build in which nothing changed. jsonschema does
without it, and only a check of the format "iri" would notice.
"""

import sys
from importlib import import_module

_GRAMMAR = "rfc3987_syntax"

if _GRAMMAR not in sys.modules:
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # Python's own way to say: not to be had
    try:
        import_module("jsonschema")
    finally:
        del sys.modules[_GRAMMAR]  # whoever asks for it later gets it
