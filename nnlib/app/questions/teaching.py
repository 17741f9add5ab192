"""Teach it: what a few safe steps on one drawing change, what they cost, and the way back."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from html import escape

import ipywidgets
import numpy as np

from ...network import Network
from ..parts import box, button
from .lessons import Lesson, judged, lessons

FIRST = "Draw a digit and say what it was, above (“Wrong? It was a …”). Then it can be taught."


class TeachIt(ipywidgets.VBox):
    """A button to teach the drawing that was just corrected, a report, a button to forget it."""

    def __init__(self, pad, listener: Callable):
        self._pad, self._listener = pad, listener
        self._before: tuple[str, Network] | None = None  # whose, and what it was
        self._reported = False  # what came of it, if it is still about this drawing
        self._task: asyncio.Task | None = None
        self._teach = button("Teach", "A few steps on this drawing", listener(self._begin))
        self._forget = button("Forget it", "Back to what it was", listener(self._back))
        self._said = ipywidgets.HTML()
        super().__init__([box("row", self._teach, self._forget), self._said])

    def show(self) -> None:
        """Say what can be taught now."""
        busy = self._task is not None and not self._task.done()
        self._teach.disabled = busy or self._pad.meant is None
        self._forget.disabled = busy or self._before is None
        meant = self._pad.meant
        if busy or self._before is not None:
            return
        if meant is None:
            self._reported = False
        if not self._reported:
            self._said.value = FIRST if meant is None else f"Teach it that this is a {meant}."

    def _begin(self) -> None:
        pad = self._pad
        whose, network = pad.chosen, pad.network.copy()
        strokes = [np.array(stroke) for stroke in pad.strokes]
        work = self._learning(whose, network, pad.meant, strokes, pad.tensor)
        try:
            self._task = asyncio.get_running_loop().create_task(self._apart(work))
        except RuntimeError:  # nobody draws meanwhile
            for step in work:
                step()
        self.show()

    async def _apart(self, work: Iterator[Callable]) -> None:
        """Work in a thread of its own, and show what comes of it here, so that the pen goes on."""
        while (step := await asyncio.to_thread(next, work, None)) is not None:
            self._listener(step)()
        self._task = None
        self.show()

    def _learning(self, whose, network, digit, strokes, image) -> Iterator[Callable]:
        """What is to be shown, bit by bit; the work is done on the way there."""
        yield partial(self._tell, "Remembering what it must not forget …")
        first, best = None, None
        for lesson in lessons(network, digit, strokes, image):
            first = first or lesson
            if not lesson.forgotten:
                best = lesson
            yield partial(self._tell, f"{lesson.n_steps} steps: {lesson.said.html} …")
        table = escape(judged(first.network, best.network))
        yield partial(self._done, whose, first, best, digit, table)

    def _done(self, whose: str, first: Lesson, best: Lesson, digit: int, table: str) -> None:
        if best.n_steps:
            self._before = self._before or (whose, self._pad.networks[whose])
            self._pad.take(whose, best.network, taught=True)
        self._reported = True
        learnt = best.said.digit == digit and best.said.known
        verdict = "" if learnt else " More would have cost what it knows already."
        self._tell(
            f"<p>You meant a {digit}. Before: {first.said.html}. After {best.n_steps} steps: "
            f"{best.said.html}.{verdict}</p><pre>{table}</pre>"
            "<p>On images that played no part in the steps. It is forgotten with this page.</p>"
        )

    def _back(self) -> None:
        self._pad.take(*self._before, taught=False)
        self._before, self._reported = None, False
        self.show()

    def _tell(self, words: str) -> None:
        self._said.value = words
