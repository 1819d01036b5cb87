"""Layers whose coordinates are not what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torture.land import (
    INDIAN,
    STRANGE,
    WGS84,
    feature,
    geojson,
    indian,
    moved,
    prj,
    rings,
    shapefile,
    tambons,
    utm,
)
from torture.registry import Made, case

if TYPE_CHECKING:
    from pathlib import Path


def _swapped(features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Latitude first."""
    for one in features:
        ring = one["geometry"]["coordinates"][0]
        one["geometry"]["coordinates"] = [[(y, x) for x, y in ring]]
    return features


@case("crs_indian", "a layer on Indian 1975")
def crs_indian(folder: Path) -> Made:
    """451 m away from where it would fall as WGS 84, 188 m by the default operation."""
    return shapefile(folder, shapes=moved(rings(), indian(47)), prj=prj(INDIAN, 47))


@case("crs_indian_degrees", "a layer in degrees on Indian 1975, asked for by a person")
def crs_indian_degrees(folder: Path) -> Made:
    """The file itself has no word of it."""
    back = (
        "+proj=pipeline +step +inv +proj=utm +zone=47 +a=6377276.345 +rf=300.8017 "
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    return shapefile(folder, shapes=moved(moved(rings(), indian(47)), back), prj=None)


@case("crs_utm", "a layer in metres of zone 47")
def crs_utm(folder: Path) -> Made:
    """WGS 84."""
    return shapefile(folder, shapes=moved(rings(), utm(47)), prj=prj(WGS84, 47))


@case("crs_none_degrees", "degrees without a .prj")
def crs_none_degrees(folder: Path) -> Made:
    """They lie in Thailand: WGS 84 most likely, and a person should know."""
    return shapefile(folder, prj=None)


@case("crs_none_metres", "metres without a .prj")
def crs_none_metres(folder: Path) -> Made:
    """Two systems fit: no guess."""
    return shapefile(folder, shapes=moved(rings(), utm(47)), prj=None, rows=None)


@case("crs_none_metres_reference", "metres without a .prj beside a layer whose place is trusted")
def crs_none_metres_reference(folder: Path) -> Made:
    """The reference tells Indian 1975 from WGS 84, and the evidence is told."""
    geojson(folder, name="reference.geojson")
    return shapefile(folder, shapes=moved(rings(), indian(47)), prj=None)


@case("crs_wrong_zone", "metres of zone 47 that say zone 48, beside a trusted layer")
def crs_wrong_zone(folder: Path) -> Made:
    """646 km to the east."""
    geojson(folder, name="reference.geojson")
    return shapefile(folder, shapes=moved(rings(), utm(47)), prj=prj(WGS84, 48))


@case("crs_mislabelled", "metres on Indian 1975 that say WGS 84, beside a trusted layer")
def crs_mislabelled(folder: Path) -> Made:
    """451 m off, which nobody sees on the page."""
    geojson(folder, name="reference.geojson")
    return shapefile(folder, shapes=moved(rings(), indian(47)), prj=prj(WGS84, 47))


@case("crs_degrees_in_utm", "degrees in a file that says metres")
def crs_degrees_in_utm(folder: Path) -> Made:
    """The .prj of another layer."""
    return shapefile(folder, prj=prj(WGS84, 47), rows=None)


@case("crs_metres_in_degrees", "metres in a file that says degrees")
def crs_metres_in_degrees(folder: Path) -> Made:
    """The other way round."""
    return shapefile(folder, shapes=moved(rings(), utm(47)), prj=WGS84, rows=None)


@case("crs_datum_unknown", "a datum that nobody knows")
def crs_datum_unknown(folder: Path) -> Made:
    """A ballpark transform would be 581 m off without a word."""
    shapes = moved(rings(), indian(47))
    return shapefile(folder, shapes=shapes, prj=prj(STRANGE, 47), rows=None)


@case("crs_prj_garbage", "a .prj that is no reference system")
def crs_prj_garbage(folder: Path) -> Made:
    """Degrees, by their numbers."""
    return shapefile(folder, prj="ระบบพิกัด 47")


@case("crs_asked_unknown", "a reference system is asked for that does not exist")
def crs_asked_unknown(folder: Path) -> Made:
    """EPSG:99999."""
    return geojson(folder, rows=None)


@case("crs_swapped", "latitude before longitude")
def crs_swapped(folder: Path) -> Made:
    """Somewhere in the Arctic."""
    return geojson(folder, _swapped([feature(at) for at in range(3)]))


@case("crs_geojson_member", "a GeoJSON in metres that names its system")
def crs_geojson_member(folder: Path) -> Made:
    """The old member crs."""
    shapes = moved(rings(), utm(47))
    made = [
        feature(at, {"type": "Polygon", "coordinates": [shape[0][::-1]]})
        for at, shape in enumerate(shapes)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32647"}}
    return geojson(folder, made, crs=crs)


@case("crs_elsewhere", "a layer that lies in another country")
def crs_elsewhere(folder: Path) -> Made:
    """The boxes are in the Bay of Bengal."""
    made = []
    for at in range(3):
        one = feature(at)
        ring = one["geometry"]["coordinates"][0]
        one["geometry"]["coordinates"] = [[(x - 20, y) for x, y in ring]]
        made.append(one)
    return geojson(folder, made)


@case("crs_not_its_province", "tambons of Ang Thong that lie in Chiang Mai")
def crs_not_its_province(folder: Path) -> Made:
    """Their own codes say where they should be."""
    made = tambons(("150109", "150110"), ("หัวไผ่", "จำปาหล่อ"), at=(98.9, 18.8))
    return geojson(folder, made, rows=(1, 2))


@case("corner_nan", "a corner of a GeoJSON polygon that is NaN")
def corner_nan(folder: Path) -> Made:
    """Python writes it so, and it is no JSON."""
    made = [feature(at) for at in range(3)]
    ring = made[1]["geometry"]["coordinates"][0]
    ring[1] = (float("nan"), ring[1][1])
    return geojson(folder, made)


@case("crs_infinite", "a coordinate that is not a number")
def crs_infinite(folder: Path) -> Made:
    """Written into the bytes of the second shape."""
    first, second, third = rings()
    second[0][1] = (float("nan"), second[0][1][1])
    return shapefile(folder, shapes=[first, second, third])
