"""The trace of a project, read from its folder, and met with the plan: who serves what, how far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.model.document import read_document
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.trace import Trace
from tambon_gis.places import COUNTRY
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    import pandas as pd

    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.trace import Doing, Link

__all__ = ["BOOK", "DECIDED", "DOCUMENT", "ROLE", "SAID", "read", "settle"]

#: The file in a project folder: one or the other.
DOCUMENT, BOOK = "trace.toml", "trace.xlsx"
#: The role of that file in the reports.
ROLE = "trace"
#: Columns of what was decided.
DECIDED = ("framework", "code", "place", "project", "serves", "by", "on", "note")
#: What a person says of a project, beside the plan; with the type of its column.
SAID = {"source": "string", "kind": "string", "status": "string", "began": "Int64",
        "spent": "Float64"}  # fmt: skip
_LIKE = 60


@dataclass
class _Meeting:
    """The plan and what is known of the area, and what was noticed while a trace meets them."""

    trace: Trace
    file: str
    plan: pd.DataFrame
    places: Collection[str]
    indicators: Collection[str]
    found: list[Finding] = field(default_factory=list)
    refused: int = 0

    def tell(self, kind: str, n: int, code: str, **facts: object) -> None:
        """An entry that a person should look at."""
        from tambon_gis.loaders.decide import trace_book

        spot = trace_book.spot(self.trace, kind, n, self.file)
        self.found.append(Finding(code, "decide", **spot, facts=facts))


def read(folder: Path) -> Trace:
    """
    Read the trace of a project.

    Parameters
    ----------
    folder : pathlib.Path
        The project folder, with ``trace.toml`` or ``trace.xlsx`` or neither.

    Returns
    -------
    Trace
        Links and projects in the order of the file; empty where there is no file.

    Raises
    ------
    InputError
        When both files are there, or a row of the workbook cannot be understood.
    DocumentError
        When ``trace.toml`` cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> len(read(Path("data/demo")).link)
    4
    """
    document, book = folder / DOCUMENT, folder / BOOK
    if document.exists() and book.exists():
        raise InputError("trace.both", where=f"{DOCUMENT}, {BOOK}", one=DOCUMENT, other=BOOK)
    if book.exists():
        from tambon_gis.loaders.decide import trace_book

        return trace_book.read(book)
    return read_document(Trace, document) if document.exists() else Trace()


def settle(
    plan: pd.DataFrame,
    located: pd.DataFrame,
    trace: Trace,
    *,
    places: Collection[str],
    rulebooks: Sequence[Rulebook],
    file: str = DOCUMENT,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Report | None]:
    """
    What the trace says, on the projects of the plan.

    Parameters
    ----------
    plan : pandas.DataFrame
        Stage ``projects`` with ``project``.
    located : pandas.DataFrame
        ``project``, ``place``, ``how``.
    trace : Trace
        From :func:`read`.
    places : collection of str
        Codes that have a polygon.
    rulebooks : sequence of Rulebook
        Those whose indicators there are.
    file : str, default "trace.toml"
        Name of the file, where the trace does not know it.

    Returns
    -------
    tuple[pandas.DataFrame, pandas.DataFrame, pandas.DataFrame, Report or None]
        The plan with the columns of :data:`SAID`; ``located``, in which places that a person named
        replace those that were read; what was decided (:data:`DECIDED`, one row a place, ``place``
        empty for all places of the project); and a report: as many rows as entries, those that fit
        no project, indicator or place refused and told. None where the trace is empty.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> plan = pd.DataFrame({"project": [1], "title": ["ขยายเขตประปา"], "programme": ["เคหะ"]})
    >>> located = pd.DataFrame({"project": [1], "place": ["99010103"], "how": ["moo"]})
    >>> said = Trace.model_validate({"link": [{"problem": "bmn-2560/9", "project": "ขยาย เขต ประปา",
    ...     "by": "ประชาคม", "on": "2566-01-15"}, {"problem": "bmn-2560/9", "project": "ถนน",
    ...     "by": "ประชาคม", "on": "2566-01-15"}]})
    >>> _, _, decided, report = settle(plan, located, said, places=["99010103"],
    ...     rulebooks=[catalog.rulebook("bmn-2560")])
    >>> decided[["code", "project", "serves"]].values.tolist(), report.rows_refused
    ([['9', 1, True]], 1)
    """
    indicators = {f"{book.id}/{one.code}" for book in rulebooks for one in book.indicator}
    meeting = _Meeting(trace, file, plan, places, indicators)
    decided = _decided(meeting)
    plan, located = _said(meeting, located)
    total = len(trace.link) + len(trace.project)
    if not total:
        return plan, located, decided, None
    name = getattr(trace, "file", file)
    kept = total - meeting.refused
    report = Report(ROLE, name, total, kept, meeting.refused, findings=tuple(meeting.found))
    return plan, located, decided, report


def _decided(meeting: _Meeting) -> pd.DataFrame:
    """The links that fit a project, an indicator and a place."""
    import pandas as pd

    rows: dict[tuple[str, str, int], dict[str, Any]] = {}
    for n, link in enumerate(meeting.trace.link, start=1):
        project = _project_of(meeting, "link", n, link)
        known = link.problem in meeting.indicators
        if not known:
            meeting.tell("link", n, "trace.no_indicator", indicator=link.problem)
        places = _known(meeting, "link", n, link.place)
        if project is None or not known or (link.place and not places):
            meeting.refused += 1
            continue
        framework, _, code = link.problem.partition("/")
        for place in places or [""]:
            key = (link.problem, place, project)
            if key in rows:
                meeting.tell("link", n, "trace.link_twice", indicator=link.problem)
            rows[key] = {
                "framework": framework, "code": code, "place": place, "project": project,
                "serves": link.serves, "by": link.by, "on": link.on, "note": link.note,
            }  # fmt: skip
    frame = pd.DataFrame(list(rows.values()), columns=pd.Index(DECIDED))
    texts = dict.fromkeys(("framework", "code", "place", "by", "note"), "str")
    return frame.astype({**texts, "project": "int64", "serves": "bool", "on": "object"})


def _said(meeting: _Meeting, located: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The plan with what was said of its projects, and where they are by a person's word."""
    import pandas as pd

    said: dict[int, dict[str, Any]] = {}
    placed: dict[int, list[str]] = {}
    for n, doing in enumerate(meeting.trace.project, start=1):
        project = _project_of(meeting, "project", n, doing)
        places = _known(meeting, "project", n, doing.place or ())
        if project is None:
            meeting.refused += 1
            continue
        if project in said:
            meeting.tell("project", n, "trace.project_twice", title=doing.project)
        told = {name: getattr(doing, name) for name in SAID if getattr(doing, name) is not None}
        said[project] = {**said.get(project, {}), **told}
        if doing.place is not None and (places or not doing.place):
            placed[project] = places
    columns = {name: _column(meeting.plan, name, said) for name in SAID}
    rows = [(one, place, "decided") for one, places in placed.items() for place in places]
    own = pd.DataFrame(rows, columns=pd.Index(["project", "place", "how"]))
    rest = located[~located["project"].isin(list(placed))]
    where = pd.concat([rest, own.astype(located.dtypes.to_dict())]) if rows else rest
    return meeting.plan.assign(**columns), where.sort_values(
        ["project", "place"], ignore_index=True
    )


def _column(plan: pd.DataFrame, name: str, said: dict[int, dict[str, Any]]) -> pd.Series:
    """What the trace says of each project; where it says nothing, what the plan itself does."""
    import pandas as pd

    own = plan[name].tolist() if name in plan else [None] * len(plan)
    found = [
        said.get(int(project), {}).get(name, cell)
        for project, cell in zip(plan["project"], own, strict=True)
    ]
    return pd.DataFrame({name: found}, index=plan.index).astype({name: SAID[name]})[name]


def _project_of(meeting: _Meeting, kind: str, n: int, entry: Link | Doing) -> int | None:
    """The project that an entry names; None where there is none, or more than one."""
    plan = meeting.plan
    titles = plan["title"].fillna("").map(normalise_label)
    rows = plan[titles.eq(normalise_label(entry.project))]
    if rows.empty:
        near = _near(entry.project, plan["title"].dropna().tolist())
        code = "trace.no_title_near" if near else "trace.no_title"
        meeting.tell(kind, n, code, title=entry.project, near=near)
        return None
    if entry.programme is not None:
        programme = normalise_label(entry.programme)
        mine = rows[rows["programme"].fillna("").map(normalise_label).eq(programme)]
        if mine.empty:
            known = ", ".join(sorted(set(rows["programme"].dropna())))
            meeting.tell(kind, n, "trace.no_programme", programme=entry.programme, known=known)
            return None
        rows = mine
    if len(rows) > 1:
        meeting.tell(kind, n, "trace.two_titles", title=entry.project, number=len(rows))
        return None
    return int(rows["project"].iloc[0])


def _near(title: str, titles: Sequence[str]) -> str:
    """The title that looks most like the one that was not found; empty where none does."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        title, titles, scorer=fuzz.ratio, processor=normalise_label, score_cutoff=_LIKE
    )
    return str(found[0]) if found else ""


def _known(meeting: _Meeting, kind: str, n: int, places: Sequence[str]) -> list[str]:
    """The codes that stand for a polygon, several of them or a part of one; the others are told."""
    known = [code for code in places if _has_ground(code, meeting.places)]
    missing = [code for code in places if code not in known]
    if missing:
        meeting.tell(kind, n, "trace.no_place", place=", ".join(missing))
    return list(dict.fromkeys(known))


def _has_ground(code: str, places: Collection[str]) -> bool:
    """Whether a code is that of a polygon, of what holds one, or of a part of one."""
    return code == COUNTRY or any(
        place.startswith(code) or code.startswith(place) for place in places
    )
