"""Doing something soon but not too often: how a flood of events becomes a few updates."""

import asyncio
import time
from collections.abc import Callable

SHARE = 3  # times as long as a call takes, the next one waits


class Pace:
    """Calls a function soon after it is asked for, and once for all that is asked meanwhile.

    Events that come faster than the function runs would queue up, and the page would lag behind
    the pen more and more. So three quarters of the time are left to the events: a slow function
    is called less often, and none more than once in `every` seconds.
    """

    def __init__(self, function: Callable[[], object], every: float):
        self._function, self._every = function, every
        self._due: asyncio.TimerHandle | None = None
        self._not_before = 0.0

    def ask(self) -> None:
        """Have the function called: soon, or at once where no event loop runs."""
        if self._due is not None:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.call()
            return
        self._due = loop.call_later(max(0.0, self._not_before - time.monotonic()), self.call)

    def call(self) -> None:
        """Call the function now; what was asked for before is thereby done."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        start = time.monotonic()
        try:
            self._function()
        finally:
            end = time.monotonic()
            self._not_before = end + max(self._every, SHARE * (end - start))
