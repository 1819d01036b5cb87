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


# --- every public function says what it returns ---


def silent(tree: ast.Module) -> list[str]:
    """Public functions that return something and do not say what."""
    offered = public(tree)
    found = []
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name not in offered:
            continue
        returned = ast.unparse(node.returns) if node.returns else "None"
        text = ast.get_docstring(node) or ""
        says = any(f"{title}\n---" in text for title in ("Returns", "Yields"))
        if returned not in {"None", "NoReturn"} and not says:
            found.append(node.name)
    return found


def test_every_public_function_says_what_it_returns() -> None:
    trees = {path: ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
    assert {str(path): names for path, tree in trees.items() if (names := silent(tree))} == {}


def test_a_function_that_does_not_say_it_is_noticed() -> None:
    source = (
        '__all__ = ["a", "b"]\ndef a() -> int:\n    """One."""\ndef b() -> None:\n    """Two."""'
    )
    assert silent(ast.parse(source)) == ["a"]
