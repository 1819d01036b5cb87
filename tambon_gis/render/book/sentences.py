"""Sentences: a rule read aloud, columns by their captions, signs and constants as words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tambon_gis.model.rulebook import Constant
    from tambon_gis.model.schema import Field

__all__ = ["amount", "caption", "sentence"]

_TOKEN = re.compile(
    r"'(?:[^']|'')*'|\d+(?:\.\d+)?|[A-Za-z_]\w*|<>|!=|>=|<=|==|[-+*/%()=<>,]", re.ASCII
)
_SIGNS = {">=": "ge", "<=": "le", ">": "gt", "<": "lt", "<>": "ne", "!=": "ne", "/": "div"}
_PLAIN = {"==": "=", "*": "×"}
_UNSPOKEN = {"case", "end"}
_SPOKEN = {
    *("and", "or", "not", "when", "when_next", "then", "else", "between", "between_and", "in"),
    *("is", "null", "true", "false", "abs", "coalesce"),
}
_EQUAL = {"=", "==", "<>", "!="}
_BILINGUAL = re.compile(r"^(.*?) \((.*)\)$")
_SCORE = "count_score_"
_OF_A_FOLD = frozenset({"folded", "applicable", "members", "scored"})


def sentence(
    rule: str,
    fields: Mapping[str, Field],
    constants: Mapping[str, Constant],
    *,
    lang: str = "th",
) -> str:
    """
    A rule in words.

    Parameters
    ----------
    rule : str
        A rule of a rulebook.
    fields : Mapping[str, Field]
        Columns that have a caption, by name.
    constants : Mapping[str, Constant]
        The rulebook's constants.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        The same condition: captions for columns, values with their units for constants, words for
        signs. It is meant for reading; what is computed is the rule.

    Examples
    --------
    >>> sentence("members >= 2 AND NOT (a BETWEEN 1 AND 3)", {}, {}, lang="en")
    '“members” at least 2 and not (“a” from 1 to 3)'
    """
    say = words(lang)
    said: list[str] = []
    tokens = _TOKEN.findall(rule)
    ranges = seen_when = 0
    for at, token in enumerate(tokens):
        word = token.casefold()
        if word in _UNSPOKEN:
            continue
        if word == "between":
            ranges += 1
        if word == "and" and ranges:
            ranges, word = ranges - 1, "between_and"
        if word == "when":
            word = "when_next" if seen_when else "when"
            seen_when += 1
        if token in _SIGNS or word in _SPOKEN:
            said.append(say.text(f"codebook.sign.{_SIGNS.get(token, word)}"))
        elif token[0].isalpha() or token[0] == "_":
            said.append(_name(token, fields, constants, lang))
        else:
            answered = _answer(tokens, at, fields, lang)
            said.append(answered or _PLAIN.get(token, token))
    text = " ".join(filter(None, said))
    return re.sub(r" ([,;)])", r"\1", text.replace("( ", "("))


def caption(name: str, fields: Mapping[str, Field], *, lang: str = "th") -> str:
    """
    The caption of a column or of a name that a rule may use.

    Parameters
    ----------
    name : str
        Name in the rule.
    fields : Mapping[str, Field]
        Columns that have a caption, by name.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        The caption; the name itself where there is none.

    Examples
    --------
    >>> caption("count_score_1", {}, lang="en"), caption("rent", {})
    ('indicators at score 1', 'rent')
    """
    say = words(lang)
    if name in fields:
        return fields[name].title.of(lang)
    if name.startswith(_SCORE):
        return say.text("codebook.name.count_score", score=name.removeprefix(_SCORE))
    return say.text(f"codebook.name.{name}") if name in _OF_A_FOLD else name


def amount(constant: Constant, *, lang: str = "th") -> str:
    """
    The value of a constant with its unit.

    Parameters
    ----------
    constant : Constant
        The constant; a unit may say both languages: ``บาทต่อคน (baht a person)``.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        Value and unit.

    Examples
    --------
    >>> from tambon_gis.model.rulebook import Constant
    >>> line = Constant(value=38000, unit="บาทต่อคน (baht a person)", source="-")
    >>> amount(line, lang="en"), amount(line)
    ('38,000 baht a person', '38,000 บาทต่อคน')
    """
    whole = float(constant.value).is_integer()
    value = words(lang).number(constant.value) if whole else f"{constant.value:,}"
    both = _BILINGUAL.match(constant.unit)
    unit = both[2 if lang == "en" else 1] if both else constant.unit
    return f"{value} {unit}"


def _name(
    token: str, fields: Mapping[str, Field], constants: Mapping[str, Constant], lang: str
) -> str:
    """A constant as its amount, a column as its caption in quotation marks."""
    if token in constants:
        return amount(constants[token], lang=lang)
    return f"“{caption(token, fields, lang=lang)}”"


def _answer(tokens: list[str], at: int, fields: Mapping[str, Field], lang: str) -> str | None:
    """The word on the form for a code that a column of answers is compared with."""
    if at < 2 or tokens[at - 1] not in _EQUAL or tokens[at - 2] not in fields:  # noqa: PLR2004
        return None
    values, code = fields[tokens[at - 2]].values, tokens[at]
    named = [text for text, other in values.items() if str(other) == code and text != code]
    if not named:
        return None
    if lang == "th":
        return named[0]
    plain = {"1": "yes", "0": "no"} if set(values.values()) == {0, 1} else {}
    return words(lang).text(f"codebook.{plain[code]}") if plain else f"{code} ({named[0]})"
