"""Counts what plain code does while it runs, so that it takes neither time nor memory without end.

Every loop, call and operation of a sheet's code goes by a meter (`instrument.py`), which counts rounds, and the size of
what is worked with and made. The limit is far above what any sheet needs, and the same on every machine.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import partial
from types import BuiltinFunctionType
from typing import Any

from workbook_kit.activities import Activity

#: Rounds, calls, characters and values, all together; the most takes a second and 200 MB or less.
MOST = 2_000_000
#: Bits of a number.
_MOST_BITS = 10_000
#: Methods that take no longer the more their object holds.
_QUICK = {"append", "extend", "get", "insert", "items", "keys", "pop", "popitem", "setdefault", "values"}
_OPERATORS = {
    "Add": (operator.add, operator.iadd),
    "Sub": (operator.sub, operator.isub),
    "Div": (operator.truediv, operator.itruediv),
    "FloorDiv": (operator.floordiv, operator.ifloordiv),
    "BitOr": (operator.or_, operator.ior),
    "Mult": (operator.mul, operator.imul),
    "Mod": (operator.mod, operator.imod),
    "Pow": (operator.pow, operator.ipow),
}
# What the rewritten code calls; no code can spell these names.
SIZED, EACH, STEP, CALL, METHOD, OPERATE, CHANGE = (
    f"meter {name}" for name in ("sized", "each", "step", "call", "method", "operate", "change")
)


class TooMuchError(Exception):
    """The code takes more than plain code may; a kernel of its own may still run it."""


class Meter:
    """Counts down what one run of a sheet may still do.

    Raises:
        TooMuchError: by every method, when nothing is left.
    """

    def __init__(self, most: int = MOST) -> None:
        self._left = most
        self._counted: Mapping[Any, Callable[..., Any]] = {
            **{map: self._map, filter: self._filter, zip: self._zip, enumerate: self._enumerate, sum: self._sum},
            **{one: partial(self._with_key, one) for one in (sorted, min, max)},
        }

    def names(self) -> dict[str, Any]:
        """What the rewritten code finds the meter by."""
        return {
            **{SIZED: self.sized, EACH: self.each, STEP: self.step, CALL: self.call},
            **{METHOD: self.method, OPERATE: self.operate, CHANGE: self.change},
        }

    def step(self, cost: int) -> bool:
        """Counts; always true."""
        self._left -= cost
        if self._left < 0:
            raise TooMuchError
        return True

    def each(self, values: Iterable[Any], cost: int = 1) -> Iterator[Any]:
        """The values, counted as they are asked for."""
        for value in values:
            self.step(cost)
            yield value

    def sized(self, value: Any) -> Any:
        """The value, when all that it holds has been counted, as often as it holds it."""
        waiting = [value]
        while waiting:
            match waiting.pop():
                case str() | bytes() as text:
                    self.step(1 + len(text))
                case int() as number:
                    self.step(1)
                    if number.bit_length() > _MOST_BITS:
                        raise TooMuchError
                case list() | tuple() as values:
                    self.step(1 + len(values))
                    waiting.extend(values)
                case dict() as values:
                    self.step(1 + 2 * len(values))
                    waiting.extend(values)
                    waiting.extend(values.values())
                case range() as numbers:
                    self.step(1 + max(0, (numbers.stop - numbers.start) // numbers.step))
                case one if is_dataclass(one) and not isinstance(one, type):
                    waiting.append(vars(one))
                case _:
                    self.step(1)
        return value

    def call(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        """What the function gives back."""
        is_size = function in (range, round) or (isinstance(function, type) and issubclass(function, Activity))
        self._count((*given, *named.values()), is_size)
        if isinstance(function, type | BuiltinFunctionType):
            function = self._counted.get(function, function)
        return self.sized(function(*given, **named))

    def method(self, one: Any, name: str, /, *given: Any, **named: Any) -> Any:
        """What the object's method gives back."""
        if isinstance(one, type):
            raise TooMuchError  # such as `str.join`, which would be counted as another's
        self._count((*given, *named.values()), not isinstance(one, list | dict))
        if name not in _QUICK:
            self.sized(one)
        match one, name, given:
            case str() | bytes(), "join", [values]:
                given = (self.sized(list(self.each(values))),)
                self.step(len(one) * len(given[0]))
            case str() | bytes(), "replace", [_, str() | bytes() as new, *_]:
                self.step((len(one) + 1) * len(new))
            case list(), "sort", _ if "key" in named:
                named["key"] = self._callback(named["key"])
        return self.sized(getattr(one, name)(*given, **named))

    def operate(self, name: str, left: Any, right: Any) -> Any:
        """What the operator gives."""
        self.sized(left)
        return self._operate(_OPERATORS[name][0], name, left, right)

    def change(self, name: str, left: Any, right: Any) -> Any:
        """The same for `+=` and its like, by which a list changes in its place."""
        if not isinstance(left, list):
            self.sized(left)
        return self._operate(_OPERATORS[name][1], name, left, right)

    def _operate(self, do: Callable[[Any, Any], Any], name: str, left: Any, right: Any) -> Any:
        self.sized(right)
        match name, left, right:
            case "Mult", int(), str() | bytes() | list() | tuple():
                self._repeat(right, left)
            case "Mult", str() | bytes() | list() | tuple(), int():
                self._repeat(left, right)
            case "Pow", int(), int() if right > 0 and left.bit_length() * right > _MOST_BITS:
                raise TooMuchError
            case "Mod", str() | bytes(), _:
                raise TooMuchError  # its widths may be anything
        made = do(left, right)
        return made if isinstance(made, list) and made is left else self.sized(made)

    def _repeat(self, values: Any, times: int) -> None:
        before = self._left
        self.sized(values)
        self.step((before - self._left) * max(0, times))

    def _count(self, given: Iterable[Any], is_size: bool) -> None:
        """Counts what a function is given; where numbers say how much is to be made, each as so much."""
        for one in given:
            self.sized(one)
            if is_size and isinstance(one, int):
                self.step(abs(one))

    def _callback(self, function: Any) -> Any:
        return function if function is None else partial(self.call, function)

    def _map(self, function: Any, *values: Any) -> Any:
        return map(self._callback(function), *map(self.each, values))

    def _filter(self, function: Any, values: Any) -> Any:
        return filter(self._callback(function), self.each(values))

    def _zip(self, *values: Any, strict: bool = False) -> Any:
        return zip(*map(self.each, values), strict=strict)

    def _enumerate(self, values: Any, start: int = 0) -> Any:
        return enumerate(self.each(values), start)

    def _sum(self, values: Any, start: Any = 0) -> Any:
        if not isinstance(start, int | float):
            raise TooMuchError  # lists are copied for each that is added
        return sum(self.each(values), start)

    def _with_key(self, function: Any, /, *values: Any, key: Any = None, **named: Any) -> Any:
        return function(*values, key=self._callback(key), **named)
