"""For Jupyter: what the loaders noticed as a frame. A drawn page shows itself in a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from tambon_gis.model.findings import Findings

__all__ = ["findings_table"]


def findings_table(found: Findings, *, lang: str = "th") -> pd.DataFrame:
    """
    Findings as a frame, one row a finding.

    Parameters
    ----------
    found : Findings
        What the loaders noticed.
    lang : {"th", "en"}, default "th"
        Language of the sentences.

    Returns
    -------
    pandas.DataFrame
        ``role``, ``severity``, ``where``, ``what``, ``mend``, ``count`` (cells or rows).

    Examples
    --------
    >>> from tambon_gis.study.look import check
    >>> findings_table(check("tests/data/small")).columns.tolist()
    ['role', 'severity', 'where', 'what', 'mend', 'count']
    """
    import pandas as pd

    rows = [
        (report.role, one.severity, one.where, one.tell(lang), one.mend(lang), one.count)
        for report in found.reports
        for one in report.findings
    ]
    return pd.DataFrame(rows, columns=["role", "severity", "where", "what", "mend", "count"])
