"""Runs what pages claim: each mechanism, each of its parts taken away, each switch that a row of the paper names.

`python -m maintenance.effects` runs the study over paired seeds (about ten minutes on two quiet cores; what was begun
goes on), keeps docs/effects/effects.csv and writes docs/effects.md. `--only NAME ...` runs some switches and prints
what they move without keeping it; `--page` writes the page from what is kept.

A switch is a mechanism (`five_zeros`), a part of one (`five_zeros.habits`, listed in docs/effects.yaml), a shipped
scenario (`low_trust_below`), or parameters of the baseline with the values they are moved to. Its effect is the
difference that it makes: of a part, what the whole mechanism gives less what it gives without the part.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

import sim
from maintenance.result_digests import results
from sim.api.execution import execute_shown, shared_out
from sim.measures.grouping import EVERY
from sim.measures.registry import measures
from sim.mechanisms import registry
from sim.running import prove_places
from sim.scenario.scenario import Scenario
from sim.studies import result_tables, study_manifest
from sim.studies.compare import measures_table
from sim.studies.costs import costs_of
from sim.studies.executor import nearby
from sim.studies.hours import MEASURE as HOURS
from sim.studies.hours import price_table
from sim.studies.runs import Run
from sim.studies.scenario_study import seeds_from
from sim.studies.statistics import deviation, paired_difference
from sim.studies.store import Folder, plan_facts

ROOT = Path(__file__).resolve().parents[1]
SPECIFICATION = ROOT / "docs" / "effects.yaml"
STATEMENTS = ROOT / "docs" / "paper.yaml"
KEPT = ROOT / "docs" / "effects"
TABLE = KEPT / "effects.csv"
FACTS = KEPT / "facts.json"
BASELINE = "baseline"
SAMPLE, SEEDS = 0.012, 4
FEWEST_SEEDS = 3
"""Paired seeds with fewer of which nothing is shown (assumed)."""
HEADLINES = (
    "solved_per_need",
    "resolution_share",
    "closing_days_mean",
    "solved_per_need_urban_rural_gap",
    "unmet_burden",
)
"""What every mechanism and every part is judged by: needs solved, requests resolved, days, gap, welfare."""
TAKEN_HOURS, TAKEN_FEN = "taken_hours", "taken_fen"
"""Hours and fen per 1,000 residents and year that a payer gives up, in the column `measure` of what is kept."""
FURTHER_EVENTS = frozenset(
    {
        "solved_at_desk_share",
        "solved_at_tier_share",
        "issue_origins_per_1000",
        "duplicates_per_1000",
        "rural_spending_ratio",
        "spending_concentration",
        "enquiries_answered_share",
        "places_refused_per_1000",
        "unmet_days",
        "unmet_burden",
        "unmet_burden_equal_1",
        *(
            f"{stem}_{by}_{kind}"
            for stem in ("resolution", "solved_per_need", "reported_per_need", "closing_days")
            for by in ("urban_rural", "region")
            for kind in ("gap", "ratio")
        ),
    }
)
"""Measures that are counted on events although no month is given for them."""
GROUPINGS = frozenset({*EVERY, "desk", "origin", "hours"}) - {"district"}
COLUMNS = ("switch", "measure", "by", "group", "n", "without", "difference", "ci_low", "ci_high", "noise")


@cache
def event_measures() -> frozenset[str]:
    """Measures of what happens to needs, requests and the money paid for them; stocks, hours and accounts are none.

    A measure that can be told by month is counted on events (`docs/measures.md`, "Over time").
    """
    return frozenset({name for name, m in measures().items() if "month" in m.by} | FURTHER_EVENTS)


@dataclass(frozen=True)
class Part:
    """A part of a mechanism that can be taken away.

    Attributes:
        mechanism: Id of the mechanism.
        id: Name of the part within it.
        says: What the part is, in a few words.
        without: Values at which it is gone: parameters of the mechanism, or dotted paths of the model.
        measure: The event-level cell that it moves first, such as "dropped_share" or "resolution_share client client".
        alone: Whether `without` leaves nothing but the part, which is then compared with the baseline.
        why: Why it moves nothing, or only another part's costs; empty where it needs no excuse.
    """

    mechanism: str
    id: str
    says: str
    without: Mapping[str, Any]
    measure: str
    alone: bool = False
    why: str = ""

    @property
    def switch(self) -> str:
        """Its name as a switch."""
        return f"{self.mechanism}.{self.id}"

    @property
    def changes(self) -> dict[str, Any]:
        """Dotted paths and the values at which the part is gone."""
        return {
            name if "." in name else f"mechanisms.{self.mechanism}.{name}": value
            for name, value in self.without.items()
        }


@dataclass(frozen=True)
class Specification:
    """What docs/effects.yaml says.

    Attributes:
        parts: All parts in the order of the file.
        bearers: Why a mechanism that takes nothing from anybody's hours or purse is paid for, by its id.
    """

    parts: tuple[Part, ...]
    bearers: Mapping[str, str] = field(default_factory=dict)

    def of(self, mechanism: str) -> list[Part]:
        """The parts of a mechanism."""
        return [part for part in self.parts if part.mechanism == mechanism]


@cache
def specification(path: Path = SPECIFICATION) -> Specification:
    """Reads the parts.

    Args:
        path: The YAML file.

    Raises:
        TypeError: A part has a key that is not a field of `Part`, or lacks one.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    parts = tuple(
        Part(mechanism, name, **entry)
        for mechanism, entries in data["parts"].items()
        for name, entry in (entries or {}).items()
    )
    return Specification(parts, data.get("bearers", {}))


def switch_text(switch: str | Mapping[str, Any]) -> str:
    """A switch as one text, such as "five_zeros.habits" or "needs.hazard_mixed = 0"."""
    if isinstance(switch, str):
        return switch
    return ", ".join(
        f"{path} = {value:g}" if not isinstance(value, bool | str) else f"{path} = {value}"
        for path, value in switch.items()
    )


def cell_of(text: str) -> tuple[str, str, str]:
    """Measure, grouping and group of a cell such as "dropped_share" or "resolution_share by category dispute".

    Raises:
        ValueError: The text is no cell.
    """
    measure, by, group = text.partition(" by ")[0], *(text.partition(" by ")[2] or "all all").partition(" ")[::2]
    if not (measure and by and group):
        raise ValueError(f"{text!r} is neither a measure nor 'measure by grouping group'")
    return measure, by, group


def rows_with_switches() -> list[dict[str, Any]]:
    """The rows of the paper that name a switch."""
    rows = yaml.safe_load(STATEMENTS.read_text(encoding="utf-8"))["rows"]
    return [row for row in rows if row.get("switch")]


@dataclass(frozen=True)
class Contrast:
    """Two scenarios whose difference is what a switch does.

    Attributes:
        switch: The switch as text.
        cells: Cells that are kept of it.
        having: The scenario that has it.
        lacking: The scenario that lacks it.
    """

    switch: str
    cells: tuple[str, ...]
    having: Scenario
    lacking: Scenario


def contrasts(base: Scenario, rows: Sequence[Mapping[str, Any]]) -> list[Contrast]:
    """Everything that is compared: mechanisms, parts, and switches of rows.

    Args:
        base: The baseline, with days and sample.
        rows: Rows of the paper with `switch` and `measure`.

    Returns:
        Contrasts in the order of mechanisms; each switch once, with all cells asked of it.
    """
    asked: dict[str, list[str]] = {}
    for row in rows:
        asked.setdefault(switch_text(row["switch"]), []).append(row["measure"])
    found: dict[str, Contrast] = {}

    def add(switch: str, having: Scenario, lacking: Scenario, cells: Iterable[str]) -> None:
        wanted = tuple(dict.fromkeys([*cells, *asked.get(switch, ())]))
        found[switch] = Contrast(switch, wanted, having, lacking)

    for name in sorted(registry()):
        whole = sim.vary(base, {"name": name, f"mechanisms.{name}": {}})
        add(name, whole, base, HEADLINES)
        for part in specification().of(name):
            other = sim.vary(whole, {"name": f"{name}-{part.id}", **part.changes})
            having, lacking = (other, base) if part.alone else (whole, other)
            add(part.switch, having, lacking, (*HEADLINES, part.measure))
    for row in rows:
        switch = switch_text(row["switch"])
        if switch not in found:
            add(switch, _of_row(row["switch"], base), base, ())
    return list(found.values())


def _of_row(switch: str | Mapping[str, Any], base: Scenario) -> Scenario:
    """The scenario of a switch that is neither a mechanism nor a part."""
    if isinstance(switch, str):
        run, world = base.run, base.world
        return sim.load(
            ROOT / "scenarios" / f"{switch}.yaml",
            {"run.days": run.days, "run.warm_up_days": run.warm_up_days, "world.sample": world.sample},
        )
    return sim.vary(base, {"name": f"change-{zlib.crc32(switch_text(switch).encode()):08x}", **switch})


def effects(table: pd.DataFrame, wanted: Sequence[Contrast], only_asked: bool = True) -> pd.DataFrame:
    """What each switch moves, over paired seeds.

    Args:
        table: Every value of every run.
        wanted: The contrasts.
        only_asked: Whether the cells asked for are given alone, or all there are.

    Returns:
        Columns COLUMNS. `without` is the mean of the scenario that lacks the switch, and `noise` its standard deviation
        between seeds: by so much two runs of the same policy differ by chance.
    """
    wide = table.pivot(index=["measure", "by", "group"], columns=["scenario", "seed"], values="value")
    everything = [cell for cell in wide.index if cell[0] != HOURS]
    known, rows = set(wide.columns.get_level_values("scenario")), []
    for contrast in wanted:
        cells = [cell_of(text) for text in contrast.cells] if only_asked else everything
        pair = [contrast.having.name, contrast.lacking.name]
        values = [wide[name].reindex(cells).to_numpy(float) for name in pair if name in known]
        for cell, *both in zip(cells, *values, strict=True):
            rows.append((contrast.switch, *cell, *(_effect(*both) if len(both) == len(pair) else (0, *[math.nan] * 5))))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _effect(having: np.ndarray, lacking: np.ndarray) -> tuple[float, ...]:
    """Pairs, mean without, difference with its ends, and noise; nan where no seed has both values."""
    both = np.isfinite(having) & np.isfinite(lacking)
    having, lacking = having[both], lacking[both]
    if not having.size:
        return (0, *[math.nan] * 5)
    found = paired_difference(having, lacking).difference
    ends = (found.interval.low, found.interval.high) if found.interval else (math.nan, math.nan)
    if found.n_equal == having.size > 1:
        ends = (found.mean, found.mean)
    return (having.size, math.fsum(lacking) / lacking.size, found.mean, *ends, deviation(lacking))


def taken(table: pd.DataFrame, wanted: Sequence[Contrast]) -> pd.DataFrame:
    """Hours and fen that each mechanism, part and scenario takes, by who bears them; columns as of `effects`."""
    scenarios = {s.name: s for c in wanted for s in (c.having, c.lacking) if s.mechanisms}
    base = next(c.lacking for c in wanted if not c.lacking.mechanisms)
    prices = price_table(table, costs_of([base, *scenarios.values()]), base.name)
    rows = []
    for measure, column in ((TAKEN_HOURS, "hours"), (TAKEN_FEN, "fen")):
        known = {
            (r.scenario, r.payer): float(getattr(r, column))
            for r in prices.itertuples()
            if math.isfinite(float(getattr(r, column)))
        }
        payers = list(dict.fromkeys(payer for _, payer in known))
        for c in wanted:
            for payer in payers:
                having, lacking = (known.get((name, payer), 0.0) for name in (c.having.name, c.lacking.name))
                if (c.having.name, payer) in known or (c.lacking.name, payer) in known:
                    rows.append((c.switch, measure, "payer", payer, 0, lacking, having - lacking, *[math.nan] * 3))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def moves(row: Mapping[str, Any]) -> bool:
    """Whether a kept row is an effect: its interval excludes zero, and it exceeds what chance does to a single run."""
    difference, low, high, noise = (float(row[name]) for name in ("difference", "ci_low", "ci_high", "noise"))
    return (low > 0.0 or high < 0.0) and abs(difference) > noise


@cache
def kept(path: Path = TABLE) -> pd.DataFrame:
    """What is kept, indexed by switch, measure, grouping and group."""
    table = pd.read_csv(path, dtype={"switch": str, "measure": str, "by": str, "group": str})
    return table.set_index(["switch", "measure", "by", "group"], drop=False).sort_index()


def keep(table: pd.DataFrame, facts: Mapping[str, Any]) -> None:
    """Keeps what was found, to four digits, and what made it.

    Args:
        table: The table of `effects` and `taken`.
        facts: Seeds, sample, days.
    """
    KEPT.mkdir(exist_ok=True)
    numbers = table.select_dtypes("float").columns
    rounded = table.assign(**{name: [float(f"{x:.4g}") for x in table[name]] for name in numbers})
    rounded.to_csv(TABLE, index=False, lineterminator="\n")
    FACTS.write_text(json.dumps({"results": results(), **facts}, indent=2) + "\n", encoding="utf-8")


def run(wanted: Sequence[Contrast], seeds: Sequence[int], out: Path | None, jobs: int | None) -> pd.DataFrame:
    """Runs every scenario with every seed, or what a folder lacks of them.

    Args:
        wanted: The contrasts.
        seeds: The seeds.
        out: Folder of the study; what lies there of the same program and settings is used. None for one that is named
            after everything the results depend on, so that the same study goes on and another begins.
        jobs: Processes; None for as many as there are processors.

    Returns:
        Every value of every run.

    Raises:
        EnvironmentProblem: The folder holds something else, such as results of another program.
    """
    both = [s for c in wanted for s in (c.lacking, c.having)]
    scenarios = list({s.name: s for s in sorted(both, key=lambda s: s.name != BASELINE)}.values())
    prove_places(scenarios)
    cells = frozenset(
        (name, by) for name in {*event_measures(), HOURS} for by in measures()[name].by if by in GROUPINGS
    )
    plan = [Run(scenario, seed, cells=cells) for scenario in scenarios for seed in seeds]
    facts = plan_facts("effects", scenarios, seeds, {"cells": sorted(map(list, cells))})
    if out is None:
        out = ROOT / "outputs" / f"effects-{zlib.crc32(json.dumps(facts, sort_keys=True).encode()):08x}"
    folder, world = Folder(out, resume=out.exists()), study_manifest.world_facts(scenarios)
    with folder:
        folder.keep(facts)
        executed = execute_shown(plan, nearby(shared_out(len(plan), jobs, None)[0], 1), True, folder.store)
        executed.refuse_empty()
        table = measures_table([o.result for o in executed.outcomes if o.result is not None])
        manifest = study_manifest.manifest_of("effects", scenarios, seeds, executed, world)
        folder.save(lambda place: _write(place, executed, manifest, table))
    if executed.interrupted or executed.n_failed:
        raise SystemExit(f"{executed.n_failed} runs failed; the same command goes on with the rest")
    return table


def _write(place: Path, executed: Any, manifest: Mapping[str, Any], table: pd.DataFrame) -> None:
    result_tables.write_tables(place, executed, {"measures": table})
    study_manifest.write_manifest_file(place, manifest)


def told(found: pd.DataFrame) -> str:
    """Every effect of every switch, the largest beside chance first: where a row can look for a measure.

    Args:
        found: The table of `effects`.
    """
    found = found[[moves(row) for row in found.to_dict("records")]]
    order = (found["difference"].abs() / found["noise"]).sort_values(ascending=False, kind="stable").index
    return found.loc[order].sort_values("switch", kind="stable").to_string(index=False, max_rows=None)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m maintenance.effects", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="replications")
    parser.add_argument("--sample", type=float, default=SAMPLE, help="share of the townships")
    parser.add_argument("--days", type=int, help="measured days; the baseline's where not given")
    parser.add_argument("--jobs", type=int, help="processes; as many as processors where not given")
    parser.add_argument("--out", type=Path, help="folder of the study; one named after it where not given")
    parser.add_argument("--only", nargs="+", help="words of switches; all they move is told and nothing is kept")
    parser.add_argument("--page", action="store_true", help="write the page from what is kept, run nothing")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Runs the study and keeps it, runs a part of it, or writes the page again.

    Args:
        arguments: Words of the command line.
    """
    from maintenance.effects_page import write_page

    options = _options(arguments)
    if options.page:
        write_page()
        return 0
    base = sim.load(
        ROOT / "scenarios" / "baseline.yaml",
        {"world.sample": options.sample, **({"run.days": options.days} if options.days else {})},
    )
    wanted = contrasts(base, rows_with_switches())
    if options.only:
        wanted = [c for c in wanted if any(word in c.switch for word in options.only)]
    seeds = seeds_from(base.run.seed, options.seeds)
    table = run(wanted, seeds, options.out, options.jobs)
    if options.only:
        print(told(effects(table, wanted, only_asked=False)))
        return 0
    everything = pd.concat([effects(table, wanted), taken(table, wanted)], ignore_index=True)
    keep(everything, {"seeds": len(seeds), "sample": options.sample, "days": base.run.days})
    write_page()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
