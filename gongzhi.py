"""The front door: the command `gongzhi`, `python -m gongzhi`, and in a checkout `python run_sim.py`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def main() -> int:
    """Runs the command line of the package that lies beside this file, whatever else is called `sim`.

    A `sim.py` or a folder `sim` of the user's own comes first where the working folder stands on Python's path.

    Returns:
        The exit code.
    """
    here = Path(__file__).resolve().parent
    if "sim" not in sys.modules and not _is_ours(importlib.util.find_spec("sim"), here):
        sys.path.insert(0, str(here))
    from sim.cli import main as command_line

    return command_line()


def _is_ours(found: object, here: Path) -> bool:
    """Whether Python would import the package beside this file."""
    origin = getattr(found, "origin", None)
    return origin is not None and Path(origin).resolve() == here / "sim" / "__init__.py"


if __name__ == "__main__":
    sys.exit(main())
