"""How voiced complaints ended over the last days, by district and setting: a counter as light as a ring of sums."""

from __future__ import annotations

import numpy as np

from sim.issues.store import DISCOVERED
from sim.vocabulary import CLOSED_STATES, Setting, State

WINDOW_DAYS = 90
"""Days a figure on the page looks back (assumed; a quarter, the rhythm of the offices)."""

RESOLVED, CLOSED, ENDED, SEEN = range(4)


class RollingEndings:
    """Sums over the complaints that ended on each of the last days.

    Complaints count by their complainants and by the design weight of the community, so figures speak of the whole
    place; found issues nobody voiced are left out.

    Args:
        district: District row of each community, shape (communities,).
        setting: Setting of each community, shape (communities,).
        weight: Design weight of each community, shape (communities,).
        n_districts: Number of districts.
        window_days: Days to look back.
    """

    def __init__(
        self,
        district: np.ndarray,
        setting: np.ndarray,
        weight: np.ndarray,
        n_districts: int,
        window_days: int = WINDOW_DAYS,
    ) -> None:
        self._cell = district.astype(np.int64) * len(Setting) + setting
        self._weight = weight.astype(np.float64)
        self._shape = (n_districts, len(Setting))
        self._ring = np.zeros((window_days, 4, *self._shape))
        self._sums = np.zeros((4, *self._shape))
        self._closed = np.array([int(state) for state in CLOSED_STATES])

    def add(self, day: int, records: np.ndarray) -> None:
        """Takes in the records of one day; those of the day that leaves the window are forgotten.

        Args:
            day: Number of the day; days must come one after the other.
            records: Records of the ledger that were closed on that day.
        """
        voiced = records[(records["flags"] & DISCOVERED) == 0]
        cells = self._cell[voiced["community"]]
        complaints = voiced["complaints"].astype(np.float64)
        weighted = complaints * self._weight[voiced["community"]]
        resolved = voiced["state"] == State.RESOLVED
        closed = np.isin(voiced["state"], self._closed)
        slot = self._ring[day % len(self._ring)]
        for number, amounts in (
            (RESOLVED, weighted * resolved),
            (CLOSED, weighted * closed),
            (ENDED, weighted),
            (SEEN, complaints),
        ):
            counted = np.bincount(cells, weights=amounts, minlength=self._shape[0] * self._shape[1])
            slot[number] = counted.reshape(self._shape)
        self._sums = self._ring.sum(axis=0)

    def district_shares(self) -> tuple[np.ndarray, np.ndarray]:
        """The share really resolved in each district, and on how many complaints it rests.

        Returns:
            Shares 0-1 (nan where nothing ended), and complaints without design weight, both (districts,).
        """
        sums = self._sums.sum(axis=2)
        return _ratio(sums[RESOLVED], sums[ENDED]), sums[SEEN].astype(np.int64)

    def share(self, what: int, setting: Setting | None = None) -> float:
        """The share of ended complaints that ended in a certain way.

        Args:
            what: RESOLVED (really resolved) or CLOSED (closed on the office's own book).
            setting: Communities of one setting only, or None for all.

        Returns:
            Share 0-1, nan where nothing ended.
        """
        sums = self._sums.sum(axis=1)
        sums = sums.sum(axis=1) if setting is None else sums[:, setting]
        return float(_ratio(sums[what : what + 1], sums[ENDED : ENDED + 1])[0])


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Part over whole; nan where there is none."""
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0.0)
