"""T5: how long the help takes, and how long a newcomer waits for a first result."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import common

TINY = ("--sample", "0.0005", "--days", "30", "--set", "run.warm_up_days=0", "--no-figures")


def environment_with(cache: Path) -> dict[str, str]:
    """The environment with another folder of compiled kernels."""
    return dict(os.environ, NUMBA_CACHE_DIR=str(cache))


def seconds_of(words: list[str]) -> float:
    """Wall seconds of a whole process of this Python, from its start to its end.

    Args:
        words: What follows the name of the interpreter.

    Raises:
        subprocess.CalledProcessError: The process failed.
    """
    return common.timed(
        lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True, cwd=common.ROOT)
    ).wall


def waited(words: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Wall seconds from the start of a process until it prints its first line, and until it has ended.

    Args:
        words: What follows the name of the interpreter.
        folder: Working folder.
        environment: The process' environment.

    Raises:
        subprocess.CalledProcessError: The process failed.
    """
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=folder,
        env=environment,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        first = time.perf_counter() - begun
        process.stdout.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words)
    return first, time.perf_counter() - begun


def first_result(n_warm: int, quick: bool) -> tuple[tuple[float, float], list[tuple[float, float]]]:
    """Seconds to the numbers and to the end of a run of the baseline: without any cached kernel, then with all."""
    words = ["run_sim.py", "run", "scenarios/baseline.yaml", *(TINY if quick else ())]
    with tempfile.TemporaryDirectory() as folder:
        cache, out = Path(folder) / "kernels", Path(folder)
        runs = [
            waited([*words, "--out", str(out / name)], common.ROOT, environment_with(cache))
            for name in ("cold", *(f"warm{i}" for i in range(n_warm)))
        ]
        return runs[0], runs[1:]


def from_the_wheel(quick: bool) -> tuple[float, float]:
    """Seconds to the numbers and to the end of the same run by the wheel, made here, with an empty cache."""
    make = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    with tempfile.TemporaryDirectory() as folder:
        source, made, site = (Path(folder) / name for name in ("source", "made", "site"))
        subprocess.run(["git", "clone", "--quiet", str(common.ROOT), str(source)], check=True)
        made.mkdir()
        subprocess.run([sys.executable, "-c", make, str(made)], cwd=source, check=True, capture_output=True)
        with zipfile.ZipFile(next(made.glob("*.whl"))) as wheel:
            wheel.extractall(site)
        environment = dict(environment_with(Path(folder) / "kernels"), PYTHONPATH=str(site))
        start = "import sys; from gongzhi import main; sys.exit(main())"
        return waited(
            ["-c", start, "run", "baseline", *(TINY if quick else ()), "--out", str(Path(folder) / "out")],
            Path(folder),
            environment,
        )


def main() -> None:
    """Times help and bare Python in turns, then first results."""
    load, chosen = os.getloadavg()[0], common.options(__doc__)
    n = 3 if chosen.quick else 15
    bare, shown = [], []
    for _ in range(n):
        bare.append(seconds_of(["-c", "pass"]))
        shown.append(seconds_of(["run_sim.py", "--help"]))
    ratio = common.spread([s / b for s, b in zip(shown, bare, strict=True)])
    result = common.Benchmark(
        "T5",
        "Waiting: the help against bare Python, and the first result",
        f"Wall time from the start of a process. `run_sim.py --help` and `python -c pass` {n} times in turns, whole "
        "processes; the median of the ratios is judged. Then `run_sim.py run scenarios/baseline.yaml` as it stands, "
        "until it prints the table of its results, once with no compiled kernel on disk and several times with all of "
        "them, and once by the wheel of the last commit with nothing on disk but the wheel; figures and report, which "
        "follow, stand among the facts.",
    )
    result.criteria.append(common.Criterion("Help over `python -c pass`", ratio["median"], 5, 4, "times", False, ratio))
    cold, warm = first_result(1 if chosen.quick else 3, chosen.quick)
    wheel = from_the_wheel(chosen.quick)
    waiting, ended = (common.spread(list(part)) for part in zip(*warm, strict=True))
    result.criteria += [
        common.Criterion("First result from a checkout, nothing compiled yet", cold[0], 25, 15, "s", False),
        common.Criterion("First result from the wheel, nothing on disk yet", wheel[0], 6, 4, "s", False),
        common.Criterion("First result, kernels on disk", waiting["median"], 3, 2, "s", False, waiting),
    ]
    result.facts = {
        "Help": f"{1e3 * common.spread(shown)['median']:.0f} ms",
        "python -c pass": f"{1e3 * common.spread(bare)['median']:.0f} ms",
        "First result, cold over warm": f"{cold[0] / waiting['median']:.1f} times",
        "Until figures and report are written too: cold, from the wheel, warm": f"{cold[1]:.1f}, {wheel[1]:.1f}, "
        f"{ended['median']:.1f} s",
    }
    result.notes.append(
        "Without compiled kernels nearly all of the time is compiling; it happens once per version of the sources "
        "and of numba, and a bar shows that it goes on."
    )
    common.write(result, chosen, load)


if __name__ == "__main__":
    main()
