"""Which program makes a result: its sources, the libraries that can change a digit, and the place's data."""

from __future__ import annotations

import hashlib
import importlib.metadata
import inspect
import platform
import sys
from functools import cache
from pathlib import Path

from sim import __version__
from sim.mechanisms import registry

LIBRARIES = ("mesa", "networkx", "numba", "numpy", "pandas", "pyarrow", "pydantic", "scipy")
"""Libraries whose versions can change a digit."""

BEYOND_RESULTS = ("api", "app", "cli", "report", "studies")
"""Rooms of the package whose sources no result of a run depends on."""


def digest_of(files: dict[str, bytes]) -> str:
    """Fingerprints files by name and content.

    Args:
        files: Content by name.

    Returns:
        64 hexadecimal digits (SHA-256), whatever the order.
    """
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{len(files[name])}\0".encode())
        whole.update(files[name])
    return whole.hexdigest()


@cache
def program_facts() -> dict[str, str]:
    """What a result depends on besides scenario, seed and data.

    Returns:
        Version or fingerprint by name: the sources of the model and of mechanisms from other packages, Python, the
        libraries, and the kind of machine.
    """
    root = Path(__file__).parents[1]
    files = {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*.py")
        if path.relative_to(root).parts[0] not in BEYOND_RESULTS
    }
    for name, kind in registry().items():
        source = inspect.getsourcefile(kind)
        if source is not None and not kind.__module__.startswith("sim."):
            files[f"mechanism {name}"] = Path(source).read_bytes()
    facts = {"gongzhi": __version__, "sources": digest_of(files)}
    facts["python"] = ".".join(map(str, sys.version_info[:2]))
    facts |= {name: importlib.metadata.version(name) for name in LIBRARIES}
    facts["machine"] = platform.machine()
    return facts


def fingerprint() -> str:
    """One short text for all of `program_facts`.

    Returns:
        64 hexadecimal digits.
    """
    return digest_of({name: text.encode() for name, text in program_facts().items()})


def place_facts(folder: Path) -> dict[str, str]:
    """Fingerprints the data of a place.

    Args:
        folder: Folder of the place.

    Returns:
        SHA-256 by file name.
    """
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir()) if path.is_file()
    }
