"""The command line with a measure that waits for a file: a small city then measures as long as a test wants.

python -m tests.browser.gated FILE view ...
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sim.cli import main
from sim.measures.registry import measures
from sim.report.headlines import HEADLINES


def held_by(gate: Path, measure: Callable) -> Callable:
    """A measure that is computed only once a file is there."""

    def wait(observation):
        while not gate.exists():
            time.sleep(0.01)
        return measure(observation)

    return wait


if __name__ == "__main__":
    known = measures()
    first = HEADLINES[0].key[0]
    known[first] = replace(known[first], function=held_by(Path(sys.argv[1]), known[first].function))
    sys.exit(main(sys.argv[2:]))
