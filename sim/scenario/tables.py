"""Parameters that have one value for each category, tier, disposition or department."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from sim.scenario.parameter import ParameterGroup, ShareSum
from sim.vocabulary import Category

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Amount = Annotated[float, Field(ge=0.0, le=1e7)]
Spread = Annotated[float, Field(ge=0.0, le=3.0)]
Weight = Annotated[float, Field(ge=0.0, le=10.0)]
Logit = Annotated[float, Field(ge=-20.0, le=20.0)]


def _each(kind: Any) -> dict[str, Any]:
    """Fields of one type, one for each category."""
    return {category.key: kind for category in Category}


class SharesByCategory(ParameterGroup):
    """A share (0-1) for each category of issue."""

    __annotations__ = _each(Share)


class AmountsByCategory(ParameterGroup):
    """A positive amount for each category of issue."""

    __annotations__ = _each(Amount)


class SpreadsByCategory(ParameterGroup):
    """A standard deviation on the log for each category of issue; at 3 one in forty is 350 times the median."""

    __annotations__ = _each(Spread)


class WeightsByCategory(ParameterGroup):
    """A weight for each category of issue; at 0 it does not count."""

    __annotations__ = _each(Weight)


class MixByCategory(SharesByCategory):
    """The share (0-1) each category of issue has in all; together 1."""

    share_sums = (ShareSum(tuple(SharesByCategory.model_fields), whole=True),)


class LogitsByCategory(ParameterGroup):
    """A coefficient in log-odds for each category of issue."""

    __annotations__ = _each(Logit)


class SharesByTier(ParameterGroup):
    """A share (0-1) for each of the four tiers."""

    community: Share
    township: Share
    district: Share
    municipality: Share


class DaysByTier(ParameterGroup):
    """A number of days for each of the four tiers."""

    community: Annotated[int, Field(ge=2, le=365)]
    township: Annotated[int, Field(ge=2, le=365)]
    district: Annotated[int, Field(ge=2, le=365)]
    municipality: Annotated[int, Field(ge=2, le=365)]


class LogitsByDisposition(ParameterGroup):
    """A coefficient in log-odds for each disposition of residents."""

    engaged: Logit
    money_first: Logit
    indifferent: Logit
    agitated: Logit
    irresponsible: Logit
    insincere: Logit


class SharesByDepartment(ParameterGroup):
    """A share (0-1) for each department of a district; together 1."""

    civil_affairs: Share
    housing: Share
    city_management: Share
    transport: Share
    agriculture: Share
    justice: Share
    social_security: Share

    share_sums = (
        ShareSum(
            ("civil_affairs", "housing", "city_management", "transport", "agriculture", "justice", "social_security"),
            whole=True,
        ),
    )
