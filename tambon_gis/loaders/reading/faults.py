"""Collects what is noticed in one table, cell by cell, without telling what is personal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.address import listing
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.model.findings import Severity
    from tambon_gis.model.schema import Field
    from tambon_gis.model.stages import RawTable

__all__ = ["Faults", "personal"]

MOST_SINGLE = 100
SHOWN_LETTERS = 40
#: A number of so many digits is a house's or a person's.
PERSONAL_DIGITS = 11
_TITLE = re.compile(
    r"(?:^|[\s\d๐-๙(])(?:นาย|นาง|น\.?\s?ส\.?|ด\.?\s?[ชญ]\.?|เด็ก(?:ชาย|หญิง)|(?:mr|mrs|ms|miss)\b)",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s*(?:หมู่|ม\.|บ้าน|บ\.|ชุมชน|ต\.|ตำบล|อ\.|อำเภอ|จ\.|จังหวัด|ไม่|#)")
#: Words that a code, a moo or a number may come with.
_MARKS = re.compile(
    r"(?:หมู่บ้าน|หมู่ที่|หมู่|ที่|ม\.|บ้าน|TH|บาท|คน|ครัวเรือน|ไม่มี|ไม่ทราบ|[Ee](?=[+-]?\d)|#[A-Z/0-9!?]+)"
)
_WORDS = frozenset({"text", "area", "answer"})


@dataclass
class Faults:
    """
    Collects what is noticed in one table.

    Parameters
    ----------
    raw : RawTable
        Gives file, sheet and cell addresses.
    headings : dict[str, str]
        Field name -> heading as found.
    """

    raw: RawTable
    headings: dict[str, str]
    found: list[Finding] = field(default_factory=list)

    def tell(
        self, code: str, severity: Severity, one: Field, rows: Iterable[int], **facts: object
    ) -> None:
        """
        Note a kind of fault in one column.

        Parameters
        ----------
        code : str
            Code of the finding.
        severity : {"note", "repaired", "decide"}
            A cell to decide about gets a finding of its own (up to a hundred a column and kind,
            then the rest in one); others are told together with the first few addresses.
        one : Field
            The column. Only where it is public the value as found is shown.
        rows : iterable of int
            Row numbers in the file.
        **facts : object
            What else the sentences name.
        """
        numbers = list(rows)
        if not numbers:
            return
        heading = self.headings[one.name]
        column = self.raw.letters.get(heading, heading)
        single = numbers[:MOST_SINGLE] if severity == "decide" else []
        facts = {"column": heading, **facts}
        for row in single:
            shown = self._shown(one, heading, row)
            self._add(code, severity, f"{column}{row}", row, 1, {**facts, "shown": shown})
        if rest := numbers[len(single) :]:
            few = listing(column, rest, most=None if severity == "decide" else 5)
            self._add(code, severity, few, rest[0], len(rest), {**facts, "shown": ""})

    def _add(
        self, code: str, severity: Severity, cell: str, row: int, count: int, facts: dict[str, Any]
    ) -> None:
        """Append one finding."""
        self.found.append(
            Finding(code, severity, self.raw.file, self.raw.sheet, cell, row, count, facts)
        )

    def _shown(self, one: Field, heading: str, row: int) -> str:
        """The value as found, only where the schema says that it is public."""
        value = self.raw.frame.loc[row, heading]
        if not one.public or not isinstance(value, str) or _may_be_personal(value, one):
            return ""
        return f" “{value.strip()[:SHOWN_LETTERS]}”"


def personal(text: str) -> bool:
    """
    Whether a text that should be public may name a person: a long number, or a name's title.

    Parameters
    ----------
    text : str
        A heading, or what stands in a public column.

    Returns
    -------
    bool
        True where it is not to be repeated.

    Examples
    --------
    >>> personal("จำนวนสมาชิก (คน)"), personal("3012304567082"), personal("นางสมมุติ สาธิต")
    (False, True, True)
    """
    digits = sum(letter.isdigit() for letter in text)
    return digits >= PERSONAL_DIGITS or _TITLE.search(text) is not None


def _may_be_personal(value: str, one: Field) -> bool:
    """Whether a row that slipped sideways may have brought a person into a public column."""
    if personal(value):
        return True
    digits = sum(letter.isdigit() for letter in value)
    if one.kind in _WORDS:
        return one.kind == "area" and not _PLACE.match(value)
    if not digits:
        return any(letter.isalpha() for letter in value) and not _PLACE.match(value)
    # what is left of a code or number without its marks must be digits: no name beside them
    return any(letter.isalpha() for letter in _MARKS.sub("", value))
