"""nbclient's way of making a notebook's outputs from messages, fed by a forked sheet instead of sockets."""

import inspect
import time
from collections.abc import Callable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from jupyter_client.session import Session
from jupyter_core.utils import run_sync
from nbclient.client import timestamp
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError
from nbclient.util import ensure_async
from nbformat import NotebookNode
from nbformat.v4 import output_from_msg
from papermill.clientwrap import PapermillNotebookClient

from workbook_kit.forked.sheet import Sheet
from workbook_kit.forked.wire import Message

#: Where a cell's metadata says how many characters it has shown.
SHOWN = "workbook_kit_shown"
#: A character takes up to six bytes on the wire; the rest is for what is around the text.
_BYTES, _AROUND = 6, 1 << 16
#: Stands for an answer that was refused for its length: only that of a cell which raised holds so much.
_TOO_LONG = {
    "content": {"status": "error", "ename": "Error", "evalue": "its message is too long to show", "traceback": []}
}


class ForkedClient(PapermillNotebookClient):  # type: ignore[misc]
    """Runs a notebook's cells in a sheet's process.

    Args:
        open_sheet: gives the process.
        most_shown: characters that a cell may show; what is beyond is let go, and `SHOWN` tells.
        most_memory: bytes that the sheet's process may use.
    """

    def __init__(
        self,
        nb_man: Any,
        open_sheet: Callable[[], Sheet],
        most_shown: int | None = None,
        most_memory: int | None = None,
        **options: Any,
    ):
        super().__init__(nb_man, **options)
        self._open_sheet, self._most_shown, self._most_memory = open_sheet, most_shown, most_memory
        #: Text outputs that the next message of their stream goes on with.
        self._unfinished: dict[str, NotebookNode] = {}

    def execute(self, **kwargs: Any) -> NotebookNode:
        """The notebook with its outputs; kwargs are what a kernel would be started with, and not needed."""
        self.reset_execution_trackers()
        with self._open_sheet() as self._sheet:
            if self._most_shown is not None:
                self._sheet.refuse_longer(self._most_shown * _BYTES + _AROUND)
            if self._most_memory is not None:
                self._sheet.refuse_more_memory(self._most_memory)
            # what an Output widget wants of a kernel's client
            self.kc = SimpleNamespace(session=_session(), shell_channel=self._sheet)
            self._hook(self.on_notebook_start, notebook=self.nb)
            self.papermill_execute_cells()
            self.nb.metadata["language_info"] = self._sheet.language_info
            self.set_widgets_metadata()
        notebook: NotebookNode = self.nb
        return notebook

    def execute_cell(
        self, cell: NotebookNode, cell_index: int, execution_count: int | None = None, store_history: bool = True
    ) -> NotebookNode:
        """Runs a cell, as nbclient's method of this name does.

        Raises:
            CellExecutionError, CellTimeoutError, DeadKernelError: as there.
        """
        here = {"cell": cell, "cell_index": cell_index}
        self._hook(self.on_cell_start, **here)
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        if self.record_timing:
            cell.metadata["execution"] = {}
        self._hook(self.on_cell_execute, **here)
        request = _session().msg("execute_request", _asked(cell.source, store_history))
        self._sheet.send(request)
        self._hook(self.on_cell_complete, **here)
        self.code_cells_executed += 1
        cell.outputs = []
        self.clear_before_next_output = False
        self._unfinished.clear()
        reply = self._answer(request["header"]["msg_id"], cell, cell_index)
        if execution_count:
            cell.execution_count = execution_count
        self._hook(self.on_cell_executed, **here, execute_reply=reply)
        if reply["content"]["status"] == "error":
            run_sync(self._check_raise_for_error)(cell, cell_index, reply)
        return cell

    def _answer(self, asked: str, cell: NotebookNode, cell_index: int) -> Message:
        """Takes in what the cell shows, up to its end."""
        timeout = self._get_timeout(cell)
        deadline = time.monotonic() + timeout if timeout else None
        reply: Message | None = None
        while True:
            message = self._sheet.receive(deadline)
            if message is None:
                self.log.error("Timeout waiting for execute reply (%ss).", timeout)
                raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", timeout, cell)
            if "skipped" in message:
                cell.metadata[SHOWN] = cell.metadata.get(SHOWN, 0) + message["skipped"]
                continue
            parent = message.setdefault("parent_header", {"msg_id": asked})
            if parent.get("msg_id") != asked:
                continue
            if message["msg_type"] == "execute_reply":
                reply = message
                if self.record_timing:
                    cell.metadata["execution"]["shell.execute_reply"] = timestamp(message)
                continue
            try:
                self.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                return reply or _TOO_LONG

    def output(
        self, outs: list[NotebookNode], msg: Message, display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Adds an output, unless the cell has shown too much; pieces of one text become one output again."""
        if self._most_shown is not None and self._shown(cell_index, msg["content"]) > self._most_shown:
            return None
        if msg["msg_type"] != "stream":
            self._unfinished.clear()
            shown: NotebookNode | None = super().output(outs, msg, display_id, cell_index)
            return shown
        name, text, soft = msg["content"]["name"], msg["content"]["text"], msg["metadata"].get("soft", False)
        added: NotebookNode | None
        begun = self._unfinished.pop(name, None)
        if begun is not None and any(begun is one for one in outs) and not self.clear_before_next_output:
            begun["text"] += text
            added = output_from_msg(msg)
        elif text:
            added = begun = super().output(outs, msg, display_id, cell_index)
        else:
            return None
        if soft and begun is not None:
            self._unfinished[name] = begun
        return added

    def _shown(self, cell_index: int, content: Mapping[str, Any]) -> int:
        metadata = self.nb.cells[cell_index].metadata
        size: int = metadata.get(SHOWN, 0) + len(content.get("text", "")) + len(str(content.get("data", "")))
        metadata[SHOWN] = size
        return size

    def _hook(self, hook: Callable[..., Any] | None, **what: Any) -> None:
        told = hook(**what) if hook else None
        if inspect.isawaitable(told):
            run_sync(ensure_async)(told)


@cache
def _session() -> Session:
    return Session(key=b"")


def _asked(source: str, store_history: bool) -> Message:
    # ipykernel would go on to refuse what is asked after an error; nothing is.
    return {"code": source, "silent": False, "store_history": store_history, "user_expressions": {},
            "allow_stdin": False, "stop_on_error": False}  # fmt: skip
