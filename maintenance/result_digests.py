"""Digests of what every shipped scenario gives, to tell whether a change of the program moved a result.

`python -m maintenance.result_digests` runs every scenario at a small sample and writes `tests/data/result_digests.csv`;
with `--check` it compares instead and names every scenario that differs. A change that moves results on purpose writes
the file again, in the commit that moves them. Digests hold on one machine: another processor's exponential may differ
in the last bit.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import sim
from sim.measures.registry import measure_all, observe
from sim.model import GovernanceModel
from sim.running import world_for
from tests.model_runs import state_bytes

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "tests" / "data" / "result_digests.csv"
SAMPLE = 0.001
THREADS = {"all_mechanisms": 2, "all_four": 2}
"""Scenarios run by more than one thread; the others by one."""


def digests(name: str) -> tuple[str, str]:
    """Digest of the state a scenario's run leaves behind, and of its measures.

    Args:
        name: Name of the file in `scenarios/`, without its ending.
    """
    scenario = sim.load(ROOT / "scenarios" / f"{name}.yaml", {"world.sample": SAMPLE})
    threads = THREADS.get(name, 1)
    model = GovernanceModel(scenario, world_for(scenario), threads=threads)
    try:
        model.run()
        table = measure_all(observe(model)).to_csv(index=False, float_format="%r")
        return _short(state_bytes(model)), _short(table.encode())
    finally:
        model.release()


def results(scenarios: Iterable[str] | None = None) -> str:
    """A digest of what scenarios give: kept tables carry it and are stale once a change of the program has moved them.

    Args:
        scenarios: Names of those a table rests on; those that are not shipped are left out. All where not given.
    """
    rows = kept()
    names = sorted(rows if scenarios is None else rows.keys() & set(scenarios))
    return _short(json.dumps([[name, *rows[name]] for name in names]).encode())


def shipped() -> list[str]:
    """Names of all shipped scenarios."""
    return sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))


def kept() -> dict[str, tuple[str, str]]:
    """The digests in the file, by scenario."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["scenario"]: (row["state"], row["measures"]) for row in csv.DictReader(lines)}


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def main() -> int:
    """Writes the file, or with `--check` compares; 1 where anything differs."""
    found = {name: digests(name) for name in shipped()}
    if "--check" in sys.argv[1:]:
        before = kept()
        moved = [name for name in sorted({*before, *found}) if before.get(name) != found.get(name)]
        print(f"{len(found)} scenarios, {len(moved)} differ: {', '.join(moved)}")
        return 1 if moved else 0
    with FILE.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerow(["scenario", "state", "measures"])
        rows.writerows([name, *values] for name, values in found.items())
    return 0


if __name__ == "__main__":
    sys.exit(main())
