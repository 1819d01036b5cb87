"""The answers of a field form: what is sent, what is shown in both languages, what is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.loaders.forms.checks import answers
from tambon_gis.model.document import Text
from tambon_gis.places import moo_of
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tambon_gis.model.rulebook import Scores
    from tambon_gis.model.schema import Field

__all__ = ["REFUSED", "Choice", "choices_of", "in_both", "place_choices", "score_choices"]

#: Sent where nobody knows or wants to say: an empty cell.
REFUSED = "unknown"
NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Choice:
    """
    One answer.

    Parameters
    ----------
    name : str
        What a form sends.
    label : Text
        What is shown.
    cell : str
        What stands in a table for it.
    """

    name: str
    label: Text
    cell: str


def in_both(key: str, **facts: object) -> Text:
    """
    A sentence of the package in both languages.

    Parameters
    ----------
    key : str
        Of the words.
    **facts : object
        What it names.

    Returns
    -------
    Text
        The sentence.

    Examples
    --------
    >>> in_both("field.section.which").en
    'Which house or village'
    """
    return Text(th=words("th").text(key, **facts), en=words("en").text(key, **facts))


def choices_of(one: Field) -> tuple[Choice, ...]:
    """
    The answers of a column, each meaning once, with one for who does not know.

    Parameters
    ----------
    one : Field
        A column of the kind ``answer``.

    Returns
    -------
    tuple[Choice, ...]
        In the order of the schema. Usual words stand in English as well; others as the schema has
        them.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> table = catalog.schema("bmn-person-answers")
    >>> [(choice.name, choice.cell) for choice in choices_of(table.by_name["sex"])]
    [('1', 'ชาย'), ('2', 'หญิง'), ('unknown', '')]
    """
    known = words("en").under("field.answer")
    found = []
    for text in answers(one):
        if text == "-":
            found.append(Choice(NOT_APPLICABLE, in_both("field.not_applicable"), text))
        else:
            name = str(one.values[text])
            found.append(Choice(name, Text(th=text, en=known.get(text, text)), text))
    return (*found, Choice(REFUSED, in_both("field.unknown"), ""))


def score_choices(one: Field, scores: Scores) -> tuple[Choice, ...]:
    """
    The steps of a score, by their titles.

    Parameters
    ----------
    one : Field
        A column that holds a score.
    scores : Scores
        Its ladder.

    Returns
    -------
    tuple[Choice, ...]
        The worst first; "does not apply" where the column has it; one for who does not know.
    """
    found = []
    for step in scores.steps:
        title = scores.titles[str(step)]
        label = Text(th=f"{step} {title.th}", en=f"{step} {title.en}")
        found.append(Choice(str(step), label, str(step)))
    if one.dash == "not_applicable":
        found.append(Choice(NOT_APPLICABLE, in_both("field.not_applicable"), "-"))
    return (*found, Choice(REFUSED, in_both("field.unknown"), ""))


def place_choices(villages: Mapping[str, str]) -> tuple[Choice, ...]:
    """
    The villages to choose from; each label holds the code, so that an export of labels has it too.

    Parameters
    ----------
    villages : Mapping[str, str]
        Village code -> name, which may be empty.

    Returns
    -------
    tuple[Choice, ...]
        By code.

    Examples
    --------
    >>> place_choices({"99010101": "เหนือ"})[0].label.th
    'หมู่ 1 เหนือ (99010101)'
    """
    found = []
    for code, name in sorted(villages.items()):
        facts = {"moo": str(moo_of(code) or code[-2:]), "name": name, "code": code}
        label = in_both("field.village" if name else "field.village_bare", **facts)
        found.append(Choice(code, label, code))
    return tuple(found)
