"""Shapes out of their bytes (WKB): what is nested without end is never handed to the C library."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["is_shallow", "shapes_of"]

#: Collections in collections; the library follows each on its stack, which ends without a word.
MOST_NESTED = 10
#: Kinds that hold whole shapes, those that are a list of corners, and those of several lists.
HOLDERS = frozenset({4, 5, 6, 7, 9, 10, 11, 12, 15, 16})
LISTS = frozenset({2, 8})
RINGS = frozenset({3, 17})
_HEAD = 5
_COUNT = 4
_EIGHT = 8
#: Flags of the older form, and the thousands that the newer one adds for height and measure.
_HEIGHT, _MEASURE, _SYSTEM = 0x80000000, 0x40000000, 0x20000000
_THOUSAND = 1000
_HIGH, _MEASURED, _BOTH = 1, 2, 3


def shapes_of(values: Iterable[Any]) -> NDArray[np.object_]:
    """
    The shapes of a column of bytes.

    Parameters
    ----------
    values : iterable of bytes or None
        One a row.

    Returns
    -------
    numpy.ndarray of shapely geometries
        None for what is no shape, and for one that holds shapes in shapes without end.

    Examples
    --------
    >>> import shapely
    >>> shapes_of([shapely.Point(100, 14).wkb, b"", None]).tolist()
    [<POINT (100 14)>, None, None]
    """
    import numpy as np
    import shapely

    rows = [one if one is not None and is_shallow(bytes(one)) else None for one in values]
    column = np.empty(len(rows), dtype=object)
    column[:] = rows
    found: NDArray[np.object_] = shapely.from_wkb(column, on_invalid="ignore")
    return found


def is_shallow(raw: bytes) -> bool:
    r"""
    Whether a shape holds shapes in shapes only so far as real ones do.

    Parameters
    ----------
    raw : bytes
        A shape in its bytes; they need not be sound.

    Returns
    -------
    bool
        False when it goes deeper. True where the bytes end or say nothing known before that: the
        library then stops at the same place.

    Examples
    --------
    >>> import shapely
    >>> one = shapely.GeometryCollection([shapely.box(0, 0, 1, 1)]).wkb
    >>> is_shallow(one), is_shallow((b"\x01" + struct.pack("<II", 7, 1)) * 99 + one)
    (True, False)
    """
    at = 0
    left: list[int] = [1]
    try:
        while left:
            if not left[-1]:
                left.pop()
                continue
            left[-1] -= 1
            kind, width, at, order = _head(raw, at)
            if kind in HOLDERS:
                (inside,) = struct.unpack_from(f"{order}I", raw, at)
                at += _COUNT
                left.append(inside)
                if len(left) > MOST_NESTED + 1:
                    return False
            else:
                at = _past(raw, at, kind, width, order)
    except (struct.error, ValueError):
        return True
    return True


def _head(raw: bytes, at: int) -> tuple[int, int, int, str]:
    """Kind, bytes of a corner, where the content begins, and the order of bytes."""
    order = "<" if raw[at : at + 1] == b"\x01" else ">"
    (said,) = struct.unpack_from(f"{order}I", raw, at + 1)
    thousands, kind = divmod(said & 0x0FFFFFFF, _THOUSAND)
    more = int(bool(said & _HEIGHT) or thousands in {_HIGH, _BOTH})
    more += int(bool(said & _MEASURE) or thousands in {_MEASURED, _BOTH})
    behind = at + _HEAD + (_COUNT if said & _SYSTEM else 0)
    return kind, _EIGHT * (2 + more), behind, order


def _past(raw: bytes, at: int, kind: int, width: int, order: str) -> int:
    """Where a shape without shapes in it ends."""
    if kind == 1:
        return at + width
    if kind in LISTS:
        (corners,) = struct.unpack_from(f"{order}I", raw, at)
        return int(at + _COUNT + corners * width)
    if kind not in RINGS:
        raise ValueError
    (rings,) = struct.unpack_from(f"{order}I", raw, at)
    at += _COUNT
    for _ in range(rings):
        (corners,) = struct.unpack_from(f"{order}I", raw, at)
        at += _COUNT + corners * width
    return at
