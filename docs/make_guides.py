"""Pictures of the three guides: each guide is walked as its reader would, and photographed.

Run by ``make guides``; names of guides as arguments take those alone. Needs Chromium and
``pdftoppm``. All data are those of the worked example, which is made up.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from making import walk_analyst, walk_officer, walk_presenter
from making.pictures import reduced

if TYPE_CHECKING:
    from PIL.Image import Image

GUIDES = Path(__file__).resolve().parent / "guides"
PICTURES = GUIDES / "pictures"
#: Bytes of the whole folder at most.
ALL = 2_500_000
WALKS = {
    "officer": walk_officer.walk,
    "analyst": walk_analyst.walk,
    "presenter": walk_presenter.walk,
}


def main() -> None:
    """Walk, photograph, reduce, and hold the pictures against the guides."""
    wanted = sys.argv[1:] or list(WALKS)
    PICTURES.mkdir(exist_ok=True)
    for guide in wanted:
        with tempfile.TemporaryDirectory() as folder:
            pictures = WALKS[guide](Path(folder))
        for old in PICTURES.glob(f"{guide}-*.png"):
            old.unlink()
        for name, picture in pictures.items():
            _keep(f"{guide}-{name}", picture)
    _check()


def _keep(name: str, picture: Image) -> None:
    """One picture beside the guides."""
    (PICTURES / f"{name}.png").write_bytes(reduced(picture))


def _check() -> None:
    """Every guide shows every picture of its own, and the folder is small."""
    made = {path.name for path in PICTURES.glob("*.png")}
    for ending in (".md", ".th.md"):
        pages = [GUIDES / f"{guide}{ending}" for guide in WALKS]
        told = "".join(page.read_text(encoding="utf-8") for page in pages)
        shown = set(re.findall(r"\(pictures/([^)]+)\)", told))
        if shown != made:
            sys.exit(f"guides{ending} and their pictures differ: {sorted(shown ^ made)}")
    size = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    if size > ALL:
        sys.exit(f"docs/guides/pictures holds {size} bytes, more than {ALL}")
    sys.stdout.write(f"docs/guides/pictures: {len(made)} pictures, {size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
