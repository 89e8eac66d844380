"""The common ground of every model: frozen, and a key that nobody asked for is an error."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


def _no_device(name: str) -> str:
    if re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", name):
        raise ValueError(f"`{name}` cannot be the name of a folder on Windows; choose another id")
    return name


#: Names used in file names, addresses and answers: lower case words joined by single hyphens.
Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60),
    AfterValidator(_no_device),
]
#: Text that a person reads: never empty, no surrounding white space.
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
#: The short name of an NPQ, as the Department for Education writes it.
NpqCode = Annotated[str, StringConstraints(pattern=r"^NPQ[A-Z]{1,6}$")]
#: A framework's short name: an NPQ's, or a sister framework's such as ECF.
FrameworkCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,11}$")]


class Frozen(BaseModel):
    """A value that never changes once checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")
