"""How many examples a test makes up: few each day, and always the same; many and new ones with `make fuzz`."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

#: How many times as many as each day.
TIMES = int(os.environ.get("FUZZ", "1"))
#: A folder or a project that a test is given serves for all of its examples, and those of documents take their time.
_FINE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def examples(each_day: int) -> Callable[[Any], Any]:
    """Put over `given`."""
    bounds = settings(max_examples=each_day * TIMES, derandomize=TIMES == 1, deadline=None, suppress_health_check=_FINE)
    return lambda test: pytest.mark.fuzz(bounds(test))
