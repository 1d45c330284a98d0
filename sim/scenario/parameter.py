"""How a parameter is declared: never a number without unit, range, source and both languages' labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from sim.words import Sentence, T, Text

ASSUMED = T("assumed", "假设值")
"""The source of a default behind which nothing public stands."""

CALIBRATED = T("calibrated (docs/validation.md)", "经校准（docs/validation.md）")
"""The source of a default that was fitted to published figures together with others."""

TIES_GROW_LITTLE = T(
    "community-driven programmes change social cohesion little or not at all (White, Menon and "
    "Waddington 2018); a tenth of the spread of ties assumed",
    "社区主导型项目对社会凝聚力影响很小或没有（White、Menon 与 Waddington 2018）；取纽带离散度的十分之一为假设值",
)
"""The source of what joint activities add to neighbourhood ties in a year."""


def paper(section: str) -> Sentence:
    """The source of a default that a section of the paper gives."""
    return T("paper, section {section}", "论文第 {section} 节").filled(section=section)


def assumed_in(section: str) -> Sentence:
    """The source of an assumed default for what a section of the paper speaks of."""
    return T("assumed ({paper})", "假设值（{paper}）").filled(paper=paper(section))


_DUST = 1e-9
"""By how much a sum of decimal shares may miss 1 in binary."""


@dataclass(frozen=True)
class Declaration:
    """What a field says of itself in both languages; pydantic calls it to put the English into a JSON Schema.

    Attributes:
        doc: What it means; in Chinese its label where it has no Chinese sentence, as one of another package may.
        label_zh: Short Chinese label.
        unit: Unit in plain words; None for what shares that of its table, and for groups.
        source: Where the default comes from; None likewise.
        choices: The words allowed, empty when any are.
        plausible: Plausible range: 5 % and 95 % quantile and grade of the evidence; None where a rule gives it.
    """

    doc: Sentence
    label_zh: str | None = None
    unit: str | None = None
    source: Sentence | None = None
    choices: tuple[str, ...] = ()
    plausible: tuple[float, float, str] | None = None

    def __call__(self, schema: dict[str, Any]) -> None:
        """Adds the words to the schema of the field."""
        words = {
            "unit": self.unit,
            "source": self.source and self.source.en,
            "label_zh": self.label_zh,
            "choices": list(self.choices) or None,
        }
        schema.update({key: word for key, word in words.items() if word is not None})


def described(default: Any, doc: Text, zh: str | None = None, **limits: Any) -> Any:
    """Declares what is no number: a group of parameters, or what a file says of itself.

    Args:
        default: The value used where a scenario says nothing, or the class that makes it.
        doc: What it means, one sentence.
        zh: Short Chinese label.
        limits: Further arguments of the pydantic field.
    """
    meaning = doc if isinstance(doc, Sentence) else Sentence(doc, zh or doc)
    limits["default_factory" if callable(default) else "default"] = default
    return Field(description=meaning.en, json_schema_extra=Declaration(meaning, zh), **limits)


def parameter(
    default: Any,
    *,
    unit: str,
    low: float | None = None,
    high: float | None = None,
    source: Text,
    doc: Text,
    zh: str,
    choices: tuple[str, ...] = (),
    plausible: tuple[float, float, str] | None = None,
) -> Any:
    """Declares one parameter of a scenario, or a table of them.

    Args:
        default: The value used where a scenario says nothing.
        unit: Unit in plain words, one of `UNITS`; "share" for 0-1, "logit" for a coefficient in log-odds, "" for none.
        low: Smallest value allowed (inclusive); None where the type says all.
        high: Largest value allowed (inclusive); None where the type says all.
        source: Public source of the default, or `ASSUMED`.
        doc: What it means, one sentence; one in English alone is told in Chinese by the label.
        zh: Short Chinese label.
        choices: The words allowed, for a parameter that is a word.
        plausible: Its plausible range where one is known: 5 % quantile, 95 % quantile, and the grade of the evidence
            (A published for the place, B published elsewhere, C assumed).

    Returns:
        A pydantic field that carries all of this.
    """
    meaning = doc if isinstance(doc, Sentence) else Sentence(doc, zh or doc)
    origin = source if isinstance(source, Sentence) else Sentence(source, source)
    return Field(
        default=default,
        ge=low,
        le=high,
        description=meaning.en,
        json_schema_extra=Declaration(meaning, zh, unit, origin, choices, plausible),
    )


@dataclass(frozen=True)
class ShareSum:
    """Shares that divide one whole and are judged together: validation, `check`, schema and samplers read this.

    Attributes:
        parts: Dotted paths of the shares below the group that declares the sum.
        whole: True where they make up all of it; False where the rest is somebody else's.
    """

    parts: tuple[str, ...]
    whole: bool = False

    def rule(self) -> Sentence:
        """What must hold."""
        parts = ", ".join(self.parts)
        return (
            Sentence(f"together exactly 1: {parts}", f"合计应为 1：{parts}")
            if self.whole
            else Sentence(f"together at most 1: {parts}", f"合计不超过 1：{parts}")
        )

    def fault(self, values: Sequence[float]) -> Sentence | None:
        """What is wrong with the values of the parts, in their order; None where they fit together."""
        total = math.fsum(values)
        if abs(total - 1.0) <= _DUST or (total < 1.0 and not self.whole):
            return None
        must = self.rule()
        return Sentence(f"the shares add up to {total:.6g}; {must.en}", f"各占比之和为 {total:.6g}；{must.zh}")


def _with_sums(schema: dict[str, Any], group: type[Any]) -> None:
    """Tells editors which shares are judged together, which JSON Schema itself cannot express."""
    if group.share_sums:
        schema["share_sums"] = [{"parts": list(s.parts), "whole": s.whole} for s in group.share_sums]
        schema["$comment"] = "; ".join(s.rule().en for s in group.share_sums)


def _number(group: Any, path: str) -> float:
    """The number at a dotted path below a group."""
    return float(reduce(getattr, path.split("."), group))


class ParameterGroup(BaseModel):
    """A named group of parameters. Unknown keys, wrong types, infinite numbers and late changes are refused.

    Attributes:
        share_sums: Shares of the group that must not exceed one whole together.
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        allow_inf_nan=False,
        validate_default=True,
        json_schema_extra=_with_sums,
    )
    share_sums: ClassVar[tuple[ShareSum, ...]] = ()

    def cross_checks(self) -> list[tuple[str, Sentence]]:
        """Names every contradiction between parameters of the group.

        Returns:
            Pairs of dotted path ("" for the group as a whole) and what is wrong, empty when all is well.
        """
        found: list[tuple[str, Sentence]] = []
        for one in self.share_sums:
            problem = one.fault([_number(self, part) for part in one.parts])
            if problem is not None:
                whole_group = len(one.parts) == len(type(self).model_fields)
                found.append(("" if whole_group else one.parts[0], problem))
        return found
