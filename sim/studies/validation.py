"""Puts the model beside the published figures: which runs are needed, what each row gives, how far it is away.

Every scenario that a row names is run with the same seeds in the same world, so a row that compares two scenarios is
taken seed by seed. A result is the mean over the seeds with its 95 % interval; its verdict rests on the mean.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from sim.calendar import PERIODS, period_of
from sim.errors import Fault, InputError, is_folder, nearest, words_allowed
from sim.measures.grouping import GROUPINGS, group_label, periods_among
from sim.measures.registry import measures as all_measures
from sim.mechanisms import known_mechanisms
from sim.scenario.scenario import Scenario, load_scenario
from sim.scenario.scenario import replace as with_changes
from sim.shipped import SCENARIOS, command_line, near_place, own_scenario, place_folder
from sim.studies.patterns import COLUMNS as PATTERN_COLUMNS
from sim.studies.patterns import FIT, HOLD_BACK, INPUT, Cell, Target
from sim.studies.statistics import mean_interval
from sim.words import Sentence, T, Words
from sim.world.places import PlaceNames, read_place

YES, NO, NOT_MEASURED = "yes", "no", "not measured"
PATTERNS = "patterns.csv"
"""File of a place that holds its published figures."""

COLUMNS = (
    "id",
    "pattern",
    "scenario",
    "what",
    "target",
    "low",
    "high",
    "unit",
    "n_runs",
    "result",
    "ci_low",
    "ci_high",
    "distance",
    "within",
    "use",
    "source",
    "confidence",
    "note",
    "what_zh",
    "source_zh",
    "note_zh",
)


@dataclass(frozen=True)
class Verdict:
    """What became of one target.

    Attributes:
        target: The target.
        n_runs: Seeds with a value.
        result: Mean over the seeds; nan without any.
        low: Lower end of its 95 % interval; nan with fewer than two seeds.
        high: Upper end.
    """

    target: Target
    n_runs: int
    result: float
    low: float
    high: float

    @property
    def within(self) -> str:
        """Whether the result lies in the range: yes, no, or not measured."""
        if math.isnan(self.result):
            return NOT_MEASURED
        return YES if self.target.within(self.result) else NO

    @property
    def distance(self) -> float:
        """Distance of the result from the target in tolerances."""
        return self.target.distance(self.result)


def scenario_folders(place: str) -> tuple[Path, ...]:
    """Folders in which the scenarios of a place's patterns are looked for: its own before those of the program.

    Args:
        place: The place as a scenario names it.
    """
    return place_folder(place), SCENARIOS


def scenarios_for(targets: Sequence[Target], place: str, overrides: Sequence[str] = ()) -> tuple[Scenario, ...]:
    """Reads the scenarios that targets are judged on.

    Args:
        targets: The targets.
        place: The place as a scenario names it; a scenario in its folder counts before one of the program.
        overrides: Settings "path=value" laid over each of them.

    Returns:
        The scenarios, each named as the targets name it, such as "accountable@365".

    Raises:
        InputError: With every fault in any of them, each once.
    """
    names = dict.fromkeys(cell.scenario for target in targets for cell in target.cells())
    found: list[Scenario] = []
    faults: list[Fault] = []
    for name in names:
        file, _, days = name.partition("@")
        laid = [f"run.days={days}"] if days else []
        try:
            path = own_scenario(place, file) or SCENARIOS / f"{file}.yaml"
            scenario = load_scenario(path, known_mechanisms(), [*laid, *overrides])
        except InputError as problem:
            faults += problem.faults
        else:
            found.append(renamed(scenario, name))
    if faults:
        once = {(f.code, f.file, f.line, f.column, f.key_path, f.found): f for f in faults}
        raise InputError(list(once.values()))
    return tuple(found)


def own_patterns(place: str) -> Path:
    """The patterns of the place that is simulated: no place is judged by another's figures.

    Args:
        place: The place as a scenario names it.

    Returns:
        The file `patterns.csv` in the folder of the place.

    Raises:
        InputError: There is no such place, or it has no such file.
    """
    folder = place_folder(place)
    if not is_folder(folder):
        raise InputError(Fault("GZ058", file=str(folder), nearest=near_place(folder)))
    if not (folder / PATTERNS).exists():
        command = command_line("tickets", "FILE", "--place", place)
        help_ = Sentence(
            f"{command} writes those of its tickets; or write its published figures there, in the columns "
            f"{', '.join(PATTERN_COLUMNS)}, or name a file of them",
            f"{command} 可写入其工单的数据；也可写入该地区的公开数据，或另行指定文件；"
            f"各列为 {'、'.join(PATTERN_COLUMNS)}",
        )
        problem = Sentence(
            f"the place '{folder}' has no published figures to be judged by", f"地区“{folder}”没有可供检验的公开数据"
        )
        raise InputError(Fault("GZ050", file=str(folder / PATTERNS), text=problem, help=help_))
    return folder / PATTERNS


def place_simulated(overrides: Sequence[str] = ()) -> str:
    """The place of the baseline with settings laid over it.

    Args:
        overrides: Settings "path=value".

    Returns:
        The place; that of the baseline alone where the settings cannot be used, as is said once scenarios are read.
    """
    try:
        return load_scenario(SCENARIOS / "baseline.yaml", known_mechanisms(), overrides).world.place
    except InputError:
        return Scenario().world.place


def unknown_groups(patterns: Path, targets: Sequence[Target], scenarios: Sequence[Scenario]) -> list[Fault]:
    """Districts and months of figures that no run of their scenario has.

    Args:
        patterns: The file of patterns.
        targets: Its figures.
        scenarios: The scenarios on which they are judged.
    """
    known: dict[tuple[str, str], tuple[str, ...]] = {}
    faults = list[Fault]()
    for cell in dict.fromkeys(replace(cell, measure="") for target in targets for cell in target.cells()):
        scenario = next((s for s in scenarios if s.name == run_name(cell.scenario)), None)
        if scenario is None or not cell.group or cell.by not in ("district", *PERIODS):
            continue
        if (scenario.name, cell.by) not in known:
            known[scenario.name, cell.by] = _groups(scenario, cell.by)
        groups = known[scenario.name, cell.by]
        if groups and cell.group not in groups:
            problem = T(
                "runs of '{scenario}' have no {by} '{group}'", "情景“{scenario}”的运行中没有“{group}”（{by}）"
            ).filled(scenario=cell.scenario, by=Sentence(cell.by, GROUPINGS[cell.by].zh), group=cell.group)
            faults.append(
                Fault(
                    "GZ059",
                    file=str(patterns),
                    found=cell.group,
                    allowed=words_allowed(groups),
                    nearest=nearest(cell.group, groups),
                    facts={"problem": problem},
                )
            )
    return faults


def _groups(scenario: Scenario, by: str) -> tuple[str, ...]:
    """The districts of a scenario's place, or the periods of its measured days; none where the place cannot be read."""
    if by in PERIODS:
        first = date.fromisoformat(scenario.run.start_date) + timedelta(scenario.run.warm_up_days)
        return tuple(dict.fromkeys(period_of(first + timedelta(k), by) for k in range(scenario.run.days)))
    try:
        return read_place(place_folder(scenario.world.place)).district_keys
    except InputError:
        return ()  # What is wrong with the place is said before the first run.


def of_other_places(patterns: Path, scenarios: Sequence[Scenario]) -> list[Fault]:
    """Scenarios of another place than the one in whose folder the patterns lie.

    Args:
        patterns: The file of patterns; one that lies in no place's folder may be of any place.
        scenarios: The scenarios to be judged by it.
    """
    own = patterns.resolve().parent
    if not (own / "districts.csv").exists():
        return []
    places = {scenario.world.place: place_folder(scenario.world.place) for scenario in scenarios}
    return [
        Fault(
            "GZ062",
            file=str(patterns),
            facts={
                "problem": Sentence(
                    f"these are the published figures of '{own.name}', the scenarios are of '{place}'",
                    f"这是“{own.name}”的公开数据，而情景属于“{place}”",
                )
            },
        )
        for place, folder in places.items()
        if folder.resolve() != own
    ]


def renamed(scenario: Scenario, name: str) -> Scenario:
    """The scenario under the name by which targets know it; '@' becomes '-' in the name of the scenario itself.

    Args:
        scenario: The scenario.
        name: Name in the targets.
    """
    return with_changes(scenario, {"name": run_name(name)})


def run_name(name: str) -> str:
    """The name of a scenario in tables of runs, where '@' is not allowed.

    Args:
        name: Name in the targets, such as "accountable@365".
    """
    return name.replace("@", "-")


def measures_needed(targets: Sequence[Target]) -> frozenset[str]:
    """Measures that have to be kept of each run.

    Args:
        targets: The targets.
    """
    return frozenset(cell.measure for target in targets for cell in target.cells())


def periods_needed(targets: Sequence[Target]) -> tuple[str, ...]:
    """Periods of the calendar by which runs have to be measured.

    Args:
        targets: The targets.
    """
    return periods_among(cell.by for target in targets for cell in target.cells())


def values_of(target: Target, measures: pd.DataFrame) -> np.ndarray:
    """What each seed gives for a target.

    Args:
        target: The target.
        measures: Columns scenario, seed, measure, by, group, value.

    Returns:
        One value per seed that has one, in the order of the seeds, shape (n_seeds,).
    """
    return values_by_seed(target, measures).to_numpy(float)


def values_by_seed(target: Target, measures: pd.DataFrame) -> pd.Series:
    """What each seed gives for a target, known by its seed; seeds without a value are left out.

    Args:
        target: The target.
        measures: Columns scenario, seed, measure, by, group, value.
    """
    if target.cell is None:
        return pd.Series(dtype=float)
    first = _by_seed(target.cell, measures)
    if target.statistic == "spread":
        return (first.max(axis=1) - first.min(axis=1)).dropna()
    values = first.iloc[:, 0] if first.shape[1] else pd.Series(dtype=float)
    if target.against is not None:
        other = _by_seed(target.against, measures)
        against = other.iloc[:, 0] if other.shape[1] else pd.Series(dtype=float)
        values = values - against if target.statistic == "difference" else values / against.replace(0.0, math.nan)
    return values.dropna()


def _by_seed(cell: Cell, measures: pd.DataFrame) -> pd.DataFrame:
    """Values of a cell: one row per seed, one column per group."""
    chosen = measures[
        (measures["scenario"] == run_name(cell.scenario))
        & (measures["measure"] == cell.measure)
        & (measures["by"] == cell.by)
        & ((measures["group"] == cell.group) | (cell.group == ""))
    ]
    return chosen.pivot(index="seed", columns="group", values="value")


def judge(targets: Sequence[Target], measures: pd.DataFrame) -> tuple[Verdict, ...]:
    """Holds every target beside what the runs gave.

    Args:
        targets: The targets.
        measures: Columns scenario, seed, measure, by, group, value.

    Returns:
        One verdict per target, in order.
    """
    verdicts = []
    for target in targets:
        values = values_of(target, measures)
        if not values.size:
            verdicts.append(Verdict(target, 0, math.nan, math.nan, math.nan))
            continue
        estimate = mean_interval(values)
        interval = estimate.interval
        ends = (math.nan, math.nan) if interval is None else (interval.low, interval.high)
        verdicts.append(Verdict(target, values.size, estimate.mean, *ends))
    return tuple(verdicts)


WORDS = Words(
    {
        "spread": ("{measure}, highest less lowest by {by}", "{measure}：{by}最高与最低之差"),
        "difference": ("{one} less {other}", "{one}减{other}"),
        "ratio": ("{one} over {other}", "{one}与{other}之比"),
        "elsewhere": ("{what} of {scenario}", "{what}（情景 {scenario}）"),
        "group": ("{measure} of {group}", "{group}的{measure}"),
    }
)
"""What a target measures: ids in English, as in the tables; names in Chinese."""


def described(target: Target, names: PlaceNames) -> Sentence:
    """What a target measures, in one line.

    Args:
        target: The target.
        names: What the place calls its regions and districts.
    """
    cell, against = target.cell, target.against
    if cell is None:
        return Sentence(target.id.replace("_", " "), target.id)
    if target.statistic == "spread":
        by = Sentence(cell.by, GROUPINGS[cell.by].zh)
        return WORDS.phrase("spread", measure=_measure(cell), by=by)
    if against is None:
        return _named(cell, names)
    text = WORDS.phrase(target.statistic, one=_named(cell, names), other=_named(against, names))
    if against.scenario == cell.scenario:
        return text
    return WORDS.phrase("elsewhere", what=text, scenario=against.scenario)


def _measure(cell: Cell) -> Sentence:
    """The measure's id in English, its name in Chinese."""
    known = all_measures().get(cell.measure)
    return Sentence(cell.measure, cell.measure if known is None else known.label_zh)


def _named(cell: Cell, names: PlaceNames) -> Sentence:
    """A measure and, unless it is of everybody, its group."""
    if cell.by == "all":
        return _measure(cell)
    group = Sentence(cell.group, group_label(cell.by, cell.group, names).zh)
    return WORDS.phrase("group", measure=_measure(cell), group=group)


def verdict_table(verdicts: Sequence[Verdict], names: PlaceNames) -> pd.DataFrame:
    """The verdicts as a table.

    Args:
        verdicts: The verdicts.
        names: What the place calls its regions and districts.

    Returns:
        One row per target with the columns COLUMNS; a figure that is not published is missing.
    """
    rows = []
    for v in verdicts:
        t = v.target
        figure = math.nan if t.target is None else t.target
        what = described(t, names)
        rows.append(
            (
                t.id,
                t.pattern,
                t.scenario,
                what.en,
                figure,
                t.low,
                t.high,
                t.unit,
                v.n_runs,
                v.result,
                v.low,
                v.high,
                v.distance,
                v.within,
                t.use,
                t.source,
                t.confidence,
                t.note,
                what.zh,
                t.source_zh,
                t.note_zh,
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def tally(table: pd.DataFrame) -> Mapping[str, tuple[int, int, int]]:
    """How many rows of each use are within, outside and not measured.

    Args:
        table: The table of `verdict_table`.

    Returns:
        Three numbers by use: fit, hold back, input.
    """
    found = {}
    for use in (FIT, HOLD_BACK, INPUT):
        verdicts = table.loc[table["use"] == use, "within"].tolist()
        found[use] = (verdicts.count(YES), verdicts.count(NO), verdicts.count(NOT_MEASURED))
    return found
