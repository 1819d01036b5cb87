"""The second sheet of a form: each column explained, and the lists to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.loaders.address import letter
from tambon_gis.loaders.forms.checks import answers, limits_told
from tambon_gis.loaders.forms.paper import FONT, LINE, SIZE, WIDER, wrapped
from tambon_gis.places import moo_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from tambon_gis.loaders.forms.paper import Paper
    from tambon_gis.model.schema import Field

__all__ = ["write_notes"]

_NOTES = {"letter": 14, "title": 50, "kind": 46, "accepts": 34, "need": 26, "who": 44, "dash": 36}


def write_notes(paper: Paper, sheet: Worksheet) -> None:
    """
    One line a column: how to fill it in and who sees it; below, the lists to choose from.

    Parameters
    ----------
    paper : Paper
        The form; it remembers where each list stands.
    sheet : xlsxwriter.worksheet.Worksheet
        An empty sheet.
    """
    head = paper.style(bold=True, border=1, bg_color="#D9E2EC", align="center", valign="vcenter")
    sheet.set_row(2, LINE * 1.3)
    cell = paper.style(border=1, border_color="#BFC9D6", text_wrap=True, valign="vcenter", indent=1)
    for at, (key, width) in enumerate(_NOTES.items()):
        sheet.write_string(2, at, paper.say(f"column.{key}"), head)
        sheet.set_column(at, at, width)
    big = paper.style(bold=True, font_size=SIZE + 6)
    sheet.set_row(0, LINE * 1.6)
    sheet.write_string(0, 0, f"{paper.say('notes')}: {paper.schema.table.title.of(paper.lang)}",
                       big)  # fmt: skip
    sheet.write_string(1, 0, paper.say("how"), paper.style(font_color="#44546A"))
    sheet.set_default_row(LINE)
    row = 3
    for at, one in enumerate(paper.schema.field):
        told = _told(paper, one)
        for column, text in enumerate((letter(at), *told)):
            sheet.write_string(row, column, text, cell)
        room = list(_NOTES.values())[1:]
        tall = [wrapped(text, wide / WIDER - 1) for text, wide in zip(told, room, strict=True)]
        sheet.set_row(row, LINE * max(tall))
        row += 1
    _write_lists(paper, sheet, row + 1)
    sheet.freeze_panes(3, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer(f'&R&"{FONT}"{paper.say("page")}')


def _told(paper: Paper, one: Field) -> tuple[str, ...]:
    """Heading, kind, limits or answers, need, who sees it, and the meaning of a dash."""
    need = "required" if paper.needed(one) else "optional"
    accepts = ", ".join(answers(one)) or limits_told(one, paper.lang)
    return (
        one.title.of(paper.lang),
        paper.say(f"kind.{one.kind}"),
        accepts,
        paper.say(need),
        paper.say("public" if one.public else "personal"),
        paper.say(f"dash.{one.dash}"),
    )


def _write_lists(paper: Paper, sheet: Worksheet, row: int) -> None:
    """The lists to choose from, each once; remembers where it stands."""
    by_list: dict[tuple[str, ...], list[Field]] = {}
    for one in paper.schema.field:
        if choices := paper.choices(one):
            by_list.setdefault(choices, []).append(one)
    if not by_list:
        return
    bold = paper.style(bold=True)
    sheet.write_string(row, 0, paper.say("lists"), paper.style(bold=True, font_size=SIZE + 2))
    row += 1
    text = paper.style(num_format="@", border=1, border_color="#BFC9D6")
    for choices, fields in by_list.items():
        sheet.write_string(row, 1, _list_title(paper, fields, choices), bold)
        for n, choice in enumerate(choices, start=1):
            sheet.write_string(row + n, 1, choice, text)
            if fields[0].kind == "village":
                beside = paper.say("village_line", moo=str(moo_of(choice)),
                                   name=paper.villages[choice])  # fmt: skip
                sheet.write_string(row + n, 2, beside.strip())
        sheet_name = paper.say("notes")
        paper.lists[choices] = f"='{sheet_name}'!$B${row + 2}:$B${row + 1 + len(choices)}"
        row += len(choices) + 2


def _list_title(paper: Paper, fields: list[Field], choices: tuple[str, ...]) -> str:
    """Whose answers a list holds."""
    if fields[0].kind == "village":
        return paper.say("village_list", place=choices[0][:6])
    title = fields[0].title.of(paper.lang)
    if len(fields) == 1:
        return paper.say("list_of", column=title)
    return paper.say("list_more", column=title, count=len(fields) - 1)
