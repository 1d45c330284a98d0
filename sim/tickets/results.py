"""What is kept of a file of tickets, written whole or not at all, and the mapping file that is offered for others."""

from __future__ import annotations

import json
import shlex
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.errors import EnvironmentProblem, Fault, InputError, is_file, reason_of
from sim.report.report import make_page
from sim.report.spreadsheet import write_spreadsheet
from sim.shipped import PLACE_SCENARIO, command_line
from sim.studies.interruption import held
from sim.studies.patterns import COLUMNS, TRANSLATIONS
from sim.studies.store import free_name
from sim.studies.validation import PATTERNS
from sim.tickets import dates
from sim.tickets.coding import CHANNELS
from sim.tickets.figures import Figures
from sim.tickets.hold_out import HoldOut
from sim.tickets.mapping import as_yaml, guessed_text
from sim.tickets.page import PAGE, as_facts, tickets_report
from sim.tickets.proposals import TICKETS, class_table, overlay, pattern_rows
from sim.tickets.reading import CATEGORIES, CATEGORY_KEYS, FOLDER, NotRecognised, Reading
from sim.words import Sentence
from sim.world.csv_table import CsvTable

SAMPLE, FACTS = "sample.csv", "tickets.json"
OVERLAY = f"{TICKETS}.yaml"
"""In the folder of the place: the scenario on which its tickets are judged."""

USED, GUESSED = "mapping_used.yaml", "mapping.yaml"
OWN = (
    USED,
    SAMPLE,
    FACTS,
    PAGE,
    CATEGORIES,
    "counts.csv",
    *(f"{name}.{ending}" for name in ("months", "waiting", "deadline") for ending in ("png", "svg")),
)
"""Everything that is written; what of an earlier file is not made again goes."""


def next_commands(folder: Path, place: str) -> list[str]:
    """Lines to type next.

    Args:
        folder: Folder of the results.
        place: Name of the place; "" for a folder that is none yet.
    """
    scenario = folder.parent / OVERLAY
    lines = [["check", scenario]]
    if place:
        lines += [["run", scenario, "--sample", "0.1"], ["validate", "--place", place, "--sample", "0.1"]]
    return [command_line(*words) for words in lines]


def with_rows(folder: Path, rows: pd.DataFrame) -> pd.DataFrame:
    """The patterns of a place with rows of tickets in the stead of those that an earlier file gave.

    Rows from elsewhere stay as they are, and a row of the same figure keeps the use that was written there by hand.

    Args:
        folder: Folder of the place.
        rows: The rows of tickets.

    Returns:
        The whole table, rows from elsewhere first.

    Raises:
        InputError: The place has a table of patterns that cannot be read.
    """
    if not is_file(folder / PATTERNS):
        return rows
    faults: list[Fault] = []
    table = CsvTable(folder, PATTERNS, COLUMNS, faults)
    table.refuse_unknown((*COLUMNS, *TRANSLATIONS))
    if faults:
        raise InputError(faults)
    columns = [*COLUMNS, *TRANSLATIONS]
    kept = [{name: row.get(name, "") for name in columns} for _, row in table.rows if row["pattern"] != TICKETS]
    uses = {row["id"]: row["use"] for _, row in table.rows if row["pattern"] == TICKETS}
    rows = rows.assign(use=[uses.get(id_, use) for id_, use in zip(rows["id"], rows["use"], strict=True)])
    return pd.concat([pd.DataFrame(kept, columns=columns), rows.astype(object)], ignore_index=True)


def write_results(
    folder: Path,
    reading: Reading,
    figures: Figures,
    place: str,
    draw: bool = True,
    hold_out: HoldOut | None = None,
) -> Path:
    """Writes everything into the place's folder for tickets: made aside, moved in file by file, the page last.

    Args:
        folder: Folder of the place.
        reading: What was read.
        figures: Its figures.
        place: Name of the place in scenarios; "" for a folder that is none yet.
        draw: Whether figures are drawn.
        hold_out: Months or districts that are held out; None for none.

    Returns:
        The folder of the results.

    Raises:
        InputError: The place has a table of patterns that cannot be read; nothing is written.
        EnvironmentProblem: It cannot be written.
    """
    target = folder / FOLDER
    patterns = with_rows(folder, pattern_rows(reading, figures, hold_out))
    scenario = overlay(reading, figures, bool(place), is_file(folder / PLACE_SCENARIO))
    try:
        with tempfile.TemporaryDirectory(prefix=".tickets.", dir=folder) as made:
            _make(Path(made), target, reading, figures, place, draw)
            names = sorted((path.name for path in Path(made).iterdir()), key=lambda name: (name == PAGE, name))
            beside = {PATTERNS: patterns.to_csv(index=False, lineterminator="\n") if len(patterns) else ""}
            beside[OVERLAY] = scenario
            for name, text in beside.items():
                (Path(made) / f"{name}.new").write_text(text, encoding="utf-8")
            with held():
                target.mkdir(exist_ok=True)
                for name, text in beside.items():
                    shutil.move(Path(made) / f"{name}.new", folder / name)
                    if not text:
                        (folder / name).unlink()
                for name in names:
                    shutil.move(Path(made) / name, target / name)
                for name in set(OWN) - set(names):
                    (target / name).unlink(missing_ok=True)
    except OSError as problem:
        raise EnvironmentProblem(Fault("GZ091", file=str(target), facts={"problem": reason_of(problem)})) from None
    return target


def _make(made: Path, target: Path, reading: Reading, figures: Figures, place: str, draw: bool) -> None:
    """Writes everything into an empty folder."""
    write_spreadsheet(made / CATEGORIES, class_table(reading))
    (made / USED).write_text(as_yaml(reading.mapping), encoding="utf-8")
    facts = json.dumps(as_facts(reading, figures), ensure_ascii=False, indent=1)
    (made / FACTS).write_text(facts + "\n", encoding="utf-8")
    sample = sample_table(reading)
    if len(sample):
        write_spreadsheet(made / SAMPLE, sample)
    make_page(made, tickets_report(reading, figures, next_commands(target, place), len(sample)), draw, PAGE)


def sample_table(reading: Reading) -> pd.DataFrame:
    """The coded tickets asked for: days, classes and facts; no numbers, no persons, no times of day.

    Args:
        reading: What was read.

    Returns:
        One row per ticket with the columns received, closed, due, category, area and channel.
    """
    rows = reading.tally.sample

    def days(name: str) -> list[str]:
        return ["" if s == dates.MISSING else dates.date_text(int(dates.day_of(s))) for s in rows[name].tolist()]

    categories = [reading.categories[k] or CATEGORY_KEYS[-1] for k in rows["group"]]
    areas = [reading.coder.areas.words[k] for k in rows["area"]]
    return pd.DataFrame(
        {
            "received": days("received"),
            "closed": days("closed"),
            "due": days("due"),
            "category": categories,
            "area": areas,
            "channel": [CHANNELS[k] for k in rows["channel"]],
        }
    )


def offer_mapping(folder: Path, problem: NotRecognised, words: Sequence[str]) -> InputError:
    """Writes a mapping file with best guesses for a table that is not recognised.

    Args:
        folder: Folder of the place.
        problem: The table.
        words: The command line.

    Returns:
        The complaint, which names the file.

    Raises:
        EnvironmentProblem: It cannot be written.
    """
    source, target = problem.source, folder / FOLDER / GUESSED
    text = guessed_text(source, problem.mapping)
    try:
        target.parent.mkdir(exist_ok=True)
        target = free_name(target) if target.exists() else target
        target.write_text(text, encoding="utf-8")
    except OSError as why:
        raise EnvironmentProblem(Fault("GZ091", file=str(target), facts={"problem": reason_of(why)})) from None
    typed = shlex.quote(str(target))
    return InputError(
        Fault(
            "GZ106",
            file=str(source.path),
            line=1,
            help=Sentence(
                f"best guesses stand in {target}: look them over, then add --map {typed}",
                f"推测的映射已写入 {target}：核对后请加 --map {typed}",
            ),
        )
    )
