"""Text of a shapefile: decoded from its bytes, whatever the note beside it claims."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.model.findings import Finding
from tambon_gis.thai import has_thai

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

__all__ = ["GDAL_ENCODING", "counts", "decode_frame", "require_parts"]

#: Reading with this encoding loses nothing: every byte becomes the letter of its number.
GDAL_ENCODING = "ISO-8859-1"
UNKNOWN = "?"
SHX_HEADER = 100
SHX_RECORD = 8
DBF_COUNT = slice(4, 8)


def require_parts(path: Path) -> None:
    """
    Refuse a shapefile that lacks one of its files.

    Parameters
    ----------
    path : pathlib.Path
        The ``.shp``.

    Raises
    ------
    InputError
        Naming the parts that are missing; nothing is ever written beside the source.

    Examples
    --------
    >>> from pathlib import Path
    >>> require_parts(Path("data/demo/boundaries/village.shp"))
    """
    missing = [suffix for suffix in (".shx", ".dbf") if beside(path, suffix) is None]
    if missing:
        names = ", ".join(path.stem + suffix for suffix in missing)
        raise InputError("shapefile.parts", where=path.name, missing=names)


def beside(path: Path, suffix: str) -> Path | None:
    """
    The part of a shapefile with a suffix, in either case.

    Parameters
    ----------
    path : pathlib.Path
        The ``.shp``.
    suffix : str
        For example ``".dbf"``.

    Returns
    -------
    pathlib.Path or None
        None when there is none.

    Examples
    --------
    >>> from pathlib import Path
    >>> beside(Path("data/demo/boundaries/village.shp"), ".cpg") is None
    True
    """
    both = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    return next((part for part in both if part.is_file()), None)


def counts(path: Path) -> tuple[int, int]:
    """
    How many shapes and how many table rows a shapefile says it holds.

    Parameters
    ----------
    path : pathlib.Path
        The ``.shp``.

    Returns
    -------
    tuple[int, int]
        Records of the ``.shx`` and rows of the ``.dbf``.

    Examples
    --------
    >>> from pathlib import Path
    >>> counts(Path("data/demo/boundaries/village.shp"))
    (11, 11)
    """
    shx, table = beside(path, ".shx"), beside(path, ".dbf")
    if shx is None or table is None:
        return 0, 0
    with table.open("rb") as file:
        rows = int.from_bytes(file.read(8)[DBF_COUNT], "little")
    return max(0, shx.stat().st_size - SHX_HEADER) // SHX_RECORD, rows


def decode_frame(frame: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """
    Give the text of a shapefile's table its letters back.

    Parameters
    ----------
    frame : pandas.DataFrame
        Read with :data:`GDAL_ENCODING`; not changed.
    path : pathlib.Path
        The ``.shp``; a ``.cpg`` beside it is believed only where the bytes agree.

    Returns
    -------
    tuple[pandas.DataFrame, tuple[Finding, ...]]
        Text decoded, and how: a note, or a repair where the ``.cpg`` was wrong or a text was cut in
        the middle of a letter.

    Examples
    --------
    >>> from pathlib import Path
    >>> import pandas as pd
    >>> as_read = pd.DataFrame({"TAM_NAM_T": ["หัวไผ่".encode("cp874").decode("latin-1")]})
    >>> frame, told = decode_frame(as_read, Path("tambon.shp"))
    >>> frame["TAM_NAM_T"].tolist(), told[0].facts["encoding"]
    (['หัวไผ่'], 'cp874')
    """
    import pandas as pd

    texts = [column for column in frame.columns if frame[column].dtype.kind not in "iufbmM"]
    texts = [column for column in texts if str(frame[column].dtype) != "geometry"]
    raws = [
        text.encode("latin-1")
        for column in texts
        for text in (str(column), *frame[column].dropna().astype(str).unique())
    ]
    claimed = _claimed(path)
    encoding = _encoding([raw for raw in raws if not raw.isascii()], claimed)
    if encoding == "ascii":
        return frame, ()
    out, cut = frame.copy(), 0
    for column in texts:
        distinct = {
            text: _decode(str(text).encode("latin-1"), encoding)
            for text in frame[column].dropna().unique()
        }
        cut += sum(was_cut for _, was_cut in distinct.values())
        plain = {text: decoded for text, (decoded, _) in distinct.items()}
        out[column] = pd.array(
            [plain.get(cell) if isinstance(cell, str) else None for cell in frame[column]],
            dtype="string",
        )
    names = {c: _decode(str(c).encode("latin-1"), encoding)[0] for c in texts}
    return out.rename(columns=names), _findings(path.name, encoding, claimed, cut)


def _claimed(path: Path) -> str:
    """What the ``.cpg`` says, empty without one."""
    part = beside(path, ".cpg")
    return part.read_bytes().decode("ascii", "replace").strip() if part else ""


def _codec(name: str) -> str:
    """Python's name of an encoding, empty when it knows none."""
    plain = name.casefold().replace("ansi", "").replace("oem", "").strip(" _-")
    for spelling in (plain, f"cp{plain}", plain.replace(" ", "-")):
        try:
            return codecs.lookup(spelling).name
        except LookupError:
            continue
    return ""


def _encoding(raws: list[bytes], claimed: str) -> str:
    """The first encoding in which all bytes are text that holds Thai."""
    if not raws:
        return "ascii"
    for encoding in ("utf-8", _codec(claimed), "cp874"):
        if encoding and _fits(raws, encoding):
            return encoding
    return UNKNOWN


def _fits(raws: Iterable[bytes], encoding: str) -> bool:
    """Whether every text can be read so, and most of what is not ASCII is Thai."""
    thai = 0
    total = 0
    for raw in raws:
        try:
            text, _ = _decode(raw, encoding)
        except UnicodeDecodeError:
            return False
        total += 1
        thai += has_thai(text)
    return thai * 2 > total or encoding == "utf-8"


def _decode(raw: bytes, encoding: str) -> tuple[str, bool]:
    """Text and whether it ended in the middle of a letter."""
    raw = raw.rstrip(b" \x00")
    if encoding == UNKNOWN:
        return raw.decode("cp874", "replace"), False
    if encoding != "utf-8":
        return raw.decode(encoding), False
    decoder = codecs.getincrementaldecoder("utf-8")()
    text = decoder.decode(raw)
    return text, bool(decoder.getstate()[0])


def _findings(file: str, encoding: str, claimed: str, cut: int) -> tuple[Finding, ...]:
    """How the text was read."""
    if encoding == UNKNOWN:
        return (Finding("dbf.unreadable", "decide", file=file),)
    facts = {"encoding": encoding, "claimed": claimed}
    wrong = bool(claimed) and _codec(claimed) not in {encoding, _THAI_TWINS.get(encoding)}
    found = [
        Finding("dbf.cpg_wrong", "repaired", file=file, facts=facts)
        if wrong
        else Finding("dbf.encoding", "note", file=file, facts=facts)
    ]
    if cut:
        found.append(Finding("dbf.cut", "repaired", file=file, count=cut))
    return tuple(found)


_THAI_TWINS = {"cp874": "tis-620", "tis-620": "cp874", "iso8859-11": "cp874"}
