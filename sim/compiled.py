"""Compiling kernels, with a cache on disk that can never be stale.

Numba's own cache does not notice when a function called by a kernel changes in another file. So the cache lies in a
folder named after the content of every file of the package that holds kernels or rules; an edit opens a new folder.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba

SOURCES = ("agents", "issues", "world", "compiled.py", "money.py", "randomness.py", "vocabulary.py")
KEPT_FOLDERS = 6


def kernel(function: Callable[..., Any]) -> Any:
    """Compiles a function on first call, without the interpreter's lock, and keeps the result on disk.

    Args:
        function: A function of arrays and numbers that numba can compile.

    Returns:
        The compiled function.
    """
    use_own_cache()
    return numba.njit(nogil=True, cache=True)(function)


@cache
def use_own_cache() -> Path:
    """Points numba's cache to the folder of the present sources, and removes the oldest folders of former ones.

    The parent folder is NUMBA_CACHE_DIR where set, else ``gongzhi`` in the user's cache folder, else a temporary one.

    Returns:
        The folder in use.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    parent = Path(given) if given else Path(home) / "gongzhi"
    folder = parent / sources_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.touch()
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="gongzhi-"))
    else:
        _remove_oldest(parent, folder)
    numba.config.CACHE_DIR = str(folder)
    return folder


def sources_hash() -> str:
    """A name for the content of all files that hold kernels or rules, and for the versions that compile them."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {numba.__version__}".encode())
    root = Path(__file__).parent
    for name in SOURCES:
        path = root / name
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            digest.update(file.name.encode() + file.read_bytes())
    return "kernels-" + digest.hexdigest()[:16]


def _remove_oldest(parent: Path, kept: Path) -> None:
    """Removes the folders of sources not used for longest, beyond a few."""
    folders = sorted(parent.glob("kernels-*"), key=lambda f: f.stat().st_mtime, reverse=True)
    for folder in folders[KEPT_FOLDERS:]:
        if folder != kept:
            for file in sorted(folder.rglob("*"), reverse=True):
                file.rmdir() if file.is_dir() else file.unlink(missing_ok=True)
            folder.rmdir()
