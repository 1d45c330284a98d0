"""Plausible values of what nobody knows: a 90 % range of every number, and worlds drawn from all of them together.

A range is written where a declaration or the section `plausible:` of a scenario says one; a rule by unit and by the
grade of the evidence gives the others. What is no unknown has none: definitions, laws, limits of computing, reference
points, decisions, and numbers at nought or at the whole, which say that something does not happen or always does.

A draw is one standard normal number for each range, carried over by the range's scale. Values that a scenario's checks
refuse together go half the way back to the scenario, as often as it takes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.scenario.fields import FieldFacts, Number, all_share_sums, bare_type, find_field, leaf_paths
from sim.scenario.loading import changed
from sim.scenario.parameter import ParameterGroup, ShareSum
from sim.scenario.tree import overlaid
from sim.scenario.validation import contradictions
from sim.scenario.written_range import WrittenRange
from sim.words import Sentence, T

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.scenario import Scenario

LOGIT, LOG, LINEAR, ALTERNATIVES = "logit", "log", "linear", "alternatives"
SCALES = (LOGIT, LOG, LINEAR, ALTERNATIVES)
PLACE, ELSEWHERE, ASSUMED_GRADE = "A", "B", "C"
GRADES: Mapping[str, Sentence] = {
    PLACE: T("published for the place", "本地公开数据"),
    ELSEWHERE: T("published elsewhere", "外地公开数据"),
    ASSUMED_GRADE: T("assumed", "假设"),
}
"""Evidence behind a number."""

QUANTILE_90 = 1.6448536269514722
"""Standard normal quantile of 95 %: a range reaches from minus this to this."""

ODDS_FACTOR: Mapping[str, float] = {PLACE: 1.1, ELSEWHERE: 1.4, ASSUMED_GRADE: 1.8}
"""By rule, the odds of a share are plausible from one over this to this times those of the scenario (assumed)."""

SIZE_FACTOR: Mapping[str, float] = {PLACE: 1.1, ELSEWHERE: 1.25, ASSUMED_GRADE: 1.5}
"""The same of a positive size (assumed)."""

COEFFICIENT_PART: Mapping[str, float] = {PLACE: 0.1, ELSEWHERE: 0.25, ASSUMED_GRADE: 0.4}
"""By rule, a coefficient is plausible within this part of itself on both sides (assumed)."""

FORMS: Mapping[str, Mapping[str, float]] = {"work.order": {"easy": 0.7, "due": 0.3}}
"""Choices of form with the weight of each word (assumed)."""

CERTAIN: Mapping[str, Sentence] = {
    "run": T("definition", "定义"),
    "world.place": T("definition", "定义"),
    "world.sample": T("definition", "定义"),
    "world.world_seed": T("definition", "定义"),
    "world.communities.facility_minimum_m2": T("rule", "规定"),
    "world.communities.facility_m2_per_household": T("rule", "规定"),
    "world.communities.mixed_from_urban_share": T("definition", "定义"),
    "world.communities.remote_fiscal_capacity": T("definition", "定义"),
    "world.staff.members_urban_least": T("law", "法律"),
    "world.staff.members_urban_most": T("law", "法律"),
    "world.staff.members_village_least": T("law", "法律"),
    "world.staff.members_village_most": T("law", "法律"),
    "needs.rate_bound": T("limit of computing", "计算界限"),
    "voice.reference_cost": T("reference point", "参照点"),
    "voice.reference_awareness": T("reference point", "参照点"),
    "intake.nobody_responsible_limit_days": T("limit of computing", "计算界限"),
    "intake.patience_limit_days": T("limit of computing", "计算界限"),
    "work.reference_skill": T("reference point", "参照点"),
    "staff.working_days_per_year": T("law", "法律"),
    "money.community_limit": T("rule", "规定"),
    "money.township_limit": T("rule", "规定"),
    "hand_over.clock_days": T("rule", "规定"),
    "hand_over.delay_limit_days": T("limit of computing", "计算界限"),
    "closing.recurrence_limit_days": T("limit of computing", "计算界限"),
    "trust.reference_town": T("reference point", "参照点"),
    "trust.reference_village": T("reference point", "参照点"),
    "estates.sign_needed": T("law", "法律"),
    "estates.reference_quality": T("reference point", "参照点"),
    "estates.reference_paying": T("reference point", "参照点"),
    "governments.strain_load_limit": T("limit of computing", "计算界限"),
    "shocks": T("told by the scenario", "由情景给定"),
    "services.registered_capital": T("law", "法律"),
    "valuation": T("a judgement of value", "价值判断"),
}
"""Groups and parameters that are no unknowns, each with what they are instead."""

DECISIONS = ("coverage", "districts", "start_day", "end_day")
"""Parameters of every mechanism that a planner decides."""

DECIDED = T("decision", "决策")
KNOWN = T("known", "已知")
AT_LIMIT = T("nought or the whole", "取零或全部")
NO_NUMBER = T("no number", "非数值")

_DIGITS = 4
"""Digits of a drawn value: more than anybody knows, and a file of members that can be read."""


@dataclass(frozen=True)
class PlausibleRange:
    """What values of one parameter are plausible.

    Attributes:
        key: Dotted path, such as "work.success.dispute" or "mechanisms.three_plus_one.limit_cut".
        low: 5 % quantile, in the unit of the parameter; nan for alternatives.
        high: 95 % quantile.
        scale: On which scale it is normal: logit, log or linear; "alternatives" for words with weights.
        grade: A published for the place, B published elsewhere, C assumed.
        by_rule: Whether the rule by unit and grade gave it, and nobody wrote it.
        value: The value of the scenario it was made for.
        unit: Unit of the parameter.
        least: Smallest value allowed; None without limit.
        most: Largest value allowed.
        whole: Whether only whole numbers are allowed.
        weights: Weight by word of alternatives, summing to 1; empty for a number.
    """

    key: str
    low: float
    high: float
    scale: str
    grade: str
    by_rule: bool
    value: float | int | str
    unit: str = ""
    least: Number | None = None
    most: Number | None = None
    whole: bool = False
    weights: tuple[tuple[str, float], ...] = ()

    @property
    def ends(self) -> tuple[float, float]:
        """The 5 % and 95 % quantiles within the limits and of the parameter's kind, as tables show them."""
        if self.scale == ALTERNATIVES:
            return self.low, self.high
        low, high = (self.at(side * QUANTILE_90) for side in (-1.0, 1.0))
        return float(low), float(high)

    def at(self, deviate: float) -> float | int | str:
        """The value at a standard normal deviate: low at -1.645, high at 1.645, cut at the limits.

        Args:
            deviate: The deviate.

        Returns:
            A number of the parameter's kind with at most four digits, or a word.
        """
        if self.scale == ALTERNATIVES:
            return self._word(0.5 * math.erfc(-deviate / math.sqrt(2.0)))
        low, high = _onto(self.scale, self.low), _onto(self.scale, self.high)
        middle, spread = (low + high) / 2.0, (high - low) / (2.0 * QUANTILE_90)
        found = _back(self.scale, middle + spread * deviate)
        if self.least is not None:
            found = max(found, self.least)
        if self.most is not None:
            found = min(found, self.most)
        return round(found) if self.whole else float(f"{found:.{_DIGITS}g}")

    def _word(self, share: float) -> str:
        """The word of the alternatives below whose weights, summed up, a share lies."""
        total = 0.0
        for word, weight in self.weights:
            total += weight
            if share < total:
                return word
        return self.weights[-1][0]


class PlausibleRanges(list[PlausibleRange]):
    """Ranges of a scenario, which know the scenario that draws from them must fit.

    Attributes:
        scenario: The scenario, with every mechanism whose numbers have ranges switched on.
        certain: Why each other parameter has none, by dotted path.
    """

    def __init__(
        self, ranges: Iterable[PlausibleRange], scenario: Scenario, certain: Mapping[str, Sentence] | None = None
    ) -> None:
        super().__init__(ranges)
        self.scenario, self.certain = scenario, dict(certain or {})


def _onto(scale: str, value: float) -> float:
    """A value on the scale on which it is normal."""
    if scale == LOGIT:
        return math.log(value / (1.0 - value))
    return math.log(value) if scale == LOG else value


def _back(scale: str, found: float) -> float:
    """The value of a number on a scale."""
    if scale == LOGIT:
        return 1.0 / (1.0 + math.exp(-found)) if found > -700.0 else 0.0
    return math.exp(found) if scale == LOG else found


def grade_of(source: Sentence) -> str:
    """The grade of the evidence behind a default, by what its source says.

    Args:
        source: The source of the declaration.

    Returns:
        C where it is assumed or calibrated in whole or in part; A where it is the paper, which is of the place, or
        names Chongqing; B for everything else that is published.
    """
    said = source.en.lower()
    if "assumed" in said or "calibrated" in said:
        return ASSUMED_GRADE
    return PLACE if "paper" in said or "chongqing" in said else ELSEWHERE


def scale_of(facts: FieldFacts) -> str:
    """The scale that the rule takes for a parameter: shares on the log-odds, positive sizes on the log.

    Args:
        facts: Its declaration. A coefficient (in log-odds, scores or exponents, or one that may be negative) keeps
            the linear scale.
    """
    unit = facts.unit
    if unit.startswith(("logit", "score", "exponent")) or facts.low is None or facts.low < 0:
        return LINEAR
    is_share = unit.startswith("share") or unit in ("0-1", "per year", "per quarter")
    return LOGIT if is_share and facts.high is not None and facts.high <= 1 else LOG


def by_rule(key: str, value: float, facts: FieldFacts) -> PlausibleRange | None:
    """The range that the rule by unit and grade gives.

    Args:
        key: Dotted path.
        value: The value of the scenario, about which it lies.
        facts: The declaration.

    Returns:
        The range; None for nought, and for a share of the whole or a coefficient at its limit.
    """
    scale, grade = scale_of(facts), grade_of(facts.source)
    if value == 0 or (scale == LOGIT and value >= 1) or (scale == LINEAR and value in (facts.low, facts.high)):
        return None
    if scale == LINEAR:
        reach = COEFFICIENT_PART[grade] * abs(value)
        low, high = value - reach, value + reach
    else:
        middle = _onto(scale, value)
        reach = math.log((ODDS_FACTOR if scale == LOGIT else SIZE_FACTOR)[grade])
        low, high = _back(scale, middle - reach), _back(scale, middle + reach)
    return PlausibleRange(
        key, low, high, scale, grade, True, value, facts.unit, facts.low, facts.high, bare_type(facts.annotation) is int
    )


def why_certain(key: str) -> Sentence | None:
    """What a parameter is where it is no unknown by its nature; None where it may have a range.

    Args:
        key: Dotted path.
    """
    steps = key.split(".")
    if steps[0] == "mechanisms":
        return DECIDED if steps[-1] in DECISIONS else None
    return next(
        (CERTAIN[name] for name in (".".join(steps[: n + 1]) for n in range(len(steps))) if name in CERTAIN), None
    )


def plausible_ranges(
    scenario: Scenario, mechanisms: Mapping[str, type[ParameterGroup]] | None = None
) -> PlausibleRanges:
    """The plausible range of every number of a scenario that is an unknown.

    Args:
        scenario: The scenario; ranges lie about its values, and its section `plausible:` comes before any rule.
        mechanisms: Class of the parameters of further mechanisms by id, whose ranges lie about the defaults; those of
            the scenario come with it.

    Returns:
        The ranges in the order of declaration, mechanisms last.
    """
    further = {name: kind() for name, kind in sorted((mechanisms or {}).items()) if name not in scenario.mechanisms}
    whole = changed(scenario, {f"mechanisms.{name}": group for name, group in further.items()}) if further else scenario
    ranges, certain = list[PlausibleRange](), dict[str, Sentence]()
    for key, value, facts in _parameters(whole):
        found = _range_of(whole, key, value, facts)
        if isinstance(found, PlausibleRange):
            ranges.append(found)
        else:
            certain[key] = found
    return PlausibleRanges(ranges, whole, certain)


def _range_of(scenario: Scenario, key: str, value: Any, facts: FieldFacts) -> PlausibleRange | Sentence:
    """The range of one parameter, or what it is instead of an unknown."""
    if key in scenario.plausible:
        return _as_written(scenario.plausible[key], key, value, facts)
    reason = why_certain(key)
    if reason is not None:
        return reason
    if key in FORMS:
        return PlausibleRange(
            key,
            math.nan,
            math.nan,
            ALTERNATIVES,
            ASSUMED_GRADE,
            True,
            value,
            facts.unit,
            weights=tuple(FORMS[key].items()),
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return NO_NUMBER
    if facts.plausible is not None and value == facts.default:
        low, high, grade = facts.plausible
        return _as_written(WrittenRange(low=low, high=high, grade=grade), key, value, facts)
    return by_rule(key, value, facts) or AT_LIMIT


def _as_written(written: WrittenRange, key: str, value: Any, facts: FieldFacts) -> PlausibleRange | Sentence:
    """A range that a scenario or a declaration says."""
    if written.fixed:
        return KNOWN
    if written.weights:
        total = math.fsum(written.weights.values())
        weights = tuple((word, weight / total) for word, weight in written.weights.items())
        return PlausibleRange(
            key, math.nan, math.nan, ALTERNATIVES, written.grade, False, value, facts.unit, weights=weights
        )
    assert written.low is not None and written.high is not None
    scale = written.scale or scale_of(facts)
    if (scale == LOG and written.low <= 0.0) or (scale == LOGIT and (written.low <= 0.0 or written.high >= 1.0)):
        scale = LINEAR
    return PlausibleRange(
        key,
        written.low,
        written.high,
        scale,
        written.grade,
        False,
        value,
        facts.unit,
        facts.low,
        facts.high,
        bare_type(facts.annotation) is int,
    )


def _parameters(scenario: Scenario) -> Iterator[tuple[str, Any, FieldFacts]]:
    """Every parameter of a scenario with its path, its value and its declaration; those of mechanisms last."""
    own = ("name", "title", "title_zh", "description", "mechanisms", "plausible")
    for prefix, group in (("", scenario), *((f"mechanisms.{n}.", g) for n, g in sorted(scenario.mechanisms.items()))):
        for path in leaf_paths(type(group)):
            if prefix or path.split(".")[0] not in own:
                facts = find_field(type(group), path.split("."))
                assert facts is not None
                yield f"{prefix}{path}", reduce(getattr, path.split("."), group), facts


def laid_over(scenario: Scenario, values: Mapping[str, Any], origin: Scenario | None = None) -> Scenario:
    """A scenario in one plausible world: the values of a member laid over it.

    Values of mechanisms that it has not switched on are left out, and so is what the scenario itself sets away from
    the origin, which a planner decides; of shares that divide one whole, all stay where one is decided.

    Args:
        scenario: The scenario.
        values: Value by dotted path, such as a row of `worlds_at`; a table's own kinds of numbers will do.
        origin: The scenario whose unknowns were drawn, such as the baseline; None for the defaults.

    Returns:
        The scenario with the values; values that do not fit it together go half the way back as often as needed.
    """
    before = type(scenario)(name=scenario.name) if origin is None else origin
    own = {
        key: _of_kind(_value(scenario, key), value) for key, value in values.items() if _is_open(scenario, before, key)
    }
    for one in all_share_sums(type(scenario)):
        if any(_value(scenario, part) != _value(before, part) for part in one.parts):
            own = {key: value for key, value in own.items() if key not in one.parts}
    return _settled(scenario, own)[0]


def _of_kind(own: Any, value: Any) -> Any:
    """A value out of a table as the kind that the scenario has: whole, decimal or word."""
    if isinstance(own, str) or isinstance(value, str):
        return value
    return int(value) if isinstance(own, int) and value == int(value) else float(value)


def _is_open(scenario: Scenario, origin: Scenario, key: str) -> bool:
    """Whether a scenario leaves a number as it was where the unknowns were drawn."""
    steps = key.split(".")
    if steps[0] != "mechanisms":
        return bool(_value(scenario, key) == _value(origin, key))
    group = scenario.mechanisms.get(steps[1])
    if group is None:
        return False
    usual = origin.mechanisms.get(steps[1], type(group)())
    return bool(getattr(group, steps[2]) == getattr(usual, steps[2]))


def _value(scenario: Scenario, key: str) -> Any:
    """The value at a dotted path."""
    steps = key.split(".")
    start: Any = scenario
    if steps[0] == "mechanisms":
        start, steps = scenario.mechanisms[steps[1]], steps[2:]
    return reduce(getattr, steps, start)


def _settled(scenario: Scenario, values: Mapping[str, Any]) -> tuple[Scenario, dict[str, Any]]:
    """A scenario with drawn values, and the values as it takes them.

    Shares that exceed one whole are scaled; whatever else its checks refuse goes half the way back to the scenario,
    in the group where the contradiction stands.

    Raises:
        InputError: A path leads nowhere, or a value is not allowed.
    """
    found = dict(values)
    while True:
        found = _with_sums(scenario, found)
        moved = _moved(scenario, found)
        groups = {_group(path) for path in _contradictions(moved)}
        if not groups:
            return moved, found
        back = {key for key in found if _group(key) in groups} or set(found)
        if all(found[key] == _value(scenario, key) for key in back):
            return changed(scenario, found), found  # The scenario contradicts itself, and is told so.
        found.update({key: _halfway(_value(scenario, key), found[key]) for key in back})


def _moved(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """A scenario with some values replaced, each checked by itself; ten times as fast as `loading.changed`."""
    trees: dict[str, Any] = {}
    for key, value in values.items():
        inside: dict[str, Any] = trees
        steps = key.split(".")
        for step in steps[:-1]:
            inside = inside.setdefault(step, {})
        inside[steps[-1]] = value
    own = trees.pop("mechanisms", {})
    try:
        groups: dict[str, Any] = {name: _group_with(getattr(scenario, name), tree) for name, tree in trees.items()}
        on = {name: _group_with(scenario.mechanisms[name], tree) for name, tree in own.items()}
    except (ValidationError, AttributeError, KeyError):
        return changed(scenario, values)  # It says in words what is wrong.
    return scenario.model_copy(update={**groups, "mechanisms": {**scenario.mechanisms, **on}})


def _group_with(group: ParameterGroup, tree: Mapping[str, Any]) -> ParameterGroup:
    """A group with some values replaced, those of groups within it given as mappings."""
    return type(group).model_validate(overlaid(group.model_dump(), tree), strict=True)


def _contradictions(scenario: Scenario) -> Iterator[str]:
    """Dotted paths at which a scenario or one of its mechanisms contradicts itself."""
    yield from (".".join(map(str, path)) for path, _ in contradictions(scenario))
    for name, group in scenario.mechanisms.items():
        yield from (".".join(map(str, path)) for path, _ in contradictions(group, ("mechanisms", name)))


def _group(key: str) -> str:
    """The group of parameters that are judged together: that of a mechanism, of the world, or the first name."""
    steps = key.split(".")
    return ".".join(steps[:2]) if steps[0] in ("mechanisms", "world") else steps[0]


def _halfway(own: Any, drawn: Any) -> Any:
    """A value half the way back to the scenario's; the scenario's own for a word, and once they are close."""
    if isinstance(own, str) or abs(drawn - own) <= 1e-3 * abs(own):
        return own
    if isinstance(own, int):
        return own + int((drawn - own) / 2)
    return float(f"{(own + drawn) / 2.0:.{_DIGITS}g}")


def _with_sums(scenario: Scenario, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of which the shares of one whole fit together; parts that are not drawn keep their share."""
    found = dict(values)
    for one in all_share_sums(type(scenario)):
        drawn = [part for part in one.parts if part in found]
        if not drawn:
            continue
        found.update(_divided(one, drawn, found, [float(_value(scenario, part)) for part in one.parts]))
    return found


def _divided(one: ShareSum, drawn: Sequence[str], values: Mapping[str, Any], own: Sequence[float]) -> dict[str, float]:
    """Shares of one whole scaled to fit together; the largest takes what rounding leaves.

    What the parts leave to somebody else is one more share, unless they are the smaller half of the whole: then they
    are scaled only where they exceed it.

    Args:
        one: The sum.
        drawn: Its parts that were drawn.
        values: Values drawn.
        own: Values of the scenario, part by part.
    """
    fixed = math.fsum(share for part, share in zip(one.parts, own, strict=True) if part not in drawn)
    rest = 0.0 if one.whole else max(1.0 - math.fsum(own), 0.0)
    total = math.fsum(values[part] for part in drawn)
    room = 1.0 - fixed
    if rest > 0.5:
        if total <= room:
            return {}
        rest = 0.0
    factor = room / (total + rest)
    scaled = {part: float(f"{values[part] * factor:.{_DIGITS}g}") for part in drawn}
    largest = max(drawn, key=lambda part: scaled[part])
    others = math.fsum(share for part, share in scaled.items() if part != largest)
    left = round(room - others, 12)
    return scaled | {largest: left if one.whole else min(scaled[largest], left)}


def deviates(n_ranges: int, n: int, seed: int) -> Any:
    """Standard normal deviates of worlds, spread by a Latin hypercube (McKay, Beckman and Conover 1979).

    Args:
        n_ranges: Number of ranges.
        n: Number of worlds.
        seed: Seed of the draw.

    Returns:
        Array of shape (n, n_ranges).
    """
    # scipy takes half a second, and is not wanted by whoever only reads scenarios.
    import numpy as np
    from scipy.special import ndtri
    from scipy.stats import qmc

    design = qmc.LatinHypercube(d=n_ranges, rng=np.random.default_rng([seed, n_ranges])).random(n)
    return ndtri(np.clip(design, 1e-9, 1.0 - 1e-9))


def worlds_at(ranges: Sequence[PlausibleRange], points: Any) -> pd.DataFrame:
    """The worlds at given standard normal deviates, such as those of `deviates`.

    Args:
        ranges: The ranges, as `plausible_ranges` gives them; a plain list is not checked for contradictions.
        points: Deviates, shape (n, number of ranges).

    Returns:
        One row a world: index `world` from 1, one column for each key. Every row fits the scenario of the ranges, its
        checks included.
    """
    import pandas as pd

    rows = []
    for point in points:
        values = {one.key: one.at(float(deviate)) for one, deviate in zip(ranges, point, strict=True)}
        rows.append(_settled(ranges.scenario, values)[1] if isinstance(ranges, PlausibleRanges) else values)
    table = pd.DataFrame(rows, columns=[one.key for one in ranges])
    table.index = pd.RangeIndex(1, len(table) + 1, name="world")
    return table
