"""Runs on a cluster that runs already: Dask's distributed, by the address of its scheduler.

Only runs travel there and only small tables come back; this process alone writes the folder of the sweep. The same
function executes runs as on one machine, so the results are the same.
"""

from __future__ import annotations

import ipaddress
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from sim.errors import EnvironmentProblem, Fault, InputError
from sim.studies.executor import Executor
from sim.studies.interruption import interruptible
from sim.studies.plan import Plan
from sim.studies.pool import Ended
from sim.studies.program import fingerprint
from sim.studies.runs import ExecuteRun, Outcome, Progress, Run, WorldKeeper, execute_run
from sim.words import Sentence, Text

KEEPERS = "gongzhi_worlds"
WAITING_PER_THREAD = 2
"""Runs handed to the cluster for each of its threads, so that none waits for the next one."""

LOST = ("lost", "pending")
"""States of a run whose result was ready and died with its worker: the cluster makes it again."""

CONNECT_SECONDS = 30
WORKER_SECONDS = 300
"""How long the first worker may be awaited (assumed); those of a batch system come when their jobs begin."""

LOOK_SECONDS = 10.0
"""How often the threads of the cluster are counted, which may grow and shrink while a sweep runs."""

ADVICE = "python -m pip install 'gongzhi[cluster]'"


def distributed_module() -> Any:
    """Imports Dask's distributed when it is needed.

    Returns:
        The module.

    Raises:
        EnvironmentProblem: It is not installed.
    """
    import importlib

    try:
        return importlib.import_module("distributed")
    except ImportError as problem:
        missing = Sentence(
            f"the cluster extra is not installed ({problem.name})", f"未安装集群所需的可选组件（{problem.name}）"
        )
        raise EnvironmentProblem(Fault("GZ092", help=ADVICE, facts={"problem": missing})) from None


def check_address(address: str, plain_network: bool) -> None:
    """Refuses an address over which anybody in the network could have this machine execute code.

    Args:
        address: Address of the scheduler, such as "tcp://127.0.0.1:8786" or "tls://host:8786".
        plain_network: Whether a network without encryption is accepted.

    Raises:
        InputError: The address is no address, or leads over an open network that was not accepted.
    """
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        known = bool(parts.hostname) and parts.port is not None
    except ValueError:
        known = False
    if not known or parts.scheme not in ("tcp", "tls"):
        facts = {
            "problem": Sentence(
                f"'{address}' is not an address such as tcp://127.0.0.1:8786 or tls://host:8786",
                f"“{address}”不是地址，应形如 tcp://127.0.0.1:8786 或 tls://host:8786",
            )
        }
        raise InputError(Fault("GZ062", file="--dask", facts=facts))
    if parts.scheme == "tcp" and not plain_network and not _is_own(parts.hostname or ""):
        facts = {
            "problem": Sentence(
                f"{address} is not encrypted: whoever reaches a scheduler can run code on its cluster",
                f"{address} 未加密：任何能连上调度器的人都可在集群上执行代码",
            )
        }
        advice = Sentence(
            "use tls:// (see experiments/README.md), or add --plain-network where the network is closed to others",
            "请使用 tls://（见 experiments/README.md）；若网络不对外开放，可加 --plain-network",
        )
        raise InputError(Fault("GZ062", file="--dask", help=advice, facts=facts))


def _is_own(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def on_cluster(address: str, threads: int = 1, execute_one: ExecuteRun = execute_run) -> Executor:
    """Executes runs on a cluster.

    Args:
        address: Address of its scheduler.
        threads: Threads of each run.
        execute_one: What executes a run.

    Returns:
        The executor.
    """

    def work(plan: Plan, order: Sequence[int], tell: Progress, ended: Ended) -> bool:
        distributed = distributed_module()
        # What is lost is said in one line below, not in the tracebacks of the library.
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        try:
            client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as problem:
            raise _unusable(f"{address}: {problem}") from None
        try:
            with interruptible():
                _Cluster(distributed, client, plan, (threads, execute_one)).work(order, tell, ended)
        except KeyboardInterrupt:
            return True
        except (distributed.comm.CommClosedError, CancelledError) as problem:
            # The scheduler can be lost in the middle of any question to it, before a future tells of it.
            text = " ".join(str(problem).split())
            raise _unusable(Sentence(f"the connection was lost ({text})", f"连接中断（{text}）")) from None
        finally:
            client.close(timeout=5)
        return False

    return work


class _Cluster:
    """Hands over some runs at a time and takes back what became of them."""

    def __init__(self, distributed: Any, client: Any, plan: Plan, how: tuple[int, ExecuteRun]) -> None:
        self.distributed, self.client, self.plan, self.how = distributed, client, plan, how
        self.own = fingerprint()
        self.asked: dict[str, int] = {}

    def work(self, order: Sequence[int], tell: Progress, ended: Ended) -> None:
        """Executes all runs; those whose processes died are begun once more at the end, each alone.

        A process that dies takes the runs with it that waited in it, so only a run that dies alone has itself failed.
        """
        try:
            self.client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError:
            raise _unusable(
                Sentence(
                    f"no worker has come within {WORKER_SECONDS} seconds", f"{WORKER_SECONDS} 秒内没有工作进程接入"
                )
            ) from None
        rest, suspects = iter(order), []
        for index, outcome in self._outcomes(rest):
            if outcome is None:
                suspects.append(index)
            else:
                self._end(index, outcome, tell, ended)
        for suspect in suspects:
            for index, outcome in self._outcomes(iter([suspect]), "-alone"):
                run = self.plan[index]
                error = "the processes of this run died again and again, even when they ran nothing else"
                failed = Outcome(run.scenario.name, run.seed, None, error, self.own)
                self._end(index, failed if outcome is None else outcome, tell, ended)

    def _end(self, index: int, outcome: Outcome, tell: Progress, ended: Ended) -> None:
        """Tells of a run that has ended."""
        ended(index, outcome)
        days = self.plan[index].scenario.run
        tell(days.days + days.warm_up_days, 1)

    def _outcomes(self, rest: Iterator[int], mark: str = "") -> Iterator[tuple[int, Outcome | None]]:
        """What became of each run, in the order in which they end; None where its processes died."""
        coming = self.distributed.as_completed(self._wanted(rest, mark), loop=self.client.loop)
        looked = time.monotonic()
        for future in coming:
            if future.status in LOST:
                coming.add(future)
                continue
            index = self.asked.pop(future.key)
            outcome = self._outcome(future)
            future.release()
            if time.monotonic() - looked > LOOK_SECONDS:
                coming.update(self._wanted(rest, mark))
                looked = time.monotonic()
            else:
                coming.update(self._next(rest, 1, mark))
            yield index, outcome
        if self.asked:
            raise _unusable(
                Sentence(
                    f"it was lost while {len(self.asked)} runs were on their way",
                    f"与集群失去联系，{len(self.asked)} 次运行尚未返回",
                )
            )

    def _wanted(self, rest: Iterator[int], mark: str) -> list[Any]:
        """Further runs, until enough are on their way for the threads that the cluster has now."""
        n_threads = sum(self.client.nthreads().values())
        return self._next(rest, max(1, WAITING_PER_THREAD * n_threads) - len(self.asked), mark)

    def _next(self, rest: Iterator[int], most: int, mark: str) -> list[Any]:
        """Hands over at most so many further runs."""
        futures = []
        for index in islice(rest, max(0, most)):
            key = f"gongzhi-{self.plan.key(index)}{mark}"
            self.asked[key] = index
            # The scheduler places every run by itself, so a worker that kept a state would seldom get its followers.
            run = replace(self.plan[index], common_days=0, alike=False)
            futures.append(self.client.submit(run_there, run, self.own, *self.how, key=key, pure=False))
        return futures

    def _outcome(self, future: Any) -> Outcome | None:
        """What became of a run that has come back; None where its processes died."""
        if future.status not in ("finished", "error"):
            raise _unusable(Sentence(f"the connection was lost ({future.status})", f"连接中断（{future.status}）"))
        try:
            found: Outcome = future.result()
        except self.distributed.KilledWorker:
            return None
        except (self.distributed.comm.CommClosedError, CancelledError):
            raise
        except Exception as problem:
            raise _unusable(f"{type(problem).__name__}: {problem}") from None
        return found


def _unusable(problem: Text) -> EnvironmentProblem:
    """The message that the cluster cannot be used, in one line."""
    line = " ".join(problem.split()) if isinstance(problem, str) else problem
    return EnvironmentProblem(Fault("GZ079", facts={"problem": line}))


def run_there(run: Run, program: str, threads: int, execute_one: ExecuteRun) -> Outcome:
    """Executes a run in a worker of the cluster, which keeps one world for each of its threads.

    Args:
        run: The run.
        program: Fingerprint of the program that is wanted.
        threads: Threads of the run.
        execute_one: What executes a run.

    Returns:
        What became of it, with the fingerprint of the worker's program. Where that is another one nothing is run.
    """
    own = fingerprint()
    if own != program:
        return Outcome(run.scenario.name, run.seed, None, "this worker has another program", own)
    worker = distributed_module().get_worker()
    keepers: dict[int, WorldKeeper] = worker.__dict__.setdefault(KEEPERS, {})
    keeper = keepers.setdefault(threading.get_ident(), WorldKeeper(threads))
    return replace(execute_one(run, keeper, threads, _no_progress), program=own)


def _no_progress() -> None:
    """Days are not line over the network."""
