"""Folders as a finished sweep leaves them, made of known functions instead of runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from sim.studies.sealed import MANIFEST, sealed
from sim.studies.store import PLAN
from sim.studies.sweep_file import as_yaml, design_of, load_sweep
from sim.studies.sweep_folder import DONE

Outcome = Callable[[str, np.ndarray, int, np.random.Generator], dict[tuple[str, str, str], float]]


def sweep_folder(
    place: Path, text: str, outcome: Outcome, failed: Callable[[str, int, int], bool] | None = None
) -> Path:
    """Writes a folder.

    Args:
        place: Where the experiment's files are written; the folder is `place / "sweep"`.
        text: The experiment, without kind and baseline; policies may be teams.yaml and desk.yaml.
        outcome: Value of each cell for a scenario, a point's values and a seed; the generator is that of the seed.
        failed: Whether a run failed, by scenario, point and seed.
    """
    folder = place / "sweep"
    folder.mkdir()
    for name, content in (
        ("base", "title: Base\n"),
        ("teams", "mechanisms: {three_plus_one: {}}\n"),
        ("desk", "mechanisms: {service_platform: {}}\n"),
    ):
        (folder / f"{name}.yaml").write_text(content, "utf-8")
    (folder / "asked.yaml").write_text(f"kind: sweep\nbaseline: base.yaml\n{text}", "utf-8")
    sweep = load_sweep(folder / "asked.yaml")
    design = design_of(sweep)
    (folder / "asked.yaml").unlink()
    (folder / "experiment.yaml").write_text(as_yaml(sweep, "base.yaml", sweep.experiment.policies), "utf-8")
    design.table().to_csv(folder / "design.csv", index=False)
    runs, rows = [], []
    for point, values in enumerate(design.points):
        for scenario in sweep.scenarios:
            for seed in sweep.seeds:
                bad = failed is not None and failed(scenario.name, point, seed)
                runs.append((point, scenario.name, seed, "failed" if bad else DONE))
                if not bad:
                    rng = np.random.default_rng((seed, point))
                    for cell, value in outcome(scenario.name, values, seed, rng).items():
                        rows.append((point, scenario.name, seed, *cell, 100.0, value))
    pd.DataFrame(runs, columns=["point", "scenario", "seed", "status"]).to_parquet(folder / "runs.parquet")
    columns = ["point", "scenario", "seed", "measure", "by", "group", "n", "value"]
    pd.DataFrame(rows, columns=columns).to_parquet(folder / "measures.parquet")
    seal(folder, len(runs))
    return folder


def seal(folder: Path, n_runs: int) -> None:
    """Writes plan and manifest, as a sweep does at its end."""
    (folder / PLAN).write_text(json.dumps({"n_runs": n_runs}), "utf-8")
    manifest = {
        "command": "sweep",
        "finished": "2026-07-10",
        "versions": {"gongzhi": "0"},
        "counts": {"n_runs": n_runs, "n_done": n_runs, "n_failed": 0},
    }
    (folder / MANIFEST).write_bytes(sealed(folder, manifest))
