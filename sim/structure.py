"""What a mechanism may look at: the standing structure of a place, never a measure, an outcome or another mechanism."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.errors import Fault, InputError, nearest, words_allowed
from sim.randomness import stream, uniform

EVERYWHERE = "everywhere"
"""Stands for all districts where districts are named."""


def named(districts: str, names: Sequence[tuple[str, ...]], key_path: str) -> tuple[np.ndarray, list[Fault]]:
    """Which districts a text names.

    Args:
        districts: Names or codes, separated by commas, or "everywhere".
        names: Code and names of each district, in lower case.
        key_path: Where the text stands in the scenario.

    Returns:
        1.0 where named, else 0.0, float64, one per district; and each name that is no district of the place.
    """
    if districts.strip() == EVERYWHERE:
        return np.ones(len(names)), []
    found = np.zeros(len(names))
    faults = []
    for word in filter(None, (part.strip() for part in districts.split(","))):
        rows = [row for row, own in enumerate(names) if word.lower() in own]
        if not rows:
            known = [own[1] for own in names]
            faults.append(
                Fault(
                    "GZ025", key_path=key_path, found=word, allowed=words_allowed(known), nearest=nearest(word, known)
                )
            )
        found[rows] = 1.0
    return found, faults


@dataclass(frozen=True)
class Structure:
    """The structure mechanisms are laid over; arrays have one row per community unless said otherwise.

    Attributes:
        coverage_seed: Seed of the draw of covered communities (that of the world, so policies share it).
        code: Permanent code of each community.
        population: Residents.
        urban_share: Urban share of residents.
        township: Row of the township.
        district: Row of the district.
        issue_hours: Committee hours for issues on a working day before any mechanism.
        administrative_hours: Committee hours of administrative tasks on a working day before any mechanism.
        group_counts: (communities, groups) residents by group.
        township_hours: Issue hours of each township on a working day; one row per township.
        township_population: Residents of each township.
        district_of_township: Row of each township's district.
        district_hours: Issue hours of each district on a working day; one row per district.
        district_population: Residents of each district in the sample.
        organisation_hours: Organisations' yearly hours; one row per township.
        counter_hours: Committee hours of counter duty and routine services on a working day.
        staff: Committee members and contract workers.
        hours_per_head: Paid hours of a head of staff on a working day.
        skill: Skill of committee staff, 0-1.
        households: Households.
        engaged_share: Residents who are engaged in common affairs.
        online_share: Residents with access to the internet.
        fiscal_capacity: GDP per head of the district over the mean.
        remote: 1.0 in a remote region, else 0.0.
        unmanaged_share: Estates without a manager.
        facility_m2: Floor area of service rooms.
        facility_standard_m2: Floor area the standard asks for.
        beat_hours_per_week: Hours of the community police.
        justice_hours: Hours of police and justice on a working day; one row per district.
        n_workers: Social workers; one row per township.
        working_days_per_year: Working days in a year.
        ties: Strength of neighbourhood ties today, 0-1.
        elsewhere_share: Residents registered elsewhere.
        district_names: Code and names of each district, in lower case.
    """

    coverage_seed: int
    code: np.ndarray
    population: np.ndarray
    urban_share: np.ndarray
    township: np.ndarray
    district: np.ndarray
    issue_hours: np.ndarray
    administrative_hours: np.ndarray
    group_counts: np.ndarray
    township_hours: np.ndarray
    township_population: np.ndarray
    district_of_township: np.ndarray
    district_hours: np.ndarray
    district_population: np.ndarray
    organisation_hours: np.ndarray
    counter_hours: np.ndarray
    staff: np.ndarray
    hours_per_head: np.ndarray
    skill: np.ndarray
    households: np.ndarray
    engaged_share: np.ndarray
    online_share: np.ndarray
    fiscal_capacity: np.ndarray
    remote: np.ndarray
    unmanaged_share: np.ndarray
    facility_m2: np.ndarray
    facility_standard_m2: np.ndarray
    beat_hours_per_week: np.ndarray
    justice_hours: np.ndarray
    n_workers: np.ndarray
    working_days_per_year: float
    ties: np.ndarray = field(default_factory=lambda: np.zeros(0))
    elsewhere_share: np.ndarray = field(default_factory=lambda: np.zeros(0))
    district_names: tuple[tuple[str, ...], ...] = ()

    def covered(self, mechanism_id: str, coverage: float, districts: str = EVERYWHERE) -> np.ndarray:
        """Which communities a mechanism covers: each drawn by its own key, so a larger coverage only adds some.

        Args:
            mechanism_id: Id of the mechanism; mechanisms draw independently.
            coverage: Share of the communities of those districts, 0-1.
            districts: Names or codes of districts, separated by commas, or "everywhere".

        Returns:
            1.0 where covered, else 0.0; float64, one per community.

        Raises:
            InputError: A name that is no district of the place.
        """
        key = stream(self.coverage_seed, zlib.crc32(mechanism_id.encode()))
        drawn = np.array([float(uniform(key, int(code), 0) < coverage) for code in self.code])
        return drawn * self.named_districts(districts, f"mechanisms.{mechanism_id}.districts")[self.district]

    def named_districts(self, districts: str, key_path: str) -> np.ndarray:
        """Which districts a text names.

        Args:
            districts: Names or codes, separated by commas, or "everywhere".
            key_path: Where the text stands in the scenario.

        Returns:
            1.0 where named, else 0.0; float64, one per district.

        Raises:
            InputError: A name that is no district of the place.
        """
        found, faults = named(districts, self.district_names, key_path)
        if faults:
            raise InputError(faults)
        return found

    def by_township(self, values: np.ndarray) -> np.ndarray:
        """Sums a value of communities over each township."""
        return np.bincount(self.township, weights=values, minlength=len(self.township_hours))

    def by_district(self, values: np.ndarray) -> np.ndarray:
        """Sums a value of communities over each district."""
        return np.bincount(self.district, weights=values, minlength=len(self.district_hours))
