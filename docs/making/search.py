"""Search in Thai, which puts no spaces between words, beside English.

A run of Thai letters is one term of the index, marked so that no query equals it. The search of the
page then looks for terms that hold the query: any word of three letters or more is found, wherever
it stands in a run.
"""

from __future__ import annotations

import re

from sphinx.search.en import SearchEnglish

__all__ = ["SearchThai"]

#: Thai letters with their vowels and tones, which are marks; else letters and digits.
_RUN = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]+|[^\W\u0e00-\u0e7f]+")
_IN_THE_PAGE = r"""
function splitQuery(query) {
  return query.match(/[\u0e01-\u0e3a\u0e40-\u0e4e]+|[\p{Letter}\p{Number}_]+/gu) || [];
}
"""


class SearchThai(SearchEnglish):
    """Words of Thai and of English."""

    lang = "th"
    language_name = "English"  # of the stemmer in the page
    js_splitter_code = _IN_THE_PAGE

    def split(self, input: str) -> list[str]:  # noqa: A002
        """
        Cut a text into terms.

        Parameters
        ----------
        input : str
            Text.

        Returns
        -------
        list[str]
            Runs of Thai letters, and words of other letters.

        Examples
        --------
        >>> SearchThai({}).split("หมู่ที่ 5: build --all")
        ['_หมู่ที่', '5', 'build', 'all']
        """
        return [f"_{run}" if run[0] >= "\u0e01" else run for run in _RUN.findall(input)]
