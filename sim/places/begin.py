"""The folder of a new place: written whole or not at all, and never over anything."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sim.errors import EnvironmentProblem, Fault, is_folder, is_there, reason_of
from sim.places.columns import explained
from sim.places.derive import Tables, derived
from sim.places.one_table import OneTable
from sim.scenario.header import is_name
from sim.shipped import PLACE_SCENARIO
from sim.studies.interruption import held
from sim.words import T
from sim.world.places import DISTRICT_COLUMNS, NAME_COLUMNS, TOWNSHIP_COLUMNS, title_of_folder

README = "README.md"
_HEAD = {
    "districts.csv": (
        DISTRICT_COLUMNS[0],
        *NAME_COLUMNS[:3],
        DISTRICT_COLUMNS[1],
        *NAME_COLUMNS[3:],
        "centroid_lon",
        "centroid_lat",
        *DISTRICT_COLUMNS[2:],
        "source",
        "derived",
    ),
    "townships.csv": (*TOWNSHIP_COLUMNS, "source", "derived"),
    "place.csv": ("quantity", "value", "source"),
}

URBANISATION_POINTS = 0.0117
"""Rise of the urban share in a year, as a share of all residents: the nation's from 57.35 % at the end of 2016 to
58.52 % at that of 2017 (National Bureau of Statistics, communique of 2017)."""


def begin(folder: Path, table: OneTable | None = None) -> Tables:
    """Writes the folder of a new place.

    Args:
        folder: The folder; must not be there, or be empty.
        table: The table that it begins from; None for templates alone.

    Returns:
        The rows written, none for templates.

    Raises:
        EnvironmentProblem: There is something already, or it cannot be written.
    """
    tables = Tables()
    names = place_rows(folder)
    if table is not None:
        tables = derived(table.districts)
        for row in (*tables.districts, *tables.townships):
            row["source"] = table.file.name
    write_place(folder, tables, names)
    return tables


def place_rows(folder: Path) -> list[tuple[str, object, str]]:
    """Rows of `place.csv` that call a place as its folder.

    Args:
        folder: Its folder.
    """
    title = title_of_folder(folder)
    return [("name_en" if title.isascii() else "name_zh", title, "")]


def write_place(folder: Path, tables: Tables, rows: Sequence[tuple[str, object, str]]) -> None:
    """Writes a place: made aside and moved as a whole.

    Args:
        folder: The folder; must not be there, or be empty.
        tables: Its districts and townships.
        rows: Rows of `place.csv`: quantity, value and source.

    Raises:
        EnvironmentProblem: There is something already, or it cannot be written.
    """
    try:
        if is_there(folder) and not (is_folder(folder) and not any(folder.iterdir())):
            raise EnvironmentProblem(
                Fault(
                    "GZ090", file=str(folder), help=T("choose a folder that is not there", "请另选一个尚不存在的文件夹")
                )
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".place.", dir=folder.parent))
        try:
            made.chmod(0o777 & ~_umask())
            _fill(made, folder, tables, rows)
            with held():
                made.replace(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as problem:
        raise EnvironmentProblem(Fault("GZ091", file=str(folder), facts={"problem": reason_of(problem)})) from None


def _umask() -> int:
    """What the user's files are kept from."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _fill(made: Path, folder: Path, tables: Tables, rows: Sequence[tuple[str, object, str]]) -> None:
    """Writes every file into an empty folder."""
    located = not tables.districts or "centroid_lon" in tables.districts[0]
    for name, lines in (("districts.csv", tables.districts), ("townships.csv", tables.townships)):
        given = {column for line in lines for column in line}
        # Names that nobody gives would be columns of nothing.
        head = [c for c in _HEAD[name] if not lines or c in given or c == "source"]
        _write(made / name, [c for c in head if located or not c.startswith("centroid")], lines)
    _write(made / "place.csv", _HEAD["place.csv"], [dict(zip(_HEAD["place.csv"], row, strict=True)) for row in rows])
    (made / PLACE_SCENARIO).write_text(scenario_text(folder), encoding="utf-8")
    (made / README).write_text(explained(), encoding="utf-8")


def _write(file: Path, head: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Writes one table."""
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, head, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def scenario_text(folder: Path) -> str:
    """The scenario of a place that changes nothing but where it is, and what is the nation's instead of Chongqing's.

    Args:
        folder: Its folder.
    """
    title = title_of_folder(folder)
    word = re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")[:56]
    name = word if is_name(word) else "place"
    quoted = json.dumps(title, ensure_ascii=False)
    return f"""\
# The baseline of this place: everything that is not said here is as in the baseline that comes with the program,
# whose published figures are another place's; the report marks them. 本地区的基准情景：此处未写明者沿用程序自带的基准
# 情景，其公布数据属于另一地区，报告中会注明。
name: {name}
title: {quoted}
title_zh: {quoted}
extends: baseline
world:
  place: .
migration:
  # The nation's rise of the urban share in 2017: 58.52 % after 57.35 % (National Bureau of Statistics). Put yours in.
  # 2017 年全国城镇化率升幅：由 57.35% 至 58.52%（国家统计局）。请换成本地数据。
  urbanisation_points: {URBANISATION_POINTS}
"""
