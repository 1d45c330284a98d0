"""Writes the scenarios: baseline.yaml with every parameter, its meaning, unit, range and source; schema.json; the rest.

Run with ``python maintenance/write_scenarios.py`` after a parameter was added or changed; a test fails when the files
have become stale.
"""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pydantic import BaseModel  # noqa: E402

from maintenance.scenario_files import SCENARIO_FILES  # noqa: E402
from sim.mechanisms import registry  # noqa: E402
from sim.scenario.fields import facts_of  # noqa: E402
from sim.scenario.model_parameters import ModelParameters  # noqa: E402
from sim.scenario.scenario import json_schema  # noqa: E402

HEADER = """\
# yaml-language-server: $schema=schema.json
# The baseline: the world of the problems told in section 3 of the paper. Offices are islands, requests get lost,
# emergencies come before routine, nobody owns the requests of residents registered elsewhere, money follows fiscal
# capacity, and there is no platform. No mechanism is switched on.
#
# This file shows every parameter with its default. A scenario of your own needs only what differs:
#
#     name: my_policy
#     extends: baseline.yaml
#     mechanisms:
#       three_plus_one: {coverage: 0.3}
#
# In brackets: unit; smallest to largest value; source of the default. "assumed" means that no source is known.
name: baseline
title: Baseline
title_zh: 基线
description: Offices as islands, lost requests, emergency before routine, money by fiscal capacity; no platform.

"""


def number(value: Any) -> str:
    """A value as it is written in YAML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    return str(value)


def comment(field: Any) -> str:
    """Meaning, unit, range and source of a parameter in brackets."""
    facts = facts_of(field)
    parts = [facts.unit]
    if facts.low is not None and facts.high is not None:
        parts.append(f"{facts.low:g} to {facts.high:g}")
    parts.append(facts.source.en)
    return f"{facts.doc} [{'; '.join(p for p in parts if p)}]"


def lines_of(group: BaseModel, indent: int) -> list[str]:
    """All parameters of a group, one comment above each."""
    pad = "  " * indent
    lines: list[str] = []
    for name, field in type(group).model_fields.items():
        value = getattr(group, name)
        if isinstance(value, BaseModel):
            text = field.description or (type(value).__doc__ or "").split("\n")[0]
            facts = facts_of(field)
            if facts.source.en:
                text = f"{text} [{facts.unit}; {facts.source}]"
            lines += textwrap.wrap(text, 118 - 2 * indent, initial_indent=pad + "# ", subsequent_indent=pad + "# ")
            lines.append(f"{pad}{name}:")
            flat = all(field.description is None for field in type(value).model_fields.values())
            if flat:
                lines += [f"{pad}  {key}: {number(item)}" for key, item in value]
            else:
                lines += lines_of(value, indent + 1)
            continue
        lines += textwrap.wrap(
            comment(field), 118 - 2 * indent, initial_indent=pad + "# ", subsequent_indent=pad + "# "
        )
        lines.append(f"{pad}{name}: {number(value)}")
    return lines


def baseline_text() -> str:
    """The whole of scenarios/baseline.yaml."""
    return HEADER + "\n".join(lines_of(ModelParameters(), 0)) + "\n\nmechanisms: {}\n"


def schema_text() -> str:
    """The whole of scenarios/schema.json."""
    schema = json_schema({name: kind.Parameters for name, kind in registry().items()})
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (ROOT / "scenarios" / "baseline.yaml").write_text(baseline_text(), encoding="utf-8")
    (ROOT / "scenarios" / "schema.json").write_text(schema_text(), encoding="utf-8")
    for scenario_file in SCENARIO_FILES:
        (ROOT / "scenarios" / f"{scenario_file.name}.yaml").write_text(scenario_file.text(), encoding="utf-8")
