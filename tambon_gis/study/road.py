"""The road: load, count, disclose, draw, publish; each verb hands its table to the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.analysis import disclose
from tambon_gis.publish import manifest, review, scan, write
from tambon_gis.render import page, report
from tambon_gis.render.content import Content
from tambon_gis.study.caption import credits_of, public_texts
from tambon_gis.study.load import FACILITIES, Loaded, load
from tambon_gis.study.tally import tally
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import Audience, Measures

__all__ = ["Built", "Page", "build", "draw", "load", "seal", "tally"]


@dataclass(frozen=True)
class Page:
    """
    A drawn page, not yet written.

    Parameters
    ----------
    html : str
        The whole page.
    disclosure : str
        The disclosure report that stands beside it, HTML.
    content : Content
        The sealed objects it was drawn from.
    """

    html: str
    disclosure: str
    content: Content

    def _repr_html_(self) -> str:
        """Show the page in a notebook cell."""
        return report.frame(self.html)


@dataclass(frozen=True)
class Built:
    """
    What a build wrote.

    Parameters
    ----------
    page : pathlib.Path
        The page.
    findings : pathlib.Path
        The internal report under ``work/``.
    loaded : Loaded
        The inputs.
    measures : Measures
        The published cells.
    """

    page: Path
    findings: Path
    loaded: Loaded
    measures: Measures


def seal(
    loaded: Loaded, *, audience: Audience = "public", engine: str = "duckdb", lang: str = "th"
) -> Measures:
    """
    Count a project and put the counts through disclosure control.

    Parameters
    ----------
    loaded : Loaded
        The project.
    audience : {"public", "internal"}, default "public"
        For whom.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.
    lang : {"th", "en"}, default "th"
        Language in which published sources are named.

    Returns
    -------
    Measures
        Sealed cells.
    """
    counted, scored = tally(loaded, engine=engine)
    return disclose.disclose(
        counted,
        _rulebooks(loaded),
        scored=scored,
        decisions=loaded.project.publish_sensitive,
        published={a.rulebook.id: a.source.of(lang) for a in loaded.answers if a.source},
        audience=audience,
    )


def draw(
    loaded: Loaded,
    *,
    audience: Audience = "public",
    engine: str = "duckdb",
    lang: str = "th",
    today: dt.date | None = None,
) -> Page:
    """
    Draw the page of a project.

    Parameters
    ----------
    loaded : Loaded
        The project.
    audience : {"public", "internal"}, default "public"
        For whom; an internal page bears a watermark.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.
    lang : {"th", "en"}, default "th"
        Language of the page.
    today : datetime.date, optional
        Date of making; the present day by default.

    Returns
    -------
    Page
        The page, which shows itself in a notebook, with its disclosure report.
    """
    from tambon_gis import catalog

    measures = seal(loaded, audience=audience, engine=engine, lang=lang)
    made_on = words(lang).date(today or dt.datetime.now().astimezone().date())
    credit = credits_of(loaded, made_on=made_on, lang=lang)
    content = Content(
        measures=measures,
        places=review.places(loaded.boundaries, loaded.project.boundary),
        facilities=None
        if loaded.facilities is None
        else review.facilities(
            loaded.facilities, catalog.schema(FACILITIES, folders=[loaded.folder])
        ),
        plan=None if loaded.plan is None else review.plan(loaded.plan),
        credits=credit,
        rulebooks=_rulebooks(loaded),
    )
    return Page(
        html=page.draw(content, lang=lang),
        disclosure=report.disclosure(measures, credit, _rulebooks(loaded), lang=lang),
        content=content,
    )


def build(
    folder: str | Path = ".",
    *,
    out: str | Path = ".",
    audience: Audience = "public",
    engine: str = "duckdb",
    lang: str = "th",
    progress: Callable[[str], None] = lambda _step: None,
) -> Built:
    """
    Build a project's page: public under ``maps/``, internal under ``work/``.

    Parameters
    ----------
    folder : str or pathlib.Path, default "."
        The project folder.
    out : str or pathlib.Path, default "."
        Folder in which ``maps/<code>/`` and ``work/<code>/`` are made.
    audience : {"public", "internal"}, default "public"
        For whom.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.
    lang : {"th", "en"}, default "th"
        Language of what is made.
    progress : callable, optional
        Called with a name as each step begins.

    Returns
    -------
    Built
        Where the files are.

    Raises
    ------
    TambonError
        When an input cannot be read, or a public file would hold personal data. Nothing is
        half-written then, and older files stay.
    """
    loaded = load(folder, progress=progress)
    progress(words(lang).text("cli.step.draw"))
    drawn = draw(loaded, audience=audience, engine=engine, lang=lang)
    internal = Path(out) / "work" / loaded.project.area.code
    found = report.findings(
        loaded.findings, drawn.content.credits, drawn.content.rulebooks, lang=lang
    )
    (findings,) = write.write_all(internal, {"findings.html": found})
    if audience == "internal":
        (written,) = write.write_all(internal, {"index.html": drawn.html})
        return Built(written, findings, loaded, drawn.content.measures)
    outputs = {"index.html": drawn.html, "disclosure.html": drawn.disclosure}
    outputs["build.json"] = _manifest(loaded, drawn, outputs)
    progress(words(lang).text("cli.step.scan"))
    personal = frozenset().union(*(one.personal for one in loaded.answers))
    origins = public_texts(loaded)
    for name, text in outputs.items():
        scan.refuse_leaks(text, personal, name=name, origins=origins, lang=lang)
    target = Path(out) / "maps" / loaded.project.area.code
    written, *_ = write.write_all(target, outputs)
    return Built(written, findings, loaded, drawn.content.measures)


def _rulebooks(loaded: Loaded) -> tuple[Rulebook, ...]:
    """Rulebooks of a project, each once."""
    return tuple({a.rulebook.id: a.rulebook for a in loaded.answers}.values())


def _manifest(loaded: Loaded, drawn: Page, outputs: dict[str, str]) -> str:
    """The build document."""
    files = {a.survey.role: a.survey.file for a in loaded.answers}
    files["boundary"] = loaded.project.boundary.file
    for role, one in (("facilities", loaded.project.facilities), ("plan", loaded.project.plan)):
        if one is not None:
            files[role] = one.file
    return manifest.manifest(
        drawn.content.credits,
        drawn.content.measures,
        drawn.content.rulebooks,
        inputs={role: manifest.checksum(loaded.folder / file) for role, file in files.items()},
        outputs=outputs,
    )
