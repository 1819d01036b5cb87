"""A QR code as one SVG path: an address on the web, never a path of a computer."""

from __future__ import annotations

from dataclasses import dataclass

from tambon_gis.errors import ExtraError

__all__ = ["Code", "code_of"]

_QUIET = 4


@dataclass(frozen=True)
class Code:
    """
    A QR code.

    Parameters
    ----------
    size : int
        Modules on each side, the quiet zone included.
    path : str
        The dark modules as the ``d`` of an SVG path, one unit a module.
    """

    size: int
    path: str


def code_of(address: str) -> Code:
    """
    The QR code of an address.

    Parameters
    ----------
    address : str
        An address of the web (``https://...``).

    Returns
    -------
    Code
        With error correction M, which survives print and folds.

    Raises
    ------
    ExtraError
        When the library that makes it is not installed.

    Examples
    --------
    >>> code = code_of("https://example.org/990101")
    >>> code.size, code.path[:8]
    (33, 'M4 4h7v1')
    """
    try:
        import segno
    except ImportError:
        raise ExtraError("extra.missing", extra="qr") from None
    rows = segno.make(address, error="m", micro=False).matrix_iter(border=_QUIET)
    table = [list(row) for row in rows]
    parts = [
        f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(table) for x, length in _runs(row)
    ]
    return Code(len(table), "".join(parts))


def _runs(row: list[int]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    found, start = [], None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            found.append((start, x - start))
            start = None
    return found
