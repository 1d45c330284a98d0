"""Which townships a sampled world contains, and for how many each of them stands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.world.draws import WorldPurpose, keyed_uniforms


class Drawn(NamedTuple):
    """What a sample contains, beside what the place has.

    Attributes:
        n_townships: Townships and streets drawn.
        n_residents: Their residents.
        n_townships_place: Townships and streets of the place.
        n_residents_place: Residents of the place.
        n_strata: Strata of region and kind, each of which gives one township at least.
    """

    n_townships: int
    n_residents: int
    n_townships_place: int
    n_residents_place: int
    n_strata: int

    @property
    def township_share(self) -> float:
        """Townships drawn over all."""
        return self.n_townships / self.n_townships_place

    @property
    def resident_share(self) -> float:
        """Residents drawn over all."""
        return self.n_residents / max(1, self.n_residents_place)

    @property
    def fewest(self) -> bool:
        """Whether no sample can have fewer: one township of each stratum, though there are more."""
        return self.n_townships == self.n_strata < self.n_townships_place


def draw_townships(
    region: np.ndarray, kind: np.ndarray, sample: float, world_seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draws whole townships systematically within every stratum of region and kind.

    The townships of a stratum stand in the order given (by district). Beginning at a random start, every
    1/sample-th is taken, the interval being fractional; a stratum that would stay empty gives one at random. A larger
    sample has at least as many townships of each stratum, but others: with the interval every place moves, so the
    residents of a larger sample of a small place can be fewer.

    Args:
        region: Region code of every township, ordered by district, shape (t,).
        kind: 0 for a street, 1 for a town, shape (t,).
        sample: Share of the townships to draw, above 0 and at most 1.
        world_seed: Seed of the world; the start is keyed by it and by the stratum.

    Returns:
        The drawn rows in rising order (int64), and the weight of each: townships in its stratum per township
        drawn there (float64). The weights of a stratum add up to its number of townships.

    Source:
        Systematic sampling with fractional interval (Särndal, Swensson and Wretman 1992, section 3.4).
    """
    strata = region.astype(np.int64) * 2 + kind
    rows_drawn: list[np.ndarray] = []
    weights: list[np.ndarray] = []
    for stratum in np.unique(strata):
        rows = np.flatnonzero(strata == stratum)
        u = float(keyed_uniforms(world_seed, WorldPurpose.TOWNSHIP_DRAW, np.array([stratum]))[0])
        interval = 1.0 / sample
        steps = (u + np.arange(int(np.ceil(len(rows) * sample)) + 1)) * interval
        places = np.floor(steps[steps < len(rows)]).astype(np.int64)
        if sample == 1.0:
            places = np.arange(len(rows))
        if len(places) == 0:
            places = np.array([int(u * len(rows))])
        rows_drawn.append(rows[places])
        weights.append(np.full(len(places), len(rows) / len(places)))
    drawn = np.concatenate(rows_drawn)
    order = np.argsort(drawn, kind="stable")
    return drawn[order], np.concatenate(weights)[order]
