"""The map as folium makes it, and the only file that imports folium.

Folium is given no tiles, no scripts and no styles of its own, and a fixed name instead of a random
one. A MacroElement hands the finished map to the page's script, which draws the places from the
data block: no text of the data passes through folium's templates. So the map is the same for every
area but for its centre: it is drawn once around a fixed point, kept, and the centre is put in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from tambon_gis.render.made_once import once

__all__ = ["MapParts", "drawn", "map_parts"]

MAP_ID = "tambon"
_ZOOM_SNAP = 0.02
_ZOOM_DELTA = 0.5
#: The point around which the kept map is drawn.
_ANYWHERE = (0.5, 0.25)
_START = (
    "{% macro script(this, kwargs) %}TambonPage.start({{ this._parent.get_name() }});{% endmacro %}"
)


@dataclass(frozen=True)
class MapParts:
    """
    The two parts of a map that a page puts in its own places.

    Parameters
    ----------
    html : str
        The element that holds the map.
    script : str
        What makes the map in it.
    """

    html: str
    script: str


def map_parts(centre: tuple[float, float]) -> MapParts:
    """
    An empty map around a point, ready for the page's script.

    Parameters
    ----------
    centre : tuple of (float, float)
        Latitude and longitude.

    Returns
    -------
    MapParts
        The same text for the same centre, always.

    Examples
    --------
    >>> parts = map_parts((14.6, 100.4))
    >>> parts.html
    '<div class="folium-map" id="map_tambon" ></div>'
    >>> parts.script.startswith("var map_tambon = L.map(")
    True
    """
    html, before, after = _around_a_point()
    return MapParts(html, f"{before}{json.dumps([float(one) for one in centre])}{after}")


@cache
def _around_a_point() -> tuple[str, str, str]:
    """The element, and the script before and after the centre, drawn once for these libraries."""
    about = [version(name) for name in ("folium", "branca", "jinja2")]
    settings = [about, MAP_ID, _ZOOM_SNAP, _ZOOM_DELTA, _START, _ANYWHERE]
    found = json.loads(once("map", json.dumps(settings).encode(), _made))
    return str(found[0]), str(found[1]), str(found[2])


def _made() -> bytes:
    """The map around the fixed point, in its three parts."""
    parts = drawn(_ANYWHERE)
    before, after = parts.script.split(json.dumps(list(_ANYWHERE)))
    return json.dumps([parts.html, before, after]).encode()


def drawn(centre: tuple[float, float]) -> MapParts:
    """
    The same map, drawn by folium.

    Parameters
    ----------
    centre : tuple of (float, float)
        Latitude and longitude.

    Returns
    -------
    MapParts
        What :func:`map_parts` gives without drawing.

    Examples
    --------
    >>> drawn((14.6, 100.4)) == map_parts((14.6, 100.4))
    True
    """
    import folium
    from branca.element import MacroElement
    from jinja2 import Template

    chart = folium.Map(
        location=centre,
        tiles=None,
        zoom_start=10,
        zoom_control=False,
        control_scale=False,
        zoom_snap=_ZOOM_SNAP,
        zoom_delta=_ZOOM_DELTA,
        attribution_control=False,
        scroll_wheel_zoom=False,
    )
    # on the instance: `add_js_link` would change the class for every later map
    chart.default_js, chart.default_css = [], []
    chart._id = MAP_ID  # noqa: SLF001  (folium offers no other way to a fixed name)
    places: Any = MacroElement()  # type: ignore[no-untyped-call]  # branca is typed in part
    places._name, places._id, places._template = "Places", MAP_ID, Template(_START)  # noqa: SLF001
    places.add_to(chart)
    figure: Any = chart.get_root()
    chart.render()  # type: ignore[no-untyped-call]
    return MapParts(html=figure.html.render().strip(), script=_lines(figure.script.render()))


def _lines(script: str) -> str:
    """A script without indentation and empty lines."""
    return "\n".join(line for line in map(str.strip, script.splitlines()) if line)
