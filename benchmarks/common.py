"""What all benchmarks share: scenarios, the stop-watch, facts about the machine, and the file of results.

Importing this module first lets a benchmark be started as a file: `python benchmarks/t1_twin.py`.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
GIB = 2**30

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# Libraries keep to one thread each: threads are what a benchmark states and nothing else.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")


@dataclass(frozen=True)
class Criterion:
    """One figure that is judged.

    Attributes:
        what: What is measured, in plain words.
        result: The figure.
        target: What is asked for.
        stretch: What would be better still.
        unit: Unit of all three.
        higher_is_better: Whether the target is a least value (True) or a greatest one (False).
        spread: Smallest, median and largest value, and their number, where it was measured several times.
    """

    what: str
    result: float
    target: float
    stretch: float
    unit: str
    higher_is_better: bool
    spread: dict[str, float] | None = None

    @property
    def verdict(self) -> str:
        """Gives "stretch met", "met" or "missed"."""
        for limit, word in ((self.stretch, "stretch met"), (self.target, "met")):
            if self.result >= limit if self.higher_is_better else self.result <= limit:
                return word
        return "missed"


@dataclass
class Benchmark:
    """The outcome of one benchmark.

    Attributes:
        id: Such as "T1".
        title: What is compared with what.
        method: How it was measured, in a few sentences.
        criteria: What is judged.
        facts: Further figures by name, as they are to be printed.
        tables: Tables by title: the head and the rows.
        notes: What a reader must know to judge the figures.
    """

    id: str
    title: str
    method: str
    criteria: list[Criterion] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def options(description: str) -> argparse.Namespace:
    """Reads the command line of a benchmark.

    Args:
        description: What it measures.

    Returns:
        `quick` (a smoke test on a tiny world, whose figures mean nothing) and `results` (folder).
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="a smoke test on a tiny world; its figures mean nothing")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder for the result (benchmarks/results)")
    return parser.parse_args()


def scenario(name: str, changes: Mapping[str, Any]) -> Any:
    """Reads a scenario of the project and changes some values.

    Args:
        name: File name in `scenarios/` without its ending.
        changes: New value by dotted path.

    Returns:
        The scenario.
    """
    from sim.mechanisms import registry
    from sim.scenario.scenario import load_scenario, replace

    mechanisms = {key: kind.Parameters for key, kind in registry().items()}
    return replace(load_scenario(ROOT / "scenarios" / f"{name}.yaml", mechanisms), changes)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Smallest, median and largest of repeated measurements, and how many there were."""
    return {"n": len(values), "min": min(values), "median": statistics.median(values), "max": max(values)}


@dataclass
class Seconds:
    """Time that passed (wall) and time processors worked for this process (processor)."""

    wall: float = 0.0
    processor: float = 0.0


def timed(work: Callable[[], Any]) -> Seconds:
    """Does some work once and measures it.

    Args:
        work: Function without arguments.
    """
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Seconds(time.perf_counter() - wall, time.process_time() - processor)


def peak_memory_gib() -> float:
    """The largest memory this process has held so far, in GiB."""
    from sim.running import memory_peak_bytes

    return memory_peak_bytes() / GIB


def machine() -> dict[str, Any]:
    """Facts that figures depend on; the load average says whether the machine did other work."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "processor": _line_of("/proc/cpuinfo", "model name") or platform.processor() or "unknown",
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in ("mesa", "numba", "numpy")},
        "load_average": round(os.getloadavg()[0], 2),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }


def _line_of(file: str, start: str) -> str | None:
    """What stands behind the colon of the first line that starts so; None where there is none."""
    path = Path(file)
    if not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(start)), None)


def write(benchmark: Benchmark, chosen: argparse.Namespace, load_before: float) -> Path:
    """Writes the result as JSON, named after the script, and prints what is judged.

    Args:
        benchmark: The outcome.
        chosen: The command line's options.
        load_before: The load average of the machine before anything was measured.

    Returns:
        The file.
    """
    script = Path(sys.argv[0]).stem
    content = asdict(benchmark)
    for row, criterion in zip(content["criteria"], benchmark.criteria, strict=True):
        row["verdict"] = criterion.verdict
    content |= {
        "command": f"python benchmarks/{script}.py" + (" --quick" if chosen.quick else ""),
        "quick": chosen.quick,
        "machine": {**machine(), "load_average_before": round(load_before, 2)},
    }
    chosen.results.mkdir(parents=True, exist_ok=True)
    path: Path = chosen.results / f"{script}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for criterion in benchmark.criteria:
        sign = "at least" if criterion.higher_is_better else "at most"
        print(
            f"{benchmark.id} {criterion.what}: {criterion.result:.3g} {criterion.unit} "
            f"({sign} {criterion.target:g}, better {criterion.stretch:g}): {criterion.verdict}"
        )
    return path
