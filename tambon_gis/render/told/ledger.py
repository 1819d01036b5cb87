"""What the three forms of the report say, once: the same lines and numbers for all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tambon_gis.render.roles import role_title
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.model.findings import Finding, Findings, Report, Suggestion
    from tambon_gis.model.join import Join, Side
    from tambon_gis.model.rulebook import Rulebook

__all__ = ["SEVERITIES", "FileLine", "JoinLine", "Ledger", "Line", "Summary", "ledger"]

SEVERITIES = ("decide", "repaired", "note")
#: Measures of a side of a join, in the order in which they are shown.
MEASURES = (
    "rows",
    "rows_matched",
    "rows_left",
    "households_left",
    "people_left",
    "keys",
    "keys_left",
    "keys_repeated",
)
NO_SURVEY = frozenset({"boundary", "outlines", "facilities", "plan", "fixes"})


@dataclass(frozen=True)
class FileLine:
    """One input: its title and what became of its rows."""

    input: str
    report: Report


@dataclass(frozen=True)
class JoinLine:
    """
    One join in words.

    Parameters
    ----------
    title, by : str
        What met, and on which column and how many rows to how many.
    inputs : tuple of str
        Titles of both sides.
    measures : tuple of (str, int or None, int or None)
        Name of a measure and its value on both sides, all of them; None where it is not counted.
    join : Join
        The counts.
    """

    title: str
    by: str
    inputs: tuple[str, str]
    measures: tuple[tuple[str, int | None, int | None], ...]
    join: Join

    @property
    def counted(self) -> tuple[tuple[str, int | None, int | None], ...]:
        """The measures that at least one side counts."""
        return tuple(one for one in self.measures if one[1:] != (None, None))

    @property
    def whole(self) -> bool:
        """Whether nothing stayed over on either side."""
        return not (self.join.left.rows_left or self.join.right.rows_left)

    def all_matched(self, lang: str) -> str:
        """Say in one sentence that nothing stayed over."""
        rows = {"left": self.join.left.rows, "right": self.join.right.rows}
        return words(lang).text("report.join.all", **rows)


@dataclass(frozen=True)
class Line:
    """
    One finding in words.

    Parameters
    ----------
    input, role : str
        The input that it is about: title and role.
    finding : Finding
        The finding.
    what, mend : str
        Its sentences.
    suggestions : tuple[str, ...]
        What could be done, each with its reason.
    many : bool
        Whether it stands for several findings that say the same.
    """

    input: str
    role: str
    finding: Finding
    what: str
    mend: str
    suggestions: tuple[str, ...]
    many: bool = False

    @property
    def saying(self) -> tuple[object, ...] | None:
        """All of it but its cell; None where it is about more than one cell."""
        one = self.finding
        if not one.cell or one.row is None or one.count != 1 or one.households is not None:
            return None
        return (self.role, one.code, one.file, one.sheet, self.what, self.suggestions)

    @property
    def place(self) -> str | None:
        """The place that a decision about it would name."""
        found = self.finding.facts.get("place")
        return None if found is None else str(found)

    @property
    def decidable(self) -> bool:
        """Whether a row of the form of decisions can settle it: it is about a place or one row."""
        one_row = self.finding.row is not None and self.finding.count == 1
        about = self.finding.code.startswith("join.") and self.place is not None
        return (
            self.finding.severity == "decide" and self.role not in NO_SURVEY and (about or one_row)
        )


@dataclass(frozen=True)
class Summary:
    """
    The numbers at the head of the report.

    Parameters
    ----------
    decide, repaired, note : int
        Findings of each severity.
    households, people : int
        Behind those that a person should decide, as far as they are counted.
    """

    decide: int
    repaired: int
    note: int
    households: int
    people: int


@dataclass(frozen=True)
class Ledger:
    """
    Everything that a report says.

    Parameters
    ----------
    lang : str
        Language of its words.
    summary : Summary
        The numbers at its head.
    files : tuple[FileLine, ...]
        The inputs.
    joins : tuple[JoinLine, ...]
        How tables met.
    lines : tuple[Line, ...]
        The findings: those to decide first, then in the order of the inputs; within one, those
        that concern most households first.
    """

    lang: str
    summary: Summary
    files: tuple[FileLine, ...]
    joins: tuple[JoinLine, ...]
    lines: tuple[Line, ...]

    def by_input(self, severity: str) -> dict[str, list[Line]]:
        """
        Findings of one severity by input, those that say the same of several cells as one.

        Parameters
        ----------
        severity : {"decide", "repaired", "note"}
            Which.

        Returns
        -------
        dict[str, list[Line]]
            Title of an input -> its findings, both in the order of the ledger.
        """
        found: dict[str, list[Line]] = {}
        for line in self.told(severity):
            found.setdefault(line.input, []).append(line)
        return found

    def told(self, severity: str) -> tuple[Line, ...]:
        """
        Findings of one severity for reading: what is said of many cells is said once.

        Parameters
        ----------
        severity : {"decide", "repaired", "note"}
            Which.

        Returns
        -------
        tuple[Line, ...]
            In the order of the ledger; a line that stands for several has all of their cells and
            the sum of their counts.
        """
        alike: dict[object, list[Line]] = {}
        for at, line in enumerate(self.of(severity)):
            alike.setdefault(line.saying or at, []).append(line)
        return tuple(_merged(lines) for lines in alike.values())

    def of(self, severity: str) -> tuple[Line, ...]:
        """
        Findings of one severity.

        Parameters
        ----------
        severity : {"decide", "repaired", "note"}
            Which.

        Returns
        -------
        tuple[Line, ...]
            In the order of the inputs.
        """
        return tuple(line for line in self.lines if line.finding.severity == severity)

    @property
    def titled(self) -> bool:
        """Whether inputs have titles of their own, and are not called by their files."""
        return any(line.input != line.report.file for line in self.files)

    @property
    def headline(self) -> str:
        """What must be decided and whom it concerns, in one sentence."""
        told = self.summary
        if told.decide and not (told.households or told.people):
            return words(self.lang).text("cli.check.decide", n=told.decide)
        key = "report.summary.decide" if told.decide else "report.summary.clean"
        return words(self.lang).text(
            key, n=told.decide, households=told.households, people=told.people
        )


def ledger(found: Findings, rulebooks: Iterable[Rulebook] = (), *, lang: str = "th") -> Ledger:
    """
    Put findings into words and order.

    Parameters
    ----------
    found : Findings
        Reports and joins of a project.
    rulebooks : iterable of Rulebook, optional
        For the titles of inputs.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    Ledger
        Lines and numbers.

    Examples
    --------
    >>> from tambon_gis.model.findings import Finding, Findings, Report
    >>> doubt = Finding("join.unknown", "decide", "a.csv", facts={"place": "9"}, households=2)
    >>> told = ledger(Findings((Report("b", "a.csv", 2, 0, 2, 0, (doubt,)),)), lang="en")
    >>> told.summary.decide, told.summary.households, told.lines[0].decidable
    (1, 2, True)
    """
    books = tuple(rulebooks)
    lines = [
        _line(one, report, role_title(report.role, books, lang=lang), lang)
        for severity in SEVERITIES
        for report in found.reports
        for one in sorted(report.findings, key=lambda one: -(one.households or 0))
        if one.severity == severity
    ]
    files = [  # a report without a file tells what concerns none of them alone
        FileLine(role_title(one.role, books, lang=lang), one) for one in found.reports if one.file
    ]
    joins = [_join_line(one, books, lang) for one in found.joins]
    return Ledger(lang, _summary(lines), tuple(files), tuple(joins), tuple(lines))


def _line(one: Finding, report: Report, title: str, lang: str) -> Line:
    """A finding in words."""
    suggested = tuple(_suggestion(each, lang) for each in one.suggestions)
    return Line(title, report.role, one, one.tell(lang), one.mend(lang), suggested)


def _merged(lines: list[Line]) -> Line:
    """Lines that say the same of several cells as one."""
    if len(lines) == 1:
        return lines[0]
    found = [line.finding for line in lines]
    merged = replace(
        found[0], cell=_cells([one.cell for one in found]), count=sum(one.count for one in found)
    )
    return replace(lines[0], finding=merged, many=True)


def _cells(cells: list[str]) -> str:
    """Cells in their order, those that follow one another down a column as a range."""
    spans: list[tuple[str, int, int]] = []
    for cell in cells:
        letters = cell.rstrip("0123456789")
        row = int(cell.removeprefix(letters) or 0)
        if row and spans and spans[-1][0] == letters and spans[-1][2] == row - 1:
            spans[-1] = (letters, spans[-1][1], row)
        else:
            spans.append((letters, row, row))
    first = [f"{letters}{row or ''}" for letters, row, _ in spans]
    return ", ".join(
        at if row == last else f"{at}:{letters}{last}"
        for at, (letters, row, last) in zip(first, spans, strict=True)
    )


def _suggestion(one: Suggestion, lang: str) -> str:
    """A suggestion with its name and reason; of a column, its title alone."""
    code = one.value if one.value.isdecimal() or not one.label else ""
    named = f"{code} {one.label}".strip()
    key = f"findings.why.{one.why}"
    say = words(lang)
    return f"{named} ({say.text(key)})" if one.why and say.has(key) else named


def _summary(lines: list[Line]) -> Summary:
    """Count the findings by severity, and whom the doubtful ones concern."""
    decide = [line.finding for line in lines if line.finding.severity == "decide"]
    repaired = sum(line.finding.severity == "repaired" for line in lines)
    return Summary(
        decide=len(decide),
        repaired=repaired,
        note=len(lines) - len(decide) - repaired,
        households=sum(one.households or 0 for one in decide),
        people=sum(one.people or 0 for one in decide),
    )


def _join_line(join: Join, books: tuple[Rulebook, ...], lang: str) -> JoinLine:
    """A join in words."""
    say = words(lang)
    left, right = (role_title(one.role, books, lang=lang) for one in (join.left, join.right))
    key = say.text(f"report.join.key.{join.key}")
    level = say.text(f"report.join.level.{join.level}") if join.level else ""
    relation = say.text(f"report.join.relation.{join.relation}")
    by = say.text("report.join.by", column=f"{key} ({level})" if level else key)
    return JoinLine(
        title=say.text(f"report.join.title.{join.kind}", left=left, right=right),
        by=f"{by} · {relation}",
        inputs=(left, right),
        measures=tuple(
            (say.text(f"report.join.measure.{name}"), _of(join.left, name), _of(join.right, name))
            for name in MEASURES
        ),
        join=join,
    )


def _of(side: Side, name: str) -> int | None:
    """A measure of one side."""
    value = getattr(side, name)
    return None if value is None else int(value)
