"""Which numbers a study rests on, which of them are assumed, and which settings differ from the defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sim.mechanisms import registry
from sim.running import place_folder
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.parameter import ASSUMED
from sim.scenario.provenance import CHONGQING, ELSEWHERE, NATIONAL, ORIGINS, OWN, origin_of
from sim.scenario.scenario import ParameterRow, Scenario, parameter_at, parameter_table
from sim.scenario.world_settings import WorldSettings
from sim.studies.evidence import unevaluated
from sim.words import Words

LEFT_OUT = ("districts", "start_day", "end_day")
"""Parameters of every mechanism that say where and when, shown only where they differ from the default."""

PLACE = "world.place"
"""The setting that is no assumption: every report names the place above all."""


class Assumptions(NamedTuple):
    """What a study rests on.

    Attributes:
        mechanisms: One row per mechanism used: mechanism, n_parameters, n_assumed, evaluated.
        parameters: One row per parameter of these: path, value, default, unit, source, origin (where it comes from,
            as seen from the place), assumed, meaning, and unit, source, origin and meaning in Chinese (unit_zh,
            source_zh, origin_zh, meaning_zh).
        changed: One row per setting and scenario that differs from the default, same columns and scenario.
        n_assumed: Assumed numbers of the model, mechanisms apart.
        n_all: All numbers of the model, mechanisms apart.
        origins: How many of these come from where, by `sim.scenario.provenance.ORIGINS`; empty for the place whose
            published numbers are the defaults.
    """

    mechanisms: pd.DataFrame
    parameters: pd.DataFrame
    changed: pd.DataFrame
    n_assumed: int
    n_all: int
    origins: Mapping[str, int]


def is_assumed(source: str) -> bool:
    """Whether nothing public stands behind a number, wholly or for its size.

    Args:
        source: The parameter's source.
    """
    return ASSUMED.en in source.lower()


def plain_value(value: Any) -> str:
    """A value as a reader sees it: six digits at most.

    Args:
        value: The value of a parameter.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


WORDS = Words(
    {
        OWN: ("your data; the default is: {source}", "自有数据；默认值来源：{source}"),
        NATIONAL: ("national: {source}", "全国：{source}"),
        ELSEWHERE: ("published elsewhere: {source}", "他处公开数据：{source}"),
        CHONGQING: ("default, not of this place: {origin}, {source}", "默认值，非本地数据：{origin}，{source}"),
    }
)
"""How the source of a number is said in the report of another place than the one whose numbers are the defaults."""


def _row(row: ParameterRow, value: str, elsewhere: bool) -> dict[str, Any]:
    """One parameter with the value used; a published source of a default is none of another place's."""
    source, own = row.source, value != plain_value(row.default)
    origin = origin_of(row.source, own)
    if elsewhere and origin in WORDS:
        base = origin_of(row.source)
        if own and base in WORDS:
            source = WORDS.phrase(base, origin=ORIGINS[base], source=source)
        source = WORDS.phrase(origin, origin=ORIGINS[origin], source=source)
    return {
        "path": row.path,
        "value": value,
        "default": plain_value(row.default),
        "unit": row.unit.en,
        "source": source.en,
        "origin": ORIGINS[origin].en,
        "assumed": is_assumed(row.source.en),
        "meaning": row.doc.en,
        "unit_zh": row.unit.zh,
        "source_zh": source.zh,
        "origin_zh": ORIGINS[origin].zh,
        "meaning_zh": row.doc.zh,
    }


def is_elsewhere(scenarios: Sequence[Scenario]) -> bool:
    """Whether any scenario is of another place than the one whose published numbers are the defaults.

    Args:
        scenarios: The scenarios.
    """
    own = place_folder(str(WorldSettings.model_fields["place"].default)).resolve()
    return any(place_folder(scenario.world.place).resolve() != own for scenario in scenarios)


def _values(path: str, scenarios: Sequence[Scenario]) -> str:
    """The values of a parameter over the scenarios that have it, each once."""
    return ", ".join(dict.fromkeys(plain_value(parameter_at(scenario, path)) for scenario in scenarios))


def assumptions_of(scenarios: Sequence[Scenario]) -> Assumptions:
    """What some scenarios rest on.

    Args:
        scenarios: The scenarios.
    """
    elsewhere, unknown = is_elsewhere(scenarios), unevaluated()
    used = dict.fromkeys(name for scenario in scenarios for name in scenario.mechanisms)
    mechanisms: list[dict[str, Any]] = []
    parameters: list[dict[str, Any]] = []
    for name in used:
        having = [scenario for scenario in scenarios if name in scenario.mechanisms]
        rows = parameter_table(registry()[name].Parameters, f"mechanisms.{name}.")
        shown = [_row(row, _values(row.path, having), elsewhere) for row in rows]
        shown = [
            row for row in shown if row["path"].rsplit(".", 1)[-1] not in LEFT_OUT or row["value"] != row["default"]
        ]
        parameters += shown
        mechanisms.append(
            {
                "mechanism": name,
                "n_parameters": len(shown),
                "n_assumed": sum(row["assumed"] for row in shown),
                "evaluated": name not in unknown,
            }
        )
    of_model = parameter_table(ModelParameters)
    changed = []
    for row in of_model:
        if row.path == PLACE:
            continue
        by_value: dict[str, list[str]] = {}
        for scenario in scenarios:
            value = plain_value(parameter_at(scenario, row.path))
            if value != plain_value(row.default):
                by_value.setdefault(value, []).append(scenario.name)
        for value, names in by_value.items():
            who = ", ".join(names) if len(names) < len(scenarios) else ""
            changed.append({"scenario": who, **_row(row, value, elsewhere)})
    columns = list(_row(of_model[0], "", elsewhere))
    return Assumptions(
        pd.DataFrame(mechanisms, columns=["mechanism", "n_parameters", "n_assumed", "evaluated"]),
        pd.DataFrame(parameters, columns=columns),
        pd.DataFrame(changed, columns=["scenario", *columns]),
        sum(is_assumed(row.source.en) for row in of_model),
        len(of_model),
        _counted(of_model, scenarios) if elsewhere else {},
    )


def _counted(rows: Sequence[ParameterRow], scenarios: Sequence[Scenario]) -> dict[str, int]:
    """How many numbers come from where; one that any scenario sets counts as the place's own."""
    found = dict.fromkeys(ORIGINS, 0)
    for row in rows:
        own = any(parameter_at(scenario, row.path) != row.default for scenario in scenarios) and row.path != PLACE
        found[origin_of(row.source, own)] += 1
    return found
