"""A small scenario with one parameter of each kind, so that tests need not know the real parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sim.scenario.header import ScenarioHeader
from sim.scenario.loading import load
from sim.scenario.parameter import ParameterGroup, parameter

BAD_INPUTS = Path(__file__).parent.parent / "bad_inputs"
Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Mix(ParameterGroup):
    """A share for each category."""

    facility: Share
    dispute: Share
    welfare: Share


class Run(ParameterGroup):
    """Length and seed."""

    days: int = parameter(365, unit="days", low=1, high=3650, source="assumed", doc="Measured days.", zh="天数")
    report_every_days: int = parameter(1, unit="days", low=1, high=365, source="assumed", doc="Rhythm.", zh="间隔")
    seed: int = parameter(1, unit="", low=0, high=2**63 - 1, source="assumed", doc="Seed.", zh="种子")
    start_date: str = parameter("2016-07-01", unit="ISO date", source="assumed", doc="First day.", zh="日期")
    check: bool = parameter(False, unit="yes or no", source="assumed", doc="Check daily.", zh="检查")

    def cross_checks(self) -> list[tuple[str, str]]:
        """Reports come within the run."""
        if self.report_every_days > self.days:
            return [("report_every_days", f"{self.report_every_days} is above run.days, {self.days}")]
        return []


class Needs(ParameterGroup):
    """Shares, a rate, a word and a table."""

    emergency_share: float = parameter(
        0.08, unit="share", low=0.0, high=1.0, source="paper, section 2", doc="Emergencies.", zh="应急占比"
    )
    rate: float = parameter(0.3, unit="per year", low=0.0, source="assumed", doc="Needs.", zh="需求率")
    order: str = parameter("due", unit="", source="assumed", doc="Order.", zh="次序", choices=("easy", "due"))
    mix: Mix = parameter(
        Mix(facility=0.5, dispute=0.2, welfare=0.3),
        unit="share",
        source="assumed",
        doc="Shares of the categories.",
        zh="构成",
    )


class SmallParameters(ParameterGroup):
    """Two groups and a list."""

    run: Run = Run()
    needs: Needs = Needs()
    tiers: tuple[int, ...] = parameter((1, 2, 3), unit="", source="assumed", doc="Tiers.", zh="层级")

    def cross_checks(self) -> list[tuple[str, str]]:
        """The mix adds up to one."""
        total = sum(self.needs.mix.model_dump().values())
        return [] if abs(total - 1) < 1e-9 else [("needs.mix", f"the shares add up to {total:.6g}, not to 1")]


class SmallScenario(SmallParameters, ScenarioHeader):
    """A complete scenario."""


class Mechanism(ParameterGroup):
    """Days and coverage."""

    start_day: int = parameter(0, unit="days", low=0, high=3650, source="assumed", doc="Start.", zh="开始")
    end_day: int = parameter(3650, unit="days", low=0, high=3650, source="assumed", doc="End.", zh="结束")
    coverage: float = parameter(0.1, unit="share", low=0.0, high=1.0, source="assumed", doc="Reach.", zh="覆盖")

    def cross_checks(self) -> list[tuple[str, str]]:
        """It starts before it ends."""
        return [("end_day", "ends before it starts")] if self.end_day < self.start_day else []


class PlacedMechanism(Mechanism):
    """A mechanism with a parameter that has to be given."""

    place: str


MECHANISMS: dict[str, type[ParameterGroup]] = {
    "three_plus_one": Mechanism,
    "service_platform": Mechanism,
    "needs_place": PlacedMechanism,
}


def load_small(
    path: Path, overrides: Mapping[str, str] | Iterable[str] = (), root: Path | None = None
) -> SmallScenario:
    """Loads a small scenario."""
    return load(path, SmallScenario, MECHANISMS, overrides, root)
