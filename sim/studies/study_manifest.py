"""What a study says of itself: its command, scenarios, seeds, world, versions and counts."""

from __future__ import annotations

import datetime
import importlib.metadata
import math
import platform
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim import __version__
from sim.running import calendar_notes, drawn_for, names_for
from sim.scenario.scenario import Scenario, scenario_hash
from sim.shipped import checkout
from sim.studies.executor import Executed, Outcome
from sim.studies.program import LIBRARIES, program_facts
from sim.studies.sealed import FORMAT, MANIFEST, sealed

SAMPLE_NOTE = (
    "Intervals are conditional on the world: they say how much chance events within one drawn world "
    "matter, not how much another draw of townships (world_seed) would."
)


def write_manifest_file(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Writes a manifest with its seal into its file; the results must be there already.

    Args:
        folder: Where to write.
        manifest: The manifest.
    """
    (folder / MANIFEST).write_bytes(sealed(folder, manifest))


def world_facts(scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """What a manifest says of the world and the place; asked before the first run, as a place may be gone after it.

    Args:
        scenarios: The scenarios, the baseline first.

    Returns:
        "world": what was drawn how, and what is assumed of days that the calendar does not know, and "names": what the
        places, their regions and their districts are called.

    Raises:
        InputError: The folder of a place cannot be used.
    """
    settings = scenarios[0].world
    return {
        "world": {
            "place": settings.place,
            "sample": settings.sample,
            "drawn": drawn_for(scenarios[0])._asdict(),
            "world_seed": settings.world_seed,
            "note": SAMPLE_NOTE,
            "calendar": [list(note) for note in calendar_notes(scenarios)],
        },
        "names": names_for(scenarios).facts(),
    }


def manifest_of(
    command: str,
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    executed: Executed,
    world: Mapping[str, Any],
    study: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Says what was run with what: names, fingerprints, seeds, versions, counts.

    Args:
        command: The verb.
        scenarios: The scenarios, the baseline first.
        seeds: Seeds of the replications.
        executed: All runs.
        world: What `world_facts` said before they began.
        study: What else belongs to the study, such as its question; None for nothing.

    Returns:
        The manifest, of plain values.
    """
    statuses = [outcome.status for outcome in executed.outcomes]
    first = next((o.result for o in executed.outcomes if o.result is not None), None)
    manifest = {
        "format": FORMAT,
        "command": command,
        "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "scenarios": [
            {"name": s.name, "title": s.title, "title_zh": s.title_zh, "hash": scenario_hash(s)} for s in scenarios
        ],
        "baseline": scenarios[0].name if command != "run" else None,
        "seeds": list(seeds),
        **world,
        "counts": {
            "n_runs": len(statuses),
            "n_done": statuses.count("done"),
            "n_failed": statuses.count("failed"),
            "n_not_run": statuses.count("not run"),
            "world": {} if first is None else first.counts,
        },
        "mean_seconds": _mean_seconds(executed.outcomes),
        "interrupted": executed.interrupted,
        "versions": versions(),
        "program": program_facts()["sources"],
    }
    if study is not None:
        manifest["study"] = dict(study)
    return manifest


def _mean_seconds(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Mean time of a run by step of the day."""
    found = [outcome.result.seconds for outcome in outcomes if outcome.result is not None]
    steps = found[0] if found else {}
    return {step: round(math.fsum(seconds.get(step, 0.0) for seconds in found) / len(found), 4) for step in steps}


def versions() -> dict[str, str | None]:
    """Versions of everything that can change a digit, and the project's commit where git knows it."""
    found: dict[str, str | None] = {
        "gongzhi": __version__,
        "commit": _commit(),
        "python": platform.python_version(),
    }
    found |= {name: importlib.metadata.version(name) for name in LIBRARIES}
    found["system"] = f"{platform.system()} {platform.machine()}"
    return found


def _commit() -> str | None:
    """The commit of the project's folder, marked where files differ from it; None outside a checkout of its own."""
    root = checkout()
    if root is None:
        return None
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40", "--match", "-"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
