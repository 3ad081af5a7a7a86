"""The processes that `nexus up` looks after: started, started again when they die, stopped together."""

import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from nexus.platform.embedded.processes import ask_for_signal
from nexus.platform.servers import ServersError

STEADY_SECONDS = 10
"""A process that lived so long is started again at once; one that dies sooner waits ever longer."""
LONGEST_WAIT = 15.0
TRIES = 5


@dataclass
class Child:
    """One process of ours, by its `nexus` command."""

    name: str
    arguments: list[str]
    stop_seconds: float
    messages: Path | None = None
    """The file that its messages are added to; None: where ours go."""
    process: "subprocess.Popen[bytes] | None" = None
    restarts: int = 0
    _failures: int = 0
    _started_at: float = 0.0
    _again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it, in a session of its own so that Ctrl-C reaches it through us, and gone when we are killed."""
        self._started_at = time.monotonic()
        with ExitStack() as opened:
            to = opened.enter_context(self.messages.open("ab")) if self.messages else None
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "nexus.cli", *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=to,
                stderr=to,
                start_new_session=True,
                # When we are killed the servers go too; then nothing that it began could be finished.
                preexec_fn=ask_for_signal(signal.SIGKILL),  # noqa: PLW1509 - two system calls, nothing that could lock
            )

    def look(self) -> bool:
        """Return whether it just died; start it again when its time has come. Raise when it never gets going."""
        if self.process is None or self.process.poll() is None:
            return False
        if self._again_at == 0.0:
            self._note_death()
            return True
        if time.monotonic() >= self._again_at:
            self._again_at = 0.0
            self.restarts += 1
            self.start()
        return False

    def stop(self) -> None:
        """Ask it to finish; insist when its time is over."""
        if self.process is None:
            return
        try:
            self.process.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask_to_stop(self) -> None:
        """Ask it to finish what it does and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def _note_death(self) -> None:
        present = time.monotonic()
        self._failures = 0 if present - self._started_at > STEADY_SECONDS else self._failures + 1
        if self._failures >= TRIES:
            raise ServersError(f"The {self.name} ended {TRIES} times right after its start; see its messages above.")
        self._again_at = present + min(0.1 * 4**self._failures, LONGEST_WAIT)
