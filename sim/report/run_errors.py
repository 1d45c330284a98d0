"""Why a run failed, in a line of the reader's language; the stored table of runs keeps the whole English text."""

from __future__ import annotations

from sim.report.words import say
from sim.words import Sentence, Words

# The first that fits is said. What a check and Python tell stays English, for whoever mends the program.
RUN_ERRORS = Words(
    {
        "out_of_memory": (
            "the process of this run ended with signal 9 (SIGKILL; 9 often means that memory ran out), {tries} times",
            "本次运行的进程被信号 9（SIGKILL，通常表示内存不足）终止，共 {tries} 次",
        ),
        "signal": (
            "the process of this run ended with signal {signal} ({name}; 9 often means that memory ran out), "
            "{tries} times",
            "本次运行的进程被信号 {signal}（{name}）终止，共 {tries} 次",
        ),
        "exit_code": (
            "the process of this run ended with exit code {code}, {tries} times",
            "本次运行的进程以退出码 {code} 终止，共 {tries} 次",
        ),
        "silent": (
            "the process of this run was ended after {seconds} seconds without a sign of life, {tries} times",
            "本次运行的进程 {seconds} 秒无响应而被终止，共 {tries} 次",
        ),
        "cluster": (
            "the processes of this run died again and again, even when they ran nothing else",
            "本次运行的进程反复终止，单独运行时亦然",
        ),
        "last_check": (
            "sim.invariants.InvariantBroken: found after day {day}: {check}: {what}",
            "第 {day} 天之后的检查未通过：{check}（{what}）",
        ),
        "check": (
            "sim.invariants.InvariantBroken: day {day}: {check}: {what}",
            "第 {day} 天的检查未通过：{check}（{what}）",
        ),
        "no_memory": ("MemoryError", "内存不足"),
        "numpy_no_memory": ("numpy.{kind}MemoryError: {what}", "内存不足（numpy.{kind}MemoryError：{what}）"),
        "other": ("{what}", "程序出错：{what}"),
    }
)
"""Texts of failed runs: those of the pool, of the cluster, of the invariants, and of too little memory."""


def failed_run(scenario: str, seed: int, error: str) -> str:
    """One failed run: which, and the last line of its error.

    Args:
        scenario: Name of the scenario.
        seed: Seed.
        error: What the run left: a traceback or a sentence, in English.

    Returns:
        A line; an error that nobody foresaw stands in it as Python told it.
    """
    last = error.strip().split("\n")[-1]
    known = RUN_ERRORS.recognised(last) or Sentence(last, last)
    return say("failed_run", scenario=scenario, seed=seed, error=str(known))
