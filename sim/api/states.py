"""Models saved and continued from Python."""

from __future__ import annotations

from pathlib import Path

from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario
from sim.studies import saved_state


def save(model: GovernanceModel, path: str | Path) -> None:
    """Saves a model between two days.

    Args:
        model: The model; it is left as it is and can go on.
        path: The file; it must not exist.

    Raises:
        EnvironmentProblem: The file exists or cannot be written.
        InputError: The model is not what its scenario, seed and world settings make of it.
    """
    saved_state.save(model, Path(path))


def load_state(path: str | Path, scenario: Scenario | None = None, threads: int = 1) -> GovernanceModel:
    """Loads a model that goes on, by `step()` or `run()`, to the same results as if it had never been saved.

    Args:
        path: The file.
        scenario: Another scenario to go on with, the same up to the day of the state, such as a policy that begins
            then.
        threads: Threads over districts; nothing depends on it.

    Returns:
        The model, after the days that it had simulated.

    Raises:
        InputError: There is no such state, or program, data of the place or the scenario differ from those of the run.
        EnvironmentProblem: The file is not as it was written.
    """
    return saved_state.read(Path(path)).model(scenario, threads)
