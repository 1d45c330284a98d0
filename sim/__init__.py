"""Gongzhi 共治: an agent-based simulation of coordinated urban-rural community governance.

From Python::

    import sim

    baseline = sim.load("scenarios/baseline.yaml", {"world.sample": 0.01})
    teams = sim.vary(baseline, {"mechanisms.three_plus_one": {}, "name": "teams"})
    results = sim.compare(baseline, teams, worlds=24)
    results.comparison

Nothing is loaded before it is asked for. docs/tutorial.md goes through all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "BatchModel",
    "Results",
    "Scenario",
    "SweepResults",
    "compare",
    "ema",
    "load",
    "load_state",
    "read",
    "run",
    "save",
    "speaking",
    "sweep",
    "vary",
]

if TYPE_CHECKING:
    from sim.api import ema
    from sim.api.batch_model import BatchModel
    from sim.api.folders import read
    from sim.api.results import Results, SweepResults
    from sim.api.scenarios import load, vary
    from sim.api.states import load_state, save
    from sim.api.studies import compare, run
    from sim.api.sweeps import sweep
    from sim.scenario.scenario import Scenario
    from sim.words import speaking


def __getattr__(name: str) -> object:
    """Fetches what the package offers when it is first asked for."""
    import importlib

    places = {
        "BatchModel": "sim.api.batch_model",
        "Results": "sim.api.results",
        "Scenario": "sim.scenario.scenario",
        "SweepResults": "sim.api.results",
        "compare": "sim.api.studies",
        "load": "sim.api.scenarios",
        "load_state": "sim.api.states",
        "read": "sim.api.folders",
        "run": "sim.api.studies",
        "save": "sim.api.states",
        "speaking": "sim.words",
        "sweep": "sim.api.sweeps",
        "vary": "sim.api.scenarios",
    }
    if name == "ema":
        return importlib.import_module("sim.api.ema")
    if name not in places:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    return getattr(importlib.import_module(places[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
