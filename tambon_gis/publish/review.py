"""Seals what people publish knowingly: places, facilities, the plan, the words beside a page.

Only columns that the schema marks public are passed on; the rest is dropped here, before anything
is drawn. The only module of publishing that may seal.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.errors import DisclosureError
from tambon_gis.model.document import Text
from tambon_gis.model.planned import Plan, Record
from tambon_gis.model.sealed import Credits, Exempt, Facilities, Origin, Places, Tale, Vectors, seal
from tambon_gis.model.stages import BOUNDARIES, FACILITIES, PROJECTS
from tambon_gis.places import moo_of
from tambon_gis.publish.hands import sketches
from tambon_gis.publish.homes import refuse_households
from tambon_gis.publish.rungs import parents_of
from tambon_gis.thai import strip_controls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.model.layer import OwnLayer
    from tambon_gis.model.planned import Health
    from tambon_gis.model.process import Process
    from tambon_gis.model.project import Allowed, Area, Boundary, Role
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.story import Story

__all__ = ["DECIMALS", "credits_of", "facilities", "ladder", "places", "plan", "record", "tale",
           "vectors"]  # fmt: skip

#: Decimals of a published coordinate: about one metre (P10).
DECIMALS = 5
#: Texts of the form that are always there, and those that some forms have.
_PLAN_TEXTS = ("programme", "title", "objective", "target", "kpi", "result", "agency", "strategy",
               "tactic", "issue")  # fmt: skip
#: What a person said of a project, null where nobody did; those that are text.
_PLAN_SAID = ("source", "kind", "status")
_PLAN_NUMBERS = ("number", "total_budget", *_PLAN_SAID, "began", "spent")
_PLAN_MONEY = ("budget_", "ordinance_")
_LOCATED = ("project", "place", "how")
_DECIDED = ("framework", "code", "place", "project", "serves", "by", "on", "note")


def places(boundaries: gpd.GeoDataFrame, about: Boundary) -> Places:
    """
    Seal polygons with their public names.

    Parameters
    ----------
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``, WGS 84.
    about : Boundary
        Level, credit and licence from the project.

    Returns
    -------
    Places
        Code, level, name, moo, a point for the label and the polygon, 5 decimals.
    """
    import numpy as np
    import pandas as pd
    import shapely

    BOUNDARIES.check(boundaries)
    frame = boundaries[["place", "name", "geometry"]].sort_values("place", ignore_index=True)
    shapes = shapely.transform(
        shapely.force_2d(frame.geometry.to_numpy()), lambda xy: np.round(xy, DECIMALS)
    )
    labels = shapely.get_coordinates(_label_points(shapes)).round(DECIMALS)
    is_village = about.level == "village"
    moo = [moo_of(code) if is_village else None for code in frame["place"]]
    frame = frame.assign(
        name=frame["name"].map(strip_controls),
        level=about.level,
        moo=pd.array(moo, dtype="Int16"),
        label_x=labels[:, 0],
        label_y=labels[:, 1],
    ).set_geometry(shapes, crs=boundaries.crs)
    return seal(
        Places,
        frame=frame,
        level=about.level,
        credit=about.credit,
        licence=about.licence,
        approximate="approximate" in boundaries and bool(boundaries["approximate"].any()),
        **sketches(boundaries),
    )


def ladder(found: Places, levels: Sequence[str], names: Mapping[str, str]) -> Places:
    """
    Seal the wider areas that sealed polygons make up, before these polygons.

    Parameters
    ----------
    found : Places
        Polygons of the finest level.
    levels : sequence of str
        Levels of the wider areas, the widest first.
    names : Mapping[str, str]
        Public names of the wider areas, by code.

    Returns
    -------
    Places
        All rungs in one frame, by level and code; ``level`` is that of the finest.
    """
    import pandas as pd

    clean = {code: strip_controls(name) for code, name in names.items()}
    wider = [parents_of(found.frame, level, clean) for level in levels]
    return seal(
        Places,
        frame=pd.concat([*wider, found.frame], ignore_index=True),
        level=found.level,
        credit=found.credit,
        licence=found.licence,
        approximate=found.approximate,
        drawn=found.drawn,
        surveyed=found.surveyed,
    )


def facilities(frame: pd.DataFrame, schema: Schema, *, layer: OwnLayer | None = None) -> Facilities:
    """
    Seal facilities: name, kind and place, nothing that the schema does not mark public.

    Parameters
    ----------
    frame : pandas.DataFrame
        Stage ``facilities``.
    schema : Schema
        Says which columns are public.
    layer : OwnLayer, optional
        The document that says how they are drawn; by default the one that the package ships.

    Returns
    -------
    Facilities
        ``name``, ``kind``, ``latitude``, ``longitude``.

    Raises
    ------
    DisclosureError
        When the document names a column that is not public.
    """
    FACILITIES.check(frame)
    if layer is not None and (more := set(_named(layer)) - {"name", "kind"}):
        where = f"layers/{layer.id}.toml"
        raise DisclosureError(
            "vector.facility_columns", where=where, columns=", ".join(sorted(more))
        )
    public = [field.name for field in schema.field if field.public]
    kept = frame[[name for name in ("name", "kind") if name in public]].map(strip_controls)
    return seal(
        Facilities,
        frame=kept.assign(
            latitude=frame["latitude"].astype("float64").round(DECIMALS),
            longitude=frame["longitude"].astype("float64").round(DECIMALS),
        ).reset_index(drop=True),
        layer=None if layer is None else _clean_layer(layer),
    )


def plan(
    projects: pd.DataFrame,
    located: pd.DataFrame | None = None,
    decided: pd.DataFrame | None = None,
) -> Plan:
    """
    Seal the projects of the development plan, a public document, and what people said of them.

    Parameters
    ----------
    projects : pandas.DataFrame
        Stage ``projects``, with ``project`` (else they are numbered), and with ``source``,
        ``kind``, ``status``, ``began`` and ``spent`` where a person said them.
    located : pandas.DataFrame, optional
        ``project``, ``place``, ``how``.
    decided : pandas.DataFrame, optional
        Links that a person confirmed or refused.

    Returns
    -------
    Plan
        The columns that the contract names, nothing else; texts line by line without control
        characters.
    """
    import pandas as pd

    PROJECTS.check(projects)
    frame = projects.reset_index(drop=True)
    if "project" not in frame.columns:
        frame = frame.assign(project=pd.RangeIndex(1, len(frame) + 1))
    named = [name for name in (*_PLAN_TEXTS, *_PLAN_NUMBERS) if name in frame.columns]
    years = [name for name in frame.columns if str(name).startswith(_PLAN_MONEY)]
    kept = frame[["project", *named, *years]]
    texts = {name: kept[name].map(_lines) for name in _PLAN_TEXTS if name in kept}
    said = {name: kept[name].map(_lines_or_null) for name in _PLAN_SAID if name in kept}
    return seal(
        Plan,
        frame=kept.assign(**texts | said),
        located=None if located is None else _columns(located, _LOCATED),
        decided=None if decided is None else _columns(decided, _DECIDED),
    )


def record(process: Process, health: Iterable[Health] = ()) -> Record:
    """
    Seal how the work was done and how the data are.

    Parameters
    ----------
    process : Process
        The process document: roles, never names.
    health : iterable of Health, optional
        One an input.

    Returns
    -------
    Record
        Texts without control characters, in the order of numbers and days.
    """
    steps = (one.model_copy(update={"note": strip_controls(one.note)}) for one in process.process)
    meetings = (
        one.model_copy(
            update={
                "title": strip_controls(one.title),
                "role": tuple(map(strip_controls, one.role)),
                "decided": tuple(map(strip_controls, one.decided)),
            }
        )
        for one in process.meeting
    )
    due = (
        one.model_copy(update={"what": strip_controls(one.what), "role": strip_controls(one.role)})
        for one in process.due
    )
    return seal(
        Record,
        steps=tuple(sorted(steps, key=lambda one: one.number)),
        meetings=tuple(sorted(meetings, key=lambda one: one.on)),
        due=tuple(sorted(due, key=lambda one: one.on)),
        health=tuple(replace(one, title=strip_controls(one.title)) for one in health),
    )


def tale(story: Story, *, draft: bool) -> Tale:
    """
    Seal a story, its words without control characters.

    Parameters
    ----------
    story : Story
        A project's own, or a draft.
    draft : bool
        Whether the toolkit wrote it and nobody has looked at it yet.

    Returns
    -------
    Tale
        The sealed story.
    """
    clean = {
        "title": _clean(story.title),
        "step": tuple(
            step.model_copy(update={"title": _clean(step.title), "text": _clean_lines(step.text)})
            for step in story.step
        ),
    }
    return seal(Tale, story=story.model_copy(update=clean), draft=draft)


def vectors(
    frame: gpd.GeoDataFrame,
    layer: OwnLayer,
    *,
    headings: Iterable[str] = (),
    surveys: Iterable[str] = (),
    schemas: Iterable[Schema] = (),
    homes: Iterable[pd.DataFrame] = (),
) -> Vectors:
    """
    Seal a layer of the group's own: the columns that its document names, nothing else.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The layer, WGS 84.
    layer : OwnLayer
        Its document.
    headings, surveys, schemas, homes : iterable
        What it is held against, see :func:`tambon_gis.publish.homes.refuse_households`.

    Returns
    -------
    Vectors
        Columns as text without control characters, shapes flat and with 5 decimals.

    Raises
    ------
    DisclosureError
        When the layer shows where people live.
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    refuse_households(
        frame, layer, headings=headings, surveys=surveys, schemas=schemas, homes=homes
    )
    texts = frame[_named(layer)].astype("string").map(strip_controls).reset_index(drop=True)
    flat = shapely.force_2d(frame.geometry.to_numpy())
    shapes = shapely.transform(flat, lambda xy: np.round(xy, DECIMALS))
    sealed = gpd.GeoDataFrame(texts, geometry=shapes, crs="EPSG:4326")
    return seal(Vectors, frame=sealed, layer=_clean_layer(layer))


def credits_of(
    area: Area,
    roles: Sequence[Role],
    *,
    title: str,
    origins: Sequence[Origin],
    made_on: str,
    version: str,
    allowed: Sequence[Allowed] = (),
    titles: tuple[str, str] = ("", ""),
) -> Credits:
    """
    Seal the words beside a page.

    Parameters
    ----------
    area : Area
        The area of the project.
    roles : sequence of Role
        Roles in the working group.
    title : str
        Title of the area.
    origins : sequence of Origin
        Inputs by role, never by file name.
    made_on : str
        Date of making, written out.
    version : str
        Version of the toolkit.
    allowed : sequence of Allowed, optional
        Reviewed exceptions.
    titles : tuple of two str, optional
        Title of the area in Thai and in English.

    Returns
    -------
    Credits
        The sealed words.
    """
    return seal(
        Credits,
        area_code=area.code,
        area_title=strip_controls(title),
        synthetic=area.synthetic,
        roles=tuple((r.title.th, r.duty.th if r.duty else "") for r in roles),
        sources=tuple(origins),
        made_on=made_on,
        version=version,
        exceptions=tuple(
            Exempt(
                strip_controls(a.value),
                strip_controls(a.reason),
                strip_controls(a.decided_by),
                a.decided_on,
            )
            for a in allowed
        ),
        area_titles=(strip_controls(titles[0]), strip_controls(titles[1])),
    )


def _named(layer: OwnLayer) -> list[str]:
    """The columns that a document publishes, each once."""
    return list(dict.fromkeys([*layer.card, *filter(None, (layer.label, layer.by))]))


def _clean_layer(layer: OwnLayer) -> OwnLayer:
    """A document whose words hold no control characters."""
    symbols = (one.model_copy(update={"title": _clean(one.title)}) for one in layer.symbol)
    clean = {
        "title": _clean(layer.title),
        "card": {column: _clean(title) for column, title in layer.card.items()},
        "symbol": tuple(symbols),
        "credit": strip_controls(layer.credit),
        "licence": strip_controls(layer.licence),
    }
    return layer.model_copy(update=clean)


def _clean(text: Text) -> Text:
    """A text in both languages without control characters."""
    return Text(th=strip_controls(text.th), en=strip_controls(text.en))


def _clean_lines(text: Text) -> Text:
    """The same of a text of several lines, line by line."""
    return Text(th=_lines(text.th), en=_lines(text.en))


def _lines(text: object) -> str:
    """A text of several lines without control characters, line by line; a null is empty."""
    lines = text.splitlines() if isinstance(text, str) else []
    return "\n".join(filter(None, map(strip_controls, lines)))


def _lines_or_null(text: object) -> str | None:
    """The same of what nobody may have said."""
    return _lines(text) or None


def _columns(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Only these columns, their texts without control characters."""
    kept = frame[list(columns)].reset_index(drop=True)
    texts = [name for name in ("by", "note") if name in columns]
    return kept.assign(**{name: kept[name].map(strip_controls) for name in texts})


def _label_points(shapes: object) -> object:
    """The middle of the largest circle inside each polygon: where a label sits best."""
    import numpy as np
    import shapely

    array = np.asarray(shapes, dtype=object)
    circles = shapely.maximum_inscribed_circle(array, tolerance=1e-4)
    points = shapely.get_point(circles, 0)
    return np.where(shapely.is_missing(points), shapely.point_on_surface(array), points)
