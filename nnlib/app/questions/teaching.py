"""Teach it: what a few safe steps on one drawing change, what they cost, and the way back."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from html import escape

import ipywidgets
import numpy as np

from ...network import Network
from ..parts import box, button
from ..words import figures, to_say
from .lessons import Lesson, judged, lessons

FIRST = to_say(
    "Draw a digit and say what it was, above (“Wrong? It was a …”). Then it can be taught."
)
NOW = to_say("Teach it that this is a {}.")


class TeachIt(ipywidgets.VBox):
    """A button to teach the drawing that was just corrected, a report, a button to forget it."""

    def __init__(self, pad, listener: Callable):
        self._pad, self._listener, say = pad, listener, pad.say
        self._before: tuple[str, Network] | None = None  # whose, and what it was
        self._reported = False  # what came of it, if it is still about this drawing
        self._task: asyncio.Task | None = None
        few, back = say("A few steps on this drawing"), say("Back to what it was")
        self._teach = button(say("Teach"), few, listener(self._begin))
        self._forget = button(say("Forget it"), back, listener(self._back))
        self._said = ipywidgets.HTML()
        super().__init__([box("row", self._teach, self._forget), self._said])

    def show(self) -> None:
        """Say what can be taught now."""
        busy = self._task is not None and not self._task.done()
        meant = self._pad.meant
        self._teach.disabled = busy or meant is None
        self._forget.disabled = busy or self._before is None
        if busy or self._before is not None:
            return
        self._reported &= meant is not None
        if not self._reported:
            self._said.value = self._pad.say(FIRST if meant is None else NOW).format(meant)

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
        first, best, say = None, None, self._pad.say
        yield partial(self._tell, say("Remembering what it must not forget …"))
        for lesson in lessons(network, digit, strokes, image):
            first = first or lesson
            if not lesson.forgotten:
                best = lesson
            now = say("{} steps: {} …").format(lesson.n_steps, figures(lesson.said.html, say))
            yield partial(self._tell, now)
        table = escape(judged(first.network, best.network, say))
        yield partial(self._done, whose, first, best, digit, table)

    def _done(self, whose: str, first: Lesson, best: Lesson, digit: int, table: str) -> None:
        if best.n_steps:
            self._before = self._before or (whose, self._pad.networks[whose])
            self._pad.take(whose, best.network, taught=True)
        self._reported = True
        learnt = best.said.digit == digit and best.said.known
        say, steps = self._pad.say, best.n_steps
        before, after = (figures(lesson.said.html, say) for lesson in (first, best))
        said = say("You meant a {}. Before: {}. After {} steps: {}.")
        verdict = "" if learnt else say("More would have cost what it knows already.")
        last = say("On images that played no part in the steps. It is forgotten with this page.")
        words = f"{said.format(digit, before, steps, after)} {verdict}".strip()
        self._tell(f"<p>{words}</p><pre>{table}</pre><p>{last}</p>")

    def _back(self) -> None:
        self._pad.take(*self._before, taught=False)
        self._before, self._reported = None, False
        self.show()

    def _tell(self, words: str) -> None:
        self._said.value = words
