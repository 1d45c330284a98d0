"""Puts scenarios, experiments, places, fonts and compiled kernels into the package; pyproject.toml says all else."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("scenarios", "experiments", "data")
"""Folders of the checkout that `sim/shipped.py` looks for in `sim/shipped_files/` of a package."""

LIBRARIES = ("numba", "mesa", "pandas", "pydantic", "yaml")
"""What compiling needs; where they are missing, such as in an isolated build, the package compiles at its first run."""


class BuildWithShippedFiles(build_py):
    """Builds the package and adds what comes with it; an editable installation finds it in the checkout."""

    def run(self) -> None:
        """Builds."""
        super().run()
        if self.editable_mode:
            return
        for name in SHIPPED:
            target = Path(self.build_lib) / "sim" / "shipped_files" / name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(Path(__file__).parent / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        self._add_kernels(Path(self.build_lib).resolve())

    def _add_kernels(self, package: Path) -> None:
        """Compiles all kernels for any processor of this kind, for this Python and this numba."""
        if not all(importlib.util.find_spec(name) for name in LIBRARIES):
            print("kernels are not compiled: the libraries of the program are not installed", file=sys.stderr)
            return
        environment = {
            **os.environ,
            "PYTHONPATH": str(package),
            "NUMBA_CPU_NAME": "generic",
            "NUMBA_CPU_FEATURES": "",
            "NUMBA_CACHE_DIR": str(package / "sim" / "compiled_kernels"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        subprocess.run(
            [sys.executable, "-P", "-c", "from sim.kernels import warm_up; warm_up()"],
            check=True,
            cwd=package,
            env=environment,
        )


setup(cmdclass={"build_py": BuildWithShippedFiles})
