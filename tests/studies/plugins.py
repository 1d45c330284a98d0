"""Packages of somebody else that register a mechanism, in the forms in which Python knows an installed package."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.mechanisms.registry import _found
from sim.studies.program import program_facts

RULES = """\
from elders.helper import HOURS
from elders_table import SHARE
from sim.mechanisms.base import Mechanism, MechanismParameters


class Elders(Mechanism):
    \"\"\"Moves nothing.\"\"\"

    id, name, name_zh, section, Parameters = "elders", "elders", "长者", "none", MechanismParameters

    def apply(self, levers, structure, presence):
        \"\"\"Moves nothing.\"\"\"
"""
MODULES = {
    "elders/__init__.py": "",
    "elders/rules.py": RULES,
    "elders/helper.py": "HOURS = 1.0\n",
    "elders/hours.csv": "hours\n1\n",
    "elders_table.py": "SHARE = 0.5\n",
}
LAYOUTS = ("installed", "editable by path", "editable by finder", "developed")


def write(folder: Path, files: dict[str, str]) -> None:
    """Writes files by name."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def plugin(folder: Path, layout: str = "installed") -> list[Path]:
    """Writes the package and one that it requires.

    Returns:
        The folders that Python's path needs, the one that holds the modules first.
    """
    site, source = folder / "site", folder / "source"
    home = site if layout == "installed" else source
    record = source / "elders.egg-info" if layout == "developed" else site / "village_elders-0.1.dist-info"
    said = (
        "Metadata-Version: 2.1\nName: village-elders\nVersion: 0.1\n"
        "Requires-Dist: elder_words>=1; python_version>'3'\nRequires-Dist: nowhere; extra == 'more'\n"
    )
    about = {
        "PKG-INFO" if layout == "developed" else "METADATA": said,
        "entry_points.txt": "[gongzhi.mechanisms]\nelders = elders.rules:Elders\n",
    }
    listed = {
        "installed": [*MODULES, "village_elders-0.1.dist-info/METADATA"],
        "editable by path": ["_elders.pth"],
        "editable by finder": ["__editable___elders_finder.py"],
        "developed": list(MODULES),
    }[layout]
    if layout == "developed":
        about["SOURCES.txt"] = "\n".join(listed)
    else:
        about["RECORD"] = "".join(f"{name},,\n" for name in listed)
    if layout != "editable by path":
        about["top_level.txt"] = "elders\nelders_table\n"
    if layout.startswith("editable"):
        about["direct_url.json"] = '{"url": "file:///x", "dir_info": {"editable": true}}'
        write(site, {listed[0]: str(source)})
    write(home, MODULES)
    write(record, about)
    write(site / "elder_words-1.0.dist-info", {"METADATA": "Metadata-Version: 2.1\nName: Elder.Words\nVersion: 1.0\n"})
    return [home, site]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Path]], None]:
    """Makes this process see the packages in some folders, as one that starts now would."""

    def see(folders: list[Path]) -> None:
        for name in [name for name in sys.modules if name.partition(".")[0].startswith("elder")]:
            del sys.modules[name]
        monkeypatch.setattr(sys, "path", [*map(str, folders), *(p for p in sys.path if "elder" not in p)])
        importlib.invalidate_caches()
        _found.cache_clear()
        program_facts.cache_clear()

    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield see
    see([])
