"""Runs on a cluster that runs already: Dask's distributed, by the address of its scheduler.

Only runs travel there and only small tables come back; this process alone writes the folder of the sweep. The same
function carries runs out as on one machine, so the results are the same.
"""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from sim.errors import EnvironmentProblem, Fault, InputError
from sim.studies.pool import Ended
from sim.studies.program import fingerprint
from sim.studies.runs import Outcome, Progress, Run, WorldKeeper, carry_out
from sim.studies.sweep_plan import SweepPlan
from sim.words import Sentence

KEEPERS = "gongzhi_worlds"
WAITING_PER_THREAD = 2
"""Runs handed to the cluster for each of its threads, so that none waits for the next one."""

CONNECT_SECONDS = 30
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
        missing = Sentence(f"the cluster extra is not installed ({problem.name})",
                           f"未安装集群所需的可选组件（{problem.name}）")
        raise EnvironmentProblem(Fault("GZ092", help=ADVICE, facts={"problem": missing})) from None


def check_address(address: str, plain_network: bool) -> None:
    """Refuses an address over which anybody in the network could have this machine carry out code.

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
        facts = {"problem": Sentence(f"'{address}' is no address such as tcp://127.0.0.1:8786 or tls://host:8786",
                                     f"“{address}”不是地址，应形如 tcp://127.0.0.1:8786 或 tls://host:8786")}
        raise InputError(Fault("GZ062", file="--dask", facts=facts))
    if parts.scheme == "tcp" and not plain_network and not _is_own(parts.hostname or ""):
        facts = {"problem": Sentence(
            f"{address} is not encrypted: whoever reaches a scheduler can run code on its cluster",
            f"{address} 未加密：任何能连上调度器的人都可在集群上执行代码")}
        advice = Sentence(
            "use tls:// (see experiments/README.md), or add --plain-network where the network is closed to others",
            "请使用 tls://（见 experiments/README.md）；若网络不对外开放，可加 --plain-network")
        raise InputError(Fault("GZ062", file="--dask", help=advice, facts=facts))


def _is_own(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def on_cluster(address: str, threads: int = 1) -> Callable[[SweepPlan, Sequence[int], Progress, Ended], bool]:
    """Carries runs out on a cluster.

    Args:
        address: Address of its scheduler.
        threads: Threads of each run.

    Returns:
        The carrier.
    """

    def carry(plan: SweepPlan, order: Sequence[int], tell: Progress, ended: Ended) -> bool:
        distributed = distributed_module()
        try:
            client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as problem:
            facts = {"problem": f"{address}: {problem}"}
            raise EnvironmentProblem(Fault("GZ079", facts=facts)) from None
        try:
            _through(distributed, client, plan, order, threads, tell, ended)
        except KeyboardInterrupt:
            return True
        finally:
            client.close(timeout=5)
        return False

    return carry


def _through(distributed: Any, client: Any, plan: SweepPlan, order: Sequence[int], threads: int, tell: Progress,
             ended: Ended) -> None:
    """Hands over some runs at a time and takes back what became of them."""
    rest = iter(order)
    asked: dict[str, int] = {}

    def next_run() -> Any:
        index = next(rest, None)
        if index is None:
            return None
        key = f"gongzhi-{plan.key(index)}"
        asked[key] = index
        return client.submit(run_there, plan[index], threads, key=key, pure=False)

    n_threads = sum(client.nthreads().values())
    if not n_threads:
        raise EnvironmentProblem(Fault("GZ079", facts={"problem": Sentence("it has no workers", "集群中没有工作进程")}))
    first = [future for _ in range(WAITING_PER_THREAD * n_threads) if (future := next_run()) is not None]
    coming = distributed.as_completed(first)
    for future in coming:
        index = asked.pop(future.key)
        ended(index, _outcome(distributed, future, plan[index]))
        days = plan[index].scenario.run
        tell(days.days + days.warm_up_days, 1)
        future.release()
        another = next_run()
        if another is not None:
            coming.add(another)
    if asked:
        facts = {"problem": Sentence(f"it was lost while {len(asked)} runs were on their way",
                                     f"与集群失去联系，{len(asked)} 次运行尚未返回")}
        raise EnvironmentProblem(Fault("GZ079", facts=facts))


def _outcome(distributed: Any, future: Any, run: Run) -> Outcome:
    """What became of a run that has come back, or why it did not."""
    if future.status == "finished":
        found: Outcome = future.result()
        return found
    if future.status != "error":
        facts = {"problem": Sentence(f"the connection was lost ({future.status})", f"连接中断（{future.status}）")}
        raise EnvironmentProblem(Fault("GZ079", facts=facts))
    problem = future.exception()
    if not isinstance(problem, distributed.KilledWorker):
        raise EnvironmentProblem(Fault("GZ079", facts={"problem": f"{type(problem).__name__}: {problem}"}))
    error = f"the processes of this run died: {problem}"
    return Outcome(run.scenario.name, run.seed, None, error, fingerprint())


def run_there(run: Run, threads: int) -> Outcome:
    """Carries out a run in a worker of the cluster, which keeps one world for each of its threads.

    Args:
        run: The run.
        threads: Threads of the run.

    Returns:
        What became of it, with the fingerprint of the worker's program.
    """
    worker = distributed_module().get_worker()
    keepers: dict[int, WorldKeeper] = worker.__dict__.setdefault(KEEPERS, {})
    keeper = keepers.setdefault(threading.get_ident(), WorldKeeper(threads))
    return replace(carry_out(run, keeper, threads, _no_progress), program=fingerprint())


def _no_progress() -> None:
    """Days are not told over the network."""
