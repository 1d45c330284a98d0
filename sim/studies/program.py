"""Which program makes a result: its sources, the libraries that can change a digit, and the place's data."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import pkgutil
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import Distribution
from pathlib import Path, PurePath

from sim import __version__
from sim.mechanisms import registry
from sim.mechanisms.registry import ENTRY_POINTS
from sim.scenario.members import ENSEMBLE, MADE

LIBRARIES = ("mesa", "networkx", "numba", "numpy", "pandas", "pyarrow", "pydantic", "scipy")
"""Libraries whose versions can change a digit."""

BEYOND_RESULTS = ("api", "app", "cli", "kinds", "report", "studies")
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
    facts = {"gongzhi": __version__, "sources": digest_of(files)}
    facts["python"] = ".".join(map(str, sys.version_info[:2]))
    facts |= {name: importlib.metadata.version(name) for name in LIBRARIES}
    facts["machine"] = platform.machine()
    return facts | _facts_of_others()


def _facts_of_others() -> dict[str, str]:
    """Version and content of every distribution that registers a mechanism, and of what these require.

    A rule may stand in any of their files, so all of them count, installed or editable; of a required distribution
    that was installed from an index the version says as much.
    """
    facts, tops = {}, set()
    registering = {
        _name(entry.dist): entry.dist
        for entry in importlib.metadata.entry_points(group=ENTRY_POINTS)
        if entry.dist is not None
    }
    for name, found in sorted(_with_required(registering).items()):
        own = _top_levels(found) if name in registering or _is_editable(found) else set()
        tops |= own
        files = _files_of(found, own) if own else {}
        facts[f"package {name}"] = f"{found.version} {digest_of(files)}" if files else found.version
    # A class may come from a package that nobody has installed, or that another one's entry point passes on.
    kinds = [base for kind in registry().values() for base in kind.__mro__]
    for top in sorted({kind.__module__.partition(".")[0] for kind in kinds} - tops - {"sim"}):
        if top not in sys.stdlib_module_names and _name_of_module(top) not in LIBRARIES:
            facts[f"module {top}"] = digest_of(dict(_content(_of_module(top))))
    return facts


def _name(distribution: Distribution) -> str:
    """The name of a distribution as PEP 503 writes it."""
    return re.sub(r"[-_.]+", "-", str(distribution.metadata["Name"])).lower()


def _name_of_module(top: str) -> str:
    return next(iter(importlib.metadata.packages_distributions().get(top, [])), "")


def _with_required(first: dict[str, Distribution]) -> dict[str, Distribution]:
    """These distributions and all that they require, however far, except the program and its own libraries."""
    found, waiting = {}, list(first.values())
    while waiting:
        distribution = waiting.pop()
        name = _name(distribution)
        if name in found or name in ("gongzhi", *LIBRARIES):
            continue
        found[name] = distribution
        for line in distribution.requires or ():
            wanted = re.match(r"[\w.-]+", line)
            try:
                if wanted is not None and "extra ==" not in line:
                    waiting.append(importlib.metadata.distribution(wanted[0]))
            except importlib.metadata.PackageNotFoundError:
                continue
    return found


def _is_editable(distribution: Distribution) -> bool:
    """Whether a distribution was installed from a folder that goes on being edited (PEP 660)."""
    origin = json.loads(distribution.read_text("direct_url.json") or "{}")
    return bool(origin.get("dir_info", {}).get("editable", False))


def _top_levels(distribution: Distribution) -> set[str]:
    """Names of the modules and packages that a distribution brings, by what it says of itself and by its files."""
    found = set((distribution.read_text("top_level.txt") or "").split())
    found |= {entry.module.partition(".")[0] for entry in distribution.entry_points if entry.group == ENTRY_POINTS}
    for file in distribution.files or ():
        if file.suffix == ".py" and ".." not in file.parts and not file.name.startswith("__editable__"):
            found.add(file.parts[0].removesuffix(".py"))
        elif file.suffix == ".pth":
            # An editable installation: what lies in the folders that it adds to Python's path.
            roots = [line.strip() for line in (file.read_text() or "").splitlines()]
            found |= {module.name for module in pkgutil.iter_modules([r for r in roots if r and Path(r).is_dir()])}
    return found


def _files_of(distribution: Distribution, tops: Iterable[str]) -> dict[str, bytes]:
    """Content of the files of a distribution by their place among its modules, wherever it is installed."""
    installed = (
        (str(file), Path(str(file.locate()))) for file in distribution.files or () if not _is_record(PurePath(file))
    )
    return dict(_content(installed)) | {name: content for top in tops for name, content in _content(_of_module(top))}


def _is_record(file: PurePath) -> bool:
    """Whether a file says how and where a distribution was installed, which changes no result."""
    return (
        ".." in file.parts
        or file.suffix == ".pth"
        or file.name.startswith("__editable__")
        or any(part.endswith((".dist-info", ".egg-info")) for part in file.parts)
    )


def _of_module(top: str) -> Iterator[tuple[str, Path]]:
    """All files of a top-level module or package, by their path from the folder that holds it; none is imported."""
    try:
        found = importlib.util.find_spec(top)
    except ValueError:
        found = None  # It was made without a file, such as `__main__`.
    if found is None:
        return
    if found.submodule_search_locations is None:
        if found.has_location and found.origin is not None:
            yield Path(found.origin).name, Path(found.origin)
        return
    for place in map(Path, found.submodule_search_locations):
        for path in place.rglob("*"):
            yield str(PurePath(top, path.relative_to(place))), path


def _content(files: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, bytes]]:
    """Content by name of the files that are no work of Python's own, nor hidden."""
    for name, path in files:
        parts = PurePath(name).parts
        made = "__pycache__" in parts or path.suffix == ".pyc" or any(part.startswith(".") for part in parts)
        if not made and path.is_file():
            yield PurePath(name).as_posix(), path.read_bytes()


def fingerprint() -> str:
    """One short text for all of `program_facts`.

    Returns:
        64 hexadecimal digits.
    """
    return digest_of({name: text.encode() for name, text in program_facts().items()})


def place_facts(folder: Path) -> dict[str, str]:
    """Fingerprints the data of a place, but for its ensemble, of which a run knows what its scenario says.

    Args:
        folder: Folder of the place.

    Returns:
        SHA-256 by file name.
    """
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name not in (ENSEMBLE, MADE)
    }
