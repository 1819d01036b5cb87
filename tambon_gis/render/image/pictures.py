"""Pictures: maps and charts of a content as PNG, for slides, paper and chats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.render.image import figure_charts, figure_map
from tambon_gis.render.image.figure_charts import Axis, Bar, Panel, Year
from tambon_gis.render.image.figure_ground import Look, Mark
from tambon_gis.render.image.figure_map import Key
from tambon_gis.render.image.studio import Studio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer
    from tambon_gis.render.profile import Line, Point

__all__ = ["MAPS", "aspects_chart", "map_of", "pictures", "places_map", "problems_chart",
           "trends_chart", "years_map"]  # fmt: skip

#: Maps of the worst indicators of a rulebook that are made without being asked for.
MAPS = 4
#: Rows of the chart of problems, and panels of the chart of years.
_ROWS, _PANELS = 12, 6
#: Forms whose share is told to the point.
_EXACT = ("exact", "zero")
_LAND = "#f7f3e8"
#: Kinds of facilities that get a colour of their own, told apart by everyone.
_KINDS = ("#12395b", "#d95f0e", "#5e3c99", "#2b7bba", "#7a5a00", "#4b5a68", "#a63603", "#6baed6")


def pictures(content: Content, *, lang: str = "th") -> dict[str, bytes]:
    """
    The pictures of a content.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language of the words on them.

    Returns
    -------
    dict[str, bytes]
        PNG at 300 dpi by file name: ``png/map-places.png``;
        ``png/map-<rulebook>-<code>-<year>.png`` for what the story shows and the worst indicators;
        ``png/years-...`` for one of them over its years; ``png/chart-problems-<rulebook>.png``,
        ``png/chart-trends.png`` and ``png/chart-aspects.png``. The same content gives the same
        bytes.
    """
    studio = Studio(content, lang=lang)
    files = {"png/map-places.png": places_map(studio)}
    mapped = studio.mapped(MAPS)
    for layer, year in mapped:
        files[f"png/map-{_slug(layer)}-{year}.png"] = map_of(studio, layer, year)
    several = next((layer for layer, _ in mapped if len(layer.cells) > 1), None)
    if several:
        files[f"png/years-{_slug(several)}.png"] = years_map(studio, several)
    charts = {
        **{f"problems-{book}": problems_chart(studio, book) for book in studio.worst},
        "trends": trends_chart(studio),
        "aspects": aspects_chart(studio),
    }
    return files | {f"png/chart-{name}.png": made for name, made in charts.items() if made}


def places_map(studio: Studio) -> bytes:
    """
    The places with their names, the facilities and the group's own layers.

    Parameters
    ----------
    studio : Studio
        The content.

    Returns
    -------
    bytes
        A PNG.
    """
    say = studio.say
    frame = studio.frame(say.text("static.places", level=studio.level), studio.area)
    looks = [Look(_LAND)] * len(studio.shapes)
    notes = (say.text("static.facilities"),) if _facilities(studio) else ()
    number = say.text("page.count.places", n=len(studio.shapes), level=studio.level)
    return figure_map.chart(
        frame,
        studio.shapes,
        looks,
        Key(say.text("page.legend.title"), number, (), notes),
        labels=studio.labels(),
        marks=[*studio.marks(), *_facilities(studio)],
        scale=studio.scale,
    )


def map_of(studio: Studio, layer: Layer, year: int) -> bytes:
    """
    One indicator in one year.

    Parameters
    ----------
    studio : Studio
        The content.
    layer : Layer
        The indicator.
    year : int
        One of its years.

    Returns
    -------
    bytes
        A PNG.
    """
    frame = studio.frame(
        studio.title(layer),
        f"{studio.year(year)} · {studio.area}",
        source=studio.source(layer, year),
        unverified=not layer.book.verified,
    )
    lines = [mark for mark in studio.marks() if mark.kind != "points"]
    return figure_map.chart(
        frame,
        studio.shapes,
        studio.looks(layer, year),
        studio.key(layer, year),
        labels=studio.labels(),
        marks=lines,
        scale=studio.scale,
    )


def years_map(studio: Studio, layer: Layer) -> bytes:
    """
    One indicator in all its years, on the same classes.

    Parameters
    ----------
    studio : Studio
        The content.
    layer : Layer
        The indicator.

    Returns
    -------
    bytes
        A PNG.
    """
    years = sorted(layer.cells)
    frame = studio.frame(
        studio.title(layer),
        f"{studio.measure(layer)} · {studio.area}",
        source=" · ".join(studio.source(layer, year) for year in years),
        unverified=not layer.book.verified,
    )
    panels = [(studio.year(year), studio.looks(layer, year)) for year in years]
    return figure_map.multiples(
        frame,
        studio.shapes,
        panels,
        studio.key_of_years(layer),
        labels=studio.labels(names=False),
    )


def problems_chart(studio: Studio, book: str) -> bytes | None:
    """
    What the whole area falls short of in one rulebook, worst first.

    Parameters
    ----------
    studio : Studio
        The content.
    book : str
        Id of the rulebook.

    Returns
    -------
    bytes or None
        A PNG; nothing where no problem is known.
    """
    lines = studio.worst.get(book, ())[:_ROWS]
    if not lines:
        return None
    say, layer = studio.say, studio.by_ref[lines[0].ref]
    counts = "page.measure.village" if layer.scored else "static.failing"
    frame = studio.frame(
        say.text("static.problems"),
        f"{say.text(counts)} · {studio.year(lines[0].year)} · {studio.area}",
        source=studio.source(layer, lines[0].year),
        unverified=not layer.book.verified,
    )
    told = say.written
    rows = [
        Bar(told(one.title), told(one.value), one.share, one.low, one.high, one.target,
            exact=one.form in _EXACT)
        for one in lines
    ]  # fmt: skip
    return figure_charts.bars(frame, rows, marks=(say.text("static.target"), ""))


def trends_chart(studio: Studio) -> bytes | None:
    """
    The worst indicators over their years.

    Parameters
    ----------
    studio : Studio
        The content.

    Returns
    -------
    bytes or None
        A PNG; nothing where no indicator has two years.
    """
    say, area = studio.say, studio.profiles[-1]
    lines = [line for mine in studio.worst.values() for line in mine]
    several = [line for line in lines if len(area.series[line.ref]) > 1][:_PANELS]
    if not several:
        return None
    frame = studio.frame(
        say.text("static.trends"),
        f"{say.text('static.failing')} · {studio.area}",
        source=" · ".join(_sources(studio, several)),
        unverified=any(not studio.by_ref[line.ref].book.verified for line in several),
    )
    return figure_charts.trends(frame, [_panel(studio, line) for line in several])


def aspects_chart(studio: Studio) -> bytes | None:
    """
    The aspects of the composite for the whole area, as a radar.

    Parameters
    ----------
    studio : Studio
        The content.

    Returns
    -------
    bytes or None
        A PNG; nothing without a composite or with fewer than three aspects.
    """
    aspects, least = studio.profiles[-1].aspects, 3
    sealed = studio.content.aspects
    if sealed is None or len(aspects) < least or all(one.high is None for one in aspects):
        return None
    say = studio.say
    frame = studio.frame(
        sealed.composite.composite.title.of(studio.lang),
        f"{say.text('static.aspects')} · {studio.area}",
        unverified=not sealed.composite.verified,
    )
    axes = [
        Axis(
            say.written(one.title),
            _told(studio, one.value, one.low, one.high),
            one.value,
            one.low,
            one.high,
        )
        for one in aspects
    ]
    return figure_charts.radar(
        frame, axes, heading=(say.text("static.aspect"), say.text("static.value"))
    )


def _facilities(studio: Studio) -> list[Mark]:
    """Public places, a mark for each kind."""
    import shapely

    found = studio.content.facilities
    if found is None or found.frame.empty:
        return []
    groups = list(found.frame.groupby("kind", sort=False))
    taken = {mark.colour for mark in studio.marks() if mark.kind == "points"}
    free = [colour for colour in _KINDS if colour not in taken] or list(_KINDS)
    return [
        Mark(
            "points",
            tuple(
                shapely.Point(float(x), float(y))
                for x, y in zip(rows["longitude"], rows["latitude"], strict=True)
            ),
            str(kind),
            free[i % len(free)],
        )
        for i, (kind, rows) in enumerate(groups)
    ]


def _panel(studio: Studio, line: Line) -> Panel:
    """The years of an indicator, each with its value in words."""
    points = studio.profiles[-1].series[line.ref]
    shares = [p.share for p in points if p.share is not None and p.form in _EXACT]
    decimals = 0 if all(share.is_integer() for share in shares) else 1
    return Panel(
        studio.say.written(line.title),
        tuple(_year(studio, point, decimals) for point in points),
    )


def _year(studio: Studio, point: Point, decimals: int) -> Year:
    """One year of an indicator."""
    say, exact = studio.say, point.form in _EXACT
    if point.share is not None:
        key = "page.value.exact" if exact else "page.value.rounded"
        told = say.text(key, share=say.number(point.share, decimals if exact else 0))
    else:
        told = _told(studio, None, point.low, point.high)
    year = say.written(str(point.year))
    return Year(year, told, point.share, point.low, point.high, exact)


def _told(studio: Studio, value: float | None, low: float | None, high: float | None) -> str:
    """A number, or a range as a range."""
    say = studio.say
    if value is not None:
        return say.number(round(value))
    if low is None or high is None:
        return say.text("page.table.none")
    return say.text("static.range", low=say.number(round(low)), high=say.number(round(high)))


def _sources(studio: Studio, lines: Sequence[Line]) -> dict[str, None]:
    """Where the years of indicators are known from, each once."""
    layers = [studio.by_ref[line.ref] for line in lines]
    return dict.fromkeys(studio.source(one, year) for one in layers for year in sorted(one.cells))


def _slug(layer: Layer) -> str:
    """An indicator in a file name."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in layer.indicator.code)
    return f"{layer.book.id}-{kept}"
