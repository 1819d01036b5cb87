"""The pages of the site gathered as they lie in the repository, so that every link holds."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

__all__ = ["gather"]

REPO = Path(__file__).resolve().parents[2]
#: Pages outside docs/ that pages of docs/ link to.
PAGES = (
    "README.md",
    "README.th.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "benchmarks/README.md",
    "benchmarks/RESULTS.md",
    "data/demo/README.md",
    "data/five-questions/README.md",
)
_LINK = re.compile(r"(?:\]\(|src=\")([^)\"#:]+)(?:#[^)\"]*)?[)\"]")
#: Parts of docs/ that make pages and are none.
_TOOLS = ("_build", "__pycache__", "*.py", "*.pyc", ".gitignore", "making")


def gather(folder: Path) -> None:
    """
    Copy the pages, and the files that they link to.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that becomes the source of the site.
    """
    shutil.copytree(REPO / "docs", folder / "docs", ignore=shutil.ignore_patterns(*_TOOLS))
    for name in PAGES:
        if (REPO / name).is_file():
            _copy(name, folder)
    for page in list(folder.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        for target in linked(text):
            meant = (page.parent / target).resolve()
            if not meant.is_relative_to(folder.resolve()):
                continue
            name = meant.relative_to(folder.resolve()).as_posix()
            if (REPO / name).is_dir():
                text = _of_folder(text, target, name)
            elif not meant.exists():
                _copy(name, folder)
        page.write_text(text, encoding="utf-8")


def linked(text: str) -> set[str]:
    r"""
    Files of the repository that a page links to.

    Parameters
    ----------
    text : str
        A page.

    Returns
    -------
    set[str]
        Their paths as written; addresses of the network are none.

    Examples
    --------
    >>> sorted(linked("[a](x.md#b), [c](https://a.example/) and <img src=\"y.png\">"))
    ['x.md', 'y.png']
    """
    return set(_LINK.findall(text))


def _of_folder(text: str, target: str, name: str) -> str:
    """A link to a folder leads to its first page, or is words alone where it has none."""
    if f"{name}/README.md" in PAGES:
        return text.replace(f"]({target})", f"]({target.rstrip('/')}/README.md)")
    return re.sub(rf"\[([^\]]+)\]\({re.escape(target)}\)", r"\1", text)


def _copy(name: str, folder: Path) -> None:
    """One file of the repository to its place; one that is not there is told by the build."""
    if (REPO / name).is_file():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPO / name, folder / name)
