"""What pages load: our stylesheet and scripts, the typeface, Leaflet; all from this computer."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import Response

from tambon_gis.errors import MissingFileError
from tambon_gis.render import fonts
from tambon_gis.render.web import assets as leaflet

__all__ = ["router"]

router = APIRouter()
KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "woff2": "font/woff2",
    "woff": "font/woff",
}
FONT = "noto-sans-thai"


@cache
def _known() -> dict[str, bytes]:
    """Name -> content of every file that may be asked for."""
    ours = files("tambon_gis.serve") / "static"
    out = {one.name: one.read_bytes() for one in ours.iterdir() if one.name[0] != "."}
    kind, content = fonts.woff()
    out[f"{FONT}.{kind}"] = content
    out["leaflet.js"] = leaflet.leaflet_js().encode()
    out["leaflet.css"] = leaflet.leaflet_css().encode()
    return out


@router.get("/static/{name}")
def static(name: str) -> Response:
    """
    Give out one of the known files.

    Parameters
    ----------
    name : str
        Its name; it is looked up, never joined to a path.

    Returns
    -------
    Response
        The file.

    Raises
    ------
    MissingFileError
        When there is none of that name.
    """
    found = _known().get(name)
    if found is None:
        raise MissingFileError("serve.asset", where=name)
    return Response(found, media_type=KINDS[name.rsplit(".", 1)[-1]])
