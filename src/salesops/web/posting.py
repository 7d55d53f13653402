"""Sending to other systems beside the worker's clock: one slow receiver makes nobody else wait.

A receiver gets what is for it in order, from a thread of its own; only whoever asks for what
became of it touches the database. What was under way when the worker died is sent once more.
"""

import queue
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Outcome = TypeVar("Outcome")
Task = tuple[str, Callable[[], Outcome]]
MOST_RECEIVERS = 16


@dataclass
class Post(Generic[Outcome]):
    """What is under way to which receivers, and what became of what came back."""

    is_dead: Callable[[Outcome], bool]
    busy: dict[Hashable, set[str]] = field(default_factory=dict)
    _came: "queue.Queue[tuple[Hashable, str, Outcome | None]]" = field(default_factory=queue.Queue)

    def is_free(self, receiver: Hashable) -> bool:
        """Whether something may be sent there now."""
        return receiver not in self.busy and len(self.busy) < MOST_RECEIVERS

    def send(self, receiver: Hashable, tasks: Sequence[Task[Outcome]]) -> None:
        """Do these one after another; none after one to which nobody answered."""
        self.busy[receiver] = {ticket for ticket, _ in tasks}
        run = threading.Thread(target=self._run, args=(receiver, list(tasks)), daemon=True)
        run.start()

    def _run(self, receiver: Hashable, tasks: list[Task[Outcome]]) -> None:
        is_dead = False
        for ticket, do in tasks:
            outcome = None
            if not is_dead:
                try:
                    outcome = do()
                    is_dead = self.is_dead(outcome)
                except Exception:  # noqa: BLE001 - whatever broke, the ticket must come back
                    is_dead = True
            self._came.put((receiver, ticket, outcome))

    def collect(self, seconds: float) -> list[tuple[str, Outcome]]:
        """What has come back, waiting at most so long for what is still under way."""
        until, found = time.monotonic() + seconds, []
        while self.busy:
            try:
                left = max(until - time.monotonic(), 0)
                receiver, ticket, outcome = self._came.get(block=left > 0, timeout=left or None)
            except queue.Empty:
                break
            self.busy[receiver].discard(ticket)
            if not self.busy[receiver]:
                del self.busy[receiver]
            if outcome is not None:
                found.append((ticket, outcome))
        return found
