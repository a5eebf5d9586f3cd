"""Starting programs that shall not outlive us, and ending them."""

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Asked:
    """What the signals have asked for so far: to end, and to hurry."""

    def __init__(self) -> None:
        self.times = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.times += 1

    @property
    def to_end(self) -> bool:
        return self.times > 0

    @property
    def to_hurry(self) -> bool:
        return self.times > 1


def die_with(parent: int, number: int = signal.SIGTERM) -> Callable[[], None]:
    """Linux tells a process by a signal that its parent is gone, also when that was killed.

    To be called in the child, by what this returns.
    """

    def ask_the_kernel() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, number)
            if os.getppid() != parent:
                os._exit(1)  # it died before we could ask

    return ask_the_kernel


def forks_die_with_us() -> None:
    """From now on whatever this process forks is killed with it, and so are their forks."""
    parent = os.getpid()

    def before() -> None:
        nonlocal parent
        parent = os.getpid()

    def after() -> None:
        die_with(parent, signal.SIGKILL)()

    os.register_at_fork(before=before, after_in_child=after)


def end_group(group: int) -> None:
    """Whatever a child left behind in its group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def reason(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
