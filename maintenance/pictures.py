"""Takes the pictures of the README: the report of the demo and the page, in both languages.

`python -m maintenance.pictures outputs/demo` makes the report of that folder in each language aside, opens it and
the page in the Chromium of this machine, and writes small PNG files to docs/pictures/. Needs the browser extra.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from sim.report.report import write_report
from sim.words import LANGUAGES, speaking

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
COLOURS = 128
"""Colours of a picture; more cannot be told apart on a page and would double its size (assumed)."""

PORT = 8781
DAYS = 120
"""Days the page has played when its picture is taken."""

SETTLED_MILLISECONDS = 2000
"""After so long fonts and drawings stand still (assumed)."""

SAMPLE = "0.05"
POLICY = "scenarios/three_society_linkage.yaml"


def kept(raw: bytes, name: str) -> None:
    """Writes a picture small.

    Args:
        raw: PNG as the browser gives it.
        name: Name of the file, without ending.
    """
    PICTURES.mkdir(exist_ok=True)
    picture = Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(PICTURES / f"{name}.png", optimize=True)


def report(browser: Any, folder: Path, lang: str) -> None:
    """The top of the report.

    Args:
        browser: The browser.
        folder: Folder of a comparison.
        lang: "en" or "zh".
    """
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / "study"
        shutil.copytree(folder, copy)
        with speaking(lang):
            page = write_report(copy)
        tab = browser.new_context(viewport={"width": 1120, "height": 1050}).new_page()
        tab.goto(page.as_uri())
        tab.wait_for_timeout(SETTLED_MILLISECONDS)
        kept(tab.screenshot(), f"report_{lang}")


@contextmanager
def served() -> Iterator[str]:
    """The page of a policy, served while it is looked at."""
    words = [sys.executable, "run_sim.py", "view", POLICY, "--port", str(PORT), "--sample", SAMPLE]
    server = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().split()[4]
    finally:
        server.terminate()
        server.wait(timeout=30)


def page(browser: Any, address: str, lang: str) -> None:
    """The page side by side after some days.

    Args:
        browser: The browser.
        address: Where it is served.
        lang: "en" or "zh".
    """
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.goto(f"{address}?lang={lang}")
    tab.locator(".gz-play:not([disabled])").wait_for(timeout=120_000)
    tab.locator(".gz-compare input").click()
    tab.locator(".gz-pane[data-pane=D]").wait_for(timeout=60_000)
    tab.locator(".gz-speed select").select_option("25")
    tab.locator(".gz-play").click()
    until = time.monotonic() + 300
    while tab.evaluate("window.gz && gz.B ? gz.B.day : 0") < DAYS and time.monotonic() < until:
        tab.wait_for_timeout(500)
    tab.locator(".gz-play").click()
    tab.wait_for_timeout(SETTLED_MILLISECONDS)
    kept(tab.screenshot(), f"page_{lang}")
    tab.close()


def main(arguments: Sequence[str]) -> int:
    """Takes all pictures.

    Args:
        arguments: Folder of a comparison.
    """
    if len(arguments) != 1:
        print(__doc__)
        return 2
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for lang in LANGUAGES:
            report(browser, Path(arguments[0]), lang)
        with served() as address:
            for lang in LANGUAGES:
                page(browser, address, lang)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
