"""What comes after the results are saved: text, figures, complaints and the exit code."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import EnvironmentProblem, RunsFailed
from sim.report.scenario_study import complaints, missing_after
from sim.report.words import say
from sim.shipped import command_line
from sim.studies.executor import Executed
from sim.studies.interruption import held
from sim.studies.store import Folder, Saved
from sim.studies.study_folder import PAGE, Study, stored_by
from sim.words import LANGUAGES, Sentence, language

INTERRUPTED = 130


def present(
    options: argparse.Namespace,
    saved: Saved,
    show: Callable[[], None],
    draw: Callable[[Path], object] | None = None,
    executed: Executed | None = None,
) -> int:
    """Prints and draws results that are saved; whatever fails or is broken off here costs text or figures only.

    Args:
        options: The command line.
        saved: The results.
        show: Prints them.
        draw: Draws them into their folder; None where there is nothing to draw.
        executed: The runs behind them; None where they are told of elsewhere.

    Returns:
        The exit code: 130 interrupted, 1 some runs failed, 4 the machine stood in the way of folder, text or figures.
    """
    place, problems = saved.place, [saved.problem]
    stopped = saved.interrupted or (executed is not None and executed.interrupted)
    try:
        # Nobody is kept waiting for the numbers while figures are drawn.
        problems.append(missing_after(show))
        sys.stdout.flush()
        if draw is not None and place is not None and not stopped:
            problems.append(missing_after(lambda: draw(place), _again(options, place)))
    except KeyboardInterrupt:
        stopped = True
    with held():
        if saved.taken_over:
            print(say("sweep_taken_over", who=saved.taken_over), file=sys.stderr)
        if saved.store.quarantined:
            n = len(saved.store.quarantined)
            print(say("sweep_damaged", n=n, folder=place), file=sys.stderr)
        if place is not None and not options.json:
            print(f"\n{say('results')}: {place}")
            if (place / PAGE).is_file():
                print(f"{say('report')}: {place / PAGE}")
        if executed is not None:
            complain(executed, place, options)
        if stopped and place is not None:
            print(say("interrupted_saved", folder=place), file=sys.stderr)
            if saved.store.kept and executed is not None and executed.interrupted:
                command = resume_command(options, place)
                print(say("resume_with", command=command), file=sys.stderr)
        for problem in problems:
            if problem is not None:
                print(problem.render(), file=sys.stderr)
    if stopped:
        return INTERRUPTED
    if executed is not None and executed.n_failed:
        return RunsFailed.exit_code
    return EnvironmentProblem.exit_code if any(problem is not None for problem in problems) else 0


def present_study(
    options: argparse.Namespace,
    folder: Folder,
    study: Study,
    text: Callable[[], str],
    printed: Iterable[str],
    executed: Executed,
) -> int:
    """Prints a study that is saved, as text or for programs, and draws its report into its folder.

    Args:
        options: The command line.
        folder: Its folder.
        study: The study.
        text: What a terminal shows.
        printed: Tables that are printed for programs, beside the manifest.
        executed: Its runs.

    Returns:
        The exit code, as `present` says.
    """

    def show() -> None:
        if options.json:
            rows = {name: plain_rows(study.tables[name]) for name in printed if name in study.tables}
            print(json.dumps({**study.manifest, "folder": folder.named, **rows}, ensure_ascii=False, indent=2))
        elif shown := text():
            print(shown)

    def draw(place: Path) -> None:
        # Imported here because jinja2 and matplotlib take a second.
        from sim.report.report import write_report

        measures = study.tables.get("measures")
        if measures is None or len(measures):
            write_report(place, options.figures, replace(study, folder=place))

    return present(options, folder, show, draw, executed)


def resume_command(options: argparse.Namespace, folder: Path) -> str:
    """The command that goes on with a study, with everything that was given when it was begun.

    Args:
        options: The command line.
        folder: Folder of the study.

    Returns:
        One line for a shell.
    """
    words = [word for word in options.words if word not in ("--resume", "--retry-failed")]
    if language() != LANGUAGES[0] and "--lang" not in words:
        words += ["--lang", language()]
    if options.out is None:
        words += ["--out", str(folder)]
    return command_line(*words, "--resume")


def _again(options: argparse.Namespace, place: Path) -> Sentence | str:
    """The command that makes the report again, where there is one."""
    if stored_by(options.command) is None:
        return ""
    command = command_line("report", place)
    return Sentence(f"make them again: {command}", f"可重新生成：{command}")


def plain(value: Any) -> Any:
    """A value JSON knows: missing numbers are null.

    Args:
        value: A value of a table.
    """
    return None if isinstance(value, float) and not math.isfinite(value) else value


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON knows them.

    Args:
        table: The table.
    """
    return [{str(key): plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def complain(executed: Executed, place: Path | None, options: argparse.Namespace) -> None:
    """Tells of failed and missing runs on the error stream.

    Args:
        executed: All runs.
        place: Folder of the results; None for nowhere.
        options: The command line.
    """
    for line in complaints(executed, "" if place is None else f"{place / 'runs.csv'}"):
        print(line, file=sys.stderr)
