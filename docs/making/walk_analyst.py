"""The guide for analysts, walked: its code is run, and what the cells answer is photographed."""

from __future__ import annotations

import ast
import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from making.pictures import chromium, image, settled
from tambon_gis.render.fonts import font_face

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

__all__ = ["blocks", "run", "walk"]

REPO = Path(__file__).resolve().parents[2]
GUIDE = REPO / "docs" / "guides" / "analyst.md"
#: A block of code, and the picture that follows it.
_BLOCK = re.compile(
    r"```python\n(.*?)```\s*!\[[^\]]*\]\(pictures/analyst-([a-z]+)\.png\)", re.DOTALL
)
_LOOK = """
body { margin: 0; padding: 12px; background: #fff; color: #1b1f23;
       font: 15px "Noto Sans Thai", sans-serif; width: max-content; max-width: 1100px; }
table { border-collapse: collapse; }
th, td { padding: 6px 12px; text-align: right; border: 0; }
thead tr { border-bottom: 1px solid #57606a; }
tbody tr:nth-child(odd) { background: #f3f5f7; }
"""


def blocks() -> list[tuple[str, str]]:
    """
    The code of the guide.

    Returns
    -------
    list[tuple[str, str]]
        Name of the picture and the code, in the order of the guide.
    """
    found = _BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    return [(name, code) for code, name in found]


def run(code: str, names: dict[str, Any]) -> Any:
    """
    Run a cell as a notebook does.

    Parameters
    ----------
    code : str
        Code that ends with an expression.
    names : dict[str, Any]
        What the cells before it left; what this one leaves is added.

    Returns
    -------
    Any
        Value of the last expression.
    """
    tree = ast.parse(code)
    last = tree.body.pop()
    if not isinstance(last, ast.Expr):
        raise TypeError(code)
    exec(compile(tree, GUIDE.name, "exec"), names)  # noqa: S102
    return eval(compile(ast.Expression(last.value), GUIDE.name, "eval"), names)  # noqa: S307


def walk(folder: Path) -> dict[str, Image]:
    """
    Run the guide and photograph what the cells answer.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that may be filled.

    Returns
    -------
    dict[str, Image]
        Pictures by name.
    """
    import pandas as pd

    names: dict[str, Any] = {}
    out = {}
    with chromium() as browser, _at(REPO):
        for name, code in blocks():
            answer = run(code, names)
            page = folder / f"{name}.html"
            if isinstance(answer, pd.DataFrame):
                with pd.option_context("display.max_colwidth", 78):
                    table = answer.to_html(border=0)
                style = f"<style>{font_face()}{_LOOK}</style>"
                page.write_text(f'<meta charset="utf-8">{style}{table}', encoding="utf-8")
            else:
                page.write_text(answer.html, encoding="utf-8")
            window = browser.new_page(
                viewport={"width": 1100, "height": 720}, device_scale_factor=1
            )
            window.goto(page.as_uri())
            settled(window)
            part = window.locator("body") if isinstance(answer, pd.DataFrame) else window
            out[name] = image(part.screenshot())
            window.close()
    return out


@contextlib.contextmanager
def _at(folder: Path) -> Iterator[None]:
    """Work in a folder for a while, as a notebook does."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
