"""The verb that begins a place, and what `check` says of one."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.cli.words import SAID
from sim.errors import EnvironmentProblem, Fault, InputError, reason_of
from sim.report.words import say
from sim.shipped import PLACE_SCENARIO, PLACES, command_line, place_folder, place_path
from sim.studies.interruption import held
from sim.words import T
from sim.world.places import Place, read_place


def read_places(given: Sequence[str]) -> list[Place]:
    """Reads places, and refuses them with everything that is wrong with any of their files.

    Args:
        given: Their folders, or names of places that come with the program.

    Returns:
        The places.

    Raises:
        InputError: Something is wrong.
    """
    places, faults = list[Place](), list[Fault]()
    for word in given:
        try:
            places.append(read_place(place_folder(place_path(word))))
        except InputError as problem:
            faults += problem.faults
    if faults:
        raise InputError(faults)
    return places


def look_at(places: Sequence[Place], options: argparse.Namespace) -> list[dict[str, Any]]:
    """Writes the page about each place, prints what is said of it, and gives it for programs.

    Args:
        places: The places.
        options: The command line.

    Raises:
        InputError: One folder was asked for the pages of several places.
        EnvironmentProblem: A page cannot be written.
    """
    # Imported here because pandas and jinja2 take a second.
    from sim.places.oddities import oddities
    from sim.places.page import PAGE, as_facts, place_report, summary
    from sim.report.report import make_page

    if options.out is not None and len(places) > 1:
        problem = T("--out names one folder, for the page of one place", "--out 只指定一个文件夹，仅用于一个地区")
        raise InputError(Fault("GZ062", facts={"problem": problem}))
    found = []
    for place in places:
        odd = oddities(place)
        shipped = place.folder.resolve().is_relative_to(PLACES)
        target = Path(options.out) if options.out is not None else None if shipped else place.folder
        facts = as_facts(place, odd)
        if target is not None:
            try:
                target.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory(prefix=".check.", dir=target) as made:
                    make_page(Path(made), place_report(place, odd), options.figures, PAGE)
                    with held():
                        (Path(made) / PAGE).replace(target / PAGE)
            except OSError as problem:
                fault = Fault("GZ091", file=str(target), facts={"problem": reason_of(problem)})
                raise EnvironmentProblem(fault) from None
            facts["page"] = str(target / PAGE)
        if not options.json:
            print(summary(place, odd))
            if target is not None:
                print(f"{say('report')}: {target / PAGE}")
        found.append(facts)
    return found


def init_verb(options: argparse.Namespace) -> int:
    """Writes the folder of a new place."""
    from sim.places.begin import begin
    from sim.places.derive import how
    from sim.places.one_table import read_one_table

    folder = Path(options.place)
    table = None if options.table is None else read_one_table(Path(options.table))
    tables = begin(folder, table)
    n_communities = sum(
        int(str(row[column])) for row in tables.townships for column in ("n_resident_committee", "n_village_committee")
    )
    if options.json:
        facts = {
            "folder": str(folder),
            "districts": len(tables.districts),
            "townships": len(tables.townships),
            "communities": n_communities,
            "derived": tables.derived,
            "ignored": [] if table is None else list(table.ignored),
        }
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    if table is None:
        print(SAID.say("begun_templates", folder=folder))
        return 0
    counts = {"districts": len(tables.districts), "townships": len(tables.townships), "communities": n_communities}
    print(SAID.say("begun", folder=folder, **{name: f"{n:,}" for name, n in counts.items()}))
    print(SAID.say("begun_derived"))
    for column, n in tables.derived.items():
        print(f"  {column} ({n:,}): {how(column)}")
    if table.ignored:
        print(SAID.say("begun_ignored", columns=", ".join(table.ignored)))
    check = command_line("check", folder)
    run = command_line("run", folder / PLACE_SCENARIO, "--sample", "0.1")
    print(SAID.say("begun_next", check=check, run=run))
    return 0
