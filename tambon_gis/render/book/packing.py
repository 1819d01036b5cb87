"""ZIP files (XLSX, PPTX) written so that the same content is the same bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["repacked"]

#: The earliest date that a ZIP can hold: it tells nothing of when or where.
_DATE = (1980, 1, 1, 0, 0, 0)


def repacked(packed: bytes, *, without: Collection[str] = ()) -> bytes:
    """
    The same members in the same order, with one date and no trace of the machine.

    Parameters
    ----------
    packed : bytes
        A ZIP file.
    without : Collection[str], optional
        Names of members to leave out.

    Returns
    -------
    bytes
        A ZIP file.

    Examples
    --------
    >>> first = BytesIO()
    >>> with zipfile.ZipFile(first, "w") as made:
    ...     made.writestr("a.xml", "<a/>")
    >>> with zipfile.ZipFile(BytesIO(repacked(first.getvalue()))) as again:
    ...     again.read("a.xml"), again.infolist()[0].date_time[0]
    (b'<a/>', 1980)
    """
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            if member.filename in without:
                continue
            plain = zipfile.ZipInfo(member.filename, _DATE)
            plain.compress_type = zipfile.ZIP_DEFLATED
            plain.create_system = 0
            new.writestr(plain, old.read(member))
    return out.getvalue()
