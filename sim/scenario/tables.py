"""Parameters that have one value for each category, tier, disposition or department: one field per word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from sim.scenario.parameter import ParameterGroup, ShareSum
from sim.vocabulary import DEPARTMENT_KINDS, Category, Disposition, Tier, Word

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Amount = Annotated[float, Field(ge=0.0, le=1e7)]
Spread = Annotated[float, Field(ge=0.0, le=3.0)]
Logit = Annotated[float, Field(ge=-20.0, le=20.0)]
Days = Annotated[int, Field(ge=2, le=365)]


def _each(words: Iterable[Word], kind: Any) -> dict[str, Any]:
    """Fields of one type, one for each word."""
    return {word.key: kind for word in words}


class SharesByCategory(ParameterGroup):
    """A share (0-1) for each category of issue."""

    __annotations__ = _each(Category, Share)


class AmountsByCategory(ParameterGroup):
    """A positive amount for each category of issue."""

    __annotations__ = _each(Category, Amount)


class SpreadsByCategory(ParameterGroup):
    """A standard deviation on the log for each category of issue; at 3 one in forty is 350 times the median."""

    __annotations__ = _each(Category, Spread)


class MixByCategory(SharesByCategory):
    """The share (0-1) each category of issue has in all; together 1."""

    share_sums = (ShareSum(tuple(SharesByCategory.model_fields), whole=True),)


class LogitsByCategory(ParameterGroup):
    """A coefficient in log-odds for each category of issue."""

    __annotations__ = _each(Category, Logit)


class SharesByTier(ParameterGroup):
    """A share (0-1) for each of the four tiers."""

    __annotations__ = _each(Tier, Share)


class DaysByTier(ParameterGroup):
    """A number of calendar days for each of the four tiers."""

    __annotations__ = _each(Tier, Days)


class LogitsByDisposition(ParameterGroup):
    """A coefficient in log-odds for each disposition of residents."""

    __annotations__ = _each(Disposition, Logit)


class SharesByDepartment(ParameterGroup):
    """A share (0-1) for each department of a district; together 1."""

    __annotations__ = _each(DEPARTMENT_KINDS, Share)
    share_sums = (ShareSum(tuple(kind.key for kind in DEPARTMENT_KINDS), whole=True),)
