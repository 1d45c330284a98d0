"""Writes docs/benchmarks.md from the results of the benchmarks."""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import common

HEAD = """\
# Benchmarks

This page is written by `benchmarks/write_report.py` from `benchmarks/results/*.json`; `make bench` measures
everything again and rewrites it. What is judged are mostly ratios of two things measured in one run on one
machine, since seconds alone say more about the machine. "Spread" is the smallest and the largest of repeated
measurements; "result" is their median where nothing else is said.
"""

STEPS = """\
## Single changes, before and after

Each was measured once, before and after it alone unless the row says otherwise, on two cores that did other work too;
"equal" says over what the state of the model came out the same to the bit.
"""

MISSED = """\
## What is missed, and why

- **The engine over the twin** hangs on the processor. The program of 29 November (fd78fdd), before offices divided
  attention and word of mouth, did 504 times on an AMD EPYC and 333 on the Intel machine of this table, today's 278
  there: a sixth of the speed is the price of the rules added since. By a profile of ten runs of these 28 days kernels
  take .19 of .44 s; the rest is Python once a month and quarter (offices' hours .06, organisations .06), word of mouth
  (.03) and the calls themselves, which weigh in a place of 120,000 residents and vanish in a large one (T2).
- **A sweep's processors** were idle for some 7 of 166 s: 500 times 7.5 ms make 3.8 s; the rest, by subtraction, are two
  processes that start and build a world. By clocks in one process, taken at another time and before only measures that
  are kept were computed, some 3.4 ms followed a run's own time: 1.8 to choose its rows, .9 to take its model apart, .5
  to read offices' load and the peak of memory. Making the next run took .8, pickling both ways .5. That leaves a third
  of the 7.5 ms unexplained: it appears only with two processes and their coordinator on two processors. Writing a
  result took .9 to 1.1 ms, .6 to .7 of them the processor's, while the next run goes on, so fewer forced writes would
  gain little. Of the MiB of memory, 180 runs in one process left the number of Python's objects as it was (216,252).
- **The first result, cold and with kernels on disk**: the program of 29 November took 25.7 and 5.8 s on this machine,
  today's 28 and 5.2; cold it compiles the kernels of the rules added since. With kernels on disk, by a profile, a third
  of the time are 549 days of 1.5 million residents, a quarter imports (Mesa .28 s, .13 of them SciPy's spatial part,
  which Mesa asks for itself; pandas .20; numba .08), a tenth reading compiled kernels, and the rest measures, tables
  and the report.
- **Two models side by side** take both processors: a day of both costs some 28 ms, 35 of them a second leave .5 of two
  processors for pictures and browser, and by samples of the server nine tenths of its time are days. The program of
  29 November drew 9.4 pictures a second on this machine and 31.6 on the one before.
- **Fusing phases into one call per district and day** was weighed and left. With two threads they are busy for 82 % of
  a third of the city's days, 87 % of the whole city's and 71 % of a twentieth's (84, 40 and 200 days): the rest is
  Python between phases, which runs on one. Smaller ranges handed out singly, the largest first, made it worse: 84 days
  of a third of the city took 1.3 s with one range a thread, 1.4 with four, 1.5 with eight, 1.9 with every district by
  itself, since each call waits for the interpreter's lock.
- **Replications saved by pairing** are a ratio of variances of 12 pairs, uncertain by a factor of two; the worst is the
  platform, which changes whole paths of requests.

"""

OTHERS = """\
## Beside other programs

Their figures, on their machines, of agents that are much simpler; none has offices with hours, queues and purses.
epiworld: 144 to 410 M agent-days per second (SIR, 100,000 agents). Covasim: 5 to 10 M person-days per second, 1 kB
each. Starsim: some 1.2 M agent-steps per second, and the only one of these that pairs policies by agent. FLAME GPU 2:
.47 G agent-steps per second on an H100. FlashSpread: 8.1 G node updates per second on an A100. mesa-frames: up to ten
times Mesa. TeraAgent: 501 G agents on 84,096 cores.

"""


def table(rows: list[list[str]]) -> list[str]:
    """Writes a table in Markdown.

    Args:
        rows: The head, then the rows.

    Returns:
        Lines.
    """
    head, *body = rows
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return lines + ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in body]


def number(value: float) -> str:
    """Three digits that count, without an exponent."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def judged(results: list[dict[str, Any]]) -> list[str]:
    """The table of all that is judged."""
    rows = [["", "what", "target", "stretch", "result", "spread", "verdict"]]
    for result in results:
        for c in result["criteria"]:
            sign = "≥" if c["higher_is_better"] else "≤"
            spread = c["spread"]
            between = f"{number(spread['min'])} to {number(spread['max'])} (n = {spread['n']})" if spread else "one run"
            verdict = c["verdict"] if not result["quick"] else "smoke test, not judged"
            rows.append(
                [
                    result["id"],
                    c["what"],
                    f"{sign} {c['target']:g} {c['unit']}",
                    f"{sign} {c['stretch']:g}",
                    f"**{number(c['result'])}** {c['unit']}",
                    between,
                    verdict,
                ]
            )
    return table(rows)


def details(result: dict[str, Any]) -> list[str]:
    """The section of one benchmark."""
    lines = [f"## {result['id']}: {result['title']}", "", result["method"], ""]
    if result["facts"]:
        lines += [*table([["", ""], *[[k, v] for k, v in result["facts"].items()]]), ""]
    for title, rows in result["tables"].items():
        lines += [f"{title}:", "", *table(rows), ""]
    for note in result["notes"]:
        lines += [note, ""]
    m = result["machine"]
    lines += [
        f"Again: `{result['command']}`. Measured {m['date']} on {m['cores']} cores of {m['processor']}, "
        f"{m['memory_gib']} GiB, {m['system']}; Python {m['python']}, Mesa {m['mesa']}, numba {m['numba']}, "
        "NumPy "
        f"{m['numpy']}. Load average of the machine {m['load_average_before']} before and "
        f"{m['load_average']} after; "
        "what exceeds the benchmark's own threads is other work on the same machine.",
        "",
    ]
    return lines


def steps(file: Path) -> list[str]:
    """What single changes of the program brought, each measured once before and after; none where nothing is kept."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return [STEPS, *table(list(csv.reader(lines))), ""]


def report(results: list[dict[str, Any]], kept: Path) -> str:
    """The whole page.

    Args:
        results: Contents of the files of results, in the order in which they are told.
        kept: Table of the changes that made the program faster or smaller.
    """
    lines = [HEAD, *judged(results), "", *steps(kept), *MISSED.splitlines(), *OTHERS.splitlines()]
    for result in results:
        lines += details(result)
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Reads the results and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=common.RESULTS, help="folder of the results")
    parser.add_argument("--out", type=Path, default=common.ROOT / "docs" / "benchmarks.md", help="the page")
    chosen = parser.parse_args()
    files = sorted(chosen.results.glob("t[0-9]*.json"))
    if not files:
        parser.exit(2, f"no results in {chosen.results}: run `make bench`\n")
    results = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    chosen.out.write_text(report(results, chosen.results / "steps.csv"), encoding="utf-8")
    print(f"{chosen.out}: {len(results)} benchmarks")


if __name__ == "__main__":
    main()
