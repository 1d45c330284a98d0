"""`import sim` is free, and offers what it names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).resolve().parents[2]


def test_importing_loads_nothing_and_everything_named_is_there():
    code = (
        "import sim, sys\nbefore = set(sys.modules)\n"
        "print([m for m in ('numpy', 'pandas', 'mesa', 'numba', 'pydantic', 'sim.api') if m in before])\n"
        "print([n for n in sim.__all__ if getattr(sim, n, None) is None], callable(sim.run))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.split("\n")[:2] == ["[]", "[] True"]


def test_it_lists_what_it_offers_and_refuses_the_rest():
    assert set(sim.__all__) <= set(dir(sim))
    with pytest.raises(AttributeError, match="no attribute 'walk'"):
        _ = sim.walk
