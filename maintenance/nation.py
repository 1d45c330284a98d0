"""A made-up place of national size, to measure what the program can carry; no real county is meant.

`python -m maintenance.nation FOLDER [--scale 0.01]` writes the folder of a place: provinces as regions, counties as
districts, their townships, committees and villages as `init` derives them (`sim.places.derive`). Published are the
provinces' residents and urban shares (Seventh National Population Census 2020, bulletins 3 and 7), their county-level
divisions and the nation's committees (Ministry of Civil Affairs, statistical bulletins 2020 and 2017), gross product
per head (China Statistical Yearbook 2021, to the thousand yuan). Everything within a province is assumed and drawn;
there is no map, so that neighbours are told from centroids.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.places.begin import write_place
from sim.places.derive import GivenDistrict, Totals, at_least, derived

TOWNSHIPS = 41_000
COMMITTEES = 106_000
VILLAGES = 554_000
"""Townships and streets, residents' committees and village committees of the nation, near those of 2017."""

COUNTY_SIGMA = 0.75
"""Log-normal spread of counties' residents within a province (assumed)."""
URBAN_SPREAD = 0.8
"""Standard deviation of the logit of counties' urban share within a province (assumed)."""
PRODUCT_SIGMA = 0.35
"""Log-normal spread of counties' gross product per head within a province (assumed)."""


class Province(NamedTuple):
    """A province as published: residents 2020, urban share in %, county-level divisions, yuan per head, place, area."""

    code: int
    name_en: str
    name_zh: str
    residents: int
    urban_percent: float
    counties: int
    product_yuan: int
    longitude: float
    latitude: float
    area_10k_km2: float


PROVINCES = tuple(
    Province(*row)
    for row in (
        (11, "Beijing", "北京", 21_893_095, 87.55, 16, 165_000, 116.4, 40.2, 1.6),
        (12, "Tianjin", "天津", 13_866_009, 84.70, 16, 102_000, 117.3, 39.3, 1.2),
        (13, "Hebei", "河北", 74_610_235, 60.07, 167, 49_000, 115.5, 38.5, 18.9),
        (14, "Shanxi", "山西", 34_915_616, 62.53, 117, 51_000, 112.3, 37.6, 15.7),
        (15, "Inner Mongolia", "内蒙古", 24_049_155, 67.48, 103, 72_000, 112.0, 43.5, 118.3),
        (21, "Liaoning", "辽宁", 42_591_407, 72.14, 100, 59_000, 122.8, 41.3, 14.8),
        (22, "Jilin", "吉林", 24_073_453, 62.64, 60, 51_000, 126.2, 43.7, 18.7),
        (23, "Heilongjiang", "黑龙江", 31_850_088, 65.61, 121, 43_000, 127.8, 47.3, 47.3),
        (31, "Shanghai", "上海", 24_870_895, 89.30, 16, 156_000, 121.4, 31.2, 0.63),
        (32, "Jiangsu", "江苏", 84_748_016, 73.44, 95, 121_000, 119.5, 33.0, 10.7),
        (33, "Zhejiang", "浙江", 64_567_588, 72.17, 90, 101_000, 120.1, 29.2, 10.6),
        (34, "Anhui", "安徽", 61_027_171, 58.33, 104, 63_000, 117.2, 31.9, 14.0),
        (35, "Fujian", "福建", 41_540_086, 68.75, 85, 106_000, 118.0, 26.1, 12.4),
        (36, "Jiangxi", "江西", 45_188_635, 60.44, 100, 57_000, 115.7, 27.6, 16.7),
        (37, "Shandong", "山东", 101_527_453, 63.05, 136, 72_000, 118.2, 36.3, 15.8),
        (41, "Henan", "河南", 99_365_519, 55.43, 158, 55_000, 113.6, 33.9, 16.7),
        (42, "Hubei", "湖北", 57_752_557, 62.89, 103, 74_000, 112.3, 31.0, 18.6),
        (43, "Hunan", "湖南", 66_444_864, 58.76, 122, 63_000, 111.7, 27.6, 21.2),
        (44, "Guangdong", "广东", 126_012_510, 74.15, 122, 88_000, 113.4, 23.4, 18.0),
        (45, "Guangxi", "广西", 50_126_804, 54.20, 111, 44_000, 108.8, 23.8, 23.8),
        (46, "Hainan", "海南", 10_081_232, 60.27, 25, 55_000, 109.8, 19.2, 3.5),
        (50, "Chongqing", "重庆", 32_054_159, 69.46, 38, 78_000, 107.9, 30.1, 8.2),
        (51, "Sichuan", "四川", 83_674_866, 56.73, 183, 58_000, 102.7, 30.6, 48.6),
        (52, "Guizhou", "贵州", 38_562_148, 53.15, 88, 46_000, 106.9, 26.8, 17.6),
        (53, "Yunnan", "云南", 47_209_277, 50.05, 129, 52_000, 101.5, 25.0, 39.4),
        (54, "Tibet", "西藏", 3_648_100, 35.73, 74, 52_000, 88.4, 31.5, 122.8),
        (61, "Shaanxi", "陕西", 39_528_999, 62.66, 107, 66_000, 108.9, 35.2, 20.6),
        (62, "Gansu", "甘肃", 25_019_831, 52.23, 86, 36_000, 101.0, 37.8, 42.6),
        (63, "Qinghai", "青海", 5_923_957, 60.08, 44, 51_000, 96.0, 35.5, 72.2),
        (64, "Ningxia", "宁夏", 7_202_654, 64.96, 22, 55_000, 106.2, 37.3, 6.6),
        (65, "Xinjiang", "新疆", 25_852_345, 56.53, 106, 54_000, 85.2, 41.1, 166.5),
    )
)


class Counties(NamedTuple):
    """The counties of the nation, one entry each."""

    province: np.ndarray
    residents: np.ndarray
    urban_share: np.ndarray
    product_yuan: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray


def _urban_shares(residents: np.ndarray, target: float, logits: np.ndarray) -> np.ndarray:
    """Shares with the logits given, shifted alike until the residents' mean is the target (bisection)."""
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2.0
        shares = 1.0 / (1.0 + np.exp(-(logits + middle)))
        low, high = (middle, high) if float(shares @ residents) < target * residents.sum() else (low, middle)
    return np.asarray(1.0 / (1.0 + np.exp(-(logits + low))))


def _counties(province: int, residents: int, n: int, rng: np.random.Generator) -> Counties:
    """Draws the counties of one province; they stand on a lattice as large as the province, each a little moved."""
    p = PROVINCES[province]
    people = at_least(np.exp(COUNTY_SIGMA * rng.standard_normal(n)), residents, residents // (20 * n) + 1)
    urban = _urban_shares(people, p.urban_percent / 100.0, URBAN_SPREAD * rng.standard_normal(n))
    product = np.exp(PRODUCT_SIGMA * rng.standard_normal(n))
    side = int(np.ceil(np.sqrt(n)))
    step = 100.0 * np.sqrt(p.area_10k_km2) / 111.2 / side
    lattice = np.arange(n)
    east = lattice % side - (side - 1) / 2.0 + rng.uniform(-0.3, 0.3, n)
    north = lattice // side - (side - 1) / 2.0 + rng.uniform(-0.3, 0.3, n)
    return Counties(
        np.full(n, province),
        people,
        urban,
        p.product_yuan * product * people.sum() / (product @ people),
        p.longitude + east * step / np.cos(np.radians(p.latitude)),
        p.latitude + north * step,
    )


def generate(folder: Path, scale: float = 1.0, seed: int = 1) -> None:
    """Writes the folder of a nation.

    Args:
        folder: Made where it is not there.
        scale: Size against the nation's: residents, counties, townships, committees and villages alike, with one
            county at least for every province.
        seed: Seed of everything drawn.

    Source:
        The module's first lines; what is assumed says so.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    parts = [
        _counties(i, round(p.residents * scale), max(1, round(p.counties * scale)), rng)
        for i, p in enumerate(PROVINCES)
    ]
    counties = Counties(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    given, number = [], np.zeros(len(PROVINCES), int)
    for i, province in enumerate(counties.province):
        p, k = PROVINCES[province], number[province]
        number[province] += 1
        place = 101 + k // 50 * 100 + k % 50
        name = f"{p.name_zh}第{place}县"
        given.append(
            GivenDistrict(
                names={
                    "name_zh": name,
                    "short_zh": name,
                    "name_en": f"{p.name_en} {place}",
                    "region_zh": p.name_zh,
                    "region_en": p.name_en,
                },
                region=p.name_en.lower().replace(" ", "_"),
                residents=int(counties.residents[i]),
                urban_percent=100.0 * counties.urban_share[i],
                code=p.code * 10_000 + place,
                longitude=counties.longitude[i],
                latitude=counties.latitude[i],
                product_yuan=counties.product_yuan[i],
            )
        )
    n = len(given)
    totals = Totals(
        max(2 * n, round(TOWNSHIPS * scale)), max(n, round(COMMITTEES * scale)), max(2 * n, round(VILLAGES * scale))
    )
    residents = sum(round(p.residents * scale) for p in PROVINCES)
    source = "Seventh National Population Census 2020"
    tables = derived(given, totals, seed)
    for row in (*tables.districts, *tables.townships):
        row["source"] = "drawn within its province"
    write_place(
        folder,
        tables,
        [("name_en", "A generated nation", ""), ("name_zh", "生成的全国", ""), ("residents", residents, source)],
    )


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("--scale", type=float, default=1.0, help="size against the nation's (1)")
    parser.add_argument("--seed", type=int, default=1, help="seed of everything drawn (1)")
    chosen = parser.parse_args()
    generate(chosen.folder, chosen.scale, chosen.seed)


if __name__ == "__main__":
    main()
