"""What a place's tables hold that nobody gives: townships, committees and villages by published ratios.

One way for a list of nine districts and for a nation of 2,844: `derived` fills in what is not given, and says of every
cell that it did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.words import Sentence, T
from sim.world.apportion import largest_remainder

RESIDENTS_A_TOWNSHIP = 1_390_080_000 / 39_888
URBAN_A_COMMITTEE = 813_470_000 / 106_000
RURAL_A_VILLAGE = 576_610_000 / 554_000
"""Residents of a township or street, urban ones of a residents' committee, rural ones of a village committee.

Source: the nation at the end of 2017: 1,390.08 million residents, 813.47 million of them urban (National Bureau of
Statistics, communique of 2017); 39,888 townships and streets, 106,000 residents' committees and 554,000 village
committees (Ministry of Civil Affairs, statistical bulletin 2017).
"""

PRODUCT_YUAN = 59_660
"""Gross product per head where none is given, the nation's of 2017 (National Bureau of Statistics, communique of 2017).
Equal everywhere it makes no district richer than another."""

SETTINGS = {"urban": 95.0, "mixed": 60.0, "rural": 35.0}
"""Urban share in % that stands for a district's setting, about those of a large city's districts, of counties around it
and of remote ones (assumed)."""

STREET, TOWN = T("Subdistrict", "街道"), T("Town", "镇")
STREET_SHARE = 0.6
"""Share of townships that are streets where nearly everybody lives in town; less in proportion elsewhere (assumed)."""
WHOLLY_URBAN = 99.5
"""Urban share in % from which on a district has streets alone (assumed)."""
TOWNSHIP_SIGMA = 0.5
"""Log-normal spread of the committees and villages of townships within a district (assumed)."""
MOST_IN_TOWNSHIP = 150
MOST_OF_A_KIND = 99
"""Most committees, and most villages, of a township; most streets, and most towns, of a district."""

FIRST_CODE = 900_001
"""Code of the first district where none are given; six digits, as those of one province (GB/T 2260) that is none."""

HOW = {
    "adcode": T("numbered from 900001 in the order of the table", "按表中次序自 900001 起编号"),
    "residents_10k": T("residents in ten thousands", "以万人计的居民数"),
    "urban_percent": T(
        "by the district's setting: "
        + ", ".join(f"{key} {value:g} %" for key, value in SETTINGS.items())
        + " (assumed)",
        "由区县类型推定：" + "、".join(f"{key} 为 {value:g}%" for key, value in SETTINGS.items()) + "（假定）",
    ),
    "product_per_head_yuan": T(
        "59,660 yuan everywhere, the nation's of 2017: no district is richer than another",
        "一律取 59660 元，即 2017 年全国人均国内生产总值：各区县财力无差异",
    ),
    "n_resident_committee": T(
        "one for every 7,674 urban residents, as in the nation in 2017", "每 7674 名城镇居民一个，按 2017 年全国平均"
    ),
    "n_village_committee": T(
        "one for every 1,041 rural residents, as in the nation in 2017", "每 1041 名农村居民一个，按 2017 年全国平均"
    ),
    "town_code": T(
        "district code, then 001 on for streets and 101 on for towns", "区县代码后接序号：街道自 001 起，镇自 101 起"
    ),
    "name": T("district and number", "区县名加序号"),
    "kind": T(
        "0.6 of the townships are streets where everybody lives in town, less in proportion elsewhere (assumed)",
        "全为城镇居民时六成镇街为街道，其余按城镇化率递减（假定）",
    ),
    "townships": T(
        "one township for every 34,850 residents, as in the nation in 2017; sizes are log-normal (sigma 0.5, assumed)",
        "每 34850 名居民一个镇街，按 2017 年全国平均；规模按对数正态分布（sigma 0.5，假定）",
    ),
}
"""How each column is derived, by its name; "townships" is how many rows `townships.csv` has."""


class GivenDistrict(NamedTuple):
    """What is given of one district; None, or nan, for what is not.

    Attributes:
        names: `name_zh`, `short_zh`, `name_en`, `region_zh` and `region_en`, as far as given.
        region: Key of its region.
        residents: Its residents.
        urban_percent: Share of them that is urban, in %.
        code: Its code.
        longitude: Longitude of its centroid in degrees.
        latitude: Latitude of its centroid in degrees.
        product_yuan: Gross product per head in yuan.
        n_committees: Its residents' committees.
        n_villages: Its village committees.
        n_townships: Its townships and streets.
        by_setting: Whether its urban share was told from its setting.
    """

    names: dict[str, str]
    region: str
    residents: int
    urban_percent: float
    code: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    product_yuan: float | None = None
    n_committees: int | None = None
    n_villages: int | None = None
    n_townships: int | None = None
    by_setting: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.names.get("name_zh") or self.names.get("name_en") or str(self.code)


class Totals(NamedTuple):
    """How many townships, committees and villages districts have together; None to go by the ratios."""

    townships: int | None = None
    committees: int | None = None
    villages: int | None = None


BY_RATIOS = Totals()


@dataclass(frozen=True)
class Tables:
    """The rows of a place's tables.

    Attributes:
        districts: Rows of `districts.csv` by column.
        townships: Rows of `townships.csv` by column.
        derived: Names of columns of which some cell is derived, with how many.
    """

    districts: list[dict[str, object]] = field(default_factory=list)
    townships: list[dict[str, object]] = field(default_factory=list)

    @property
    def derived(self) -> dict[str, int]:
        """How many cells of each column are derived."""
        found: dict[str, int] = {}
        for row in (*self.districts, *self.townships):
            for column in str(row["derived"]).split():
                found[column] = found.get(column, 0) + 1
        return found


def at_least(weights: np.ndarray, total: int, least: np.ndarray | int = 1) -> np.ndarray:
    """Whole numbers in proportion to weights that add up to a total, none below a least one.

    Args:
        weights: Weights, shape (n,).
        total: What they add up to, where that is no less than the least ones together.
        least: Least number of each.

    Returns:
        Whole numbers, shape (n,).
    """
    low = np.broadcast_to(least, weights.shape)
    return low + largest_remainder(weights, max(0, total - int(low.sum())))


def _shared(
    given: Sequence[int | None], weights: np.ndarray, ratio: float, total: int | None, least: np.ndarray
) -> np.ndarray:
    """A count of every district: as given, the others by the ratio, or in proportion to a total."""
    told = np.array([value is not None for value in given])
    if total is not None:
        return at_least(weights, total, least)
    by_ratio = np.maximum(np.round(weights / ratio).astype(np.int64), least)
    return np.where(told, np.array([value or 0 for value in given]), by_ratio)


def _spread(total: int, sizes: np.ndarray, least: np.ndarray) -> np.ndarray:
    """Shares a district's committees or villages out among townships of some sizes.

    Where there are too few of them for the least numbers, the largest have one; none has more than
    `MOST_IN_TOWNSHIP`, and what is above goes to the others.
    """
    if total < least.sum():
        least = np.zeros_like(least)
    given = np.minimum(at_least(sizes, total, least), MOST_IN_TOWNSHIP)
    while (left := total - int(given.sum())) > 0:
        room = MOST_IN_TOWNSHIP - given
        given += np.minimum(largest_remainder(room.astype(float), left), room)
    return given


def derived(given: Sequence[GivenDistrict], totals: Totals = BY_RATIOS, seed: int = 1) -> Tables:
    """Derives the tables of a place.

    Args:
        given: What is given of each district.
        totals: Townships, committees and villages of all of them, where those are known; what districts give counts
            where they are not.
        seed: Seed of the sizes of townships; every district draws its own, whatever stands beside it.

    Returns:
        The rows of both tables; a column `derived` names the cells that are.
    """
    residents = np.array([row.residents for row in given], dtype=np.float64)
    percent = np.array([row.urban_percent for row in given])
    urban = residents * percent / 100.0
    ones = np.ones(len(given), dtype=np.int64)
    wholly, rural = percent >= WHOLLY_URBAN, percent <= 0.0
    least_towns = np.where(wholly | rural, 1, 2)
    weights = np.sqrt(residents) if totals.townships is not None else residents
    townships = np.minimum(
        _shared([row.n_townships for row in given], weights, RESIDENTS_A_TOWNSHIP, totals.townships, least_towns),
        2 * MOST_OF_A_KIND,
    )
    streets = np.round(STREET_SHARE * percent / 100.0 * townships).astype(np.int64)
    streets = np.clip(streets, 1, np.maximum(townships - 1, 1))
    streets = np.where(wholly, townships, np.where(rural, 0, streets))
    streets = np.clip(streets, townships - MOST_OF_A_KIND, MOST_OF_A_KIND)
    committees = _shared(
        [row.n_committees for row in given], urban, URBAN_A_COMMITTEE, totals.committees, np.maximum(streets, 0)
    )
    villages = _shared(
        [row.n_villages for row in given],
        np.where(wholly, 0.0, residents - urban),
        RURAL_A_VILLAGE,
        totals.villages,
        (townships - streets) * ones,
    )
    tables = Tables()
    for k, row in enumerate(given):
        code = FIRST_CODE + k if row.code is None else row.code
        counts = int(townships[k]), int(streets[k]), int(committees[k]), int(villages[k])
        tables.districts.append(_district_row(row, code, counts, totals))
        tables.townships.extend(_township_rows(row, code, counts, seed))
    return tables


def _district_row(
    row: GivenDistrict, code: int, counts: tuple[int, int, int, int], totals: Totals
) -> dict[str, object]:
    """A row of `districts.csv`."""
    missing = {
        "adcode": row.code is None,
        "urban_percent": row.by_setting,
        "product_per_head_yuan": row.product_yuan is None,
        "n_resident_committee": row.n_committees is None or totals.committees is not None,
        "n_village_committee": row.n_villages is None or totals.villages is not None,
    }
    where = (
        {}
        if row.longitude is None or row.latitude is None
        else {"centroid_lon": f"{row.longitude:.4f}", "centroid_lat": f"{row.latitude:.4f}"}
    )
    return {
        "adcode": code,
        **row.names,
        "region": row.region,
        **where,
        "residents_10k": f"{row.residents / 1e4:.4f}",
        "urban_percent": f"{row.urban_percent:.2f}",
        "product_per_head_yuan": f"{PRODUCT_YUAN if row.product_yuan is None else row.product_yuan:.0f}",
        "n_resident_committee": counts[2],
        "n_village_committee": counts[3],
        "derived": " ".join(column for column, true in missing.items() if true),
    }


def _township_rows(
    row: GivenDistrict, code: int, counts: tuple[int, int, int, int], seed: int
) -> list[dict[str, object]]:
    """The rows of one district in `townships.csv`."""
    n, n_streets, n_committees, n_villages = counts
    rng = np.random.Generator(np.random.PCG64([seed, code]))
    size = np.exp(TOWNSHIP_SIGMA * rng.standard_normal(n))
    street = np.arange(n) < n_streets
    mixed = street.any() and not street.all()
    here = _spread(n_committees, size * np.where(street | (not mixed), 1.0, 0.1), street.astype(np.int64))
    there = _spread(n_villages, size * np.where(~street | (not mixed), 1.0, 0.0), (~street).astype(np.int64))
    chinese = bool(row.names.get("name_zh"))
    return [
        {
            "adcode": code,
            "town_code": code * 1000 + (1 + t if street[t] else 101 + t - n_streets),
            "name": f"{row.name}{t + 1}{(STREET if street[t] else TOWN).zh}" if chinese else f"{row.name} {t + 1}",
            "kind": "subdistrict" if street[t] else "town",
            "n_resident_committee": int(here[t]),
            "n_village_committee": int(there[t]),
            "derived": "town_code name kind n_resident_committee n_village_committee",
        }
        for t in range(n)
    ]


def how(column: str) -> Sentence:
    """How a column is derived.

    Args:
        column: Its name.
    """
    return HOW[column]
