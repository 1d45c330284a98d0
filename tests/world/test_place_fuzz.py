"""Whatever stands in the files of a place, the outcome is a place or faults at their file and line, in bounded time."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario.world_settings import WorldSettings
from sim.world.world import prove_world
from tests.language import spoken
from tests.world.conftest import SMALL_PLACE

FILES = ("districts.csv", "townships.csv", "adjacency.csv", "map.geojson", "place.csv", "services.csv", "calendar.csv")
TEXTS = {file.name: file.read_text(encoding="utf-8") for file in SMALL_PLACE.iterdir() if file.name in FILES}
TEXTS["place.csv"] = "quantity,value\nname_zh,小地方\nresidents,1680\nregion,plain\n"
TEXTS["services.csv"] = (
    "key,value,unit,year,growth,section,source,confidence\ncare.day_beds,12,beds,2016,3.5,2.1,a table,published\n"
)
SNIPPETS = (
    "\0",
    "\ufeff",
    "\u202e",
    "\t",
    "\n",
    "\r",
    "\r\n",
    '"',
    '""',
    ",",
    ";",
    "，",
    "１",
    "1,000",
    "1_000",
    "1e999",
    "-1",
    "nan",
    "inf",
    "0",
    "9" * 400,
    "1e400",
    "[",
    "]",
    "{",
    "}",
    "null",
    "true",
    "[" * 5000,
    '"adcode"',
    "NaN",
    "\\u0000",
    "-",
    ".",
    "910002",
    "\ud7ff",
    "=1+1",
)
MOST_SECONDS = 20.0


def outcome(contents: dict[str, bytes]) -> InputError | None:
    """What comes of a place whose files are these."""
    with tempfile.TemporaryDirectory() as above:
        folder = Path(shutil.copytree(SMALL_PLACE, Path(above) / "place"))
        for name, data in contents.items():
            (folder / name).write_bytes(data)
        begun = time.monotonic()
        try:
            prove_world(folder, WorldSettings(), 1)
        except InputError as problem:
            assert problem.faults and problem.render() and spoken("zh", problem.render)
            for fault in problem.faults:
                file = Path(fault.file)
                assert file.parent == folder and file.name in FILES, fault
                if fault.line is not None:
                    text = file.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
                    assert 1 <= fault.line <= text.count("\n") + 1, fault
            return problem
        finally:
            assert time.monotonic() - begun < MOST_SECONDS
    return None


@given(
    st.sampled_from(FILES),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(SNIPPETS) | st.text(max_size=5)),
        min_size=1,
        max_size=5,
    ),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_changed_text(name: str, changes: list[tuple[float, int, str]]) -> None:
    text = TEXTS[name]
    for share, removed, added in changes:
        place = round(share * len(text))
        text = text[:place] + added + text[place + removed :]
    outcome({name: text.encode("utf-8", "surrogatepass")})


@given(st.sampled_from(FILES), st.binary(max_size=200), st.sampled_from(("utf-8", "gb18030", "utf-16", "utf-8-sig")))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_random_bytes_and_encodings(name: str, data: bytes, encoding: str) -> None:
    outcome({name: data})
    outcome({name: TEXTS[name].encode(encoding)})


NUMBERS = {
    "districts.csv": (
        "adcode",
        "centroid_lon",
        "centroid_lat",
        "pop2016_est_10k",
        "urban_rate_2016_est_pct",
        "gdp_pc_2016_est_yuan",
        "n_resident_committee_2017_est",
        "n_village_committee_2017_est",
    ),
    "townships.csv": ("adcode", "town_code", "n_resident_committee", "n_village_committee"),
    "adjacency.csv": ("adcode_a", "adcode_b", "border_km"),
}
BAD = ("", "x", "1e999", "nan", "-inf", "５", "1,000", "1_000", "0x10", "9" * 400, "-7.5", "1 2", "--", "١٢")


@given(
    st.sampled_from([(name, column) for name, columns in NUMBERS.items() for column in columns]),
    st.integers(0, 10**6),
    st.sampled_from(BAD),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_bad_number_is_found_at_its_line_and_column(where: tuple[str, str], choice: int, bad: str) -> None:
    name, column = where
    rows = list(csv.reader(io.StringIO(TEXTS[name])))
    line, cell = choice % (len(rows) - 1) + 2, rows[0].index(column)
    rows[line - 1][cell] = bad
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    problem = outcome({name: written.getvalue().encode()})
    if (column, bad) == ("centroid_lon", "-7.5") or (column, bad) == ("centroid_lat", "-7.5"):
        assert problem is not None and any(Path(f.file).name == "map.geojson" for f in problem.faults)
        return
    assert problem is not None
    assert (name, line, cell + 1) in {(Path(f.file).name, f.line, f.column) for f in problem.faults}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just(10**400),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "adcode", "geometry", "features"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def positions(part: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where a value can be put."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [path, *(place for key, value in inner for place in positions(value, (*path, key)))]


MAP = json.loads(TEXTS["map.geojson"])
PLACES = positions(MAP)


@given(st.integers(0, len(PLACES) - 1), VALUES, st.booleans())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_value_anywhere_in_the_map(number: int, value: Any, spread: bool) -> None:
    root = json.loads(TEXTS["map.geojson"])
    path = PLACES[number]
    owner: Any = {"root": root}
    for key in ("root", *path)[:-1]:
        owner = owner[key]
    owner[("root", *path)[-1]] = value
    text = json.dumps(owner["root"] if not path else root, indent=1 if spread else None)
    problem = outcome({"map.geojson": text.encode()})
    if problem is not None and spread and len(path) > 2 and path[0] == "features":
        lines = [line for line, row in enumerate(text.splitlines(), start=1) if row == "  {"]
        found = [fault for fault in problem.faults if fault.key_path.startswith(f"features.{path[1]}.")]
        assert all(fault.line == lines[int(path[1])] for fault in found)
