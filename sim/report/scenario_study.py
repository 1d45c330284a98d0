"""What is said and drawn about runs and comparisons of scenarios: titles, warnings, failures, figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sim.errors import EnvironmentProblem, Fault, GongzhiError, reason_of
from sim.report.run_errors import failed_run
from sim.report.wording import drawn_text
from sim.report.words import say
from sim.running import calendar_notes, drawn_for
from sim.scenario.scenario import Scenario
from sim.studies.executor import Executed
from sim.studies.runs import world_key
from sim.studies.scenario_study import StudyDone
from sim.studies.statistics import FEW_RUNS, SEEDS, Over
from sim.studies.study_folder import Study
from sim.words import Text

MOST_TOLD = 3
"""Failed runs that are told of one by one."""


def draw_study(folder: Path, study: Study) -> list[str]:
    """Draws the figures of the report of a study.

    Args:
        folder: Where to write.
        study: The study.

    Returns:
        Names of the figures written, without endings.
    """
    # matplotlib and jinja2 take a second.
    from sim.report.drawing import drawing
    from sim.report.figures import save
    from sim.report.report import report_of

    with drawing():
        return save(folder, report_of(study).draw())


def write_report_of(done: StudyDone, folder: Path, figures: bool) -> None:
    """Writes the report of a run or a comparison into its folder.

    Args:
        done: The study.
        folder: Where it lies.
        figures: Whether figures are drawn and embedded.
    """
    from sim.report.report import write_report

    write_report(folder, figures, Study(folder, done.manifest, done.study.scenarios, done.tables))


def missing_after(show: Callable[[], object], again: Text = "") -> EnvironmentProblem | None:
    """Prints or draws what belongs to results that are saved already; a failure costs no more than that.

    Args:
        show: Prints or draws.
        again: A command that makes it again; "" where there is none.

    Returns:
        What is missing and why; None where nothing is.
    """
    try:
        show()
    except GongzhiError as problem:
        fault = problem.faults[0]
        why: Text = fault.message()
    except Exception as problem:
        # Whatever it is, the numbers are safe and whoever reads them must be told so.
        why = reason_of(problem) if isinstance(problem, OSError) else f"{type(problem).__name__}: {problem}"
    else:
        return None
    return EnvironmentProblem(Fault("GZ093", help=again, facts={"problem": why}))


def warnings_for(scenarios: Sequence[Scenario], seeds: Sequence[int], over: Over = SEEDS) -> list[str]:
    """What a reader must know before using the numbers.

    Args:
        scenarios: The scenarios run.
        seeds: Seed of each replication.
        over: What replications differ in.
    """
    found = []
    if over.worlds:
        return [str(note) for note in calendar_notes(scenarios)]
    if len(seeds) == 1:
        found.append(say("one_run"))
    elif len(seeds) < FEW_RUNS:
        found.append(say("few_runs", n=len(seeds), least=FEW_RUNS))
    if len({world_key(scenario) for scenario in scenarios}) > 1:
        found.append(say("worlds"))
    if len({(s.run.days, s.run.warm_up_days, s.run.start_date) for s in scenarios}) > 1:
        found.append(say("days"))
    found += [str(note) for note in calendar_notes(scenarios)]
    drawn = drawn_text(drawn_for(scenarios[0]), scenarios[0].world.sample)
    return [*found, say("conditional", drawn=drawn)]


def complaints(executed: Executed, where: Text) -> list[str]:
    """What is to be said of runs that failed or were not executed.

    Args:
        executed: All runs.
        where: Where the errors of all of them stand.

    Returns:
        Lines of text; none where every run is done.
    """
    failed = [outcome for outcome in executed.outcomes if outcome.status == "failed"]
    lines = [failed_run(o.scenario, o.seed, o.error) for o in failed[:MOST_TOLD]]
    if failed:
        fault = Fault("GZ095", found=str(len(failed)), allowed=str(len(executed.outcomes)), help=where)
        lines.append(fault.render())
    if executed.interrupted:
        done = sum(outcome.result is not None for outcome in executed.outcomes)
        lines.append(say("interrupted", n=done, all=len(executed.outcomes)))
    return lines
