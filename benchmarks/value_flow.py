"""Which calls handle a value on its way through the package, as a reader follows it from function to function.

A call handles the value if a local variable holds it. A variable holds it if it is a text with the value, a collection
of such texts, or an object of the package that has one in a field. An object that leads there through other objects
counts if the function's code names each field on the way.

The way is traced backwards from its end. On it are the calls on the stack at the end that handle the value; for each
holder that a call on the way handles, the first call that returned it; the calls below which such a call ran, if they
handle the value too; who receives a returned value; and the callees that a returned value, or a text that arrived, came
from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from types import CodeType, FrameType
from typing import Any, Final

from benchmarks.structure import PACKAGE

_LARGEST: Final = 500
"""Members of a collection that is searched; larger ones are tables."""
_DEEPEST: Final = 3
_MOST_FIELDS: Final = 4


@dataclass(eq=False)
class _Call:
    """One call: the ids of holders that it had and returned, texts that it returned, calls above it, and its caller."""

    frame: FrameType
    held: set[int] = field(default_factory=set)
    returned: set[int] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    above: tuple[FrameType, ...] = ()
    caller: FrameType | None = None


class ValueFlow:
    """The way of one value; ``file_of`` gives the file of a function, or an empty text for others."""

    def __init__(self, file_of: Callable[[CodeType], str], value: str = "") -> None:
        self.value = value
        self.has_ended = False
        self._file_of = file_of
        self._calls: dict[FrameType, _Call] = {}
        self._first: dict[int, _Call] = {}
        self._last: list[FrameType] = []
        self._arrived: set[str] = set()
        self._alive: list[object] = []

    def on_return(self, frame: FrameType, returned: object, above: tuple[FrameType, ...]) -> None:
        """Note a call that handles the value; ``above`` are the calls of the package above it, the nearest first."""
        if not self.value or self.has_ended:
            return
        held = self._held(frame.f_locals.values(), frozenset(frame.f_code.co_names))
        back = self._held((returned,), frozenset())
        if held or back:
            call = self._call(frame)
            call.held |= held.keys()
            call.above = max(call.above, above, key=len)
            call.caller = call.caller or self._nearest(frame.f_back)
            self._give_back(call, back)

    def _give_back(self, call: _Call, back: dict[int, object]) -> None:
        call.returned |= back.keys()
        call.texts |= _texts(back)
        for identity in _identities(back):
            self._first.setdefault(identity, call)

    def end(self, stack: Iterable[FrameType]) -> None:
        """Stop at the moment at which the value has arrived."""
        for frame in stack:
            self.on_return(frame, None, ())
            self._last.append(frame)
            self._arrived |= _texts(self._held(frame.f_locals.values(), frozenset()))
        self.has_ended = True

    def files(self) -> set[str]:
        """Return the files of the calls on the way."""
        on_way: dict[FrameType, _Call] = {}
        waiting = [call for frame in self._last if (call := self._calls.get(frame))]
        while waiting:
            call = waiting.pop()
            if call.frame not in on_way:
                on_way[call.frame] = call
                waiting += self._before(call)
        return {self._file_of(frame.f_code) for frame in on_way}

    def _before(self, call: _Call) -> Iterator[_Call]:
        """Yield the calls from which one has the value, and the one that receives it."""
        yield from (above for frame in call.above if (above := self._calls.get(frame)))
        yield from (self._first[one] for one in call.held | call.returned if one in self._first)
        for other in tuple(self._calls.values()):
            if other.caller is call.frame and ((call.returned and other.returned) or self._has_arrived(other.texts)):
                yield other
        if call.returned and call.caller:
            yield self._call(call.caller)

    def _has_arrived(self, texts: set[str]) -> bool:
        return any(text in arrived for text in texts for arrived in self._arrived)

    def _call(self, frame: FrameType) -> _Call:
        return self._calls.setdefault(frame, _Call(frame))

    def _nearest(self, frame: FrameType | None) -> FrameType | None:
        while frame and not self._file_of(frame.f_code):
            frame = frame.f_back
        return frame

    def _held(self, variables: Iterable[object], names: frozenset[str]) -> dict[int, object]:
        found = {id(one): one for variable in variables for one in _holders(variable, self.value, names)}
        self._alive += found.values()
        return found


def _texts(found: dict[int, object]) -> set[str]:
    every = [one.decode(errors="replace") if isinstance(one, bytes) else one for one in found.values()]
    return {one for one in every if isinstance(one, str)}


def _identities(found: dict[int, object]) -> set[int]:
    """Return the ids of those that tell where they came from: equal texts may be one object."""
    return {identity for identity, one in found.items() if not isinstance(one, str | bytes)}


def _holders(found: Any, value: str, names: frozenset[str], depth: int = _MOST_FIELDS) -> Iterator[object]:
    """Yield what holds the value: texts, collections and objects."""
    if _contains(found, value):
        yield from _nested(found, value)
        return
    for one in _members(found) or (found,):
        if not _is_own(one):
            continue
        fields = dict(_fields(one))
        if inside := [member for member in fields.values() if _contains(member, value)]:
            yield one
            yield from chain.from_iterable(_nested(member, value) for member in inside)
        elif depth:
            ahead = [fields[name] for name in names & fields.keys()]
            yield from chain.from_iterable(_holders(member, value, names, depth - 1) for member in ahead)


def _nested(found: Any, value: str) -> Iterator[object]:
    """Yield what contains the value, and the collections in it that do."""
    yield found
    for one in _members(found):
        if _contains(one, value):
            yield from _nested(one, value)


def _contains(found: Any, value: str, depth: int = _DEEPEST) -> bool:
    """Return whether it is the value, or a collection with it."""
    if isinstance(found, str):
        return value in found
    if isinstance(found, bytes):
        return value.encode() in found
    if type(found).__name__ == "SecretText":
        return bool(found._SecretText__value == value)
    return depth > 0 and any(_contains(one, value, depth - 1) for one in _members(found))


def _members(found: Any) -> tuple[Any, ...]:
    if type(found) is dict:
        found = list(found.values())
    return tuple(found) if type(found) in (list, tuple, set, frozenset) and len(found) < _LARGEST else ()


def _is_own(found: object) -> bool:
    module = type(found).__module__
    return module.startswith(f"{PACKAGE}.") and not module.startswith(f"{PACKAGE}.sandbox")


def _fields(found: Any) -> Iterator[tuple[str, Any]]:
    """Yield fields as they are stored: no property is run."""
    if isinstance(found, type):
        return
    stored = getattr(found, "__dict__", None)
    yield from (stored or {}).items()
    if isinstance(found, tuple) and hasattr(found, "_fields"):
        yield from zip(found._fields, found, strict=True)
