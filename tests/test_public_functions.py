"""Every public function of the analysis says its formula, units, missing-value rule and source.

And each has an example, which the suite runs as a doctest.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tambon_gis

PACKAGE = Path(tambon_gis.__file__).parent
LABELS = ("Formula:", "Units:", "Missing:", "Source:")
#: Rooms behind a door: what is public of them is the door.
BEHIND = ("protection",)
MODULES = sorted(
    path
    for path in (PACKAGE / "analysis").rglob("*.py")
    if path.name != "__init__.py" and path.parent.name not in BEHIND
)


def public(tree: ast.Module) -> set[str]:
    """What a module offers in ``__all__``."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def faults(tree: ast.Module) -> dict[str, list[str]]:
    """Public functions with what their docstring does not say."""
    offered = public(tree)
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in offered:
            text = ast.get_docstring(node) or ""
            lacking = [label for label in LABELS if label not in text]
            if ">>>" not in text:
                lacking.append("an example")
            if lacking:
                found[node.name] = lacking
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_public_function_says_what_it_computes(path: Path) -> None:
    assert faults(ast.parse(path.read_text("utf-8"))) == {}


def test_there_are_modules_to_look_at() -> None:
    names = {path.stem for path in MODULES}
    assert {"assess", "aggregate", "disclose"} <= names


def test_the_check_can_fail() -> None:
    told = "Share.\n\nNotes\n-----\nFormula: a\nUnits: b\nMissing: c\nSource: d\n\n>>> 1\n1\n"
    body = (
        '__all__ = ["f", "g"]\ndef f():\n    """{}"""\ndef g():\n    """No."""\ndef _h():\n    ""\n'
    )
    found = faults(ast.parse(body.format(told)))
    assert found == {"g": [*LABELS, "an example"]}
