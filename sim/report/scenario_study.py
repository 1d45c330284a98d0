"""What is said and drawn about runs and comparisons of scenarios: titles, warnings, failures, figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from sim.errors import Fault
from sim.report.words import say
from sim.running import place_folder
from sim.scenario.scenario import Scenario
from sim.studies.executor import Executed, world_key
from sim.studies.statistics import FEW_RUNS
from sim.words import Said

MOST_TOLD = 3
"""Failed runs that are told of one by one."""


def title_of(scenario: Scenario, lang: str) -> str:
    """What a scenario is called in tables and figures.

    Args:
        scenario: The scenario.
        lang: "en" or "zh".
    """
    return (scenario.title_zh if lang == "zh" else scenario.title) or scenario.name.replace("_", " ")


def draw_scenario_study(
    folder: Path, tables: Mapping[str, pd.DataFrame], scenarios: Sequence[Scenario], lang: str
) -> list[str]:
    """Draws every figure that the tables of a run or a comparison allow.

    Args:
        folder: Where to write.
        tables: The tables by name.
        scenarios: The scenarios, the baseline first.
        lang: "en" or "zh".

    Returns:
        Names of the figures written, without endings.
    """
    from sim.report.figures import draw_all  # matplotlib takes a second

    titles = {scenario.name: title_of(scenario, lang) for scenario in scenarios}
    world = scenarios[0].world
    return draw_all(folder, dict(tables), titles, place_folder(world.place), world.sample, lang)


def warnings_for(scenarios: Sequence[Scenario], seeds: Sequence[int], lang: str) -> list[str]:
    """What a reader must know before using the numbers.

    Args:
        scenarios: The scenarios run.
        seeds: Seed of each replication.
        lang: "en" or "zh".
    """
    found = []
    if len(seeds) == 1:
        found.append(say("one_run", lang))
    elif len(seeds) < FEW_RUNS:
        found.append(say("few_runs", lang).format(n=len(seeds), least=FEW_RUNS))
    if len({world_key(scenario) for scenario in scenarios}) > 1:
        found.append(say("worlds", lang))
    if len({(s.run.days, s.run.warm_up_days, s.run.start_date) for s in scenarios}) > 1:
        found.append(say("days", lang))
    return [*found, say("conditional", lang)]


def complaints(executed: Executed, where: Said, lang: str) -> list[str]:
    """What is to be said of runs that failed or were not carried out.

    Args:
        executed: All runs.
        where: Where the errors of all of them stand.
        lang: "en" or "zh".

    Returns:
        Lines of text; none where every run is done.
    """
    failed = [outcome for outcome in executed.outcomes if outcome.status == "failed"]
    lines = [
        say("failed_run", lang, scenario=o.scenario, seed=o.seed, error=o.error.strip().split("\n")[-1])
        for o in failed[:MOST_TOLD]
    ]
    if failed:
        fault = Fault("GZ095", found=str(len(failed)), allowed=str(len(executed.outcomes)), help=where)
        lines.append(fault.render(lang))
    if executed.interrupted:
        done = sum(outcome.result is not None for outcome in executed.outcomes)
        lines.append(say("interrupted", lang).format(n=done, all=len(executed.outcomes)))
    return lines
