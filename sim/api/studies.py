"""Runs and comparisons from Python, put together by the same code as on the command line."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sim.api.execution import MOST_PROCESSES, execute_shown, shared_out
from sim.api.results import Results
from sim.api.scenarios import Given, read_all
from sim.errors import Fault, InputError
from sim.report.scenario_study import complaints, missing_after, write_report_of
from sim.running import prove_places
from sim.studies.executor import Executed, nearby
from sim.studies.goals_file import read_goals
from sim.studies.plausible_worlds import MOST_WORLDS, USUAL_WORLDS, plausible_worlds
from sim.studies.robustness import Goal
from sim.studies.run_store import MemoryStore
from sim.studies.runs import Run
from sim.studies.scenario_study import (
    ScenarioStudy,
    execute_study,
    name_faults,
    periods_asked,
    records_asked,
    seed_faults,
    seeds_from,
)
from sim.studies.store import Folder
from sim.words import Sentence, speaking

MOST_REPLICATIONS = 100_000


def run(
    scenario: Given,
    *,
    seeds: int | Sequence[int] = 1,
    jobs: int | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    figures: bool = False,
    progress: bool = False,
    lang: str | None = None,
    tables: str | Sequence[str] = "communities",
    by: str | Sequence[str] = "",
    resume: bool = False,
) -> Results:
    """Runs a scenario, once or over several seeds.

    Args:
        scenario: The scenario or its file.
        seeds: How many replications, from the scenario's seed on; or the seeds themselves.
        jobs: Processes; None for as many as there are processors. Changes no result.
        threads: Threads of each run; None for the processors left over. Changes no result.
        out: Folder for the same files as the command line writes; None writes nothing.
        figures: Whether to draw figures into the folder.
        progress: Whether to show on the error stream how far it is.
        lang: Language of warnings and figures, "en" or "zh"; None for that of `sim.speaking`, else English.
        tables: Tables by record besides the measures, "communities", "issues", or both with a comma; "" for none.
        by: Periods of the calendar by which measures of events are given besides, "month", "week", "quarter", "year",
            or several.
        resume: Whether to go on with the study in `out`, which was ended before its end or has fewer scenarios or
            seeds: only what is missing is run.

    Returns:
        Its results. After Ctrl-C or failed runs they hold what is done, say what is missing, and a warning is given;
        so it is where the folder or its figures could not be written after the runs.

    Raises:
        InputError: Scenario, seeds or numbers cannot be used; nothing was run.
        EnvironmentProblem: The folder holds something, or cannot be written.
    """
    asked = tables, by
    with speaking(lang):
        return _study("run", [scenario], seeds, (jobs, threads), _target(out), figures, progress, asked, resume)


def compare(
    baseline: Given,
    others: Given | Sequence[Given],
    *,
    seeds: int | Sequence[int] | None = None,
    jobs: int | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    figures: bool = False,
    progress: bool = False,
    lang: str | None = None,
    tables: str | Sequence[str] = "communities",
    by: str | Sequence[str] = "",
    resume: bool = False,
    worlds: int | None = None,
    goals: str | Path | None = None,
) -> Results:
    """Runs a baseline and other scenarios over the same plausible worlds and compares them world by world.

    Args:
        baseline: The scenario or its file.
        others: The scenarios to compare with it, or their files.
        seeds: For chance alone, with every number as it is: how many replications, from the baseline's seed on, or the
            seeds themselves. None compares over plausible worlds.
        jobs: Processes; None for as many as there are processors. Changes no result.
        threads: Threads of each run; None for the processors left over. Changes no result.
        out: Folder for the same files as the command line writes; None writes nothing.
        figures: Whether to draw figures into the folder.
        progress: Whether to show on the error stream how far it is.
        lang: Language of warnings and figures, "en" or "zh"; None for that of `sim.speaking`, else English.
        tables: Tables by record besides the measures, "communities", "issues", or both with a comma; "" for none.
        by: Periods of the calendar by which measures of events are given besides, "month", "week", "quarter", "year",
            or several.
        resume: Whether to go on with the study in `out`, which was ended before its end or has fewer scenarios or
            seeds or worlds: only what is missing is run.
        worlds: How many plausible worlds; 24 where neither they nor seeds are given.
        goals: File of goals; a table says in which share of worlds a policy meets them all.

    Returns:
        The results, with the tables `comparison` and `winners` besides those of a run, and over plausible worlds
        `robust`, `criteria`, `chance`, `information`, `hinges`, `boxes` and `worlds`.

    Raises:
        InputError: A scenario, a name given twice, seeds or numbers cannot be used; nothing was run.
        EnvironmentProblem: The folder holds something, or cannot be written.
    """
    several = [others] if isinstance(others, Given) else list(others)
    given = [baseline, *several]
    asked = tables, by
    with speaking(lang):
        faults = []
        if seeds is not None and worlds is not None:
            faults.append(
                Fault(
                    "GZ062",
                    file="worlds",
                    facts={
                        "problem": Sentence(
                            "each plausible world has its own seed: give worlds or seeds",
                            "每种可能情形自有种子：worlds 与 seeds 只能择一",
                        )
                    },
                )
            )
        elif worlds is not None and not 1 <= worlds <= MOST_WORLDS:
            faults.append(Fault("GZ023", file="worlds", found=str(worlds), low="1", high=str(MOST_WORLDS)))
        if seeds is not None and goals is not None:
            alone = Sentence("goals are counted over worlds: leave seeds out", "目标按可能情形计数：请勿给出 seeds")
            faults.append(Fault("GZ062", file="goals", facts={"problem": alone}))
        n = USUAL_WORLDS if worlds is None or faults else worlds
        over = _Worlds(n if seeds is None else None, goals)
        return _study(
            "compare",
            given,
            n if seeds is None else seeds,
            (jobs, threads),
            _target(out),
            figures,
            progress,
            asked,
            resume,
            over,
            faults,
        )


def number_faults(**given: int | None) -> list[Fault]:
    """What is wrong with numbers of processes and threads.

    Args:
        **given: Number by name; None for one that was not given.
    """
    return [
        Fault("GZ023", file=name, found=str(number), low="1", high=str(MOST_PROCESSES))
        for name, number in given.items()
        if number is not None and not 1 <= number <= MOST_PROCESSES
    ]


class _Worlds(NamedTuple):
    """Over how many plausible worlds a comparison runs, and what is wanted of a policy; None for seeds alone."""

    n: int | None = None
    goals: str | Path | None = None


def _target(out: str | Path | None) -> Path | None:
    return None if out is None else Path(out)


def _study(
    command: str,
    given: Sequence[Given],
    seeds: int | Sequence[int],
    effort: tuple[int | None, int | None],
    target: Path | None,
    figures: bool,
    progress: bool,
    asked: tuple[str | Sequence[str], str | Sequence[str]],
    resume: bool,
    over: _Worlds | None = None,
    faults: Sequence[Fault] = (),
) -> Results:
    """Puts a study together and executes it; everything wrong with it is said at once, before any run."""
    over = over or _Worlds()
    goals: tuple[Goal, ...] = ()
    wrong: list[Fault] = []
    if over.goals is not None:
        goals, wrong = read_goals(str(over.goals))
    faults = [*faults, *wrong, *number_faults(jobs=effort[0], threads=effort[1])]
    try:
        scenarios, origins = read_all(given)
    except InputError as problem:
        raise InputError([*problem.faults, *faults]) from None
    chosen, found = _seeds(scenarios[0].run.seed, seeds)
    records, unknown = records_asked("tables", asked[0])
    periods, no_period = periods_asked("by", asked[1])
    faults += found + name_faults(origins, scenarios) + unknown + no_period
    if command == "compare" and len(scenarios) < 2:
        nothing = Sentence("there is nothing to compare with the baseline", "没有可与基准情景比较的方案")
        faults.append(Fault("GZ062", file="others", facts={"problem": nothing}))
    if faults:
        raise InputError(faults)
    prove_places(scenarios)
    study = ScenarioStudy(command, tuple(scenarios), chosen, records, periods, goals=goals)
    if over.n is not None:
        study = replace(study, worlds=plausible_worlds(scenarios, over.n))
    folder = Folder(target, resume=resume)
    done = execute_study(study, _executor(len(study.plan), effort, progress), folder)
    where = Sentence("the table `runs` of the results has every error", "全部错误见结果中的表格 `runs`")
    warned = complaints(done.executed, where)
    missing = folder.problem
    place = folder.place
    if place is not None and not (done.executed.interrupted or folder.interrupted):
        missing = missing_after(lambda: write_report_of(done, place, figures)) or missing
    warned += [] if missing is None else [missing.render()]
    if warned:
        warnings.warn("\n".join(warned), RuntimeWarning, stacklevel=3)
    return Results(command, done.tables, done.manifest, study.scenarios, place)


def _seeds(first: int, seeds: int | Sequence[int]) -> tuple[tuple[int, ...], list[Fault]]:
    """The seeds of a study and what is wrong with them."""
    if isinstance(seeds, int):
        if not 1 <= seeds <= MOST_REPLICATIONS:
            return (), [Fault("GZ023", file="seeds", found=str(seeds), low="1", high=str(MOST_REPLICATIONS))]
        chosen = seeds_from(first, seeds)
    else:
        chosen = tuple(int(seed) for seed in seeds)
        if not chosen or len(set(chosen)) < len(chosen) or min(chosen) < 0:
            problem = Sentence(
                "seeds are different whole numbers from 0 on, at least one", "随机种子应为互不相同的非负整数，至少一个"
            )
            return (), [Fault("GZ062", file="seeds", facts={"problem": problem})]
    return chosen, seed_faults("seeds", max(chosen))


def _executor(
    n_runs: int, effort: tuple[int | None, int | None], progress: bool
) -> Callable[[Sequence[Run], MemoryStore], Executed]:
    executor = nearby(*shared_out(n_runs, *effort))
    return lambda plan, store: execute_shown(plan, executor, progress, store)
