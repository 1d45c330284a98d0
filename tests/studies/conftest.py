"""What the tests of studies share."""

from __future__ import annotations

import os

import pytest

from sim.studies import sweep


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is forced to the disk, and git is not asked for its commit: neither matters here, and both take long."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    monkeypatch.setattr(sweep, "versions", dict)
