"""The verb that holds the model beside published figures."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.cli.presenting import plain, present
from sim.cli.settings import Effort, effort_of, folder_for, overrides_of, with_option
from sim.cli.simulate import carry_out
from sim.errors import Fault, InputError
from sim.report.said import drawn_of
from sim.report.validation_text import validation_text
from sim.report.words import say
from sim.running import prove_places
from sim.scenario.scenario import Scenario
from sim.scenario.scenario import replace as with_changes
from sim.shipped import SCENARIOS
from sim.studies import result_tables, store, study_manifest
from sim.studies.compare import measures_table
from sim.studies.patterns import Target, load_patterns
from sim.studies.runs import Run
from sim.studies.scenario_study import too_many_seeds
from sim.studies.statistics import FEW_RUNS
from sim.studies.validation import (
    judge,
    measures_needed,
    of_other_places,
    own_patterns,
    periods_needed,
    scenarios_for,
    tally,
    verdict_table,
)
from sim.world.places import PlaceNames

REPLICATIONS = 5


def validate_verb(options: argparse.Namespace) -> int:
    """Runs the scenarios on which the patterns are judged, and prints target against result."""
    patterns, targets, scenarios, effort = _read(options)
    first = scenarios[0]
    seeds = [first.run.seed + k for k in range(effort.replications)]
    folder, world = folder_for(options, "validation"), study_manifest.world_facts(scenarios)
    names = PlaceNames.of_facts(world["names"])
    with folder:
        what = {"measures": sorted(measures_needed(targets)), "periods": periods_needed(targets)}
        folder.keep(store.plan_facts("validate", scenarios, seeds, what))
        executed = carry_out(validation_plan(scenarios, seeds, targets), effort, folder.store)
        executed.refuse_empty()
        measures = measures_table([o.result for o in executed.outcomes if o.result is not None])
        verdicts = verdict_table(judge(targets, measures), names)
        counts = {use: dict(zip(("within", "outside", "not_measured"), numbers, strict=True))
                  for use, numbers in tally(verdicts).items()}
        facts = {"patterns": str(patterns), "tally": counts,
                 "world_seeds": [first.world.world_seed + k for k in range(effort.replications)]}
        manifest = study_manifest.manifest_of("validate", scenarios, seeds, executed, world, facts)

        def write(place: Path) -> None:
            result_tables.write_configuration(place, scenarios, several=True)
            result_tables.write_tables(place, executed, {"measures": measures, "validation": verdicts})
            study_manifest.write_manifest_file(place, manifest)

        folder.save(write)

    def show() -> None:
        if options.json:
            rows = [{str(key): plain(value) for key, value in row.items()} for row in verdicts.to_dict("records")]
            print(json.dumps({**manifest, "folder": folder.named, "validation": rows}, ensure_ascii=False, indent=2))
        else:
            _print(verdicts, seeds, drawn_of(world["world"]))

    return present(options, folder, show, executed=executed)


def _read(options: argparse.Namespace) -> tuple[Path, tuple[Target, ...], tuple[Scenario, ...], Effort]:
    """Reads patterns, scenarios and options; everything wrong with any of them is said together."""
    effort, faults = effort_of(options, 4, REPLICATIONS)
    targets: tuple[Target, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    patterns = Path(options.patterns or "")
    try:
        patterns = (own_patterns(SCENARIOS, overrides_of(options)) if options.patterns is None
                    else Path(options.patterns))
        targets = load_patterns(patterns, SCENARIOS)
        scenarios = scenarios_for(targets, SCENARIOS, overrides_of(options))
    except InputError as problem:
        faults = [*(with_option(fault, options.settings) for fault in problem.faults), *faults]
    faults += of_other_places(patterns, scenarios)
    for scenario in scenarios[:1]:
        last = max(scenario.run.seed, scenario.world.world_seed) + effort.replications - 1
        if last >= 2**63:
            facts = {"problem": too_many_seeds(last)}
            faults.append(Fault("GZ062", file="--replications", facts=facts))
    if faults:
        raise InputError(faults)
    prove_places(scenarios)
    return patterns, targets, scenarios, effort


def validation_plan(scenarios: Sequence[Scenario], seeds: Sequence[int], targets: Sequence[Target]) -> list[Run]:
    """All runs: replication k of every scenario has seed and world seed k further, so chance includes the draw.

    Args:
        scenarios: The scenarios.
        seeds: Seed of each replication.
        targets: The targets, whose measures are kept.
    """
    kept = measures_needed(targets)
    plan = []
    for scenario in scenarios:
        for k, seed in enumerate(seeds):
            world_seed = scenario.world.world_seed + k
            drawn = with_changes(scenario, {"world.world_seed": world_seed})
            plan.append(Run(drawn, seed, kept, periods=periods_needed(targets)))
    return plan


def _print(verdicts: pd.DataFrame, seeds: Sequence[int], drawn: str) -> None:
    """Prints the table and what a reader has to know."""
    print(say("validation", n=len(seeds), drawn=drawn) + "\n")
    print(validation_text(verdicts) + "\n")
    print(say("validation_reading"))
    if len(seeds) == 1:
        print(say("one_run"))
    elif len(seeds) < FEW_RUNS:
        print(say("few_runs", n=len(seeds), least=FEW_RUNS))
