"""Starting servers that do not outlive this process, and stopping them in ever firmer ways."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import psutil

from nexus.platform.embedded.account import Account, give

PR_SET_PDEATHSIG = 1

Stages = Sequence[tuple[signal.Signals, float]]
"""Signals in the order they are tried, each with the seconds it is given."""


def spawn(
    command: list[str],
    *,
    account: Account | None,
    log: Path,
    if_orphaned: signal.Signals,
    stdin: IO[bytes] | None = None,
) -> psutil.Popen:
    """Start a server as `account`, its output appended to `log`; on Linux it gets `if_orphaned` should we be killed.

    To be called from a thread that lives as long as the process: the kernel watches the thread.
    """
    log.touch(mode=0o600)
    give(log, account)
    with log.open("ab") as output:
        return psutil.Popen(
            command,
            stdin=stdin or subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={"LC_ALL": "C", "PATH": os.defpath},
            # A group of its own, or Ctrl-C would reach the database before the application.
            start_new_session=True,
            preexec_fn=ask_for_signal(if_orphaned),
            user=account and account.uid,
            group=account and account.gid,
            extra_groups=[] if account else None,
        )


def stop(process: psutil.Process | None, stages: Stages) -> None:
    """End `process`, going on to the next signal when the time of one is over."""
    if process is None:
        return
    for how, seconds in stages:
        try:
            process.send_signal(how)
            process.wait(seconds)
        except psutil.NoSuchProcess:
            return
        except psutil.TimeoutExpired:
            continue
        return


def find(pid: int, folder: Path) -> psutil.Process | None:
    """Return the live process `pid` if it works in `folder`, as our servers do; else that pid is somebody else's."""
    try:
        process = psutil.Process(pid)
        ours = process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == folder
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    return process if ours else None


def ask_for_signal(if_orphaned: signal.Signals) -> Callable[[], None] | None:
    """Return what a child calls before it becomes its program, to get this signal when we die; None but on Linux."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(if_orphaned))
        if os.getppid() != parent:
            os._exit(1)

    return ask
