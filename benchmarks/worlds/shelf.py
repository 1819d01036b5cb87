"""The shelf of worlds: everything a task reads, made once for a seed and a size, then kept."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    import pyarrow as pa

    from benchmarks.worlds.country import Country


@dataclass(frozen=True)
class Size:
    """How large a world is."""

    name: str
    households: int
    villages: int
    province: int
    rows: int
    grid: tuple[int, int]
    growth: tuple[int, ...]


FULL = Size(
    name="full",
    households=13_000_000,
    villages=75_000,
    province=168_000,
    rows=100_000,
    grid=(75, 99),
    growth=(10**3, 10**4, 10**5, 300_000, 10**6, 3 * 10**6, 10**7),
)
QUICK = Size(
    name="quick",
    households=200_000,
    villages=1_154,
    province=20_000,
    rows=5_000,
    grid=(20, 20),
    growth=(10**3, 10**4, 10**5, 200_000),
)
SIZES = {size.name: size for size in (FULL, QUICK)}


@dataclass(frozen=True)
class World:
    """One seed and size, and the folder that keeps what is made of them."""

    folder: Path
    seed: int
    size: Size

    @cached_property
    def country(self) -> Country:
        """Villages, codes and sites."""
        from benchmarks.worlds.country import country

        return country(self.seed, self.size.villages)

    def households(self) -> Path:
        """The dataset of all households."""
        from benchmarks.worlds import households

        def make(path: Path) -> None:
            households.write(self.country, path, self.size.households)

        return self._made("households", make)

    def part(self, rows: int) -> Path:
        """The dataset of the first households."""
        from benchmarks.worlds import households

        whole = self.households()
        return self._made(f"part-{rows}", lambda path: households.write_part(whole, path, rows))

    def villages(self) -> gpd.GeoDataFrame:
        """Polygons of the villages."""
        import geopandas as gpd

        from benchmarks.worlds import polygons

        def make(path: Path) -> None:
            polygons.villages(self.country).to_parquet(path)

        return gpd.read_parquet(self._made("villages.parquet", make))

    def tambons(self) -> gpd.GeoDataFrame:
        """Polygons of the tambons: unions of villages."""
        import geopandas as gpd

        from benchmarks.worlds import polygons

        def make(path: Path) -> None:
            polygons.areas(self.villages()).to_parquet(path)

        return gpd.read_parquet(self._made("tambons.parquet", make))

    def points(self) -> pa.Table:
        """Where every household lies, in memory: ``row``, ``latitude``, ``longitude``."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.parquet as pq

        files = sorted(self.households().glob("*/*.parquet"))
        tables = [
            pq.read_table(file, columns=["latitude", "longitude"], partitioning=None)
            for file in files
        ]
        table = pa.concat_tables(tables).combine_chunks()
        return table.add_column(0, "row", pa.array(np.arange(len(table), dtype=np.int32)))

    def complete(self) -> pd.DataFrame:
        """Households of about one province with every answer there, in memory."""
        import pandas as pd

        from benchmarks.worlds.households import COLUMNS

        folder = self.part(self.size.province)
        frame = pd.read_parquet(folder, columns=["place", *COLUMNS], partitioning=None)
        return frame.fillna(1).astype(dict.fromkeys(COLUMNS, "int8"))

    def workbook(self, *, marked: bool = False) -> Path:
        """A workbook of 45 columns; marked: with hidden rows and merged cells."""
        from benchmarks.worlds import workbooks

        def make(path: Path) -> None:
            workbooks.workbook(path, self.size.rows, self.seed, marked=marked)

        return self._made("marked.xlsx" if marked else "plain.xlsx", make)

    def text_table(self, *, quoted: bool = False) -> Path:
        """The same cells as UTF-8 text."""
        from benchmarks.worlds import workbooks

        def make(path: Path) -> None:
            workbooks.text_table(path, self.size.rows, self.seed, quoted=quoted)

        return self._made("quoted.csv" if quoted else "plain.csv", make)

    def layer(self, *, loose: bool = False) -> Path:
        """A shapefile of made-up tambons with crooked borders."""
        from benchmarks.worlds import layers

        def make(path: Path) -> None:
            frame = layers.tambons(self.size.grid, self.seed)
            layers.write(frame, path / "tambon.shp", loose=loose)

        return self._made("layer-loose" if loose else "layer", make) / "tambon.shp"

    def real_layer(self, *, loose: bool = False) -> Path:
        """A shapefile of the real tambons, which lie beside the repository or not."""
        from benchmarks.worlds import layers

        def make(path: Path) -> None:
            layers.write(layers.real(), path / "tambon.shp", loose=loose)

        return self._made("real-loose" if loose else "real", make) / "tambon.shp"

    def areas(self) -> gpd.GeoDataFrame:
        """The made-up tambons with crooked borders, in memory."""
        from benchmarks.worlds import layers

        frame = layers.tambons(self.size.grid, self.seed)
        return frame.rename(columns={"TAM_CODE": "place", "TAM_NAM_T": "name"})

    def shares(self) -> pd.DataFrame:
        """A share of each of them: like ones lie together, with chance between."""
        import numpy as np
        import pandas as pd

        across, up = self.size.grid
        chance = np.random.default_rng([self.seed, 5])
        x, y = np.meshgrid(np.linspace(0, 9, across), np.linspace(0, 9, up))
        waves = np.sin(x + chance.uniform(0, 6)) * np.cos(y + chance.uniform(0, 6))
        values = 0.5 + 0.2 * waves.ravel() + chance.normal(0, 0.1, across * up)
        codes = [f"{990_001 + n:06d}" for n in range(across * up)]
        return pd.DataFrame({"place": codes, "share": values})

    def tambon(self) -> Path:
        """A project of one tambon: a CSV, a shapefile and ``tambon.toml``."""
        from benchmarks.worlds import tambon

        return self._made("tambon", lambda path: tambon.write(path, self.seed))

    def _made(self, name: str, make: Callable[[Path], Any]) -> Path:
        """What stands, or what is made now: beside, then moved in place."""
        path = self.folder / f"{self.size.name}-{self.seed}" / name
        if path.exists():
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.part{path.suffix}")
        shutil.rmtree(beside, ignore_errors=True)
        make(beside)
        beside.replace(path)
        return path
