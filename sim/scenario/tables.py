"""Parameters that have one value for each category, tier or disposition."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.parameter import ParameterGroup, ShareSum

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Amount = Annotated[float, Field(ge=0.0, le=1e7)]
Spread = Annotated[float, Field(ge=0.0, le=3.0)]
Logit = Annotated[float, Field(ge=-20.0, le=20.0)]


class SharesByCategory(ParameterGroup):
    """A share (0-1) for each category of issue."""

    facility: Share
    environment: Share
    property: Share
    dispute: Share
    welfare: Share
    safety: Share
    certificate: Share
    farming: Share


class AmountsByCategory(ParameterGroup):
    """A positive amount for each category of issue."""

    facility: Amount
    environment: Amount
    property: Amount
    dispute: Amount
    welfare: Amount
    safety: Amount
    certificate: Amount
    farming: Amount


class SpreadsByCategory(ParameterGroup):
    """A standard deviation on the log for each category of issue; at 3 one in forty is 350 times the median."""

    facility: Spread
    environment: Spread
    property: Spread
    dispute: Spread
    welfare: Spread
    safety: Spread
    certificate: Spread
    farming: Spread


class MixByCategory(SharesByCategory):
    """The share (0-1) each category of issue has in all; together 1."""

    share_sums = (ShareSum(tuple(SharesByCategory.model_fields), whole=True),)


class LogitsByCategory(ParameterGroup):
    """A coefficient in log-odds for each category of issue."""

    facility: Logit
    environment: Logit
    property: Logit
    dispute: Logit
    welfare: Logit
    safety: Logit
    certificate: Logit
    farming: Logit


class SharesByTier(ParameterGroup):
    """A share (0-1) for each of the four tiers."""

    community: Share
    township: Share
    district: Share
    municipality: Share


class DaysByTier(ParameterGroup):
    """A number of calendar days for each of the four tiers."""

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

    share_sums = (ShareSum(("civil_affairs", "housing", "city_management", "transport", "agriculture", "justice",
                            "social_security"), whole=True),)
