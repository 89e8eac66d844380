"""What the template process has done before it is forked, so that no sheet has to."""

import asyncio
import atexit
import gc
import importlib
import os
import sys
import tempfile
import types
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tornado.ioloop import IOLoop

from workbook_kit.forked.shell import ForkedKernel, new_kernel
from workbook_kit.forked.streams import Stream

#: Run once, for what is imported or made at first use; by the library that a cell needs.
_CELLS = (
    ("workbook_kit.activities", "from workbook_kit.activities import *\nPrompt('a', 'A')"),
    ("pandas", "import pandas\npandas.DataFrame({'a': [1, 2], 'b': ['x', 'y']})"),
    ("ipywidgets", "import ipywidgets\ndisplay(ipywidgets.IntSlider())"),
    ("asyncio", "print(1)\nimport asyncio\nawait asyncio.sleep(0)"),
    ("IPython", "%lsmagic"),
    ("IPython", "def f(): 1 / 0\nf()"),
)
#: numpy starts a thread for every core; a process with threads cannot be forked safely.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def prepare(libraries: Sequence[str]) -> ForkedKernel:
    """A kernel in which nothing has happened yet, but these libraries have been imported."""
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    os.environ["WORKBOOK_KIT_STATIC"] = "1"
    os.environ.pop("JPY_SESSION_NAME", None)
    with tempfile.TemporaryDirectory(prefix="workbook-kit-template-") as folder:
        kernel = new_kernel(Path(folder))
        for name in libraries:
            with suppress(ImportError):  # then a sheet that needs it says so
                importlib.import_module(name)
        _patch()
        _warm(kernel)
    _forget(kernel)
    gc.collect()
    gc.freeze()  # a collection in a fork would touch, so copy, every page
    return kernel


def _warm(kernel: ForkedKernel) -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.call_soon(IOLoop.current)
    kept = sys.stdout, sys.stderr
    nothing = os.open(os.devnull, os.O_RDWR)
    for name, file in (("stdout", 1), ("stderr", 2)):
        setattr(sys, name, Stream(kernel.session, name, file, nothing, nothing))
    try:
        for library, source in _CELLS:
            if library in sys.modules:
                message = kernel.session.msg("execute_request", {"code": source, "stop_on_error": False})
                loop.run_until_complete(kernel.answer(message))
    finally:
        sys.stdout, sys.stderr = kept
        os.close(nothing)
        asyncio.set_event_loop(None)
        loop.close()


def _patch() -> None:
    """What ipykernel's application changes in other modules."""
    import pdb

    from IPython.core import debugger

    debugger.Pdb = debugger.InterruptiblePdb  # type: ignore[misc]
    pdb.Pdb = debugger.Pdb  # type: ignore[misc, assignment]
    pdb.set_trace = debugger.set_trace


def _forget(kernel: ForkedKernel) -> None:
    """Takes back what the cells have left."""
    if "ipywidgets" in sys.modules:
        sys.modules["ipywidgets"].Widget.close_all()
    kernel.comm_manager.comms.clear()
    # It removes what IPython has put into its folder; the builder removes the folder.
    atexit.unregister(kernel.shell.atexit_operations)
    kernel.shell.reset(new_session=True)
    kernel.shell.last_traceback = None
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
    for module in list(sys.modules.values()):
        if isinstance(module, types.ModuleType):
            vars(module).pop("__warningregistry__", None)
    tempfile.tempdir = None
