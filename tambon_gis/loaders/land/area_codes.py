"""Which columns of a boundary layer hold codes and names, and at which level of the ladder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.errors import CodeError, InputError
from tambon_gis.places import LADDER, parse
from tambon_gis.thai import digits_to_arabic, has_thai, normalise_label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AreaCodes", "find_codes"]

FINEST_FIRST = ("village", "tambon", "amphoe", "province")
SPLIT_DIGITS = 2
#: Families of column names found in real layers, compared after normalising.
CODE_NAMES: dict[str, tuple[str, ...]] = {
    "village": ("VILL_CODE", "VILLAGE_CODE", "VILLCODE", "VILL_ID", "V_CODE", "ADM4_PCODE",
                "รหัสหมู่บ้าน", "รหัสหมู่บ้าน 8 หลัก", "Village code"),
    "tambon": ("ADM3_PCODE", "TAM_CODE", "TAMBON_CODE", "T_CODE", "TAM_ID", "TAM_IDN", "TB_CODE",
               "SUBDISTRICT_CODE", "รหัสตำบล", "Tambon code", "TAM"),
    "amphoe": ("ADM2_PCODE", "AMP_CODE", "AMPHOE_CODE", "A_CODE", "AMP_ID", "AMP_IDN", "AP_CODE",
               "DISTRICT_CODE", "รหัสอำเภอ", "AMP"),
    "province": ("ADM1_PCODE", "PROV_CODE", "PROVINCE_CODE", "PRO_CODE", "P_CODE", "PROV_ID",
                 "PV_CODE", "PROVINCE_ID", "รหัสจังหวัด", "PROV"),
}  # fmt: skip
NAME_NAMES: dict[str, tuple[str, ...]] = {
    "village": ("VILL_NAM_T", "VILL_NAME_T", "VILL_NAME", "VILL_TH", "V_NAME_T", "V_NAME",
                "ADM4_TH", "ชื่อหมู่บ้าน", "หมู่บ้าน", "Village name"),
    "tambon": ("ADM3_TH", "ADM3_NAME_TH", "TAM_NAM_T", "TAM_NAMT", "TAM_NAME_T", "TAMBON_T",
               "T_NAME_T", "T_NAME", "TAM_TH", "TB_TN", "ชื่อตำบล", "ตำบล"),
    "amphoe": ("ADM2_TH", "ADM2_NAME_TH", "AMP_NAM_T", "AMP_NAMT", "AMPHOE_T", "A_NAME_T",
               "A_NAME", "AMP_TH", "AP_TN", "ชื่ออำเภอ", "อำเภอ"),
    "province": ("ADM1_TH", "ADM1_NAME_TH", "PROV_NAM_T", "PROV_NAMT", "P_NAME_T", "P_NAME",
                 "PROV_TH", "PRO_TH", "PV_TN", "CHANGWAT_T", "ชื่อจังหวัด", "จังหวัด"),
}  # fmt: skip
#: What a drawn layer calls the name of whatever it holds.
PLAIN_NAMES = ("Name", "ชื่อ")
#: Bytes of a column name in a shapefile's table.
LONGEST_NAME = 10
MOO_NAMES = ("MOO", "MOO_NO", "VILL_NO", "หมู่ที่", "หมู่")


@dataclass(frozen=True)
class AreaCodes:
    """
    What identifies the areas of a layer.

    Parameters
    ----------
    level : str
        Level of the codes.
    codes : pandas.Series
        Codes as text on the layer's index, null where unreadable.
    column : str
        Where they come from; several columns joined by ``+``.
    names : dict[str, str]
        Level -> column of Thai names, for this level and the wider ones where there is one.
    """

    level: str
    codes: pd.Series[str]
    column: str
    names: dict[str, str]


def find_codes(
    table: pd.DataFrame,
    *,
    level: str | None = None,
    code_column: str | None = None,
    name_column: str | None = None,
    where: str = "",
) -> AreaCodes:
    """
    The codes of a layer.

    Parameters
    ----------
    table : pandas.DataFrame
        The layer's columns, without geometry.
    level : {"province", "amphoe", "tambon", "village"}, optional
        Level wanted; by default the finest whose codes are there, one that names each area once
        before one that repeats.
    code_column, name_column : str, optional
        Columns that a person named; by default looked for among the families of names.
    where : str, default ""
        File, for the message.

    Returns
    -------
    AreaCodes
        Codes, level and name columns. Codes that come apart into columns of two digits are joined.

    Raises
    ------
    InputError
        When a column that was named is absent, or none holds codes.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"PROV": [30.0], "AMP": [20.0], "TAM": [9.0]})
    >>> find_codes(table).codes.tolist()
    ['302009']
    """
    by_label = {normalise_label(str(column)): str(column) for column in table.columns}
    for named in (code_column, name_column):
        if named is not None and named not in table.columns:
            known = ", ".join(map(str, table.columns))
            raise InputError("boundary.no_column", where=where, column=named, known=known)
    found = [
        (step, pair)
        for step in ([level] if level else FINEST_FIRST)
        if (pair := _codes(table, by_label, step, code_column))
    ]
    if not found:
        known = ", ".join(map(str, table.columns))
        raise InputError("boundary.no_code", where=where, known=known)
    unique = [one for one in found if one[1][0].is_unique]
    chosen, (codes, column) = (unique or found)[0]
    names = {
        step: hit
        for step in FINEST_FIRST[FINEST_FIRST.index(chosen) :]
        if (hit := _first(by_label, NAME_NAMES[step]))
    }
    if name_column is not None:
        names[chosen] = name_column
    elif chosen not in names and (plain := _first(by_label, PLAIN_NAMES)):
        thai = table[plain].dropna().astype(str).map(has_thai)
        names |= {chosen: plain} if thai.mean() > 1 / 2 else {}
    return AreaCodes(chosen, codes, column, names)


def _first(by_label: dict[str, str], names: tuple[str, ...]) -> str:
    """The first column of a family that the layer has."""
    return next(iter(_all(by_label, names)), "")


def _all(by_label: dict[str, str], names: tuple[str, ...]) -> list[str]:
    """Every column of a family that the layer has, also where its name was cut at ten bytes."""
    spellings = [*names, *(name.encode("cp874")[:LONGEST_NAME].decode("cp874") for name in names)]
    hits = (by_label.get(normalise_label(name)) for name in spellings)
    return list(dict.fromkeys(hit for hit in hits if hit))


def _codes(
    table: pd.DataFrame, by_label: dict[str, str], level: str, named: str | None = None
) -> tuple[pd.Series[str], str] | None:
    """Codes of a level from the first column, or pair of columns, in which most can be read."""
    names = CODE_NAMES[level] + (MOO_NAMES if level == "village" else ())
    for column in [named] if named else _all(by_label, names):
        whole = _parsed(table[column], level)
        if whole.notna().mean() > 1 / 2:
            return whole, column
        part = _two_digits(table[column])
        above = _wider(level)
        if part is None or above is None:
            continue
        if outer := _codes(table, by_label, above):
            return (outer[0] + part).astype("string"), f"{outer[1]}+{column}"
    return None


def _wider(level: str) -> str | None:
    """The level one step above."""
    at = FINEST_FIRST.index(level) + 1
    return FINEST_FIRST[at] if at < len(FINEST_FIRST) else None


def _parsed(column: pd.Series[str], level: str) -> pd.Series[str]:
    """Codes of the level, null where a cell is none."""
    import pandas as pd

    def read(cell: object) -> str | None:
        try:
            code = parse(cell, level)
        except CodeError:
            return None
        return None if code.startswith("0") else code

    known = {cell: read(cell) for cell in column.dropna().unique()}
    return pd.Series([known.get(cell) for cell in column], index=column.index, dtype="string")


def _two_digits(column: pd.Series[str]) -> pd.Series[str] | None:
    """Cells as two digits, when all of them are numbers below a hundred."""
    text = column.astype("string").fillna("").map(digits_to_arabic)
    text = text.str.strip().str.replace(r"\.0+$", "", regex=True)
    fits = bool(len(text)) and bool(text.str.fullmatch(r"\d{1,2}").all())
    return text.str.zfill(SPLIT_DIGITS) if fits and LADDER else None
