"""7,425 tambons as a cp874 shapefile: the loader with all its checks, and the same by hand.

Run from the root of the repository: ``python benchmarks/boundaries.py``. Each road runs in a
process of its own; the best of some rounds counts, with the peak of its memory beside it. The aim
is a ratio of at most 1.5.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).parents[2] / "shared" / "data" / "boundaries" / "thailand_tambon.geojson.gz"
AIM = 1.5
#: Metres of simplifying, polygon by polygon, after which neighbours overlap and leave gaps.
LOOSE = 200.0
ROUNDS = 3
REPEATS = 3


def shapefile(folder: Path, *, loose: bool) -> Path:
    """The layer as an office keeps it: UTM 47N, cp874 text, no .cpg; loose: each drawn alone."""
    import pyogrio
    import shapely

    frame = pyogrio.read_dataframe(f"/vsigzip/{SOURCE}").to_crs(32647)
    frame = frame.rename(columns={"adm3_pcode": "TAM_CODE", "adm3_th": "TAM_NAM_T",
                                  "adm2_th": "AMP_NAM_T", "adm1_th": "PROV_NAM_T"})  # fmt: skip
    if loose:
        frame = frame.set_geometry(shapely.simplify(frame.geometry.to_numpy(), LOOSE), crs=32647)
    path = folder / ("loose.shp" if loose else "tambon.shp")
    pyogrio.write_dataframe(
        frame[["TAM_CODE", "TAM_NAM_T", "AMP_NAM_T", "PROV_NAM_T", "geometry"]],
        path,
        encoding="cp874",
    )
    path.with_suffix(".cpg").unlink(missing_ok=True)
    return path


class Found(NamedTuple):
    """What a road saw, so that both can be held against each other."""

    rows: int
    repeated: int
    overlaps: int
    gaps: int


def ours(path: Path) -> Found:
    """The loader."""
    from tambon_gis.loaders import boundaries

    frame, report = boundaries.read(path)
    counts = {one.code: one.count for one in report.findings}
    return Found(
        len(frame),
        counts.get("boundary.parts", 0),
        counts.get("boundary.overlaps", 0),
        counts.get("boundary.gaps", 0),
    )


def by_hand(path: Path) -> Found:
    """What a careful person would write with pyogrio and shapely."""
    import pyogrio
    import shapely

    frame = pyogrio.read_dataframe(path, encoding="cp874")
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    invalid = there & ~shapely.is_valid(shapes)
    shapes[invalid] = shapely.make_valid(shapes[invalid])
    codes = frame["TAM_CODE"].str.removeprefix("TH")
    twice = codes.duplicated(keep=False).sum()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    union = shapely.union_all(shapes)
    gaps = sum(len(part.interiors) for part in shapely.get_parts(union))
    frame = frame.set_geometry(shapes, crs=frame.crs).to_crs(4326)
    return Found(len(frame), int(twice), int((shared > 0).sum()), gaps)


def measure(road: str, path: Path) -> None:
    """Best time of some repeats and the peak of memory, as JSON; imports are not counted."""
    run = {"ours": ours, "by_hand": by_hand}[road]
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        found = run(path)
        times.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"seconds": min(times), "megabytes": peak, "found": found}
    sys.stdout.write(json.dumps(told))


def compare(path: Path) -> float:
    """Both roads in turn; what they took, and how many times longer ours did."""
    rounds: dict[str, list[dict[str, float]]] = {"ours": [], "by_hand": []}
    for _ in range(ROUNDS):
        for road, runs in rounds.items():
            command = [sys.executable, __file__, road, str(path)]
            said = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
            runs.append(json.loads(said.stdout))
    best = {road: min(one["seconds"] for one in runs) for road, runs in rounds.items()}
    for road, runs in rounds.items():
        peak = min(one["megabytes"] for one in runs)
        found = "rows {}, repeated {}, overlaps {}, gaps {}".format(*runs[0]["found"])
        sys.stdout.write(f"  {road:8} {best[road]:6.3f} s {peak:5.0f} MB   {found}\n")
    return best["ours"] / best["by_hand"]


def main() -> int:
    """The layer as it is, and drawn so that neighbours do not fit."""
    if not SOURCE.exists():
        sys.stdout.write(f"skipped: there is no {SOURCE.name} beside the repository\n")
        return 0
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for loose in (False, True):
            path = shapefile(Path(folder), loose=loose)
            sys.stdout.write(f"{path.name}\n")
            ratio = compare(path)
            sys.stdout.write(f"  ratio    {ratio:6.2f}   (aim: at most {AIM})\n")
            worst = max(worst, ratio)
    return 0 if worst <= AIM else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], Path(sys.argv[2]))
    else:
        sys.exit(main())
