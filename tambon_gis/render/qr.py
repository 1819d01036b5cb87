"""A QR code as one SVG path: an address on the web, never a path of a computer."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.errors import ExtraError

if TYPE_CHECKING:
    from tambon_gis.render.content import Content

__all__ = ["Code", "code_of", "pictures"]

_QUIET = 4
#: Pixels of a module: sharp on a screen and on a sheet of A4.
_SCALE = 20


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


def pictures(content: Content, *, lang: str = "th") -> dict[str, bytes | str]:
    """
    The QR code of the page's address as files.

    Parameters
    ----------
    content : Content
        Whose address it is.
    lang : {"th", "en"}, default "th"
        Not used: a code has no words.

    Returns
    -------
    dict[str, bytes or str]
        ``qr.png`` and ``qr.svg``; nothing without an address.

    Raises
    ------
    ExtraError
        When the library that makes it is not installed.
    """
    del lang
    if not content.public_url:
        return {}
    code = code_of(content.public_url)
    n = code.size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{n}" height="{n}" viewBox="0 0 {n} {n}">'
        f'<path fill="#fff" d="M0 0h{n}v{n}h-{n}z"/><path d="{code.path}"/></svg>\n'
    )
    import segno

    picture = io.BytesIO()
    made = segno.make(content.public_url, error="m", micro=False)
    made.save(picture, kind="png", scale=_SCALE, border=_QUIET)
    return {"qr.png": picture.getvalue(), "qr.svg": svg}


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
