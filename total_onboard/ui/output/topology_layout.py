"""Positions of the boxes in the drawing: in a row, and one below the other for a narrow screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from total_onboard.core.text.visible_text import shown
from total_onboard.report.topology import Box, Connection

_BOLD, _PLAIN = 9.6, 7.2
"""Pixels of a common letter, in a name and in a remark, in the widest of the usual fonts."""
_PADDING: Final = 12
_SLENDER: Final = frozenset("fijlrtI.,:;'|/-()[] ")


@dataclass(frozen=True)
class Rectangle:
    """Pixels of the drawing."""

    x: int
    y: int
    width: int
    height: int


Panels = tuple[tuple[Rectangle, str], ...]
Place = tuple[int, int, int, int]


@dataclass(frozen=True)
class DrawnBox:
    """A box in its place, with texts that fit into it."""

    at: Rectangle
    kind: str
    name: str
    detail: str
    is_there: bool

    @property
    def middle(self) -> int:
        """The vertical position of the name's line."""
        return self.at.y + self.at.height // 2 + 5


@dataclass(frozen=True)
class Arrow:
    """Arrow from one box to another, with a label; ``label_at`` is where the label begins, ends or has its middle."""

    path: str
    label: str
    label_at: tuple[int, int]
    anchor: str
    is_there: bool


@dataclass(frozen=True)
class Drawing:
    """``panels`` are the two sides, each with its title."""

    width: int
    height: int
    panels: Panels
    boxes: tuple[DrawnBox, ...]
    arrows: tuple[Arrow, ...]


def wide(connection: Connection) -> Drawing:
    """Draw three connections, one below the other, from left to right."""
    rows, tall = (44, 138, 232), 74
    left, middle, right = (16, 172), (268, 212), (620, 194)
    boxes = {
        "people": (left[0], rows[0], left[1], rows[1] + tall - rows[0]),
        "directory": (left[0], rows[2], left[1], tall),
    }
    boxes |= {
        name: (middle[0], y, middle[1], tall)
        for name, y in zip(("application", "job", "permission"), rows, strict=True)
    }
    boxes |= {
        name: (right[0], y, right[1], tall) for name, y in zip(("sign_in", "accounts", "secret"), rows, strict=True)
    }
    height = rows[2] + tall + 16
    panels = ((Rectangle(0, 0, 494, height), connection.tenant), (Rectangle(604, 0, 226, height), "TOTAL"))
    return _drawing(connection, (830, height), panels, boxes, _across)


def narrow(connection: Connection) -> Drawing:
    """Lay out the boxes from top to bottom, for a telephone."""
    half, whole, tall = 166, 340, 74
    left, right = 10, 184
    boxes = {
        "people": (left, 44, whole, tall),
        "application": (left, 166, half, tall),
        "job": (right, 166, half, tall),
        "sign_in": (left, 350, half, tall),
        "accounts": (right, 350, half, tall),
        "secret": (left, 440, whole, tall),
        "permission": (left, 624, whole, tall),
        "directory": (left, 746, whole, tall),
    }
    panels = (
        (Rectangle(0, 0, 360, 256), connection.tenant),
        (Rectangle(0, 306, 360, 224), "TOTAL"),
        (Rectangle(0, 580, 360, 256), connection.tenant),
    )
    return _drawing(connection, (360, 836), panels, boxes, _down)


def _drawing(
    connection: Connection,
    size: tuple[int, int],
    panels: Panels,
    places: Mapping[str, Place],
    way: Callable[[DrawnBox, DrawnBox, str, bool], Arrow],
) -> Drawing:
    boxes = {name: _placed(getattr(connection, name), Rectangle(*place)) for name, place in places.items()}
    ways = (
        ("people", "application", "may sign in", bool(connection.is_assigned)),
        ("people", "job", "is in scope", bool(connection.is_assigned)),
        ("application", "sign_in", "returns to", True),
        ("job", "accounts", "provisions", True),
        ("secret", "permission", "uses", True),
        ("permission", "directory", "reads", True),
    )
    arrows = tuple(
        way(boxes[begin], boxes[end], label, there and boxes[begin].is_there and boxes[end].is_there)
        for begin, end, label, there in ways
    )
    fitting = tuple((at, fitted(title, at.width - 2 * _PADDING, _PLAIN + 1)) for at, title in panels)
    return Drawing(*size, panels=fitting, boxes=tuple(boxes.values()), arrows=arrows)


def _placed(box: Box, at: Rectangle) -> DrawnBox:
    room = at.width - 2 * _PADDING
    return DrawnBox(
        at,
        fitted(box.kind, room, _PLAIN),
        fitted(box.name, room, _BOLD),
        fitted(box.detail, room, _PLAIN),
        box.is_there,
    )


def _across(begin: DrawnBox, end: DrawnBox, label: str, is_there: bool) -> Arrow:
    """Draw an arrow level with the smaller of the two."""
    y = min(begin, end, key=lambda box: box.at.height).middle - 5
    forward = begin.at.x < end.at.x
    start = begin.at.x + begin.at.width if forward else begin.at.x
    stop = end.at.x if forward else end.at.x + end.at.width
    return Arrow(
        f"M{start} {y}H{stop - 3 if forward else stop + 3}", label, ((start + stop) // 2, y - 7), "middle", is_there
    )


def _down(begin: DrawnBox, end: DrawnBox, label: str, is_there: bool) -> Arrow:
    """Draw an arrow level with the middle of the narrower of the two."""
    box = min(begin, end, key=lambda one: one.at.width)
    x = box.at.x + box.at.width // 2
    start, stop = begin.at.y + begin.at.height, end.at.y
    return Arrow(f"M{x} {start}V{stop - 3}", label, (x + 8, (start + stop) // 2 + 4), "start", is_there)


def fitted(text: str, room: float, letter: float) -> str:
    """Cut a long text in the middle, because the end of an address is as informative as its beginning."""
    text = shown(text)
    if _cells(text) * letter <= room:
        return text
    begin, end = text[: len(text) // 2], text[len(text) // 2 :]
    while end and (_cells(begin) + 1 + _cells(end)) * letter > room:
        begin, end = (begin[:-1], end) if _cells(begin) > _cells(end) else (begin, end[1:])
    return f"{begin}…{end}"


def _cells(text: str) -> float:
    """Return the width in cells: a Chinese letter is nearly as wide as two, a slender one as half of one."""
    return sum(1.7 if unicodedata.east_asian_width(one) in "WF" else 0.6 if one in _SLENDER else 1 for one in text)
