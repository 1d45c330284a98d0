"""How reported complaints ended over the last days, by community: a ring of counts with running sums."""

from __future__ import annotations

import numpy as np

from sim.issues.store import DISCOVERED
from sim.vocabulary import CLOSED_STATES, Setting, State

WINDOW_DAYS = 60
"""Days a figure on the page looks back (assumed: enough for a community's few endings, and change is seen)."""

RESOLVED, CLOSED, ENDED, DAYS = range(4)
"""What is counted: really resolved, closed on record, ended in any way, days from reporting to such a closing."""


class RollingEndings:
    """Counts of the complaints that ended on the last `WINDOW_DAYS` days, in whole numbers: running sums stay exact.

    A complaint of a common cause counts once per complainant. Found issues nobody reported are left out. Shares of
    districts and of the place weigh communities by their design weight, so they speak of the whole place.

    Args:
        district: District row of each community, shape (communities,).
        setting: Setting of each community, shape (communities,).
        weight: Design weight of each community, shape (communities,).
        n_districts: Number of districts.
    """

    def __init__(
        self,
        district: np.ndarray,
        setting: np.ndarray,
        weight: np.ndarray,
        n_districts: int,
    ) -> None:
        self._district = district.astype(np.int64)
        self._setting = setting.astype(np.int64)
        self._weight = weight.astype(np.float64)
        self._n_districts = n_districts
        self._ring = np.zeros((WINDOW_DAYS, 4, len(district)), np.int32)
        self.sums = np.zeros((4, len(district)), np.int64)
        self._closed = np.array([int(state) for state in CLOSED_STATES])

    def add(self, day: int, records: np.ndarray) -> None:
        """Takes in the records of one day; those of the day that leaves the window are forgotten.

        Args:
            day: Number of the day; days must come one after the other.
            records: Records of the ledger that were closed on that day.
        """
        reported = records[(records["flags"] & DISCOVERED) == 0]
        community = reported["community"]
        complaints = reported["complaints"].astype(np.float64)
        closed = np.isin(reported["state"], self._closed) * complaints
        days = (reported["closed"].astype(np.int64) - reported["reported"]) * closed
        slot = self._ring[day % len(self._ring)]
        self.sums -= slot
        for number, amounts in (
            (RESOLVED, (reported["state"] == State.RESOLVED) * complaints),
            (CLOSED, closed),
            (ENDED, complaints),
            (DAYS, days),
        ):
            slot[number] = np.bincount(community, weights=amounts, minlength=slot.shape[1])
        self.sums += slot

    def district_shares(self) -> tuple[np.ndarray, np.ndarray]:
        """The share really resolved in each district, and on how many complaints it rests.

        Returns:
            Shares 0-1 (nan where nothing ended), and complaints without design weight, both (districts,).
        """
        n = self._n_districts
        part = np.bincount(self._district, weights=self.sums[RESOLVED] * self._weight, minlength=n)
        whole = np.bincount(self._district, weights=self.sums[ENDED] * self._weight, minlength=n)
        seen = np.bincount(self._district, weights=self.sums[ENDED], minlength=n)
        return ratio(part, whole), seen.astype(np.int64)

    def share(self, what: int, setting: Setting | None = None) -> float:
        """The share of ended complaints that ended in a certain way.

        Args:
            what: RESOLVED (really resolved) or CLOSED (closed on the office's own record).
            setting: Communities of one setting only, or None for all.

        Returns:
            Share 0-1, nan where nothing ended.
        """
        weight = self._weight if setting is None else self._weight * (self._setting == setting)
        whole = float(self.sums[ENDED] @ weight)
        return float(self.sums[what] @ weight) / whole if whole > 0.0 else float("nan")


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Part over whole; nan where there is none.

    Args:
        part: Numerators, any shape.
        whole: Denominators, the same shape.
    """
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) > 0.0)
