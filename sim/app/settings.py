"""What the page is to show: written by the server into the environment, read by every tab."""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict, dataclass
from functools import cache

from sim.app.scenario_files import read_scenario
from sim.app.words import WORDS
from sim.errors import Fault, InputError
from sim.running import place_folder
from sim.scenario.scenario import Scenario, replace
from sim.world.places import Place, read_place

VARIABLE = "GONGZHI_VIEW"
"""Environment variable that carries the settings to Solara, which imports the page by its module's name."""

MOST_SAMPLE = 0.1
"""Largest sample the page takes without being asked to: about 40 ms for a day on one core."""

BASELINE = "baseline"
"""Scenario the page begins with where none is named."""


@dataclass(frozen=True)
class ViewSettings:
    """What the page begins with.

    Attributes:
        scenario: Scenario file, "" for the baseline.
        overrides: Settings laid over it, as "path=value".
        lang: Language the page begins with, "en" or "zh".
        shared: Whether others than the user of this machine can reach the page; it then takes less.
    """

    scenario: str = ""
    overrides: tuple[str, ...] = ()
    lang: str = "en"
    shared: bool = False

    def store(self) -> None:
        """Leaves the settings for the page."""
        os.environ[VARIABLE] = json.dumps(asdict(self))


def stored_settings() -> ViewSettings:
    """The settings the server left; the defaults where the page is opened by Solara's own command."""
    stored = json.loads(os.environ.get(VARIABLE, "{}"))
    return ViewSettings(**{**stored, "overrides": tuple(stored.get("overrides", ()))})


@cache
def scenario_of(settings: ViewSettings) -> Scenario:
    """Reads the scenario the page begins with.

    Args:
        settings: What the page begins with.

    Returns:
        The scenario; its sample is cut to what can be watched unless the settings name one.

    Raises:
        InputError: The file or a setting cannot be used.
    """
    scenario = read_scenario(settings.scenario or BASELINE, settings.overrides)
    asked = any(override.partition("=")[0].strip() == "world.sample" for override in settings.overrides)
    if not asked and scenario.world.sample > MOST_SAMPLE:
        scenario = replace(scenario, {"world.sample": MOST_SAMPLE})
    return scenario


def place_for(scenario: Scenario) -> Place:
    """The place of a scenario, with the polygons the map draws.

    Args:
        scenario: The scenario.
    """
    return read_place(place_folder(scenario.world.place))


def residents_of(scenario: Scenario) -> int:
    """Residents of the whole place of a scenario.

    Args:
        scenario: The scenario.
    """
    place = place_for(scenario)
    return place.residents or int(math.fsum(row.residents_10k for row in place.districts) * 10_000)


def allowed_on(settings: ViewSettings, scenario: Scenario) -> None:
    """Refuses what a page that others can reach does not run.

    Another place is a folder of this machine to be read, and a large sample takes its memory.

    Args:
        settings: What the page begins with.
        scenario: The scenario asked for.

    Raises:
        InputError: With every fault.
    """
    if not settings.shared:
        return
    first = scenario_of(settings)
    faults = []
    if scenario.world.place != first.world.place:
        text = WORDS.phrase("place_fixed", place=first.world.place)
        faults.append(Fault("GZ099", key_path="world.place", text=text))
    most = max(MOST_SAMPLE, first.world.sample)
    if scenario.world.sample > most:
        faults.append(Fault("GZ099", key_path="world.sample", text=WORDS.phrase("sample_fixed", most=most)))
    if faults:
        raise InputError(faults)
