"""How certain a sentence is that rests on plausible worlds: high, moderate, low or very low, by a stated rule.

The grade begins with the share of worlds that bear the sentence out, by the lower end of its 95 % interval: from .85
on high, from .70 on moderate, from .50 on low, else very low (bounds assumed; 24 of 24 worlds are high, 22 of 24
moderate). It goes down a step where what it says hangs on numbers that are assumed: a mechanism of which no evaluation
is known, or a number that turns the order of the first two policies and has no published source. It goes down another
step where no published figure has been held beside the measure it is about.

Source: after GRADE for evidence from models, Brozek et al. 2021, Journal of Clinical Epidemiology 129: risk of bias and
indirectness of a model's inputs, and credibility of the model for the outcome.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from sim.scenario.scenario import Scenario
from sim.studies.evidence import unevaluated
from sim.studies.statistics import share_interval
from sim.words import Words

GRADES = ("very low", "low", "moderate", "high")
BOUNDS = (0.50, 0.70, 0.85)
"""Lower ends of the share of worlds from which a sentence is low, moderate and high."""

TELLING = 0.05
"""Below this p a number is said to turn the order of two policies."""

GRADE_WORDS = Words(
    {
        "high": ("high certainty", "确定性高"),
        "moderate": ("moderate certainty", "确定性中等"),
        "low": ("low certainty", "确定性低"),
        "very low": ("very low certainty", "确定性极低"),
    }
)


def grade(n_worlds: int, of: int, assumed: bool, unchecked: bool) -> str:
    """The grade of a sentence.

    Args:
        n_worlds: Worlds that bear it out.
        of: All worlds, one at least.
        assumed: Whether it hangs on numbers that are assumed.
        unchecked: Whether no published figure was held beside its measure.

    Returns:
        One of `GRADES`.
    """
    low = share_interval(n_worlds, of).low
    step = sum(low >= bound for bound in BOUNDS) - assumed - unchecked
    return GRADES[max(0, step)]


def lowest(grades: Iterable[str]) -> str:
    """The grade of a sentence that says several things; "" where none has one."""
    return min((grade for grade in grades if grade), key=GRADES.index, default="")


@dataclass(frozen=True)
class Grounds:
    """What grades rest on besides worlds.

    Attributes:
        checked: Measures beside which a published figure of the place has been held.
        unevaluated: Scenarios with a mechanism of which no evaluation is known.
        hinges: Measures of which the first two policies turn on an assumed number.
    """

    checked: Collection[str] = frozenset()
    unevaluated: Collection[str] = frozenset()
    hinges: Collection[str] = field(default=frozenset())

    def of(self, scenario: str, measure: str, n_worlds: int, of: int) -> str:
        """The grade of what is said of a policy and a measure.

        Args:
            scenario: The policy.
            measure: The measure.
            n_worlds: Worlds that bear it out.
            of: All worlds.
        """
        return grade(n_worlds, of, scenario in self.unevaluated or measure in self.hinges, measure not in self.checked)


def grounds_of(
    scenarios: Iterable[Scenario], checked: Collection[str], hinges: pd.DataFrame, assumed: Collection[str]
) -> Grounds:
    """Gathers what grades rest on.

    Args:
        scenarios: The scenarios.
        checked: Measures beside which a published figure has been held.
        hinges: The table of `sim.studies.information.hinge_table`.
        assumed: Parameters without a published source.
    """
    unknown = unevaluated()
    turning = hinges[(hinges["p_adjusted"] < TELLING) & hinges["parameter"].isin(set(assumed))]
    return Grounds(
        frozenset(checked),
        frozenset(s.name for s in scenarios if unknown & set(s.mechanisms)),
        frozenset(turning["measure"]),
    )


def graded(robust: pd.DataFrame, grounds: Grounds, better: Mapping[str, str]) -> pd.DataFrame:
    """The table of robustness with the grade of each difference's direction.

    Args:
        robust: The table of `sim.studies.robustness.robust_table`.
        grounds: What grades rest on besides worlds.
        better: Which values are wanted, by measure.

    Returns:
        The same, with certainty filled for every policy: how certain it is that it is better than the baseline, or
        that it is not, whichever holds in more worlds.
    """

    def one(row: pd.Series) -> str:
        if row["measure"] not in better or pd.isna(row["better_share"]):
            return ""
        n = round(float(row["better_share"]) * int(row["n_worlds"]))
        return grounds.of(row["scenario"], row["measure"], max(n, int(row["n_worlds"]) - n), int(row["n_worlds"]))

    return robust.assign(certainty=[one(row) for _, row in robust.iterrows()])
