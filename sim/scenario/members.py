"""The file of an ensemble: one row a member with the values of all its unknowns, and beside it how it was made.

`ensemble.csv` in the folder of a place holds its members; `ensemble.json` says how they were made, and holds the
checksum of the table, so that a file that was cut, flipped or exchanged is never taken for an ensemble.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import EnvironmentProblem, Fault, InputError, reason_of
from sim.words import Sentence, Text

if TYPE_CHECKING:
    import pandas as pd

ENSEMBLE = "ensemble.csv"
"""File of a place that holds the members of its ensemble."""

MADE = "ensemble.json"
"""File beside it that says how they were made."""

WORLD, CHECKSUM = "world", "sha256"


@dataclass(frozen=True)
class Members:
    """The members of an ensemble.

    Attributes:
        table: One row a member: index `world`, one column for each key, numbers or words.
        made: How they were made: seed, sample, steps, counts, versions, as plain values.
        path: The file.
    """

    table: pd.DataFrame
    made: Mapping[str, Any]
    path: Path

    def values(self, world: int) -> dict[str, Any]:
        """The values of one member by dotted path, of the kinds that a scenario takes.

        Args:
            world: Its number.
        """
        row = self.table.loc[world]
        return {str(key): _plain(self.table[key].dtype, row[key]) for key in self.table.columns}


def write_members(path: str | Path, members: pd.DataFrame, made: Mapping[str, Any]) -> None:
    """Writes members, and beside them how they were made.

    Args:
        path: The file of the table; the other has the same name with the ending ".json".
        members: One row a member, as `worlds_at` gives them.
        made: How they were made, as plain values.

    Raises:
        EnvironmentProblem: The folder cannot be written.
    """
    file = Path(path)
    text = StringIO()
    members.to_csv(text, index_label=WORLD, lineterminator="\n")
    data = text.getvalue().encode()
    said = {**made, "n_members": len(members), CHECKSUM: hashlib.sha256(data).hexdigest()}
    try:
        file.write_bytes(data)
        file.with_suffix(".json").write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as problem:
        raise EnvironmentProblem(Fault("GZ091", file=str(file), facts={"problem": reason_of(problem)})) from None


def read_members(path: str | Path) -> Members:
    """Reads members and how they were made.

    Args:
        path: The file of the table, such as "data/chongqing/ensemble.csv".

    Returns:
        The members.

    Raises:
        InputError: One of the two files is missing.
        EnvironmentProblem: They are not as they were written.
    """
    file = Path(path)
    data, said = _content(file), _content(file.with_suffix(".json"))
    try:
        made = json.loads(said)
        checksum = made.pop(CHECKSUM)
    except (ValueError, KeyError, AttributeError, TypeError):
        raise _damaged(
            file.with_suffix(".json"), Sentence("it does not say how an ensemble was made", "未说明样本集如何生成")
        ) from None
    if hashlib.sha256(data).hexdigest() != checksum:
        raise _damaged(file, Sentence("its checksum is wrong", "校验和不符"))
    # pandas takes half a second, and is not wanted by whoever only reads scenarios.
    import pandas as pd

    return Members(pd.read_csv(BytesIO(data), index_col=WORLD), made, file)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise InputError(Fault("GZ001", file=str(file))) from None
    except OSError as problem:
        raise _damaged(file, reason_of(problem)) from None


def _damaged(file: Path, problem: Text) -> EnvironmentProblem:
    return EnvironmentProblem(Fault("GZ085", file=str(file), facts={"problem": problem}))


def _plain(kind: Any, value: Any) -> Any:
    """A value as Python's own number or word."""
    return {"i": int, "f": float}.get(kind.kind, str)(value)
