"""Hands: who drew which places, as outputs tell it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tambon_gis.model.outline import Sketch
from tambon_gis.thai import strip_controls

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["sketches"]


def sketches(boundaries: pd.DataFrame) -> dict[str, Any]:
    """
    Who drew which places, and whether the others are boundaries.

    Parameters
    ----------
    boundaries : pandas.DataFrame
        Stage ``boundaries``.

    Returns
    -------
    dict[str, Any]
        ``drawn`` and ``surveyed`` of :class:`tambon_gis.model.sealed.Places`; nothing where nobody
        drew.

    Examples
    --------
    >>> import pandas as pd
    >>> sketches(pd.DataFrame({"place": ["99020101"]}))
    {}
    """
    if "drawn_by" not in boundaries:
        return {}
    mine = boundaries[boundaries["drawn_by"].fillna("").ne("")].sort_values("place")
    rows = zip(
        *(mine[name] for name in ("place", "drawn_by", "drawn_on", "drawn_how")), strict=True
    )
    drawn = tuple(
        Sketch(str(place), strip_controls(by), dt.date.fromisoformat(on), str(how))
        for place, by, on, how in rows
    )
    return {"drawn": drawn, "surveyed": int(boundaries["approximate"].sum()) == len(drawn)}
