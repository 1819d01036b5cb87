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
#: Where the header says how many sectors its tables have; calamine makes room for as many.
_COUNTS = (0x28, 0x2C, 0x40, 0x48)
_SECTOR, _HEADER = 0x1E, 512


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

    if not _plausible(path):
        return "broken"
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

    if not _plausible(path):
        return b""
    try:
        with olefile.OleFileIO(str(path)) as found:
            for name in _BOOKS:
                if found.exists(name):
                    records = found.openstream(name).read()
                    return bytes(records)
    except FAULTS:
        pass
    return b""


def _plausible(path: Path) -> bool:
    """Whether the header speaks of no more sectors than the file has bytes for."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    shift = int.from_bytes(header[_SECTOR : _SECTOR + 2], "little")
    most = path.stat().st_size >> min(shift, 20)
    return all(int.from_bytes(header[at : at + 4], "little") <= most for at in _COUNTS)
