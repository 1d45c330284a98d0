"""The page at play for minutes, in a real Chromium: memory of server and browser, errors, and whether controls answer.

Not a benchmark of its own: it shows that nothing grows from run to run. Whenever a run is over it is reset, so each
run's own records (about 70 bytes per closed issue) are freed again; what is compared is the memory after each reset.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import common
import page_serving


def sampled(tab: Any, pid: int, begun: float) -> dict[str, float]:
    """Memory and day at one moment, and how long a control takes to answer."""
    asked = time.monotonic()
    measure = "days" if tab.locator(".gz-measure").input_value() != "days" else "resolved"
    tab.locator(".gz-measure").select_option(measure)
    tab.locator(".gz-pane-head", has_text="days to close" if measure == "days" else "resolved").wait_for()
    return {
        "minute": (time.monotonic() - begun) / 60.0,
        "run": tab.evaluate("gz.B.run"),
        "day": page_serving.day_of(tab),
        "rate": tab.evaluate("parseFloat((document.querySelector('.gz-rate') || {textContent: '0'}).textContent)"),
        "server_mib": page_serving.resident_mib(pid),
        "heap_mib": page_serving.heap_mib(tab),
        "answer_s": time.monotonic() - asked,
    }


def main() -> None:
    """Plays, resets whenever a run is over, and reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long to play (10)")
    parser.add_argument("--sample", type=float, default=1.0, help="share of townships (1)")
    parser.add_argument("--days", type=int, default=365, help="measured days of each run (365)")
    parser.add_argument("--log", type=Path, default=common.ROOT / "outputs" / "page_soak.log", help="the server's log")
    chosen = parser.parse_args()
    options = ["--sample", str(chosen.sample), "--days", str(chosen.days), "--set", "run.warm_up_days=0"]
    complaints: list[str] = []
    rows: list[dict[str, float]] = []
    with page_serving.served(chosen.log, *options) as (address, pid), page_serving.opened(address) as tab:
        tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.locator(".gz-speed select").select_option("0")
        tab.locator(".gz-play").click()
        begun = time.monotonic()
        while time.monotonic() - begun < 60.0 * chosen.minutes:
            tab.wait_for_timeout(10_000)
            if tab.locator(".gz-play[disabled]").count():
                run = tab.evaluate("gz.B.run")
                tab.wait_for_timeout(3000)
                tab.locator(".gz-reset").click()
                tab.wait_for_function(f"() => gz.B.run > {run}", timeout=120_000)
                tab.locator(".gz-play:not([disabled])").click()
            rows.append(sampled(tab, pid, begun))
            print("  ".join(f"{key} {value:.1f}" for key, value in rows[-1].items()), flush=True)
    log = chosen.log.read_text(encoding="utf-8")
    print(f"errors in the console: {len(complaints)}; tracebacks of the server: {log.count('Traceback')}")
    print(f"slowest answer of a control: {max(row['answer_s'] for row in rows):.2f} s")
    sys.exit(1 if complaints or "Traceback" in log else 0)


if __name__ == "__main__":
    main()
