"""Parameters of how measures weigh what has happened; nobody in the model acts on them."""

from __future__ import annotations

from sim.scenario.parameter import ASSUMED, ParameterGroup, parameter
from sim.scenario.tables import WeightsByCategory
from sim.vocabulary import Category
from sim.words import T


class ValuationParameters(ParameterGroup):
    """What a day without a solution weighs (measures of unmet need)."""

    severity: WeightsByCategory = parameter(
        WeightsByCategory(**Category.defaults("severity")),
        unit="factor",
        zh="需求严重程度",
        source=ASSUMED,
        doc=T(
            "Weight of a day of unmet need by category, against 1 for a day without a public facility; with 1 "
            "everywhere all needs weigh the same.",
            "各类需求未满足一天的权重，以公共设施需求未满足一天为 1；全部取 1 则各类需求同等计算。",
        ),
    )
