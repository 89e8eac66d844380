"""Whether workers have what the client has: two versions would make two kinds of packs."""

import sys
from collections.abc import Mapping
from pathlib import Path

from workbook_kit.cluster.messages import Hello
from workbook_kit.errors import problem
from workbook_kit.inputs import Hashes, versions
from workbook_kit.render.quarto import quarto_version

#: Letters of a hash that people may have to compare.
_SHORT = 12
#: Workers that a message names.
_MOST_TOLD = 8


def kit(engine: str) -> dict[str, str]:
    """What this machine has, by name: versions, the kind of system, and a hash of the kit's own code."""
    quarto = {"quarto": ".".join(map(str, quarto_version() or ())) or "none"} if engine == "quarto" else {}
    code = Hashes().tree(Path(__file__).parents[1])[:_SHORT]
    return {**versions(), **quarto, "system": sys.platform, "code of workbook-kit": code}


def refuse_others(ours: Mapping[str, str], workers: Mapping[str, Hello | Exception]) -> None:
    """Sees to it that every worker has what this machine has.

    Raises:
        ProblemsError: one sentence that says which worker has what.
    """
    told = {address: _difference(ours, hello) for address, hello in workers.items()}
    different = [f"{address} has {what}" for address, what in sorted(told.items()) if what]
    if different:
        todo = "install the same on every machine, start the workers again, and build again"
        raise problem("", f"workers differ from this machine: {_listed(different)}", todo)


def refuse_troubled(workers: Mapping[str, Hello | Exception]) -> None:
    """Sees to it that every worker can begin.

    Raises:
        ProblemsError: one sentence that says what is the matter with which worker.
    """
    troubled = [
        f"{address} ({hello.trouble})"
        for address, hello in sorted(workers.items())
        if isinstance(hello, Hello) and hello.trouble
    ]
    if troubled:
        raise problem("", f"workers cannot begin: {_listed(troubled)}", "mend this, and build again")


def _listed(workers: list[str]) -> str:
    more = f"; and {len(workers) - _MOST_TOLD} more" if len(workers) > _MOST_TOLD else ""
    return f"{'; '.join(workers[:_MOST_TOLD])}{more}"


def _difference(ours: Mapping[str, str], hello: Hello | Exception) -> str:
    if isinstance(hello, ImportError) or "ModuleNotFoundError" in str(hello):  # Dask may know its words only
        return "no workbook-kit like this one"
    if isinstance(hello, Exception):
        return f"not answered ({type(hello).__name__}: {hello})"
    if hello.trouble and not hello.kit:
        return f"not answered ({hello.trouble})"
    names = sorted({*ours, *hello.kit})
    return ", ".join(
        f"{name} {hello.kit.get(name, 'none')} (here {ours.get(name, 'none')})"
        for name in names
        if hello.kit.get(name) != ours.get(name)
    )
