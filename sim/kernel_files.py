"""Where compiled kernels lie on disk: a folder per content of the sources, a checksummed file per kernel and types.

A folder's name is a digest of every file of the package that holds kernels or rules, and of what compiles them; an
edit opens a new folder, and clones with the same sources share one. Kernels shipped with an installed package are read
first. Whatever is wrong with a folder or file (missing, damaged, not ours, not writable, disk full), the kernel is
compiled again; nothing here ever stops a run. Files are pickles, so a folder that others may write is not read.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import shutil
import stat
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core.serialize import dumps

from sim.errors import reason_of
from sim.words import Sentence

SOURCES = ("agents", "issues", "world", "compiled.py", "kernel_files.py", "randomness.py", "vocabulary.py")
SHIPPED = Path(__file__).parent / "compiled_kernels"
"""Kernels made when an installable package was built, for any processor of its kind."""

KEPT_FOLDERS = 12
KEPT_DAYS = 30
_SUFFIX = ".kernel"
_DIGEST_BYTES = 32


def sources_digest() -> str:
    """A name for the content of all files that hold kernels or rules, and for everything that compiles them."""
    settings = (
        sys.version_info[:2],
        numba.__version__,
        platform.machine(),
        sys.platform,
        numba.config.BOUNDSCHECK,
        str(numba.config.OPT),
        numba.config.DEBUG,
    )
    digest = hashlib.sha256(repr(settings).encode())
    root = Path(__file__).parent
    for name in SOURCES:
        path = root / name
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            digest.update(file.name.encode() + file.read_bytes())
    return "kernels-" + digest.hexdigest()[:16]


class KernelFiles:
    """Reads and keeps compiled kernels of the present sources.

    Attributes:
        folder: Where kernels are written; None where no folder can be.
        problem: Why the last kernel could not be kept, in both languages; None if all were.
    """

    def __init__(self, parents: list[Path], shipped: Path = SHIPPED) -> None:
        """Finds the first usable folder.

        Args:
            parents: Folders in the order of preference; the first one that can be written is.
            shipped: Folder of kernels that came with the package.
        """
        name = sources_digest()
        self.problem: str | Sentence | None = None
        self._parents = parents
        self._read = [folder / name for folder in (shipped, *parents)]
        self.folder = next((folder for folder in self._read[1:] if self._writable(folder)), None)

    def _writable(self, folder: Path) -> bool:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o755)
            if not _trusted(folder) or not os.access(folder, os.W_OK | os.X_OK):
                return False
            os.utime(folder)
        except OSError as problem:
            self.problem = reason_of(problem)
            return False
        return True

    def load(self, name: str) -> Any:
        """What was kept under a name; None where there is nothing sound.

        Args:
            name: Name of the kernel with its types.
        """
        for folder in self._read:
            try:
                if not _trusted(folder):
                    continue
                data = (folder / (name + _SUFFIX)).read_bytes()
            except OSError:
                continue
            if hashlib.sha256(data[_DIGEST_BYTES:]).digest() == data[:_DIGEST_BYTES]:
                return pickle.loads(zlib.decompress(data[_DIGEST_BYTES:]))
        return None

    def keep(self, name: str, content: Any) -> None:
        """Keeps a kernel for later processes; where that fails, `problem` says why and nothing is left behind.

        Args:
            name: Name of the kernel with its types.
            content: What `load` is to give back.
        """
        if self.folder is None:
            return
        packed = zlib.compress(dumps(content), 1)
        temporary = None
        try:
            handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".partial")
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(packed).digest() + packed)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(self.folder / (name + _SUFFIX))
        except OSError as problem:
            self.problem = reason_of(problem)
            if temporary is not None:
                Path(temporary).unlink(missing_ok=True)

    def trim(self) -> None:
        """Removes folders of former sources that were not used for a month, and partial files of dead processes."""
        if self.folder is None:
            return
        long_ago = time.time() - 86400.0 * KEPT_DAYS
        for parent in self._parents:
            folders = sorted(_folders(parent), reverse=True)
            for place, (used, folder) in enumerate(folders):
                if folder != self.folder and (used < long_ago or place >= KEPT_FOLDERS):
                    shutil.rmtree(folder, ignore_errors=True)
        for partial in self.folder.glob(".*.partial"):
            try:
                if partial.stat().st_mtime < time.time() - 3600.0:
                    partial.unlink()
            except OSError:
                continue


def _folders(parent: Path) -> Iterator[tuple[float, Path]]:
    """Folders of compiled kernels, each with the time of its last use."""
    try:
        for folder in parent.glob("kernels-*"):
            yield folder.stat().st_mtime, folder
    except OSError:
        return


def _trusted(folder: Path) -> bool:
    """Whether nobody but its owner, who is this user, the administrator, or named on purpose, may write a folder."""
    found = folder.stat()
    if not stat.S_ISDIR(found.st_mode) or not hasattr(os, "getuid"):
        return stat.S_ISDIR(found.st_mode)
    named = os.environ.get("NUMBA_CACHE_DIR")
    ours = found.st_uid in (0, os.getuid()) or (named is not None and folder.parent == Path(named))
    return ours and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def parents() -> list[Path]:
    """Folders that may hold compiled kernels: the one named by NUMBA_CACHE_DIR, the user's cache, a temporary one."""
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        found = [Path(named)]
    elif cache_home := os.environ.get("XDG_CACHE_HOME"):
        found = [Path(cache_home) / "gongzhi"]
    else:
        try:
            found = [Path.home() / ".cache" / "gongzhi"]
        except RuntimeError:  # no home
            found = []
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    try:
        return [*found, Path(tempfile.gettempdir()) / f"gongzhi-{user}"]
    except OSError:  # nothing can be written anywhere
        return found


@cache
def kernel_files() -> KernelFiles:
    """The kernels on disk of this process."""
    return KernelFiles(parents())
