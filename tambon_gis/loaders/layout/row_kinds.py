"""Rows under the headings that are not the table's: totals, notes, signatures, examples, blanks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tambon_gis.loaders.layout.heading_rows import has_letters
from tambon_gis.thai import clean, normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = [
    "coded",
    "filled",
    "is_note",
    "is_total",
    "kinds",
    "repeated",
    "repeats",
    "rows_of",
]

SPARSE = 4
NARROW = 3
NOTE_AND_MORE = 2
FEW_ROWS = 12
FEWEST_MATCHES = 2
EXAMPLE = "ตัวอย่าง"
#: Eight digits of a village, eleven of a house: with Thai digits and what stands between them.
_LONG_CODE = re.compile(r"^\s*(?:TH)?[\d๐-๙](?:[\s-]?[\d๐-๙]){7,12}(?:\.0)?\s*$")
MOST = 0.5
_WHOLE = r"(?:ทั้งหมด|ทั้งสิ้น|ทั้งปี|ทั้งตำบล|ทั้งหมู่บ้าน|ทั้งอำเภอ|ทั้งจังหวัด|ทุกหมู่(?:บ้าน)?)"
_COUNTED = r"(?:ครัวเรือน|หลังคาเรือน|หลัง|คน|ราย|หมู่บ้าน|หมู่|แห่ง|รายการ|ชุด|ตำบล|อำเภอ)"
_TOTAL = re.compile(
    rf"^(?:(?:ยอด|ผล|จำนวน)?รวม(?:{_WHOLE}|ยอด|สุทธิ|เป็นเงิน|หน้านี้|หน้า\d*|{_COUNTED}{_WHOLE}?|{_WHOLE}{_COUNTED}"
    rf"|จำนวน.*|\(.*\)|{_WHOLE}?[:=]?[\d,.]+{_COUNTED}|ตำบล.*|หมู่(?:ที่|บ้าน|\d).*|ม\.?\d+.*|อำเภอ.*|จังหวัด.*|อบต\..*"
    r"|เทศบาล.*)?"
    r"|ยอดยก(?:มา|ไป)|ยก(?:มา|ไป)"
    rf"|(?:ค่า|คะแนน|รายได้|จำนวน)?เฉลี่ย(?:รวม|{_WHOLE}|ต่อ(?:ครัวเรือน|คน|หมู่บ้าน|ปี))?(?:\(.*\))?"
    r"|(?:คิดเป็น|รวม)?ร้อยละ(?:\(%\))?|%"
    r"|(?:grand|sub)?-?total(?:households|persons|people|population|all)?|sum|average|mean|percent)[:：]?-*$"
)
#: What a quick look for totals, and one for notes, must let through.
_GAP = "[\\s\u200b-\u200f\u2060\ufeff\u00ad]*"
_MAYBE = (
    rf"ร{_GAP}ว{_GAP}ม|เ{_GAP}ฉ{_GAP}ล|ร{_GAP}้{_GAP}อ{_GAP}ย|ยก|%|[Tt][Oo][Tt][Aa][Ll]|[Ss][Uu][Mm]"
    r"|[Aa][Vv][Ee][Rr]|[Mm][Ee][Aa][Nn]|[Pp][Ee][Rr][Cc][Ee]"
)
_MAYBE_NOTE = (
    r"^\s*[*※(.…_]|หมาย|ที่มา|แหล่ง|ลง|ผู้|ตำแหน่ง|พิมพ์|ข้อมูล|หน้า"
    r"|[Nn][Oo][Tt][Ee]|[Ss][Oo][Uu][Rr][Cc][Ee]|[Rr][Ee][Mm][Aa][Rr][Kk]|[Pp][Aa][Gg][Ee]"
)
_NOTE = re.compile(
    r"^(?:\*|※|หมายเหตุ|ที่มา\s*[:：]|ที่มา$|ที่มา\s|แหล่งข้อมูล|แหล่งที่มา|note\b|source\b|remark\b)",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"^(?:\(?ลงชื่อ|\(?ลงนาม|ผู้(?:รายงาน|จัดทำ|ตรวจ|รับรอง|บันทึก|สำรวจ|กรอก|ให้ข้อมูล|เก็บข้อมูล|อนุมัติ|พิมพ์)"
    r"|ตำแหน่ง|\(\s*[.…_]{3,}|[.…_]{3,}|พิมพ์(?:เมื่อ|วันที่|โดย)|ข้อมูล\s*ณ|(?:หน้า(?:ที่)?|page)\s*[\d๐-๙]+(?:\s*(?:/|จาก|of)\s*[\d๐-๙]+)?$)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"^\(.*\)$")
_CODE = re.compile(r"^[\d๐-๙][\d๐-๙/.,\s-]*[ก-ฮA-Za-z]?$")


def filled(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """
    Which cells hold something.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text or NA.

    Returns
    -------
    numpy.ndarray
        Rows by columns, True where filled.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import text_frame
    >>> filled(text_frame([["a", None]])).tolist()
    [[True, False]]
    """
    import numpy as np

    columns = [frame.iloc[:, at].notna().to_numpy() for at in range(frame.shape[1])]
    return np.column_stack(columns) if columns else np.zeros((len(frame), 0), dtype=bool)


def rows_of(frame: pd.DataFrame, places: Sequence[int]) -> list[dict[int, str]]:
    """
    The filled cells of some rows.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text or NA; columns are positions.
    places : sequence of int
        Which rows, counted from 0 in the frame.

    Returns
    -------
    list[dict[int, str]]
        For each row, position -> text.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import text_frame
    >>> rows_of(text_frame([["a", None, "b"]]), [0])
    [{0: 'a', 2: 'b'}]
    """
    part = frame.iloc[list(places)]
    lines: list[dict[int, str]] = [{} for _ in places]
    for position in part.columns:
        for line, text in zip(lines, part[position].tolist(), strict=True):
            if isinstance(text, str):
                line[int(str(position))] = text
    return lines


def is_total(text: str) -> bool:
    """
    Whether a cell begins a row of sums, averages or percentages.

    Parameters
    ----------
    text : str
        The first filled cell of the row.

    Returns
    -------
    bool
        False for names of places such as ``รวมมิตร`` or ``บ้านรวมไทย``.

    Examples
    --------
    >>> [is_total(text) for text in ("ร ว ม", "รวมทั้งสิ้น 120 ครัวเรือน", "รวม หมู่ที่ 1", "รวมมิตร")]
    [True, True, True, False]
    """
    return _TOTAL.match(normalise_label(text)) is not None


def is_note(texts: Sequence[str]) -> bool:
    """
    Whether a row is a note under a table, a signature or a page footer.

    Parameters
    ----------
    texts : sequence of str
        Its filled cells.

    Returns
    -------
    bool
        Never for a row of more than four cells.

    Examples
    --------
    >>> is_note(["หมายเหตุ: สมมุติ"]), is_note(["ลงชื่อ....", "ลงชื่อ...."]), is_note(["1", "วัด"])
    (True, True, False)
    """
    if not texts or len(texts) > SPARSE:
        return False
    first = clean(texts[0])
    figures = len(texts) > NOTE_AND_MORE and not all(has_letters(text) for text in texts)
    if _NOTE.match(first) or _SIGNED.match(first):
        return not figures
    return all(_IN_BRACKETS.match(clean(text)) and has_letters(text) for text in texts)


def repeats(line: Mapping[int, str], heading: Mapping[int, str]) -> bool:
    """
    Whether a row says a heading once more, as at the top of a printed page.

    Parameters
    ----------
    line, heading : mapping of int to str
        Position -> text, filled cells only.

    Returns
    -------
    bool
        True when at least half of the heading stands again in its own columns, and nothing else.

    Examples
    --------
    >>> repeats({0: "ที่", 1: "บ้าน เลขที่"}, {0: "ที่", 1: "บ้านเลขที่"})
    True
    >>> repeats({0: "ที่", 1: "รายได้"}, {0: "ที่", 1: "บ้านเลขที่"})
    False
    """
    both = line.keys() & heading.keys()
    same = [at for at in both if normalise_label(line[at]) == normalise_label(heading[at])]
    return len(same) == len(both) and len(same) >= max(FEWEST_MATCHES, (len(heading) + 1) // 2)


def repeated(body: pd.DataFrame, headings: Sequence[Mapping[int, str]]) -> list[int]:
    """
    Rows that say the headings once more, as at the top of a printed page.

    Parameters
    ----------
    body : pandas.DataFrame
        The cells below the headings; columns are positions.
    headings : sequence of mappings
        The rows of the heading, position -> text.

    Returns
    -------
    list[int]
        Row numbers.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import text_frame
    >>> repeated(text_frame([["1", "4"], ["ที่", "คน"]]), [{0: "ที่", 1: "คน"}])
    [2]
    """
    import numpy as np

    found: set[int] = set()
    for line in headings:
        known = [at for at in map(int, body.columns.tolist()) if at in line]
        needed = max(FEWEST_MATCHES, (len(known) + 1) // 2)
        same = np.zeros(len(body), dtype=np.int32)
        for done, at in enumerate(known):
            if done > len(known) - needed and not same.any():
                break
            same += _says(body[at], line[at])
        places = np.flatnonzero(same >= needed).tolist()
        lines = zip(places, rows_of(body, places), strict=True)
        found |= {int(body.index[place]) for place, said in lines if repeats(said, line)}
    return sorted(found)


def kinds(
    body: pd.DataFrame,
    full: NDArray[np.bool_],
    again: Collection[int] = (),
    merged: frozenset[int] = frozenset(),
) -> dict[int, str]:
    """
    Rows below the headings that are not the table's.

    Parameters
    ----------
    body : pandas.DataFrame
        The cells below the headings; columns are positions.
    full : numpy.ndarray
        Which of them are filled.
    again : collection of int, optional
        Rows that say the headings once more.
    merged : frozenset[int], optional
        Rows whose first cell was merged over several columns: a lone text there is a caption.

    Returns
    -------
    dict[int, str]
        Row number -> ``empty``, ``total``, ``note``, ``title`` or ``example``.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import text_frame
    >>> body = text_frame([["1", "รวมมิตร"], ["รวม", "9"], [None, None]])
    >>> kinds(body, filled(body))
    {3: 'empty', 2: 'total'}
    """
    import numpy as np

    if not body.shape[0] or not body.shape[1]:
        return {int(row): "empty" for row in body.index}
    counts = full.sum(axis=1)
    rows = body.index.to_numpy()
    found = {int(row): "empty" for row in rows[counts == 0]}
    first = full.argmax(axis=1)
    for column in np.unique(first[counts > 0]).tolist():
        starts = np.flatnonzero(full[:, column] & (first == column))
        cells = body.iloc[:, column]
        cells = cells if len(starts) == len(body) else cells.iloc[starts]
        for row, text in cells[cells.str.contains(_MAYBE, regex=True)].items():
            if is_total(text):
                found.setdefault(int(str(row)), "total")
        if column == 0:
            for row in cells.index[cells.str.strip().eq(EXAMPLE)]:
                found.setdefault(int(row), "example")
    for row in _notes(body, full, merged):
        found.setdefault(row, "note")
    found |= dict.fromkeys(again, "title")
    return found


def coded(
    body: pd.DataFrame,
    full: NDArray[np.bool_],
    rows: Sequence[int],
    aside: Collection[int] = (),
) -> list[int]:
    """
    Which rows that look like totals or examples bear codes of their own and so are data.

    Parameters
    ----------
    body : pandas.DataFrame
        The cells below the headings; columns are positions.
    full : numpy.ndarray
        Which of them are filled.
    rows : sequence of int
        Numbers of the rows in doubt.
    aside : collection of int, optional
        All rows that do not look like data: what codes look like is taken from the others.

    Returns
    -------
    list[int]
        Those that are filled in every column of codes, where there are two of them (a house and its
        village) or where the row is as full as the others: no sum has a code.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import text_frame
    >>> body = text_frame([["1", "99010101", "4"], ["รวม", "99010102", "2"], ["รวม", None, "6"]])
    >>> coded(body, filled(body), [2, 3])
    [2]
    """
    import numpy as np

    if not len(rows):
        return []
    doubtful = body.index.isin(rows)
    others = np.flatnonzero(~doubtful & ~body.index.isin(list(aside)) & full.any(axis=1))
    codes = [
        at
        for at in range(body.shape[1])
        if (cells := body.iloc[others, at].dropna().tolist())
        and sum(_LONG_CODE.match(cell) is not None for cell in cells) > MOST * len(cells)
    ]
    if not codes:
        return []
    usual = np.median(full[others].sum(axis=1))
    whole = full[:, codes].all(axis=1) & ((len(codes) > 1) | (full.sum(axis=1) >= usual))
    long = np.column_stack(
        [body.iloc[:, at].str.match(_LONG_CODE).fillna(value=False) for at in codes]
    )
    return [int(row) for row in body.index[doubtful & whole & long.all(axis=1)]]


def _notes(body: pd.DataFrame, full: NDArray[np.bool_], merged: frozenset[int]) -> list[int]:
    """Rows of few cells that are notes, signatures or captions."""
    import numpy as np

    counts, first = full.sum(axis=1), full.argmax(axis=1)
    sparse = (counts > 0) & (counts <= SPARSE)
    maybe = counts == 1
    # Where most rows have one cell, that is how the table was filled in.
    captions = 2 * int(maybe.sum()) <= max(int((counts > 0).sum()), FEW_ROWS)
    for column in np.unique(first[sparse]).tolist():
        at = np.flatnonzero(sparse & (first == column))
        cells = body.iloc[:, column].iloc[at]
        maybe[at] |= cells.str.contains(_MAYBE_NOTE, regex=True).to_numpy(dtype=bool)
    places = np.flatnonzero(maybe).tolist()
    found = []
    for place, line in zip(places, rows_of(body, places), strict=True):
        row, texts = int(body.index[place]), list(line.values())
        lone = captions and len(texts) == 1
        if is_note(texts) or (lone and _is_caption(texts[0], body.shape[1], row in merged)):
            found.append(row)
    return found


def _is_caption(text: str, width: int, merged: bool) -> bool:  # noqa: FBT001
    """Whether a lone text among blanks is a caption; a lone code or number stays a row."""
    if width == 1 or _CODE.match(text.strip()) or not has_letters(text):
        return False
    return width > NARROW or merged


def _says(cells: pd.Series[str], heading: str) -> NDArray[np.bool_]:
    """Where a column says its own heading, with or without its spaces."""
    begins = cells.str.startswith(heading.strip()[:1]).fillna(value=False).to_numpy(dtype=bool)
    if begins.any():
        plain = cells[begins].str.replace(" ", "", regex=False)
        begins[begins] = plain.eq(heading.replace(" ", "")).to_numpy(dtype=bool)
    return begins
