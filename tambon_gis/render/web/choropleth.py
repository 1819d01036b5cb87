"""The map as folium makes it, and the only file that imports folium.

Folium is given no tiles, no scripts and no styles of its own, and a fixed name instead of a random
one. A MacroElement hands the finished map to the page's script, which draws the places from the
data block: no text of the data passes through folium's templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import folium
from branca.element import MacroElement
from jinja2 import Template

__all__ = ["MapParts", "Places", "map_parts"]

MAP_ID = "tambon"
_ZOOM_SNAP = 0.02
_ZOOM_DELTA = 0.5


class Places(MacroElement):
    """The layer of places: starts the page's own script on the map it is added to."""

    _template = Template(
        "{% macro script(this, kwargs) %}TambonPage.start({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is typed in part
        self._name = "Places"
        self._id = MAP_ID


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
    Places().add_to(chart)
    figure: Any = chart.get_root()
    chart.render()  # type: ignore[no-untyped-call]
    return MapParts(html=figure.html.render().strip(), script=_lines(figure.script.render()))


def _lines(script: str) -> str:
    """A script without indentation and empty lines."""
    return "\n".join(line for line in map(str.strip, script.splitlines()) if line)
