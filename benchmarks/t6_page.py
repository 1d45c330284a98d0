"""T6: pictures per second and latency of the page at 11,128 communities, one model and two side by side."""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import common
import page_serving

THINNED = 100
"""The city has a hundredth of its residents here, so that a day is short; its communities are all there."""


def thin_place(folder: Path) -> Path:
    """A copy of Chongqing's folder with every community and a hundredth of the residents.

    Args:
        folder: Where it is to be made.
    """
    place = folder / "thin_chongqing"
    shutil.copytree(common.ROOT / "data" / "chongqing", place)
    for name, column, rows in (("districts.csv", "pop2016_est_10k", None), ("place.csv", "value", "residents")):
        with (place / name).open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            fields, content = list(reader.fieldnames or []), list(reader)
        for row in content:
            if rows is None:
                row[column] = str(float(row[column]) / THINNED)
            elif row["quantity"] == rows:
                row[column] = str(int(row[column]) // THINNED)
        with (place / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fields)
            writer.writeheader()
            writer.writerows(content)
    return place


def day_milliseconds(place: Path, days: int) -> tuple[float, int, int]:
    """Median time of a day of the model, on one thread as the page simulates it; its communities and residents."""
    from sim.app.model import ViewModel

    changes = {"world.place": str(place), "world.sample": 1.0, "run.warm_up_days": 0}
    model = ViewModel(common.scenario("baseline", changes), threads=1)
    taken = []
    for _ in range(days):
        begun = time.perf_counter()
        model.step()
        taken.append(1000.0 * (time.perf_counter() - begun))
    sizes = len(model.communities), len(model.residents)
    model.release()
    return statistics.median(taken), *sizes


def watched(tab: Any, pid: int, seconds: float) -> dict[str, float]:
    """Pictures drawn per second, latency and drawing time while the page plays as fast as it can."""
    tab.evaluate("() => { for (const pane of Object.values(gz)) { pane.latency.length = 0; } }")
    before = tab.evaluate("({draws: gz.B.draws, ms: gz.B.ms, now: performance.now(), day: gz.B.day})")
    server, browser = page_serving.processor_seconds(pid), page_serving.chromium_seconds()
    tab.wait_for_timeout(1000.0 * seconds)
    server, browser = page_serving.processor_seconds(pid) - server, page_serving.chromium_seconds() - browser
    after = tab.evaluate("({draws: gz.B.draws, ms: gz.B.ms, now: performance.now(), day: gz.B.day, l: gz.B.latency})")
    latency = sorted(after["l"])
    drawn, passed = after["draws"] - before["draws"], (after["now"] - before["now"]) / 1000.0
    return {
        "pictures": drawn / passed,
        "days": (after["day"] - before["day"]) / passed,
        "p50": latency[len(latency) // 2],
        "p95": latency[int(0.95 * (len(latency) - 1))],
        "server_ms": 1000.0 * server / max(1, drawn),
        "browser_ms": 1000.0 * browser / max(1, drawn),
        "draw_ms": (after["ms"] - before["ms"]) / max(1, drawn),
    }


def measured(
    address: str, pid: int, compared: bool, speed: str, seconds: float, repetitions: int
) -> list[dict[str, float]]:
    """Several measurements of a page that plays, with one model or with two."""
    with page_serving.opened(address) as tab:
        tab.locator(".gz-speed select").select_option(speed)
        if compared:
            tab.locator(".gz-compare input").check()
            tab.wait_for_function("() => gz.D && gz.D.draws > 0", timeout=120_000)
        tab.locator(".gz-play").click()
        tab.wait_for_timeout(3000)
        found = [watched(tab, pid, seconds) for _ in range(repetitions)]
        tab.locator(".gz-play").click()
    return found


def criteria(name: str, found: list[dict[str, float]], target: float, stretch: float) -> list[common.Criterion]:
    """Pictures per second and latency, the medians of several measurements."""
    pictures, latency = (common.spread([row[key] for row in found]) for key in ("pictures", "p95"))
    return [
        common.Criterion(
            f"Pictures drawn per second, {name}", pictures["median"], target, stretch, "/s", True, pictures
        ),
        common.Criterion(
            f"Day done to picture drawn, 95th percentile, {name}", latency["median"], 40, 25, "ms", False, latency
        ),
    ]


def main() -> None:
    """Serves the page on the thin city and watches it."""
    load, chosen = os.getloadavg()[0], common.options(__doc__)
    missing = page_serving.missing()
    if missing:
        print(f"T6 is left out: it needs {missing} (make install-browser; a Chromium of the system)")
        return
    seconds, repetitions = (3.0, 1) if chosen.quick else (10.0, 3)
    with tempfile.TemporaryDirectory() as folder:
        place = thin_place(Path(folder))
        day, n_communities, n_residents = day_milliseconds(place, 5 if chosen.quick else 60)
        options = ["--sample", "1", "--days", "3650", "--set", f"world.place={place}", "--set", "run.warm_up_days=0"]
        with page_serving.served(Path(folder) / "log.txt", *options) as (address, pid):
            one = measured(address, pid, False, "0", seconds, repetitions)
            two = measured(address, pid, True, "0", seconds, repetitions)
            paced = [measured(address, pid, compared, "25", seconds, 1)[0] for compared in (False, True)]
    result = common.Benchmark(
        "T6",
        f"The page at {n_communities:,} communities",
        f"`run_sim.py view` on every community of Chongqing with a hundredth of the residents ({n_residents:,}), so "
        "that a day is short; it plays as fast as it can; a headless Chromium on the same machine (1440 x 900, "
        f"software drawing). {repetitions} stretches of {seconds:.0f} s each; medians are judged. Latency runs "
        "from the end of the day to the repaint that draws it, both by the machine's clock. Side by side "
        "draws three maps: baseline, policy, difference.",
    )
    result.criteria = criteria("one model", one, 35, 40) + criteria("two side by side", two, 30, 40)
    result.facts = {
        "A day of one model, median": f"{day:.1f} ms",
        "Days simulated per second, one model": f"{statistics.median(row['days'] for row in one):.0f}",
        "Days simulated per second, two": f"{statistics.median(row['days'] for row in two):.0f}, each in both models",
        "At 25 days a second, one model": f"{paced[0]['pictures']:.0f} pictures a second",
        "At 25 days a second, two": f"{paced[1]['days']:.0f} days and {paced[1]['pictures']:.0f} pictures a second",
        "Processor time per picture, one model": f"server {one[0]['server_ms']:.0f} ms, its day included; "
        f"browser {one[0]['browser_ms']:.0f} ms",
        "Processor time per picture, two": f"server {two[0]['server_ms']:.0f} ms, both days included; "
        f"browser {two[0]['browser_ms']:.0f} ms",
        "Drawing a picture, one model": f"{statistics.median(row['draw_ms'] for row in one):.1f} ms",
        "Latency, median, one and two": f"{one[0]['p50']:.0f} and {two[0]['p50']:.0f} ms",
    }
    result.notes.append(
        "The target supposes a day of at most 10 ms; at 11,128 communities the offices alone take longer, and days and "
        "drawing share the processors. Every picture is of one day; side by side no day can have more than one, so the "
        "days are the limit there. Pictures are capped at 40 per second. With all "
        f"{THINNED * n_residents / 1e6:.0f} million residents a day takes longer than a picture, and the page shows "
        "simulated days per second instead."
    )
    common.write(result, chosen, load)


if __name__ == "__main__":
    main()
