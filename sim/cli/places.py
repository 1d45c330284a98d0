"""The verb that begins a place, and what `check` says of one."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sim.cli.words import SAID
from sim.places.begin import begin
from sim.places.derive import how
from sim.places.one_table import read_one_table
from sim.shipped import PROGRAM


def init_verb(options: argparse.Namespace) -> int:
    """Writes the folder of a new place."""
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
    print(SAID.say("begun_next", program=PROGRAM, folder=folder))
    return 0
