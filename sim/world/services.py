"""Published numbers of a place's services, and how its care beds are allotted to districts.

`services.csv` is optional: one row per number with key, value, unit, year, growth (per cent against the year before,
may be empty), section of the source, the source itself and how sure it is. A row of the 22 classes of residents' issues
(`issue_class.<name>`) has as its value the code of the category it maps onto.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from sim.errors import Fault, is_there
from sim.vocabulary import Category
from sim.words import Sentence
from sim.world.apportion import largest_remainder
from sim.world.csv_table import CsvTable

COLUMNS = ("key", "value", "unit", "year", "growth", "section", "source", "confidence")
CONFIDENCE = ("published", "derived", "assumed")
"""Published as it stands, worked out from published numbers, or an assumption."""

FACILITY_CLASSES = (
    "facilities.guidance_centres",
    "facilities.centres",
    "facilities.stations",
    "facilities.elder_care",
    "facilities.mutual_aid_elder_care",
    "facilities.other",
)
"""Classes of service facilities that add up to `facilities.all` (paper, section 2.1.2)."""


@dataclass(frozen=True)
class ServiceNumber:
    """One published number.

    Attributes:
        value: The number in its unit.
        unit: Unit in plain words.
        year: Year it is of.
        growth_percent: Growth against the year before in per cent; None where not given.
        section: Section of the source.
        source: The source.
        confidence: One of `CONFIDENCE`.
    """

    value: float
    unit: str
    year: int
    growth_percent: float | None
    section: str
    source: str
    confidence: str


class CareRates(Protocol):
    """The settings that stand in where a place publishes no beds."""

    day_beds_per_10k: float
    overnight_beds_per_10k: float
    day_users_share: float
    overnight_users_share: float
    beds_fiscal_exponent: float


def read_services(folder: Path, faults: list[Fault]) -> dict[str, ServiceNumber]:
    """Reads `services.csv` of a place; nothing where there is no such file.

    Args:
        folder: Folder of the place.
        faults: Faults are added here.

    Returns:
        The numbers by key.
    """
    if not is_there(folder / "services.csv"):
        return {}
    table = CsvTable(folder, "services.csv", COLUMNS, faults)
    found: dict[str, ServiceNumber] = {}
    for line, row in table.rows:
        key = table.word(row, line, "key")
        if key in found:
            table.fault("GZ054", line, "key", key)
        highest = len(Category) - 1.0 if key.startswith("issue_class.") else 1e15
        if row["confidence"] not in CONFIDENCE:
            table.fault("GZ053", line, "confidence", row["confidence"], allowed=", ".join(CONFIDENCE))
        found[key] = ServiceNumber(
            value=table.number(row, line, "value", 0.0, highest),
            unit=table.word(row, line, "unit"),
            year=table.whole(row, line, "year", 1900, 2100),
            growth_percent=table.number(row, line, "growth", -99.0, 1e6) if row["growth"] else None,
            section=table.word(row, line, "section"),
            source=table.word(row, line, "source"),
            confidence=row["confidence"],
        )
    _check_sums(table, found)
    return found


def _check_sums(table: CsvTable, found: Mapping[str, ServiceNumber]) -> None:
    """Classes must add up to the whole, and nobody uses a bed that is not there."""
    if "facilities.all" in found and all(key in found for key in FACILITY_CLASSES):
        total = math.fsum(found[key].value for key in FACILITY_CLASSES)
        if total != found["facilities.all"].value:
            whole = found["facilities.all"].value
            text = Sentence(
                f"the facility classes add up to {total:g}, not to {whole:g}",
                f"各类设施之和为 {total:g}，应为 {whole:g}",
            )
            table.faults.append(Fault("GZ059", file=table.file, text=text))
    for kind in ("day", "overnight"):
        beds, users = found.get(f"care.{kind}_beds"), found.get(f"care.{kind}_users")
        if beds is not None and users is not None and users.value > beds.value:
            kind_zh = {"day": "日间照料", "overnight": "全托照料"}[kind]
            text = Sentence(
                f"{users.value:g} users of {kind} care for {beds.value:g} beds",
                f"{kind_zh}床位 {beds.value:g} 张，使用者却有 {users.value:g} 人",
            )
            table.faults.append(Fault("GZ059", file=table.file, text=text))


def allot_care(
    services: Mapping[str, ServiceNumber],
    older_residents: np.ndarray,
    population: np.ndarray,
    fiscal_capacity: np.ndarray,
    rates: CareRates,
) -> dict[str, np.ndarray]:
    """Allots care beds and their users to districts by older residents and fiscal capacity (largest remainder).

    Args:
        services: Published numbers of the place; where beds or users are missing the rates stand in.
        older_residents: Older residents of each district, shape (districts,).
        population: Residents of each district, shape (districts,).
        fiscal_capacity: Fiscal capacity of each district, shape (districts,).
        rates: Beds per 10,000 residents, shares in use, and the exponent of fiscal capacity.

    Returns:
        Beds and users by column of the table of districts, int64; users never above beds.
    """
    tens = float(population.sum()) / 10_000.0
    weights = older_residents * fiscal_capacity**rates.beds_fiscal_exponent
    found: dict[str, np.ndarray] = {}
    for kind in ("day", "overnight"):
        given = services.get(f"care.{kind}_beds")
        beds = round(given.value) if given is not None else round(getattr(rates, f"{kind}_beds_per_10k") * tens)
        used = services.get(f"care.{kind}_users")
        users = round(used.value) if used is not None else round(getattr(rates, f"{kind}_users_share") * beds)
        found[f"{kind}_beds"] = largest_remainder(weights, beds)
        found[f"{kind}_users"] = np.minimum(largest_remainder(weights, users), found[f"{kind}_beds"])
    return found
