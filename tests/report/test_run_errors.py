"""A failed run is told of in the reader's language, from the English text that is stored."""

from __future__ import annotations

import re
import signal
import traceback
from pathlib import Path

import numpy as np
import pytest

from sim.invariants import InvariantBroken
from sim.report.run_errors import RUN_ERRORS, failed_run
from sim.studies.pool import _ending
from tests.language import spoken

ROOT = Path(__file__).resolve().parents[2]


def told_by(problem: BaseException) -> str:
    """What a run leaves that ended with a problem."""
    try:
        raise problem
    except BaseException:
        return traceback.format_exc()


def pool(how: str) -> str:
    """A sentence of the pool, which is the only other writer of such texts besides the cluster."""
    return f"the process of this run {how}, 3 times"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            pool(f"ended with {_ending(-signal.SIGKILL)}"),
            "本次运行的进程被信号 9（SIGKILL，通常表示内存不足）终止，共 3 次",
        ),
        (pool(f"ended with {_ending(-signal.SIGSEGV)}"), "本次运行的进程被信号 11（SIGSEGV）终止，共 3 次"),
        (pool(f"ended with {_ending(7)}"), "本次运行的进程以退出码 7 终止，共 3 次"),
        (pool("was ended after 60 seconds without a sign of life"), "本次运行的进程 60 秒无响应而被终止，共 3 次"),
        (
            told_by(
                InvariantBroken("day 12: money_is_conserved: the accounts hold 5 fen, +1 against the opening balance")
            ),
            "第 12 天的检查未通过：money_is_conserved（the accounts hold 5 fen, +1 against the opening balance）",
        ),
        (
            told_by(InvariantBroken("found after day 90: numbers_are_numbers: Desk 3 has left = nan")),
            "第 90 天之后的检查未通过：numbers_are_numbers（Desk 3 has left = nan）",
        ),
        (
            told_by(InvariantBroken("day 3: slots_are_conserved: district 0: 5 issues and 1 free slots in 7")),
            "第 3 天的检查未通过：slots_are_conserved（district 0: 5 issues and 1 free slots in 7）",
        ),
        (told_by(MemoryError()), "内存不足"),
        ("", ""),
        (told_by(ArithmeticError("the sky fell")), "程序出错：ArithmeticError: the sky fell"),
    ],
)
def test_why_a_run_failed_is_said_in_both_languages(error, said):
    assert spoken("zh", failed_run, "base", 2, error) == f"base，种子 2：{said}"
    assert failed_run("base", 2, error) == f"base, seed 2: {''.join(error.strip().splitlines()[-1:])}"


def test_an_array_that_has_no_room_is_too_little_memory():
    with pytest.raises(MemoryError) as found:
        np.empty(2**50)
    error = "".join(traceback.format_exception(found.value))
    assert spoken("zh", failed_run, "base", 2, error).startswith("base，种子 2：内存不足（numpy.")
    assert "Unable to allocate" in failed_run("base", 2, error)


def test_the_sentence_of_the_cluster_is_known():
    text = (ROOT / "sim" / "studies" / "cluster.py").read_text(encoding="utf-8")
    said = re.search(r'error = "([^"]+)"', text)
    assert said is not None and RUN_ERRORS.recognised(said[1]) == RUN_ERRORS["cluster"]
