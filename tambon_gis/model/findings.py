"""What loaders noticed: findings by file, sheet, row and cell, and the law of rows.

Findings are internal. They name cells, never values of personal columns, and never enter a public
file: public pages take only the counts of a report, through the review.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tambon_gis.model.join import Join

__all__ = ["Finding", "Findings", "Report", "Severity", "Suggestion"]

#: note: said for the record. repaired: mended without loss. decide: a value or row was set aside
#: and a person should decide.
Severity = Literal["note", "repaired", "decide"]


@dataclass(frozen=True)
class Suggestion:
    """
    What a person may choose: a proposal, never carried out by itself.

    Parameters
    ----------
    value : str
        What would stand there instead: a place code, a heading.
    label : str
        Its name, empty where it has none.
    why : str
        Key of the reason under ``findings.why``.
    likeness : float
        How near it is to what was found, 0 to 1; the ranking.
    """

    value: str
    label: str = ""
    why: str = ""
    likeness: float = 0.0


@dataclass(frozen=True)
class Finding:
    """
    One thing that was noticed.

    Parameters
    ----------
    code : str
        Key of its sentences: ``findings.<code>.what`` and ``.mend`` in the words documents.
    severity : {"note", "repaired", "decide"}
        How much it matters.
    file, sheet, cell : str
        Where: file name (no folder), sheet, cell address such as ``F14`` or a column heading.
    row : int, optional
        Row number in the file, counted from 1 as Excel does.
    count : int, default 1
        How many cells or rows this finding stands for.
    facts : Mapping[str, object]
        What the sentences name; nothing personal.
    households, people : int, optional
        How many households and people stand behind it, where that is known.
    suggestions : tuple[Suggestion, ...]
        What could be done, the nearest first.
    """

    code: str
    severity: Severity
    file: str = ""
    sheet: str = ""
    cell: str = ""
    row: int | None = None
    count: int = 1
    facts: Mapping[str, object] = field(default_factory=dict)
    households: int | None = None
    people: int | None = None
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def where(self) -> str:
        """File, sheet and cell in one line."""
        spot = self.cell or (str(self.row) if self.row is not None else "")
        return " › ".join(part for part in (self.file, self.sheet, spot) if part)

    def tell(self, lang: str = "th") -> str:
        """
        What was noticed, in one sentence.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            Language.

        Returns
        -------
        str
            The sentence.
        """
        return words(lang).text(f"findings.{self.code}.what", count=self.count, **self.facts)

    def mend(self, lang: str = "th") -> str:
        """
        What a person can do about it.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            Language.

        Returns
        -------
        str
            The advice.
        """
        return words(lang).text(f"findings.{self.code}.mend", count=self.count, **self.facts)


@dataclass(frozen=True)
class Report:
    """
    What became of one file: rows read = rows kept + rows refused, and every row refused is named.

    Parameters
    ----------
    role : str
        What the file is in the project, for example ``bmn-2560-2565``.
    file : str
        File name, no folder.
    rows_read, rows_kept, rows_refused : int
        Rows of the table under the heading, without title, total and note rows.
    rows_repaired : int
        Rows kept of which at least one cell was mended.
    findings : tuple[Finding, ...]
        Everything noticed.

    Raises
    ------
    ValueError
        When the law of rows does not hold: a fault of the loader, not of the file.
    """

    role: str
    file: str
    rows_read: int
    rows_kept: int
    rows_refused: int = 0
    rows_repaired: int = 0
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        """Nothing is ever lost."""
        if self.rows_read != self.rows_kept + self.rows_refused:
            msg = (
                f"{self.role}: {self.rows_read} rows read, {self.rows_kept} kept, "
                f"{self.rows_refused} refused"
            )
            raise ValueError(msg)

    @property
    def to_decide(self) -> int:
        """Number of findings that a person should decide."""
        return sum(1 for finding in self.findings if finding.severity == "decide")

    def refusing(self, findings: Iterable[Finding], rows: int) -> Report:
        """
        The same report after further rows were refused.

        Parameters
        ----------
        findings : Iterable[Finding]
            Why.
        rows : int
            How many rows.

        Returns
        -------
        Report
            A new report.
        """
        return replace(
            self,
            rows_kept=self.rows_kept - rows,
            rows_refused=self.rows_refused + rows,
            findings=(*self.findings, *findings),
        )

    def noting(self, findings: Iterable[Finding]) -> Report:
        """
        The same report with further findings.

        Parameters
        ----------
        findings : Iterable[Finding]
            What else was noticed.

        Returns
        -------
        Report
            A new report.
        """
        return replace(self, findings=(*self.findings, *findings))


@dataclass(frozen=True)
class Findings:
    """
    The reports of all files of a project and how their tables met: internal, under ``work/`` only.

    Parameters
    ----------
    reports : tuple[Report, ...]
        One a file.
    joins : tuple[Join, ...]
        Survey with boundary, year with year, household with village survey.
    """

    reports: tuple[Report, ...]
    joins: tuple[Join, ...] = ()

    @property
    def to_decide(self) -> int:
        """Number of findings that a person should decide."""
        return sum(report.to_decide for report in self.reports)

    def by_code(self) -> Counter[str]:
        """
        How often each kind of finding occurs.

        Returns
        -------
        collections.Counter
            Number of cells or rows by finding code.
        """
        counter: Counter[str] = Counter()
        for report in self.reports:
            for finding in report.findings:
                counter[finding.code] += finding.count
        return counter
