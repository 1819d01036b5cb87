"""The site of the documents: gathered, its reference written, built; warnings are errors.

Run by ``make docs``; a folder as argument is taken instead of ``docs/_build``. The site lies in its
folder ``site`` and opens by double click on ``index.html``; it asks nothing of any network.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from making.checks import faults
from making.reference import write
from making.sources import gather

HERE = Path(__file__).resolve().parent
_FIRST = (
    '<!doctype html>\n<html lang="th">\n<meta charset="utf-8">\n<title>tambon_gis</title>\n'
    '<meta http-equiv="refresh" content="0; url=docs/index.html">\n'
    '<p><a href="docs/index.html">คู่มือ · Manual</a></p>\n</html>\n'
)


def main() -> None:
    """Build, and hold the pages against the rules of the site."""
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE / "_build"
    site = build(folder)
    found = faults(site)
    if found:
        sys.exit("\n".join(found))
    pages = len(list(site.rglob("*.html")))
    sys.stdout.write(f"{site / 'index.html'}: {pages} pages\n")


def build(folder: Path) -> Path:
    """
    Build the site anew.

    Parameters
    ----------
    folder : pathlib.Path
        Folder for its sources and its pages.

    Returns
    -------
    pathlib.Path
        The folder of the pages.
    """
    from sphinx.cmd.build import build_main

    source, site = folder / "source", folder / "site"
    for old in (source, site):
        shutil.rmtree(old, ignore_errors=True)
    source.mkdir(parents=True)
    gather(source)
    write(source / "docs" / "reference")
    letters(source / "letters")
    command = ["-b", "html", "-q", "-W", "--keep-going", "-j", "2", "-c", str(HERE)]
    static = f"{HERE / 'making' / 'static'},{source / 'letters'}"
    command += ["-d", str(folder / "known"), "-D", f"html_static_path={static}"]
    if code := build_main([*command, str(source), str(site)]):
        sys.exit(code)
    (site / "index.html").write_text(_FIRST, encoding="utf-8")
    return site


def letters(folder: Path) -> None:
    """
    Write the typeface of the pages, out of the installed package.

    Parameters
    ----------
    folder : pathlib.Path
        Folder for ``letters.css``.
    """
    from tambon_gis.render.fonts import font_face

    folder.mkdir()
    (folder / "letters.css").write_text(font_face() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
