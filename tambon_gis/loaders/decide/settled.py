"""What a person looked at and kept: findings become notes, each told with who decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.loaders.decide.dealing import key
from tambon_gis.model.findings import Finding, Report
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.fixes import Fix, Fixes

__all__ = ["by_whom", "settle"]

EVERY = "*"


def settle(told: Report, fixes: Fixes, *, role: str) -> Report:
    """
    Turn what was looked at and kept into notes.

    Parameters
    ----------
    told : Report
        The report of an input, with everything that was noticed.
    fixes : Fixes
        All decisions of the project.
    role : str
        What the input is in the project.

    Returns
    -------
    Report
        The findings that a decision keeps, by place, by row or by what was found, are notes; each
        such decision is told in a note of its own. What is settled already stays as it is.

    Examples
    --------
    >>> from tambon_gis.model.fixes import Fixes
    >>> doubt = Finding("join.unknown", "decide", "a.csv", facts={"place": "99020109"})
    >>> told = Report("b", "a.csv", 1, 0, 1, findings=(doubt,))
    >>> kept = Fixes.model_validate({"fix": [{"place": "99020109", "keep": True}]})
    >>> settled = settle(told, kept, role="b")
    >>> [(one.code, one.severity) for one in settled.findings]
    [('join.unknown', 'note'), ('fix.kept', 'note')]
    """
    findings = list(told.findings)
    for n, fix in enumerate(fixes.fix, start=1):
        if not fix.keep or fix.input not in {EVERY, role}:
            continue
        kept = [at for at, one in enumerate(findings) if _is_about(fix, one)]
        for at in kept:
            findings[at] = replace(findings[at], severity="note")
        if kept:
            findings.append(_kept(n, fix, [findings[at] for at in kept], told.file))
    return replace(told, findings=tuple(findings))


def by_whom(fix: Fix) -> str:
    """
    Who decided and when, as the tail of a sentence.

    Parameters
    ----------
    fix : Fix
        A decision.

    Returns
    -------
    str
        Empty when neither is known.

    Examples
    --------
    >>> from tambon_gis.model.fixes import Fix
    >>> by_whom(Fix(row=2, keep=True, decided_by="ประธาน", decided_on="5/3/2565"))
    ' (ประธาน, 5/3/2565)'
    """
    on = fix.decided_on
    day = f"{on.day}/{on.month}/{on.year + BE_OFFSET}" if on is not None else ""
    told = ", ".join(part for part in (fix.decided_by, day) if part)
    return f" ({told})" if told else ""


def _kept(n: int, fix: Fix, about: Sequence[Finding], file: str) -> Finding:
    """The note about what a decision keeps, with its cells."""
    spot = about[0]
    cells = [one.cell or str(one.row or "") for one in about if one.sheet == spot.sheet]
    return Finding(
        "fix.kept",
        "note",
        spot.file or file,
        spot.sheet,
        ", ".join(dict.fromkeys(filter(None, cells))),
        spot.row,
        len(about),
        {"fix": str(n), "by": by_whom(fix)},
    )


def _is_about(fix: Fix, one: Finding) -> bool:
    """Whether a decision is about what a finding tells."""
    if one.severity != "decide":
        return False
    place = one.facts.get("place")
    same = fix.place is not None and place is not None and key(str(place)) == key(fix.place)
    here = fix.file in {"", one.file} and fix.sheet in {"", one.sheet}
    if fix.finding:
        named = fix.finding == one.code and (fix.place is None or same)
        return here and named and _is_the_same(fix, one)
    if fix.row is None:
        return same
    return here and one.row == fix.row and one.count == 1 and (same or fix.place is None)


def _is_the_same(fix: Fix, one: Finding) -> bool:
    """Whether a finding is still what it was when it was kept, as far as the decision says."""
    return (
        fix.cell in {"", one.cell} and fix.row in {None, one.row} and fix.count in {None, one.count}
    )
