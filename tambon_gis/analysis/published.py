"""Published: sealed cells as shares and ranges, so that all that is derived knows no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.engine.frames import same_kind
from tambon_gis.model.stages import SEALED

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["as_measured"]

_BAND_TOP = 4
_TOLD = ("exact", "zero", "rounded")
_NOT_GROUPS = ("share", "households", "unknown", "failing", "asked")


@same_kind
def as_measured(published: pd.DataFrame) -> pd.DataFrame:
    """
    Published cells as a measured table, from which composites, changes and priorities are made.

    Parameters
    ----------
    published : frame of any kind
        Stage ``sealed``: :attr:`tambon_gis.model.sealed.Measures.frame`.

    Returns
    -------
    frame of the same kind
        Stage ``measured`` with ``form``, ``failing``, ``share_low`` and ``share_high``, then the
        group columns, and ``score`` where any cell has one. ``share`` from 0 to 1 only where the
        form tells a count.

    Raises
    ------
    StageError
        When the table is not stage ``sealed``.

    Notes
    -----
    Formula: share = failing / asked as told. A band is the range that its form leaves: few is 1 to
    4 of the households asked, 0-4 is 0 to 4, nearly all is asked - 4 to asked; where persons are
    counted a band says nothing of them but that somebody fails or nobody need. A rounded total is
    2 below to 2 above (5 below to 4 above, if to tens).

    Units: shares are fractions from 0 to 1, counts in the indicator's own unit.

    Missing: a hidden cell, one without data and one in which nobody was asked have no share and no
    range; ``unknown`` counts are null, since only their class is published.

    Source: the forms of published cells, rule P5.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"year": 2565, "framework": "b", "code": "9", "level": "village",
    ...     "place": ["15010901", "15010902"], "counts": "household", "form": ["few", "exact"],
    ...     "asked": [80.0, 90.0], "failing": [None, 18.0], "share": [None, 20.0],
    ...     "households": [80.0, 90.0], "unknown": "under_5", "score": [None, None]})
    >>> cells["score"] = cells["score"].astype("Float64")
    >>> as_measured(cells)[["share", "share_low", "share_high"]].values.tolist()
    [[<NA>, 0.0125, 0.05], [0.2, 0.2, 0.2]]
    """
    import pandas as pd

    SEALED.check(published)
    cells = published.reset_index(drop=True)
    form = cells["form"]
    told = form.isin(_TOLD)
    asked = cells["asked"].astype("Int64")
    failing = cells["failing"].astype("Int64").where(told)
    households = cells["households"].astype("Int64")
    null = pd.Series(pd.NA, index=cells.index, dtype="Int64")
    low, high = _range(cells, asked, failing)
    whole = asked.mask(asked.eq(0)).astype("Float64")
    head = ["year", "framework", "code", "level", "place", "counts"]
    extra = [name for name in cells if name not in {*head, "form", *_NOT_GROUPS}]
    if cells["score"].isna().all():
        extra.remove("score")
    homes = cells["counts"].eq("household")
    columns: dict[str, pd.Series] = {str(name): cells[name] for name in head}
    columns |= {
        "asked": asked,
        "met": asked - failing,
        "unknown": null,
        "households_asked": households,
        "households_met": (households - failing).where(homes),
        "households_unknown": null,
        "share": (failing / whole).clip(upper=1.0),
        "unknown_share": null.astype("Float64"),
        "form": form,
        "failing": failing,
        "share_low": (low / whole).clip(0.0, 1.0),
        "share_high": (high / whole).clip(0.0, 1.0),
    }
    return pd.DataFrame(columns | {str(name): cells[name] for name in extra})


def _range(
    cells: pd.DataFrame, asked: pd.Series, failing: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Smallest and largest count that each form leaves; null where it says nothing."""
    form, persons = cells["form"], cells["counts"].ne("household")
    ten = cells["rounded_to"].eq(10).fillna(value=False) if "rounded_to" in cells else False
    rounded = form.eq("rounded")
    low, high = failing.copy(), failing.copy()
    low = low.mask(rounded, failing - 2).mask(rounded & ten, failing - 5)
    high = high.mask(rounded, failing + 2).mask(rounded & ten, failing + 4)
    few, band, most = (form.eq(name) for name in ("few", "zero_band", "most"))
    low = low.mask(few, 1).mask(band | (most & persons), 0)
    low = low.mask(most & ~persons, asked - _BAND_TOP)
    high = high.mask((few | band) & ~persons, _BAND_TOP).mask(most, asked)
    return low, high.mask((few | band) & persons, asked)
