"""The one table that a place can begin from: a row for each district, its columns known by their usual names."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sim.errors import Fault, InputError, is_hidden, nearest, shortened, words_allowed
from sim.places.derive import MOST_OF_A_KIND, SETTINGS, GivenDistrict
from sim.scenario.scalars import number_in, plainly
from sim.tickets.layouts import plain
from sim.tickets.sources import open_source
from sim.words import Sentence, T, Text
from sim.world.csv_table import LONGEST_WORD

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "district", "district name", "county", "city", "名称", "区县", "区县名称", "区", "县", "地区名称"),
    "name_en": ("name_en", "english name", "英文名称", "英文名"),
    "name_zh": ("name_zh", "chinese name", "中文名称", "中文名"),
    "region": ("region", "region name", "zone", "province", "区域", "片区", "所属区域", "地区", "省"),
    "residents": ("residents", "population", "inhabitants", "常住人口", "人口", "居民", "居民数", "常住人口（人）"),
    "residents_10k": ("residents_10k", "常住人口（万人）", "常住人口(万人)", "人口（万人）", "人口(万人)"),
    "urban_share": ("urban_share", "urban share"),
    "urban_percent": (
        "urban_percent", "urban percent", "urban rate", "urbanisation rate", "urbanization rate", "城镇化率",
        "城镇化率（%）", "城镇化率(%)", "常住人口城镇化率",
    ),
    "setting": ("setting", "urban or rural", "城乡", "类型", "城乡类型"),
    "code": ("code", "adcode", "district code", "行政区划代码", "区划代码", "代码"),
    "longitude": ("longitude", "lon", "centroid_lon", "经度"),
    "latitude": ("latitude", "lat", "centroid_lat", "纬度"),
    "product_per_head_yuan": (
        "product_per_head_yuan", "gdp per head", "gdp per capita", "人均gdp", "人均地区生产总值", "人均生产总值",
    ),
    "n_townships": ("n_townships", "townships", "镇街数", "乡镇街道数"),
    "n_resident_committee": ("n_resident_committee", "residents' committees", "committees", "居委会", "居委会数"),
    "n_village_committee": ("n_village_committee", "village committees", "villages", "村委会", "村委会数", "行政村数"),
}  # fmt: skip
"""Names of each column, in small letters."""

_SETTING_WORDS = {
    "urban": ("urban", "city", "town", "城市", "城镇", "城区", "城"),
    "mixed": ("mixed", "peri-urban", "suburban", "农居混居", "混合", "城郊", "近郊"),
    "rural": ("rural", "country", "village", "农村", "乡村", "乡", "农"),
}

NEEDED = {"name": ("name", "name_en", "name_zh"), "region": ("region",), "residents": ("residents", "residents_10k")}
URBAN = ("urban_share", "urban_percent", "setting")
MOST_CODE = 10**8 - 1
MOST_DISTRICTS = 20_000


class OneTable(NamedTuple):
    """What one table gives.

    Attributes:
        file: The file.
        districts: What it gives of each district.
        columns: Column of the file for each that is known.
        ignored: Columns that nobody reads.
    """

    file: Path
    districts: tuple[GivenDistrict, ...]
    columns: Mapping[str, str]
    ignored: tuple[str, ...]


class _Cells:
    """The cells of one table, and what is wrong with them."""

    def __init__(self, file: str, header: list[str], columns: Mapping[str, str], faults: list[Fault]) -> None:
        self.file, self.header, self.columns, self.faults = file, header, columns, faults
        self.line, self.row = 0, dict[str, str]()

    def fault(self, code: str, key: str, allowed: Text = "", text: Text = "") -> None:
        """Notes one fault of one cell."""
        column = self.columns[key]
        self.faults.append(
            Fault(
                code,
                file=self.file,
                line=self.line,
                column=self.header.index(column) + 1,
                key_path=column,
                found=shortened(self.row[key]),
                allowed=allowed,
                text=text,
            )
        )

    def word(self, key: str) -> str:
        """A name; "" where the column or the cell is empty."""
        text = self.row.get(key, "")
        if len(text) > LONGEST_WORD or any(is_hidden(c) for c in text):
            allowed = T(
                f"a text of one line, at most {LONGEST_WORD} characters", f"单行文字，至多 {LONGEST_WORD} 个字符"
            )
            self.fault("GZ053", key, allowed)
        return text

    def number(self, key: str, low: float, high: float, whole: bool = False) -> float | None:
        """A number between two bounds; None where the column or the cell is empty, or it is none."""
        text = self.row.get(key, "")
        if not text:
            return None
        value = number_in(text)
        if value is not None and low <= value <= high and (isinstance(value, int) or not whole):
            return value
        kind = Sentence("a whole number", "整数") if whole else Sentence("a number", "数")
        self.fault("GZ053", key, T(f"{kind.en} from {low:g} to {high:,.0f}", f"{low:g} 至 {high:,.0f} 之间的{kind.zh}"))
        better = number_in(word := plainly(text))
        if better is not None and low <= better <= high and (isinstance(better, int) or not whole):
            self.faults[-1] = replace(self.faults[-1], help="plain_number", facts={"word": word})
        return None

    def needed(self, key: str) -> None:
        """Notes that a cell is empty which has to be filled."""
        self.fault("GZ053", key, T("a cell that is filled", "非空单元格"))


def _columns_of(file: str, header: list[str], faults: list[Fault]) -> dict[str, str]:
    """Which column of the file holds what."""
    names = {plain(name): key for key, known in COLUMNS.items() for name in known}
    found: dict[str, str] = {}
    for number, name in enumerate(header, 1):
        key = names.get(plain(name))
        if key in found:
            text = T(f"'{name}' and '{found[key]}' both hold '{key}'", f"“{name}”与“{found[key]}”均为“{key}”")
            faults.append(Fault("GZ059", file=file, line=1, column=number, key_path="header", text=text))
        elif key is not None:
            found[key] = name
    spare = [name for name in header if name not in found.values()]
    for wanted in (*NEEDED.values(), URBAN):
        if not any(key in found for key in wanted):
            near = next((near for key in wanted for name in COLUMNS[key] if (near := nearest(name, spare))), "")
            words = T(" or ".join(wanted), " 或 ".join(wanted))
            faults.append(Fault("GZ051", file=file, line=1, found=words, nearest=near, help="" if near else _known()))
    return found


def _known() -> Sentence:
    """Every column that can be given."""
    return T(f"columns known: {words_allowed(COLUMNS)}", f"可识别的列：{words_allowed(COLUMNS)}")


def read_one_table(path: Path) -> OneTable:
    """Reads the table of districts that a place begins from: CSV in any usual encoding, a spreadsheet or Parquet.

    Args:
        path: The file.

    Returns:
        What it gives.

    Raises:
        InputError: With everything wrong with it.
    """
    source, faults, file = open_source(path), list[Fault](), str(path)
    columns = _columns_of(file, source.header, faults)
    cells = _Cells(file, source.header, columns, faults)
    rows: list[tuple[int, dict[str, str]]] = []
    for block in source.blocks(list(columns.values())):
        texts = [[str(text).strip() for text in block.cells[name]] for name in columns.values()]
        rows += [
            (int(line), dict(zip(columns, row, strict=True)))
            for line, *row in zip(block.lines, *texts, strict=True)
            if any(row)
        ]
    faults += source.broken.faults(file)
    if not rows and not faults:
        faults.append(Fault("GZ059", file=file, text=T("the table has no rows", "表中没有数据行")))
    if len(rows) > MOST_DISTRICTS:
        text = T(
            f"{len(rows):,} rows, at most {MOST_DISTRICTS:,} districts",
            f"共 {len(rows):,} 行，区县至多 {MOST_DISTRICTS:,} 个",
        )
        raise InputError([*faults, Fault("GZ059", file=file, text=text)])
    as_shares = _shares_for_percent(cells, rows)
    given, lines = list[GivenDistrict](), list[int]()
    for cells.line, cells.row in rows:
        given.append(_district(cells, as_shares))
        lines.append(cells.line)
    _refuse_twice(cells, rows, given)
    _refuse_partly(cells, rows)
    if faults:
        raise InputError(faults)
    ignored = tuple(name for name in source.header if name and name not in columns.values())
    return OneTable(path, tuple(given), columns, ignored)


def _shares_for_percent(cells: _Cells, rows: list[tuple[int, dict[str, str]]]) -> bool:
    """Whether a column of per cents holds shares, which is refused: 0.62 % urban is possible, but not everywhere."""
    values = [number_in(row.get("urban_percent", "").rstrip("%％ ")) for _, row in rows]
    known = [value for value in values if value is not None]
    if not known or max(known) > 1 or max(known) == 0 or any("%" in row["urban_percent"] for _, row in rows):
        return False
    cells.line, cells.row = rows[0]
    allowed = T(
        "per cent, 0 to 100: these look like shares (name the column urban_share)",
        "百分数 0 至 100：疑为比例（列名请写 urban_share）",
    )
    cells.fault("GZ053", "urban_percent", allowed)
    return True


def _urban(cells: _Cells, as_shares: bool) -> tuple[float, bool]:
    """The urban share in %, and whether it was told from the setting."""
    share = cells.number("urban_share", 0.0, 1.0)
    if share is not None:
        return 100.0 * share, False
    if text := cells.row.get("urban_percent", ""):
        cells.row["urban_percent"] = text.rstrip("%％ ")
        percent = cells.number("urban_percent", 0.0, 100.0)
        return (percent if percent is not None and not as_shares else 0.0), False
    word = cells.row.get("setting", "")
    if word:
        words = {plain(name): key for key, names in _SETTING_WORDS.items() for name in names}
        if plain(word) in words:
            return SETTINGS[words[plain(word)]], True
        cells.fault("GZ053", "setting", words_allowed(SETTINGS))
        cells.faults[-1] = replace(cells.faults[-1], nearest=nearest(plain(word), words))
    elif any(key in cells.columns for key in URBAN) and not any(cells.row.get(key) for key in URBAN):
        cells.needed(next(key for key in URBAN if key in cells.columns))
    return 0.0, False


def _district(cells: _Cells, as_shares: bool) -> GivenDistrict:
    """One district."""
    names = {key: cells.word(key) for key in ("name_zh", "name_en")}
    name = cells.word("name")
    if name:
        key = "name_zh" if any(unicodedata.name(c, "").startswith("CJK") for c in name) else "name_en"
        names[key] = names[key] or name
    if not any(names.values()) and (key := next((k for k in NEEDED["name"] if k in cells.columns), "")):
        cells.needed(key)
    region = cells.word("region")
    if not region and "region" in cells.columns:
        cells.needed("region")
    residents = cells.number("residents", 1, 1_000_000_000, whole=True)
    if residents is None and (tens := cells.number("residents_10k", 0.0001, 1e5)) is not None:
        residents = round(10_000 * tens)
    if residents is None:
        for key in NEEDED["residents"]:
            if key in cells.columns and not cells.row[key]:
                cells.needed(key)
                break
    percent, by_setting = _urban(cells, as_shares)
    code = cells.number("code", 1, MOST_CODE, whole=True)
    counts = [
        cells.number(key, low, high, whole=True)
        for key, low, high in (
            ("n_resident_committee", 0, 100_000),
            ("n_village_committee", 0, 100_000),
            ("n_townships", 1, 2 * MOST_OF_A_KIND),
        )
    ]
    committees, villages, townships = (None if value is None else int(value) for value in counts)
    if committees is not None and villages is not None and committees + villages < (townships or 1):
        allowed = T(
            "no fewer committees and villages than townships, one at least", "居委会与村委会合计不少于镇街数，至少一个"
        )
        cells.fault("GZ053", "n_resident_committee", allowed)
    return GivenDistrict(
        names={key: text for key, text in names.items() if text},
        region=region,
        residents=int(residents or 1),
        urban_percent=percent,
        code=None if code is None else int(code),
        longitude=cells.number("longitude", -180.0, 180.0),
        latitude=cells.number("latitude", -90.0, 90.0),
        product_yuan=cells.number("product_per_head_yuan", 0.01, 1e9),
        n_committees=committees,
        n_villages=villages,
        n_townships=townships,
        by_setting=by_setting,
    )


def _refuse_twice(cells: _Cells, rows: list[tuple[int, dict[str, str]]], given: list[GivenDistrict]) -> None:
    """Two districts have no name and no code in common."""
    seen: dict[tuple[str, str], int] = {}
    for (cells.line, cells.row), _ in zip(rows, given, strict=True):
        for key in ("name", "name_zh", "name_en", "code"):
            text = cells.row.get(key, "")
            if text and (key, text) in seen:
                cells.fault("GZ054", key)
                first = seen[key, text]
                cells.faults[-1] = replace(cells.faults[-1], related=(first, text))
            seen.setdefault((key, text), cells.line)


def _refuse_partly(cells: _Cells, rows: list[tuple[int, dict[str, str]]]) -> None:
    """Codes and places on the map are given of all districts or of none."""
    for keys in (("code",), ("longitude", "latitude")):
        present = [key for key in keys if key in cells.columns]
        if not any(row[key] for _, row in rows for key in present):
            continue
        for cells.line, cells.row in rows:
            for key in present:
                if not cells.row[key]:
                    cells.needed(key)
        for key in keys:
            if key not in cells.columns:
                cells.faults.append(Fault("GZ051", file=cells.file, line=1, found=key))
