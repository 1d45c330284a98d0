"""Reads the factors of a sweep file, and tables of points, with every fault at its line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import Fault, nearest, shortened, words_allowed
from sim.mechanisms import registry
from sim.scenario.fields import FieldFacts, bare_type, find_field, leaf_paths
from sim.scenario.parameter import ParameterGroup, parameter
from sim.scenario.scalars import described, number_in
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Node
from sim.scenario.validation import Checker, shown_number
from sim.studies.designs import Points
from sim.studies.factors import DISTRIBUTIONS, Distribution, Factor, Value
from sim.vocabulary import in_brackets
from sim.words import Sentence
from sim.world.csv_table import CsvTable

LEAST_INSIDE_SHARE = 0.5
"""A distribution of which less lies within its limits is refused as a mistake (assumed)."""

_NEVER = frozenset({"run.seed", "run.days", "run.warm_up_days", "world.place"})
"""What makes the runs of a sweep incomparable; the file says it once for all of them."""

_NEEDED = {
    "uniform": ("low", "high"),
    "normal": ("mean", "standard_deviation"),
    "lognormal": ("median", "log_standard_deviation"),
    "triangular": ("low", "mode", "high"),
    "beta": ("alpha", "beta", "low", "high"),
}


class FactorSettings(ParameterGroup):
    """One factor: a range, a list of values or a distribution."""

    range: tuple[float, float] | None = parameter(
        None, unit="", source="any", zh="范围", doc="Least and largest value."
    )
    values: tuple[Any, ...] | None = parameter(None, unit="", source="any", zh="取值", doc="List of values.")
    distribution: str | None = parameter(
        None, unit="", source="any", zh="分布", doc="Kind of distribution.", choices=DISTRIBUTIONS
    )
    low: float | None = parameter(None, unit="", source="any", zh="下限", doc="Least value.")
    high: float | None = parameter(None, unit="", source="any", zh="上限", doc="Largest value.")
    mean: float | None = parameter(None, unit="", source="any", zh="均值", doc="Mean of 'normal'.")
    standard_deviation: float | None = parameter(
        None, unit="", low=1e-300, source="any", zh="标准差", doc="Standard deviation of 'normal'."
    )
    median: float | None = parameter(None, unit="", low=1e-300, source="any", zh="中位数", doc="Median of 'lognormal'.")
    log_standard_deviation: float | None = parameter(
        None,
        unit="",
        low=1e-300,
        source="any",
        zh="对数标准差",
        doc="Standard deviation of the logarithm of 'lognormal'.",
    )
    mode: float | None = parameter(None, unit="", source="any", zh="众数", doc="Peak of 'triangular'.")
    alpha: float | None = parameter(None, unit="", low=1e-300, source="any", zh="形状一", doc="First shape of 'beta'.")
    beta: float | None = parameter(None, unit="", low=1e-300, source="any", zh="形状二", doc="Second shape of 'beta'.")
    source: str = parameter("", unit="", source="any text", zh="来源", doc="Where the range comes from.")

    def cross_checks(self) -> list[tuple[str, Sentence]]:
        """Contradictions between settings.

        Returns:
            Path and what is wrong there.
        """
        forms = [name for name in ("range", "values", "distribution") if getattr(self, name) is not None]
        if len(forms) > 1:
            return [
                (
                    forms[1],
                    Sentence(f"give either '{forms[0]}' or '{forms[1]}'", f"“{forms[0]}”与“{forms[1]}”只能给出其一"),
                )
            ]
        needed = _NEEDED.get(self.distribution or "", ())
        optional = ("low", "high") if self.distribution else ()
        no_numbers = ("range", "values", "distribution", "source")
        numbers = [name for name in type(self).model_fields if name not in no_numbers] if forms else []
        found = [
            (name, Sentence(f"'{self.distribution}' needs '{name}'", f"“{self.distribution}”需要“{name}”"))
            for name in needed
            if getattr(self, name) is None
        ]
        unused = [name for name in numbers if getattr(self, name) is not None and name not in (*needed, *optional)]
        what = self.distribution or "".join(forms)
        found += [(name, Sentence(f"'{name}' is not part of '{what}'", f"“{name}”不属于“{what}”")) for name in unused]
        low, high = self.range if self.range is not None else (self.low, self.high)
        if low is not None and high is not None and not low < high:
            found.append(
                (
                    "range" if self.range else "high",
                    Sentence(f"{high:g} is not above {low:g}", f"{high:g} 不大于 {low:g}"),
                )
            )
        elif self.mode is not None and low is not None and high is not None and not low <= self.mode <= high:
            found.append(
                (
                    "mode",
                    Sentence(
                        f"{self.mode:g} is outside {low:g} to {high:g}", f"{self.mode:g} 超出 {low:g} 至 {high:g}"
                    ),
                )
            )
        if self.values is not None and len(set(map(repr, self.values))) < len(self.values):
            found.append(("values", Sentence("a value is listed twice", "某个值重复列出")))
        if self.values is not None and not self.values:
            found.append(("values", Sentence("the list is empty", "列表为空")))
        return found


@dataclass(frozen=True)
class FactorFacts:
    """A factor as it stands in the file.

    Attributes:
        factor: The factor.
        node: Where it stands.
        limits: What the parameter's declaration says.
        ends: The values at which scenarios are tried: both ends, or the whole list.
    """

    factor: Factor
    node: Node
    limits: FieldFacts
    ends: tuple[Value, ...]


def known_paths() -> list[str]:
    """Dotted paths of everything that can be a factor, mechanisms included."""
    paths = [path for path in leaf_paths(Scenario) if "." in path and path not in _NEVER]
    for name, kind in registry().items():
        paths += leaf_paths(kind.Parameters, f"mechanisms.{name}.")
    return paths


def facts_at(path: str) -> FieldFacts | None:
    """What is declared of the parameter at a dotted path; None where it leads to no single parameter."""
    parts = path.split(".")
    if parts[0] == "mechanisms":
        kind = registry().get(parts[1]) if len(parts) > 2 else None
        return None if kind is None else find_field(kind.Parameters, parts[2:])
    return find_field(Scenario, parts)


def read_factors(
    asked: Mapping[str, Node | None], tree: Node, with_table: bool
) -> tuple[list[FactorFacts], list[Fault]]:
    """Reads uncertainties and levers.

    Args:
        asked: The node of each role, None where the file has none.
        tree: The whole file.
        with_table: Whether the values come from a table, so that a factor may be given as `{}`.

    Returns:
        The factors that can be used, and what is wrong with the others.
    """
    found: list[FactorFacts] = []
    faults: list[Fault] = []
    first: dict[str, str] = {}
    for role, node in asked.items():
        if node is None or node.refused:
            continue
        if not isinstance(node.value, dict):
            fault = node.fault("GZ022", expected="a mapping", found=described(node.plain()))
            faults.append(replace(fault, help="empty_group"))
            continue
        for path, inner in node.value.items():
            if inner.refused:
                continue
            if path in first:
                problem = Sentence(
                    f"'{path}' is both an uncertainty and a lever", f"“{path}”既列为不确定性，又列为政策杠杆"
                )
                faults.append(inner.fault("GZ027", at_key=True, problem=problem))
                continue
            first[path] = role
            fact, wrong = _factor(path, role, inner, with_table)
            faults += wrong
            found += [fact] if fact is not None else []
    written = [node for node in asked.values() if node is not None]
    if not first and not any(node.refused or not isinstance(node.value, dict) for node in written):
        problem = Sentence(
            "nothing is varied; name uncertainties, levers or both",
            "没有任何变动因素；请列出 uncertainties、levers 或两者",
        )
        faults.append(replace(tree.fault("GZ062", problem=problem), key_path="uncertainties"))
    return found, faults


def _factor(path: str, role: str, node: Node, with_table: bool) -> tuple[FactorFacts | None, list[Fault]]:
    """Reads one factor."""
    limits = facts_at(path)
    known = known_paths()
    if limits is None or path not in known:
        what = Sentence(f"'{path}' cannot be varied within a sweep", f"“{path}”不能在扫描中变动")
        fault = replace(node.fault("GZ012", at_key=True, key=path), nearest=nearest(path, known))
        return None, [replace(fault, text=what, nearest="") if path in _NEVER else fault]
    kind = bare_type(limits.annotation)
    if kind not in (int, float, bool, str):
        return None, [
            node.fault("GZ062", at_key=True, problem=Sentence(f"'{path}' is not a single value", f"“{path}”不是单个值"))
        ]
    if not isinstance(node.value, dict):
        fault = node.fault("GZ022", expected="a mapping", found=described(node.plain()))
        return None, [
            replace(
                fault,
                help=Sentence(
                    "write {range: [low, high]} or {values: [a, b]}", "请写 {range: [下限, 上限]} 或 {values: [a, b]}"
                ),
            )
        ]
    wrong = _not_a_range(node.value.get("range"))
    if wrong:
        return None, wrong
    prefix = ("levers" if role == "lever" else "uncertainties", path)
    built = Checker(FactorSettings, node, {}, prefix=prefix).run()
    if built.faults or built.group is None:
        return None, built.faults
    settings = built.group
    if settings.range is None and settings.values is None and settings.distribution is None and not with_table:
        problem = Sentence("give a range, values or a distribution", "请给出 range、values 或 distribution")
        return None, [node.fault("GZ027", at_key=True, problem=problem)]
    wrong = _outside(settings, node, limits, kind, ".".join(prefix))
    if wrong:
        return None, wrong
    factor = _made(path, role, settings, limits, kind)
    if factor.distribution is not None and factor.distribution.inside_share() < LEAST_INSIDE_SHARE:
        share = factor.distribution.inside_share()
        problem = Sentence(
            f"only {share:.0%} of the distribution lies within the limits", f"分布中仅 {share:.0%} 落在允许范围内"
        )
        return None, [node.fault("GZ027", at_key=True, problem=problem)]
    return FactorFacts(factor, node, limits, _ends(factor)), []


def _not_a_range(node: Node | None) -> list[Fault]:
    """What is wrong with a range that is no pair of numbers."""
    if node is None or node.refused or not isinstance(node.value, list):
        return []
    if len(node.value) != 2:
        problem = Sentence(
            f"a range is [low, high], two numbers, not {len(node.value)}",
            f"range 应为 [下限, 上限] 两个数，而非 {len(node.value)} 个",
        )
        return [node.fault("GZ027", problem=problem)]
    found = [
        end
        for end in node.value
        if not end.refused and (isinstance(end.value, bool) or not isinstance(end.value, int | float))
    ]
    return [end.fault("GZ022", expected="a number", found=described(end.plain())) for end in found]


def _made(path: str, role: str, settings: FactorSettings, limits: FieldFacts, kind: type) -> Factor:
    """The factor that checked settings stand for; a distribution's open ends are the parameter's limits."""
    whole = kind is int
    if settings.values is not None:
        return Factor(path, role, whole, tuple(settings.values))
    if settings.range is not None:
        return Factor(path, role, whole, distribution=Distribution("uniform", *settings.range))
    if settings.distribution is None:
        values: tuple[Value, ...] = (False, True) if kind is bool else limits.choices if kind is str else ()
        return Factor(path, role, whole, values)
    low = limits.low if settings.low is None else settings.low
    high = limits.high if settings.high is None else settings.high
    numbers = {
        name: getattr(settings, name)
        for names in _NEEDED.values()
        for name in names
        if name not in ("low", "high") and getattr(settings, name) is not None
    }
    return Factor(path, role, whole, distribution=Distribution(settings.distribution, low, high, **numbers))


def _ends(factor: Factor) -> tuple[Value, ...]:
    """Both ends of a factor, or all its values."""
    if factor.values:
        return factor.values
    if factor.distribution is None:
        return ()
    return tuple(factor.setting(x) for x in factor.numbers(np.array([0.0, 1.0])))


def _outside(settings: FactorSettings, node: Node, limits: FieldFacts, kind: type, where: str) -> list[Fault]:
    """Values of the wrong type or outside the parameter's limits, each at its place."""
    inner = node.value if isinstance(node.value, dict) else {}
    written: list[tuple[Node, object]] = []
    for key in ("range", "values"):
        listed = getattr(settings, key)
        if listed is not None:
            nodes = inner[key].value
            assert isinstance(nodes, list)
            written += list(zip(nodes, listed, strict=True))
    for key in ("low", "high"):
        if getattr(settings, key) is not None:
            written.append((inner[key], getattr(settings, key)))
    if kind in (bool, str) and settings.values is None and (settings.range or settings.distribution):
        return [
            node.fault(
                "GZ062",
                at_key=True,
                problem=Sentence("this parameter is not a number; give values", "该参数不是数，请用 values 列出取值"),
            )
        ]
    faults = []
    for place, value in written:
        fault = value_fault(place, value, limits, kind)
        if fault is not None:
            faults.append(replace(fault, key_path=where))
    return faults


def value_fault(place: Node, value: object, limits: FieldFacts, kind: type) -> Fault | None:
    """What is wrong with one value of a parameter.

    Args:
        place: Where it stands.
        value: The value.
        limits: What the parameter's declaration says.
        kind: Type of the parameter: int, float, bool or str.

    Returns:
        The fault, or None.
    """
    words = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = isinstance(value, kind) if kind in (bool, str) else is_number
    if fits and kind is int and not float(value).is_integer():  # type: ignore[arg-type]
        fits = False
    if not fits:
        return place.fault("GZ022", expected=words[kind], found=described(value))
    if kind is str and limits.choices and value not in limits.choices:
        fault = place.fault("GZ025", found=shortened(str(value)))
        return replace(fault, allowed=words_allowed(limits.choices), nearest=nearest(str(value), limits.choices))
    if not is_number:
        return None
    number = float(value)  # type: ignore[arg-type]
    if (limits.low is not None and number < limits.low) or (limits.high is not None and number > limits.high):
        low = "" if limits.low is None else shown_number(limits.low)
        high = "" if limits.high is None else in_brackets(limits.unit).after(shown_number(limits.high))
        return replace(place.fault("GZ023", found=shown_number(number)), low=low, high=high)
    return None


def read_table(file: Path, known: Iterable[FactorFacts]) -> tuple[Points | None, list[Fault]]:
    """Reads a table of points.

    Args:
        file: CSV in UTF-8; its header names the factors, in any order; a column "point" is passed over.
        known: The factors of the sweep.

    Returns:
        Points, shape (n_points, n_factors) in the order of the factors, None where a column or row is faulty, and
        what is wrong.
    """
    factors = list(known)
    names = [fact.factor.name for fact in factors]
    faults: list[Fault] = []
    table = CsvTable(file.parent, file.name, tuple(names), faults, partial=True)
    faults += [
        Fault("GZ012", file=table.file, line=1, key_path=column, nearest=nearest(column, names))
        for column in dict.fromkeys(table.header)
        if column not in names and column != "point"
    ]
    if not table.rows and not faults:
        faults.append(Fault("GZ059", file=table.file, text=Sentence("the table has no rows", "表中没有数据行")))
    points = np.full((len(table.rows), len(factors)), np.nan)
    for place, (line, row) in enumerate(table.rows):
        for column, fact in enumerate(factors):
            written = row.get(fact.factor.name)
            if written is None:
                continue
            points[place, column], wrong = _cell(written, fact)
            if wrong:
                table.fault("GZ053", line, fact.factor.name, written, allowed=wrong)
    return (None if faults else points), faults


def _cell(text: str, fact: FactorFacts) -> tuple[float, str]:
    """The number that a cell stands for, and what would be allowed where it is not."""
    factor, limits = fact.factor, fact.limits
    if factor.has_words:
        words = [str(value).lower() if isinstance(value, bool) else str(value) for value in factor.values]
        return (float(words.index(text)), "") if text in words else (math.nan, words_allowed(words))
    written = number_in(text)
    if written is None:
        return math.nan, "a number"
    number = float(written)
    if not math.isfinite(number) or (factor.whole and not number.is_integer()):
        return math.nan, "a whole number" if factor.whole else "a finite number"
    ends = [float(end) for end in fact.ends if isinstance(end, int | float)]
    low = min(ends) if ends and not factor.values else limits.low
    high = max(ends) if ends and not factor.values else limits.high
    if factor.values and number not in factor.values:
        return math.nan, words_allowed([f"{value:g}" for value in factor.values])
    if (low is not None and number < low) or (high is not None and number > high):
        return math.nan, f"{'-inf' if low is None else f'{low:g}'} to {'inf' if high is None else f'{high:g}'}"
    return number, ""
