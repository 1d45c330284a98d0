"""The verb that reads a file of tickets."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sim.cli.parser import whole_number
from sim.cli.words import SAID
from sim.errors import InputError
from sim.report.words import say
from sim.shipped import place_folder, place_path

MOST_SAMPLE = 100_000


def tickets_verb(options: argparse.Namespace) -> int:
    """Reads tickets of a place and writes what they give into its folder."""
    # Imported here because pandas and jinja2 take a second.
    from sim.api.progress import ShareShown
    from sim.tickets.figures import figures_of
    from sim.tickets.hold_out import hold_out_of
    from sim.tickets.page import PAGE, as_facts, summary
    from sim.tickets.reading import NotRecognised, read_tickets
    from sim.tickets.results import offer_mapping, write_results

    n_sample, faults = whole_number("--keep-sample", options.keep_sample, 0, MOST_SAMPLE)
    if faults:
        raise InputError(faults)
    folder = place_folder(options.place)
    try:
        with ShareShown() as progress:
            reading = read_tickets(
                Path(options.file), folder, None if options.map is None else Path(options.map), n_sample, progress
            )
    except NotRecognised as problem:
        raise offer_mapping(folder, problem, options.words) from None
    hold_out = None if options.hold_out is None else hold_out_of(options.hold_out, reading)
    figures = figures_of(reading, months=hold_out is not None and hold_out.by == "month")
    place = "" if reading.place is None else place_path(options.place)
    target = write_results(folder, reading, figures, place, options.figures, hold_out)
    if options.json:
        print(json.dumps({"folder": str(target), **as_facts(reading, figures)}, ensure_ascii=False, indent=2))
        return 0
    print(summary(reading, figures))
    print(f"\n{say('results')}: {target}\n{say('report')}: {target / PAGE}")
    print(SAID.say("tickets_next", folder=target))
    return 0
