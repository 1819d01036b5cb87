"""Gather: everything that outputs are made from, sealed, out of what was loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.analysis import derived, disclose
from tambon_gis.errors import AnalysisError
from tambon_gis.publish import review
from tambon_gis.render.content import Content
from tambon_gis.study import health, stories, wide
from tambon_gis.study.caption import credits_of
from tambon_gis.study.load import FACILITIES
from tambon_gis.study.plans import trail_of
from tambon_gis.study.rungs import ladder_of
from tambon_gis.study.tally import tally
from tambon_gis.words import words

if TYPE_CHECKING:
    import datetime as dt

    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import Aspects, Audience, Measures, Places, Pyramid, Vectors
    from tambon_gis.study.loaded import Loaded

__all__ = ["gather", "rulebooks_of", "seal"]

#: The document of the five processes and topics.
TOPICS = "five-topics"
_NEEDED = {"place", "house_code", "sex", "age"}


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
        rulebooks_of(loaded),
        scored=scored,
        decisions=loaded.project.publish_sensitive,
        published=_published(loaded, lang),
        audience=audience,
    )


def gather(
    loaded: Loaded,
    *,
    today: dt.date,
    audience: Audience = "public",
    engine: str = "duckdb",
    lang: str = "th",
    story: bool = True,
) -> Content:
    """
    Everything that outputs are made from.

    Parameters
    ----------
    loaded : Loaded
        The project.
    today : datetime.date
        Date of making.
    audience : {"public", "internal"}, default "public"
        For whom.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.
    lang : {"th", "en"}, default "th"
        Language of titles.
    story : bool, default True
        Whether the project's story, or a draft, is taken in.

    Returns
    -------
    Content
        Sealed parts and documents.

    Raises
    ------
    TambonError
        When a document of the project cannot be read or names what is not there.

    Examples
    --------
    >>> import datetime
    >>> from tambon_gis.study.load import load
    >>> made = gather(load("tests/data/small"), today=datetime.date(2023, 3, 5))
    >>> len(made.places.frame), made.tale.draft
    (3, True)
    """
    project, home = loaded.project, loaded.folder
    measures = seal(loaded, audience=audience, engine=engine, lang=lang)
    places = review.places(loaded.boundaries, project.boundary)
    offered = None
    if loaded.facilities is not None:
        offered = review.facilities(
            loaded.facilities,
            catalog.schema(FACILITIES, folders=[home]),
            layer=catalog.own_layer(FACILITIES, folders=[home]),
        )
    plan, books = None, rulebooks_of(loaded)
    if loaded.plan is not None:
        plan = review.plan(loaded.plan, loaded.located, loaded.decided)
    content = Content(
        measures=measures,
        places=places,
        facilities=offered,
        plan=plan,
        credits=credits_of(loaded, made_on=words(lang).date(today), lang=lang, measures=measures),
        rulebooks=books,
        standing=derived.standing(measures),
        aspects=_aspects(loaded, measures),
        pyramid=_pyramid(loaded, places),
        reach=None if offered is None or offered.frame.empty else derived.reach(places, offered),
        vectors=_vectors(loaded),
        views=catalog.views(folders=[home]),
        targets={one.indicator: one for one in project.target},
        public_url=project.output.public_url,
        digits=project.output.digits,
        trail=None if plan is None else trail_of(loaded, measures, plan, books),
        topics=catalog.topics(TOPICS, folders=[home]),
        record=review.record(loaded.process, health.health_of(loaded, today, lang=lang)),
        ladder=ladder_of(places, project.area, loaded.boundaries),
    )
    return stories.with_story(content, loaded) if story else content


def rulebooks_of(loaded: Loaded) -> tuple[Rulebook, ...]:
    """
    Rulebooks of a project, each once.

    Parameters
    ----------
    loaded : Loaded
        The project.

    Returns
    -------
    tuple[Rulebook, ...]
        In the order of its surveys.
    """
    return tuple({a.rulebook.id: a.rulebook for a in loaded.answers}.values())


def _published(loaded: Loaded, lang: str) -> dict[str, str]:
    """Rulebooks of which every count was published before; one own survey, and all are guarded."""
    own = {one.rulebook.id for one in loaded.answers if one.source is None}
    sources = {one.rulebook.id: one.source.of(lang) for one in loaded.answers if one.source}
    return {book: source for book, source in sources.items() if book not in own}


def _aspects(loaded: Loaded, measures: Measures) -> Aspects | None:
    """The radar of the composite that the project names, where any of it was surveyed."""
    name = loaded.project.output.composite
    if name is None:
        return None
    composite = catalog.composite(name, folders=[loaded.folder])
    try:
        return derived.aspects(measures, composite, rulebooks_of(loaded))
    except AnalysisError as fault:
        if fault.code == "composite.nothing":  # the surveys answer none of it: no radar
            return None
        raise


def _pyramid(loaded: Loaded, places: Places) -> Pyramid | None:
    """Persons by age and sex from the newest table of persons, where the polygons are villages."""
    tables = [one for one in loaded.answers if one.survey.persons and set(one.frame) >= _NEEDED]
    if not tables or places.level != "village":
        return None
    newest = max(tables, key=lambda one: one.survey.year)
    return disclose.pyramid(newest.frame)


def _vectors(loaded: Loaded) -> tuple[Vectors, ...]:
    """The group's own layers, held against what the surveys say of households."""
    if not loaded.vectors:
        return ()
    home = loaded.folder
    schemas = [one.schema for one in loaded.answers if one.schema is not None]
    known = catalog.names("schemas", folders=[home])
    schemas += [catalog.schema(name, folders=[home]) for name in known]
    homes = [one.frame for one in loaded.answers if {"latitude", "longitude"} <= set(one.frame)]
    return tuple(
        review.vectors(
            one.frame,
            one.layer,
            headings=one.headings,
            surveys=[survey.file for survey in loaded.project.survey],
            schemas=schemas,
            homes=[*homes, *wide.homes(loaded, one.frame)],
        )
        for one in loaded.vectors
    )
