"""How a parameter is declared: never a number without unit, range, source and both languages' labels."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

CALIBRATED = "calibrated (docs/validation.md)"
"""The source of a default that was fitted to published figures together with others."""


def parameter(
    default: Any,
    *,
    unit: str,
    low: float | None = None,
    high: float | None = None,
    source: str,
    doc: str,
    zh: str,
    choices: tuple[str, ...] | None = None,
) -> Any:
    """Declares one parameter of a scenario.

    Args:
        default: The value used where a scenario says nothing.
        unit: Unit in plain words; "share" for 0-1, "logit" for a coefficient in log-odds, "" for none.
        low: Smallest value allowed (inclusive); None where the type says all.
        high: Largest value allowed (inclusive); None where the type says all.
        source: Public source of the default, or "assumed".
        doc: What it means, one sentence in English.
        zh: Short Chinese label.
        choices: The words allowed, for a parameter that is a word.

    Returns:
        A pydantic field that carries all of this in its JSON schema.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source, "label_zh": zh}
    if choices is not None:
        extra["choices"] = list(choices)
    return Field(default=default, ge=low, le=high, description=doc, json_schema_extra=extra)


class ParameterGroup(BaseModel):
    """A named group of parameters. Unknown keys, wrong types, infinite numbers and late changes are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False, validate_default=True)
