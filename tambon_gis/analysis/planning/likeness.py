"""Likeness: how much of one Thai text stands in another, letter by letter."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Likeness", "grams"]

_LONG = 3
_DIGITS = "0123456789"


@lru_cache(maxsize=4096)
def grams(text: str) -> frozenset[str]:
    """
    The runs of three letters of a text.

    Parameters
    ----------
    text : str
        Any text; Thai is written without spaces, so letters are taken and not words.

    Returns
    -------
    frozenset[str]
        Each run once; those with a digit are left out, since numbers are of no subject. Lines are
        taken one by one.

    Notes
    -----
    Formula: every three letters that follow one another, after
    :func:`tambon_gis.thai.normalise_label`. Units: letters, vowels and tone marks alike. Missing: a
    text of fewer than three letters has none. Source: character n-grams, the usual way to compare
    texts of languages that are written without spaces.

    Examples
    --------
    >>> sorted(grams("น้ำดื่ม 5"))
    ['ดื่', 'น้ำ', 'ำดื', 'ื่ม', '้ำด']
    """
    lines = (normalise_label(line) for line in text.splitlines())
    runs = (line[at : at + _LONG] for line in lines for at in range(len(line) - _LONG + 1))
    return frozenset(run for run in runs if not any(letter in _DIGITS for letter in run))


@dataclass(frozen=True)
class Likeness:
    """
    A measure of likeness that knows which letters are common in what it compares.

    Parameters
    ----------
    weights : Mapping[str, float]
        Run of three letters -> how rare it is; made by :meth:`of`.
    rarest : float
        The weight of a run that stands in none of the texts.
    """

    weights: Mapping[str, float] = field(repr=False)
    rarest: float

    @classmethod
    def of(cls, texts: Iterable[str]) -> Likeness:
        """
        Learn from texts of one kind what all of them say.

        Parameters
        ----------
        texts : iterable of str
            For example the titles of all indicators.

        Returns
        -------
        Likeness
            A run of three letters weighs ln((1 + texts) / (1 + those with it)) + 0.1.

        Examples
        --------
        >>> like = Likeness.of(["ครัวเรือนมีน้ำดื่ม", "ครัวเรือนไม่สูบบุหรี่"])
        >>> round(like.weights["ครั"], 2), round(like.weights["ดื่"], 2)
        (0.1, 0.51)
        """
        every = [grams(text) for text in texts]
        seen: dict[str, int] = {}
        for one in every:
            for run in one:
                seen[run] = seen.get(run, 0) + 1
        base = 1 + len(every)
        weights = {run: log(base / (1 + many)) + 0.1 for run, many in seen.items()}
        return cls(weights, log(base) + 0.1)

    def inside(self, part: str, whole: str) -> float:
        """
        How much of a short text stands in a long one.

        Parameters
        ----------
        part, whole : str
            For example the title of an indicator and the text of a project.

        Returns
        -------
        float
            The weight of the runs of ``part`` that stand in ``whole``, of the weight of all of
            them: 0 to 1, 0 where there are none.

        Examples
        --------
        >>> Likeness.of(["น้ำดื่ม"]).inside("น้ำดื่ม", "โครงการน้ำดื่มสะอาด")
        1.0
        """
        mine = grams(part)
        return self._share(mine & grams(whole), mine)

    def between(self, one: str, other: str) -> float:
        """
        How much two texts have in common.

        Parameters
        ----------
        one, other : str
            For example the titles of two projects.

        Returns
        -------
        float
            The weight of the runs that stand in both, of those that stand in either: 0 to 1.

        Examples
        --------
        >>> Likeness.of(["น้ำดื่ม", "บุหรี่"]).between("น้ำดื่ม", "บุหรี่")
        0.0
        """
        mine, its = grams(one), grams(other)
        return self._share(mine & its, mine | its)

    def _share(self, runs: frozenset[str], of: frozenset[str]) -> float:
        """The weight of some runs in that of all; sorted, so that sums do not depend on order."""
        whole = sum(self.weights.get(run, self.rarest) for run in sorted(of))
        return (
            sum(self.weights.get(run, self.rarest) for run in sorted(runs)) / whole if of else 0.0
        )
