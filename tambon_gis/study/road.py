"""The road: load, count, disclose, draw, publish; each verb hands its table to the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.publish import manifest, write
from tambon_gis.render.told import report
from tambon_gis.render.web import page
from tambon_gis.study import formats
from tambon_gis.study.gather import gather, seal
from tambon_gis.study.load import load
from tambon_gis.study.release import release
from tambon_gis.study.tally import tally
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tambon_gis.model.sealed import Audience, Measures
    from tambon_gis.render.content import Content
    from tambon_gis.study.loaded import Loaded

__all__ = ["ALWAYS", "Built", "Page", "build", "draw", "load", "seal", "tally"]

PAGE, DISCLOSURE = "index.html", "disclosure.html"
#: Files of every public build.
ALWAYS = (PAGE, DISCLOSURE, manifest.NAME)


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

    html: str = field(repr=False)
    disclosure: str = field(repr=False)
    content: Content = field(repr=False)

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
    files : tuple[pathlib.Path, ...]
        Every file that was written beside it, the page first.
    findings : pathlib.Path
        The internal report under ``work/``.
    loaded : Loaded
        The inputs.
    measures : Measures
        The published cells.
    replaced : int
        Pages of single tambons that stood there, which are not published beside this one.
    """

    page: Path
    files: tuple[Path, ...]
    findings: Path
    loaded: Loaded
    measures: Measures
    replaced: int = 0


def draw(
    loaded: Loaded,
    *,
    audience: Audience = "public",
    engine: str = "duckdb",
    lang: str = "th",
    today: dt.date | None = None,
    above: str = "",
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
    above : str, optional
        The index over many pages, relative to this one, if it is one of many.

    Returns
    -------
    Page
        The page, which shows itself in a notebook, with its disclosure report.
    """
    day = today or dt.datetime.now().astimezone().date()
    content = gather(loaded, today=day, audience=audience, engine=engine, lang=lang)
    told = report.disclosure(content.measures, content.credits, content.rulebooks, lang=lang)
    return Page(html=page.draw(content, lang=lang, above=above), disclosure=told, content=content)


def build(
    folder: str | Path = ".",
    *,
    out: str | Path = ".",
    audience: Audience = "public",
    engine: str = "duckdb",
    lang: str = "th",
    also: Collection[str] = (),
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
    also : collection of str, optional
        Further formats: ``png``, ``cards``, ``pdf``, ``pptx``, ``xlsx``, ``gpkg``, ``geojson`` or
        ``all``.
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
    wanted = formats.chosen(also)
    loaded = load(folder, progress=progress)
    say = words(lang)
    progress(say.text("cli.step.draw"))
    drawn = draw(loaded, audience=audience, engine=engine, lang=lang)
    internal = Path(out) / "work" / loaded.project.area.code
    found = report.findings(
        loaded.findings, drawn.content.credits, drawn.content.rulebooks, lang=lang
    )
    (findings,) = write.write_all(internal, {"findings.html": found})
    outputs: dict[str, str | bytes] = {PAGE: drawn.html}
    replaced = 0
    for name in wanted:
        progress(say.text("cli.step.format", name=name))
        outputs |= formats.made(name, drawn.content, lang=lang)
    if audience == "public":
        outputs[DISCLOSURE] = drawn.disclosure
        progress(say.text("cli.step.scan"))
        target = Path(out) / "maps" / loaded.project.area.code
        replaced = sum(name.endswith(f"/{PAGE}") for name in manifest.stale(target, outputs))
        written = release(loaded, drawn.content, outputs, target, lang=lang)
    else:
        written = write.write_all(internal, outputs, stale=manifest.stale(internal, outputs))
    return Built(written[0], tuple(written), findings, loaded, drawn.content.measures, replaced)
