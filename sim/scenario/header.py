"""What every scenario says of itself, besides its parameters."""

from __future__ import annotations

import re

from pydantic import SerializeAsAny, field_validator

from sim.scenario.parameter import ParameterGroup, described
from sim.scenario.written_range import WrittenRange
from sim.words import T

OWN_KEYS = ("name", "title", "title_zh", "description")
"""Keys that belong to one file alone and are not taken over by a scenario that extends it."""

PLAUSIBLE = "plausible"
"""The section of plausible ranges, which changes no run."""

_NAME = re.compile(r"[a-z0-9_-]{1,64}")
_DEVICE_NAMES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})


def is_name(word: str) -> bool:
    """Says whether a word can name a scenario and so a folder, on every operating system."""
    return _NAME.fullmatch(word) is not None and word not in _DEVICE_NAMES


class ScenarioHeader(ParameterGroup):
    """Name, titles and switched-on mechanisms of a scenario.

    Mechanisms are a mapping from the mechanism's id to its parameters; being listed is being switched on.
    """

    name: str = described(
        "scenario",
        zh="名称（至多 64 个 a-z、0-9、_、- 字符）",
        doc=T("Short name: a-z, 0-9, '_' and '-', at most 64.", "短名称：a-z、0-9、'_' 与 '-'，至多 64 个字符。"),
    )
    title: str = described("", max_length=200, zh="英文标题", doc=T("Title in English.", "英文标题。"))
    title_zh: str = described("", max_length=200, zh="中文标题", doc=T("Title in Chinese.", "中文标题。"))
    description: str = described(
        "", max_length=10_000, zh="情景说明", doc=T("What the scenario is for.", "本情景的用途。")
    )
    mechanisms: dict[str, SerializeAsAny[ParameterGroup]] = described(
        dict,
        zh="所启用的治理机制及其参数",
        doc=T("The governance mechanisms switched on, with their parameters.", "启用的治理机制及其参数。"),
    )

    plausible: dict[str, WrittenRange] = described(
        dict,
        zh="未知参数的可信范围",
        doc=T(
            "Plausible ranges of unknown parameters, in the same groups as these; they change no run.",
            "未知参数的可信范围，分组与参数相同；不影响运行。",
        ),
    )

    @field_validator("name")
    @classmethod
    def _check_name(cls, name: str) -> str:
        if not is_name(name):
            raise ValueError("1 to 64 of a-z, 0-9, '_' and '-', and not the name of a device")
        return name
