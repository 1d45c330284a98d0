"""T8: how long the demo takes on a fresh clone, once its libraries are installed."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import common


def main() -> None:
    """Clones the last commit, installs, and times `make demo` with no kernel compiled yet."""
    load, chosen = os.getloadavg()[0], common.options(__doc__)
    small = ["SAMPLE=0.002", "WORLDS=2"] if chosen.quick else []
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        environment = dict(os.environ, NUMBA_CACHE_DIR=str(Path(folder) / "kernels"))

        def made(target: str, *words: str) -> common.Seconds:
            return common.timed(
                lambda: subprocess.run(
                    ["make", target, *words],
                    cwd=clone,
                    env=environment,
                    check=True,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )

        subprocess.run(["git", "clone", "--quiet", str(common.ROOT), str(clone)], check=True)
        installing = made("install")
        demo = made("demo", *small)
        runs = len((clone / "outputs" / "demo" / "runs.csv").read_text(encoding="utf-8").splitlines()) - 1
        again = made("demo", *small)
    result = common.Benchmark(
        "T8",
        "The demo on a fresh clone",
        "Wall time of `make demo` in a clone of the last commit whose libraries are installed and whose kernels are "
        "not compiled: compiling, runs on two processes, tables, figures and report.",
    )
    result.criteria.append(common.Criterion("The demo, first time", demo.wall, 210, 150, "s", False))
    result.facts = {
        "Runs": f"{runs}",
        "Installing the libraries before, download included": f"{installing.wall:.0f} s",
        "The demo again, kernels on disk": f"{again.wall:.0f} s",
    }
    common.write(result, chosen, load)


if __name__ == "__main__":
    main()
