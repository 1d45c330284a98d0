"""Ranges that a scenario writes under `plausible:`, in the same groups as the parameters they are about.

They change no run: `sim.scenario.plausible` draws from them where a declaration or its rule would say another range.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sim.errors import Fault, nearest, words_allowed
from sim.scenario.fields import FieldFacts, bare_type, facts_of, group_of
from sim.scenario.parameter import ParameterGroup, parameter
from sim.scenario.scalars import described
from sim.scenario.tree import Node, dotted
from sim.scenario.validation import Checker
from sim.words import Sentence, T

SCALES = ("logit", "log", "linear")
GRADES = ("A", "B", "C")
WRITTEN = T("the scenario", "情景")

NO_UNKNOWNS = ("run", "world.place", "world.sample", "world.world_seed")
"""What says how a run is made, and nothing of the world."""


class WrittenRange(ParameterGroup):
    """What a scenario says of the plausible values of one parameter."""

    low: float | None = parameter(
        None,
        unit="",
        source=WRITTEN,
        zh="下限（5% 分位数）",
        doc=T("The value below which it lies one time in twenty.", "有 5% 的可能低于此值。"),
    )
    high: float | None = parameter(
        None,
        unit="",
        source=WRITTEN,
        zh="上限（95% 分位数）",
        doc=T("The value above which it lies one time in twenty.", "有 5% 的可能高于此值。"),
    )
    scale: str | None = parameter(
        None,
        unit="",
        source=WRITTEN,
        zh="尺度",
        choices=SCALES,
        doc=T(
            "On which scale it is normal: logit, log or linear; that of the rule where not given.",
            "在何种尺度上服从正态分布：logit、log 或 linear；未给出时依规则。",
        ),
    )
    grade: str = parameter(
        "C",
        unit="",
        source=WRITTEN,
        zh="证据等级",
        choices=GRADES,
        doc=T(
            "Evidence: A published for the place, B published elsewhere, C assumed.",
            "证据：A 本地公开数据，B 外地公开数据，C 假设。",
        ),
    )
    fixed: bool = parameter(
        False,
        unit="",
        source=WRITTEN,
        zh="不变",
        doc=T("Keeps the value of the scenario in every plausible world.", "在每种可能情形中均保持情景的取值。"),
    )
    weights: dict[str, float] = parameter(
        {},
        unit="",
        source=WRITTEN,
        zh="权重",
        doc=T("Weight of each word, of a parameter that is a word.", "取值为词语的参数中各词语的权重。"),
    )

    def cross_checks(self) -> list[tuple[str, Sentence]]:
        """Contradictions between settings: it is a range, or weights, or fixed, and one of them only."""
        said = [self.low is not None or self.high is not None, bool(self.weights), self.fixed]
        if sum(said) != 1:
            return [
                (
                    "",
                    Sentence(
                        "give low and high, or weights, or 'fixed: true'",
                        "请给出 low 与 high，或 weights，或 fixed: true 之一",
                    ),
                )
            ]
        if said[0] and (self.low is None or self.high is None):
            return [
                (
                    "high" if self.high is None else "low",
                    Sentence("a range has a low and a high", "范围须同时给出 low 与 high"),
                )
            ]
        if self.low is not None and self.high is not None and not self.low < self.high:
            return [
                (
                    "low",
                    Sentence(
                        f"low ({self.low:g}) must lie below high ({self.high:g})",
                        f"low（{self.low:g}）应小于 high（{self.high:g}）",
                    ),
                )
            ]
        return []


def read_ranges(
    node: Node,
    scenario_class: type[ParameterGroup],
    mechanisms: Mapping[str, type[ParameterGroup]],
    before: Mapping[str, WrittenRange],
) -> tuple[dict[str, WrittenRange], list[Fault]]:
    """Checks the section `plausible:`.

    Args:
        node: What stands there.
        scenario_class: Class of the scenario.
        mechanisms: Class of each mechanism's parameters, by id.
        before: Ranges that stand where nothing is written.

    Returns:
        The ranges by dotted path of their parameter, and every fault.
    """
    faults: list[Fault] = []
    found = dict(before)
    for path, inner, facts in _places(node, (), scenario_class, mechanisms, faults):
        key = dotted(path)
        base = found[key].model_dump(mode="json") if key in found else json.loads(WrittenRange().model_dump_json())
        if key in found and isinstance(inner.value, dict):  # What is newly said takes the place of another form.
            base = json.loads(WrittenRange(grade=found[key].grade).model_dump_json()) if _changes_form(inner) else base
        built = Checker(WrittenRange, inner, base, prefix=("plausible", *path)).run()
        faults += built.faults
        if built.group is not None and not built.faults:
            problem = _unfit(built.group, facts)
            if problem is None:
                found[key] = built.group
            else:
                faults.append(replace(inner.fault("GZ028", problem=problem), key_path=f"plausible.{key}"))
    return found, faults


def _changes_form(node: Node) -> bool:
    """Whether a layer says anew what form the range has."""
    return isinstance(node.value, dict) and any(key in node.value for key in ("low", "high", "weights", "fixed"))


def _places(
    node: Node,
    path: tuple[str, ...],
    group: type[ParameterGroup],
    mechanisms: Mapping[str, type[ParameterGroup]],
    faults: list[Fault],
) -> Iterator[tuple[tuple[str, ...], Node, FieldFacts]]:
    """Every parameter that a section speaks of, with what stands there and its declaration."""
    if node.refused:
        return
    if not isinstance(node.value, dict):
        faults.append(
            replace(
                node.fault("GZ022", expected="a mapping", found=described(node.plain())),
                key_path=dotted(("plausible", *path)),
            )
        )
        return
    known: dict[str, Any] = {name: info for name, info in group.model_fields.items() if path or _is_model(name)}
    for key, inner in node.value.items():
        here = (*path, key)
        if not path and key == "mechanisms":
            yield from _of_mechanisms(inner, mechanisms, faults)
        elif key not in known or dotted(here) in NO_UNKNOWNS:
            names = [*known, *(() if path else ("mechanisms",))]
            names = [name for name in names if dotted((*path, name)) not in NO_UNKNOWNS]
            fault = inner.fault("GZ012", at_key=True, key=key)
            faults.append(
                replace(
                    fault,
                    key_path=dotted(("plausible", *here)),
                    nearest=nearest(key, names),
                    allowed=words_allowed(names),
                )
            )
        else:
            facts = facts_of(known[key])
            below = group_of(facts.annotation)
            if below is None:
                yield here, inner, facts
            else:
                yield from (
                    (p, n, replace(f, unit=f.unit or facts.unit))
                    for p, n, f in _places(inner, here, below, mechanisms, faults)
                )


def _is_model(name: str) -> bool:
    return name not in ("name", "title", "title_zh", "description", "mechanisms", "plausible")


def _of_mechanisms(
    node: Node, mechanisms: Mapping[str, type[ParameterGroup]], faults: list[Fault]
) -> Iterator[tuple[tuple[str, ...], Node, FieldFacts]]:
    """The parameters of mechanisms that a section speaks of."""
    if not isinstance(node.value, dict):
        faults.append(
            replace(
                node.fault("GZ022", expected="a mapping", found=described(node.plain())),
                key_path="plausible.mechanisms",
            )
        )
        return
    for key, inner in node.value.items():
        if key in mechanisms:
            yield from _places(inner, ("mechanisms", key), mechanisms[key], mechanisms, faults)
        elif not inner.refused:
            fault = replace(inner.fault("GZ030", at_key=True), key_path=f"plausible.mechanisms.{key}")
            faults.append(replace(fault, nearest=nearest(key, mechanisms), allowed=words_allowed(mechanisms)))


def _unfit(written: WrittenRange, facts: FieldFacts) -> Sentence | None:
    """Why a range does not fit its parameter; None where it does."""
    if written.fixed:
        return None
    if facts.choices or written.weights:
        return _unfit_weights(written, facts)
    if bare_type(facts.annotation) not in (int, float):
        return Sentence("the parameter is not a number", "该参数不是数")
    assert written.low is not None and written.high is not None
    if (facts.low is not None and written.low < facts.low) or (facts.high is not None and written.high > facts.high):
        ends = [("…" if end is None else f"{end:g}") for end in (facts.low, facts.high)]
        return Sentence(
            f"the range leaves the limits of the parameter, {ends[0]} to {ends[1]}",
            f"范围超出该参数的限值 {ends[0]} 至 {ends[1]}",
        )
    if written.scale == "log" and written.low <= 0.0:
        return Sentence("the scale log needs a low above 0", "取 log 尺度时 low 应大于 0")
    if written.scale == "logit" and not (written.low > 0.0 and written.high < 1.0):
        return Sentence("the scale logit needs a range between 0 and 1", "取 logit 尺度时范围应在 0 与 1 之间")
    return None


def _unfit_weights(written: WrittenRange, facts: FieldFacts) -> Sentence | None:
    """Why weights do not fit a parameter."""
    if not facts.choices:
        return Sentence("the parameter is not a choice from a list and has no weights", "该参数并非词语，不能赋权重")
    if not written.weights:
        return Sentence("the parameter is a word; give 'weights'", "该参数为词语，请给出 weights")
    unknown = [word for word in written.weights if word not in facts.choices]
    if unknown:
        return Sentence(
            f"no word '{unknown[0]}'; there are: {', '.join(facts.choices)}",
            f"没有词语“{unknown[0]}”，可选：{'、'.join(facts.choices)}",
        )
    if min(written.weights.values()) < 0.0 or not math.fsum(written.weights.values()) > 0.0:
        return Sentence("weights are not below 0, and one of them is above", "权重不得小于 0，且至少一个大于 0")
    return None
