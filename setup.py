"""Puts scenarios, experiments, places and fonts into the package that is built; pyproject.toml says all else."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("scenarios", "experiments", "data")
"""Folders of the checkout that `sim/shipped.py` looks for in `sim/shipped_files/` of a package."""


class BuildWithShippedFiles(build_py):
    """Builds the package and copies what comes with it; an editable installation finds it in the checkout."""

    def run(self) -> None:
        """Builds."""
        super().run()
        if not self.editable_mode:
            for name in SHIPPED:
                target = Path(self.build_lib) / "sim" / "shipped_files" / name
                shutil.rmtree(target, ignore_errors=True)
                shutil.copytree(Path(__file__).parent / name, target, ignore=shutil.ignore_patterns("__pycache__"))


setup(cmdclass={"build_py": BuildWithShippedFiles})
