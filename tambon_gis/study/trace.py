"""Trace: the form in which a working group confirms which project serves which problem."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.publish.write import write_all
from tambon_gis.render.book.trace_book import trace_book
from tambon_gis.study.gather import gather
from tambon_gis.study.load import load

if TYPE_CHECKING:
    from tambon_gis.model.findings import Report

__all__ = ["FORM", "Traced", "trace"]

#: Name of the form under ``work/<code>/``.
FORM = "trace-form.xlsx"


@dataclass(frozen=True)
class Traced:
    """
    The form that was written, and how things stand.

    Parameters
    ----------
    path : pathlib.Path
        The form, internal.
    needs, served, proposed, open : int
        Problems: all, those with a confirmed project, with proposed ones only, with none.
    projects, evident, maybe, bare, unclear : int
        Projects: all, those with a confirmed problem, with proposed ones only, those that no
        indicator is about, and those whose indicators are not pressing or cannot be compared.
    pairs : int
        Pairs of an indicator and a project that wait for an answer.
    reports : tuple[Report, ...]
        What was noticed in the plan, and in the trace that there is already.
    """

    path: Path
    needs: int
    served: int
    proposed: int
    open: int
    projects: int
    evident: int
    maybe: int
    bare: int
    unclear: int
    pairs: int
    reports: tuple[Report, ...] = ()

    @property
    def to_decide(self) -> int:
        """Entries of the trace that fit no project, indicator or place."""
        return sum(one.to_decide for one in self.reports)


def trace(
    folder: str | Path,
    *,
    out: str | Path = ".",
    lang: str = "th",
    today: dt.date | None = None,
    engine: str = "duckdb",
) -> Traced:
    """
    Write the form in which people confirm which project serves which problem.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder.
    out : str or pathlib.Path, default "."
        Where ``work/<code>/trace-form.xlsx`` is written.
    lang : {"th", "en"}, default "th"
        Language of the form.
    today : datetime.date, optional
        Date of making; the present day by default.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.

    Returns
    -------
    Traced
        The form and the coverage. What the project's own ``trace.toml`` or ``trace.xlsx`` decided
        already stands in it; entries that fit nothing do not, and are told in the reports.

    Raises
    ------
    InputError
        When the project has no plan.
    TambonError
        When a file of the project cannot be read.
    """
    loaded = load(folder)
    today = today or dt.datetime.now().astimezone().date()
    content = gather(loaded, today=today, engine=engine, lang=lang, story=False)
    if content.trail is None:
        raise InputError("trace.no_plan", where="tambon.toml")
    home = Path(out) / "work" / loaded.project.area.code
    written = write_all(home, {FORM: trace_book(content, lang=lang)})
    trail = content.trail
    needs, projects = (frame["state"].value_counts() for frame in (trail.needs, trail.projects))
    none = int((trail.projects["state"].eq("bare") & trail.projects["why"].eq("none")).sum())
    refs = trail.needs.set_index("need")[["framework", "code"]]
    waiting = trail.links[trail.links["state"].eq("proposed")].join(refs, on="need")
    return Traced(
        path=written[0],
        needs=len(trail.needs),
        served=int(needs.get("served", 0)),
        proposed=int(needs.get("proposed", 0)),
        open=int(needs.get("open", 0)),
        projects=len(trail.projects),
        evident=int(projects.get("evident", 0)),
        maybe=int(projects.get("proposed", 0)),
        bare=none,
        unclear=int(projects.get("bare", 0)) - none,
        pairs=len(waiting.drop_duplicates(["framework", "code", "project"])),
        reports=tuple(one for one in loaded.findings.reports if one.role in {"plan", "trace"}),
    )
