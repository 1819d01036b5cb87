"""Rows of the trail in words: problems, projects, what links them, who is covered."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Covered",
    "Double",
    "Linked",
    "Matrix",
    "Problem",
    "ProblemGroup",
    "ProjectRow",
    "Spot",
    "Sums",
    "TrailPart",
]


@dataclass(frozen=True)
class Spot:
    """
    A place as the plan names it.

    Parameters
    ----------
    code, short, title : str
        ``99010103``, ``หมู่ 3`` and ``หมู่ 3 บ้านห้วยแล้ง``.
    at : int
        Its index on the map; -1 for the whole area.
    """

    code: str
    short: str
    title: str
    at: int


@dataclass(frozen=True)
class Linked:
    """
    A project beside a problem.

    Parameters
    ----------
    project : int
        Its number in the plan.
    title : str
        Its title.
    state : {"confirmed", "proposed", "refused"}
        What is known of it.
    told : str
        The state in words; a proposal is always told as such, a confirmed or refused link says
        who and when.
    note : str
        What the person added.
    """

    project: int
    title: str
    state: str
    told: str
    note: str = ""


@dataclass(frozen=True)
class Problem:
    """
    An indicator below its target in one place.

    Parameters
    ----------
    need : int
        Its number, 1 the most pressing.
    ref, code, indicator : str
        ``bmn-2560/9``, ``9`` and its short name.
    year : int
        Year of the survey, B.E.
    spot : Spot
        Where.
    value, cases : str
        As the page says it: a share or a band; how many fall short, with the unit.
    state, told : str
        ``served``, ``proposed`` or ``open``; the same in words.
    links : tuple[Linked, ...]
        Confirmed projects, then proposed ones; refused ones stand in ``refused``.
    refused : tuple[Linked, ...]
        Links that a person did not accept.
    """

    need: int
    ref: str
    code: str
    indicator: str
    year: int
    spot: Spot
    value: str
    cases: str
    state: str
    told: str
    links: tuple[Linked, ...] = ()
    refused: tuple[Linked, ...] = ()


@dataclass(frozen=True)
class ProblemGroup:
    """
    The problems of one indicator.

    Parameters
    ----------
    ref, title : str
        ``bmn-2560/9``, and its number and short name.
    year : int
        Year of the survey, B.E.
    cases : str
        How many fall short in these places together, with the unit; a range where a band is in it.
    problems : tuple[Problem, ...]
        Most pressing first.
    """

    ref: str
    title: str
    year: int
    cases: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ProjectRow:
    """
    A project of the plan.

    Parameters
    ----------
    project : int
        Its number in the order of the plan.
    number, title, programme, target, agency, source : str
        As in the plan; ``source`` of the money, empty where nobody said.
    where : str
        Its places in words.
    spots : tuple[Spot, ...]
        Its places.
    kind, kind_told, status, status_told : str
        ``own``, ``joint``, ``asked``; ``planned``, ``running``, ``done``, ``dropped``; in words.
    began : str
        Year B.E.
    budgets : tuple[tuple[str, str], ...]
        Year and baht.
    budget, baht : str and float
        Over all years, written and as a number.
    spent : str
        Baht so far.
    state, told : str
        ``evident``, ``proposed`` or ``bare``; in words.
    why, why_told : str
        Why there is no evidence: ``none`` (no indicator is about it), ``below`` (what it is about
        is not pressing there), ``withheld``, ``no_place``; a sentence; empty unless bare.
    answers, may_answer : tuple[str, ...]
        Problems that it serves, and that it may serve (nobody confirmed): indicator and places.
    cases, per_case : str
        How many it reaches, with the unit; baht per household or person. Of proposals only where
        the state is ``proposed``.
    """

    project: int
    number: str
    title: str
    programme: str
    target: str
    agency: str
    source: str
    where: str
    spots: tuple[Spot, ...]
    kind: str
    kind_told: str
    status: str
    status_told: str
    began: str
    budgets: tuple[tuple[str, str], ...]
    budget: str
    baht: float
    spent: str
    state: str
    told: str
    answers: tuple[str, ...]
    may_answer: tuple[str, ...]
    cases: str
    per_case: str
    why: str = ""
    why_told: str = ""


@dataclass(frozen=True)
class Double:
    """
    Two projects that may do the same; a person decides.

    Parameters
    ----------
    project, other : ProjectRow
        The pair.
    told : str
        Why they stand side by side.
    """

    project: ProjectRow
    other: ProjectRow
    told: str


@dataclass(frozen=True)
class Covered:
    """
    An indicator in a place.

    Parameters
    ----------
    state : str
        ``served``, ``proposed``, ``open``, or ``""`` without a problem.
    short, told : str
        One word, and a sentence.
    """

    state: str
    short: str
    told: str


@dataclass(frozen=True)
class Matrix:
    """
    Which problems of which places have a project.

    Parameters
    ----------
    spots : tuple[Spot, ...]
        Columns: places with a problem, in the order of the map.
    rows : tuple[tuple[str, str, tuple[Covered, ...]], ...]
        Reference and title of an indicator, and a cell a column.
    """

    spots: tuple[Spot, ...]
    rows: tuple[tuple[str, str, tuple[Covered, ...]], ...]


@dataclass(frozen=True)
class Sums:
    """
    What there is: counts, and baht over all years.

    Parameters
    ----------
    problems, served, proposed, open : int
        Problems (an indicator in a place), by state.
    projects, evident, waiting, bare, unrelated : int
        Projects; ``waiting`` have only proposals; ``unrelated`` are those of the bare that no
        indicator is about.
    budget, budget_evident, budget_waiting, budget_bare : float
        Baht.
    """

    problems: int = 0
    served: int = 0
    proposed: int = 0
    open: int = 0
    projects: int = 0
    evident: int = 0
    waiting: int = 0
    bare: int = 0
    unrelated: int = 0
    budget: float = 0.0
    budget_evident: float = 0.0
    budget_waiting: float = 0.0
    budget_bare: float = 0.0


@dataclass(frozen=True)
class TrailPart:
    """
    The trail in words.

    Parameters
    ----------
    lead : tuple[str, ...]
        Plain sentences: problems with a project, the most pressing without, projects without
        evidence, proposals that wait.
    groups : tuple[ProblemGroup, ...]
        Problems by indicator, the most pressing first.
    open : tuple[Problem, ...]
        Problems without a project.
    projects : tuple[ProjectRow, ...]
        In the order of the plan.
    bare : tuple[ProjectRow, ...]
        Without evidence, those that no indicator is about first.
    waiting : tuple[Problem, ...]
        Problems with a proposal that nobody has confirmed or refused.
    matrix : Matrix
        Coverage.
    doubles : tuple[Double, ...]
        Pairs that may do the same.
    sums : Sums
        Counts and baht.
    traced : bool
        Whether there is a trail; without, projects have no state.
    """

    lead: tuple[str, ...] = ()
    groups: tuple[ProblemGroup, ...] = ()
    open: tuple[Problem, ...] = ()
    projects: tuple[ProjectRow, ...] = ()
    bare: tuple[ProjectRow, ...] = ()
    waiting: tuple[Problem, ...] = ()
    matrix: Matrix = Matrix((), ())
    doubles: tuple[Double, ...] = ()
    sums: Sums = Sums()
    traced: bool = False

    @property
    def unrelated(self) -> tuple[ProjectRow, ...]:
        """Projects without evidence: no indicator is about them."""
        return self.bare[: self.sums.unrelated]

    @property
    def unclear(self) -> tuple[ProjectRow, ...]:
        """Projects whose indicators are not pressing there, or cannot be compared."""
        return self.bare[self.sums.unrelated :]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, most pressing first."""
        found = [one for group in self.groups for one in group.problems]
        return tuple(sorted(found, key=lambda one: one.need))

    @property
    def at(self) -> dict[str, tuple[ProjectRow, ...]]:
        """Projects by the code of a place."""
        found: dict[str, list[ProjectRow]] = {}
        for row in self.projects:
            for spot in row.spots:
                found.setdefault(spot.code, []).append(row)
        return {code: tuple(rows) for code, rows in found.items()}
