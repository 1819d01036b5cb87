"""OLE containers, in which old and encrypted workbooks live."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SIGNATURE", "kind", "stream"]

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
#: What the reader of containers raises on mangled ones, beside its own error, an OSError.
FAULTS = (OSError, ValueError, IndexError, TypeError, KeyError, AttributeError, MemoryError)
_BOOKS = ("Workbook", "Book")


def kind(path: Path) -> str:
    """
    What an OLE container holds.

    Parameters
    ----------
    path : pathlib.Path
        A file that begins with :data:`SIGNATURE`.

    Returns
    -------
    str
        ``xls``, ``password`` (an encrypted newer workbook), ``Word`` or ``OLE`` (something else),
        ``broken``.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.xls"
    ...     _ = path.write_bytes(SIGNATURE + b"cut short")
    ...     kind(path)
    'broken'
    """
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as found:
            if found.exists("EncryptedPackage"):
                return "password"
            if any(found.exists(name) for name in _BOOKS):
                return "xls"
            return "Word" if found.exists("WordDocument") else "OLE"
    except FAULTS:
        return "broken"


def stream(path: Path) -> bytes:
    """
    The records of an old workbook.

    Parameters
    ----------
    path : pathlib.Path
        An ``.xls`` file.

    Returns
    -------
    bytes
        Its workbook stream; empty when the container is mangled.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.xls"
    ...     _ = path.write_bytes(SIGNATURE + b"cut short")
    ...     stream(path)
    b''
    """
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as found:
            for name in _BOOKS:
                if found.exists(name):
                    records = found.openstream(name).read()
                    return bytes(records)
    except FAULTS:
        pass
    return b""
