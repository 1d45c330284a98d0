"""One tab's player: owns the models, simulates in a thread of its own, and takes pictures as they come.

Whoever clicks only leaves a job; the thread does it between two days. So nothing touches a model while a day is being
simulated, and a click is answered at once however long a day takes. A picture is sent when the browser has drawn the
one before it, so a slow browser gets fewer pictures and never holds up the simulation.
"""

from __future__ import annotations

import gc
import queue
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from sim.app.display import Display
from sim.app.measuring import Measuring, Measurings
from sim.app.runs import Run, Setup, free_bytes, needed_bytes, processors
from sim.app.settings import place_for, residents_of
from sim.app.stories import Stories
from sim.app.views import Views
from sim.app.words import WORDS, say
from sim.errors import GongzhiError, InputError
from sim.kernels import is_warm, warm_up
from sim.scenario.scenario import Scenario
from sim.words import Text, speaking
from sim.worlds import shared_world

CHARTS_PER_SECOND = 3.0
STATE_PER_SECOND = 5.0

SPEEDS = (1, 2, 5, 10, 25, 0)
"""Simulated days per second that can be chosen; 0 for as fast as it can."""

BESIDE_BYTES = 2**29
"""A run up to this size is built beside the present one, which goes only when the new one stands."""

GONE_SECONDS = 90.0
"""A browser that has not been heard of for so long is not looking; the run waits for it."""


def freely(scenario: Scenario) -> None:
    """Allows every scenario."""


class Player:
    """What plays in one tab.

    Attributes:
        display: The tab's widgets.
        views: What is made for them out of the models.
        stories: The story the reader has asked for.
        setup: From what the present run was built.
        run: The present run; None while it is being built.
        playing: Whether days follow one another.
        speed: Days per second, 0 for as fast as it can.
        busy: What the thread does instead of simulating, or "".
        building: Whether a run is being built; the present one takes no wishes meanwhile.
        measurings: Measures the run, which holds still meanwhile.
        away: Whether the browser has left; the run waits for it.
        make_room: Frees memory that nobody needs now, and says whether there was any.
        spare: Bytes that it could free.
    """

    def __init__(self, scenario: Scenario, display: Display, allowed: Callable[[Scenario], None] = freely):
        """Begins to build the first run, in the present language; the thread starts with `start`.

        Args:
            scenario: The scenario.
            display: The tab's widgets.
            allowed: Raises an `InputError` for a scenario this page may not run.
        """
        self.display, self._allowed = display, allowed
        self.setup = Setup(scenario)
        self.views = Views(self)
        self.stories = Stories(self)
        self.run: Run | None = None
        self.playing = False
        self.speed = 10
        self.busy: Text = ""
        self.building = False
        self._busy_since: float | None = None
        self.measurings = Measurings(self)
        self.away = False
        self.make_room: Callable[[], bool] = lambda: False
        self.spare: Callable[[], int] = lambda: 0
        self.heard_at = time.monotonic()
        self.closed = threading.Event()
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._number = 0
        self._days: deque[tuple[float, int]] = deque()
        self._next_day = self._last_state = self._last_charts = 0.0
        self._thread = threading.Thread(target=self._work, name="gongzhi-player", daemon=True)
        self._will_build()
        self.post(lambda: self.or_refuse(lambda: self._build(self.setup)))

    # ------------------------------------------------------------------------------------------ from the outside

    @property
    def lang(self) -> str:
        """Language of the page."""
        return self.views.lang

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def post(self, job: Callable[[], None]) -> None:
        """Leaves a job for the thread, done between two days.

        Args:
            job: Function without arguments.
        """
        self._jobs.put(job)

    def play(self, on: bool) -> None:
        """Plays or pauses.

        Args:
            on: True to play.
        """
        self.playing = on
        self._next_day = 0.0
        self.show_state()
        self.post(self._settle)

    def step(self) -> None:
        """Simulates one day and shows it; where the run is being measured, afterwards."""
        self.playing = False
        self.post(lambda: self.measurings.after(self._one_day))

    def reset(self) -> None:
        """Starts anew on the first day, with policies as they stand."""
        self.playing = False
        self._will_build()
        self.show_state()
        self.post(lambda: self.measurings.instead(lambda: self.or_refuse(lambda: self._build(self.setup))))

    def change(self, wanted: Callable[[Setup], Setup], taken: Callable[[], None]) -> None:
        """Begins a run of another setup; where that cannot be used, the present run stays and the reader is told why.

        Args:
            wanted: Gives the setup from the present one, in the thread, or raises what is wrong with it.
            taken: Called in the thread once the setup has become the present one.
        """

        def check() -> None:
            setup = wanted(self.setup)
            self._allowed(setup.scenario)
            place_for(setup.scenario)
            self._need_memory(setup)
            self.measurings.instead(lambda: self.or_refuse(lambda: self._build(setup, taken)))

        self.post(lambda: self.or_refuse(check))

    def or_refuse(self, job: Callable[[], None]) -> None:
        """Does a job; what it refuses is said to the reader.

        Args:
            job: Function without arguments.
        """
        try:
            job()
        except (GongzhiError, ValueError, MemoryError) as problem:
            self._stop_building()
            with speaking(self.lang):  # A reader may have changed it since the job began.
                self.views.refuse(problem)
            self.show_state()

    def compare(self, on: bool | None = None, reference: str | None = None) -> None:
        """Lets a baseline run beside the policy, or ends that; the run goes on.

        Args:
            on: True to compare; None to leave it as it is.
            reference: The baseline, "none" or "file"; None for the present one.
        """

        def work() -> None:
            compared = self.setup.compared if on is None else on
            setup = replace(self.setup, compared=compared, reference=reference or self.setup.reference)
            if on is None and not compared:
                self.setup = setup
                self._settle()
            else:
                self.measurings.instead(lambda: self.or_refuse(lambda: self._compare(setup)))

        self.post(work)

    def close(self) -> None:
        """Ends the thread and lets go of the models."""
        self.closed.set()
        self.stories.cancel()
        self.playing = False
        self.measurings.give_up()
        self.post(lambda: None)
        if self._thread.ident is None and self.run is not None:
            self.run.release()

    def wait(self) -> None:
        """Waits until the thread has ended and the models are gone."""
        if self._thread.ident is not None:
            self._thread.join()

    def doing(self) -> str:
        """What is being done instead of simulating, in the present language, or ""."""
        return str(self.busy) or (say("busy_measure") if self.measurings.under_way else "")

    def doing_seconds(self) -> int:
        """For how long that has been going on."""
        return 0 if self._busy_since is None else int(time.monotonic() - self._busy_since)

    def held_bytes(self) -> int:
        """Memory of the present run, with the states it keeps."""
        run = self.run
        return 0 if run is None else needed_bytes(self.setup, residents_of(self.setup.scenario)) + run.kept_bytes

    def days_per_second(self) -> float:
        """Days simulated per second, over the last two seconds."""
        now = time.monotonic()
        while self._days and self._days[0][0] < now - 2.0:
            self._days.popleft()
        if len(self._days) < 2:
            return 0.0
        (begun, first), (_, last) = self._days[0], self._days[-1]
        return (last - first) / max(now - begun, 1e-3)

    def show_state(self) -> None:
        """Shows day, speed and what is going on."""
        self._last_state = now = time.monotonic()
        self._busy_since = (self._busy_since or now) if self.doing() else None
        with speaking(self.lang):
            self.display.show("bar", state=self.views.state())

    # ------------------------------------------------------------------------------------------ in the thread

    def _work(self) -> None:
        while not self.closed.is_set():
            try:
                self._do_jobs(self._pause())
                if self._moves() and time.monotonic() >= self._next_day:
                    with speaking(self.lang):
                        self._simulate()
            except Exception as problem:
                self.playing = False
                self._stop_building()
                traceback.print_exc(file=sys.stderr)
                with speaking(self.lang):
                    self._say_failed(problem)
        self._let_go()

    def _let_go(self, then: Run | None = None) -> None:
        """Frees the present run; models are rings of references, so the collector is asked at once.

        Args:
            then: The run that takes its place.
        """
        self.measurings.stop()
        if self.run is not None:
            self.run.release()
        self.run = then
        gc.collect()

    def _pause(self) -> float:
        """Seconds to wait for a job before the next day."""
        if not self._moves():
            return 0.5
        return max(0.0, min(0.5, self._next_day - time.monotonic()))

    def _do_jobs(self, wait: float) -> None:
        try:
            job = self._jobs.get(timeout=wait) if wait > 0.0 else self._jobs.get_nowait()
            while not self.closed.is_set():
                with speaking(self.lang):
                    job()
                job = self._jobs.get_nowait()
        except queue.Empty:
            pass

    def _moves(self) -> bool:
        """Whether a day is to be simulated now."""
        run = self.run
        if run is None or run.over or self.measurings.under_way:
            return False
        if self.away or time.monotonic() - self.heard_at > GONE_SECONDS:
            return False
        return self.playing or run.catching_up

    def _simulate(self) -> None:
        run = self.run
        if run is None:
            return
        self.busy = ""
        catching_up = run.catching_up
        run.step()
        now = time.monotonic()
        if catching_up and run.baseline is not None:
            self.busy = WORDS.phrase("busy_catch", day=run.baseline.day, n=run.policy.day)
        else:
            self._days.append((now, run.policy.day))
            self._next_day = max(self._next_day + 1.0 / self.speed, now - 0.1) if self.speed else 0.0
        self._show(now, run)
        if not run.catching_up and (catching_up or run.over):
            self._settle()

    def _show(self, now: float, run: Run) -> None:
        """Takes the pictures that are due."""
        if not run.catching_up:
            self.views.picture(run, now)
        if now - self._last_charts >= 1.0 / CHARTS_PER_SECOND and not run.catching_up:
            self._last_charts = now
            self.views.charts(run)
        if now - self._last_state >= 1.0 / STATE_PER_SECOND:
            self.show_state()

    def _one_day(self) -> None:
        run = self.run
        if run is not None and run.policy.running and not run.catching_up:
            run.step()
        self._settle()

    def _settle(self) -> None:
        """Shows the present day everywhere; at the end of the run measures it."""
        run = self.run
        if run is None:
            return
        if run.over:
            self.playing = False
        if not self.playing:
            self.busy = ""
            self._days.clear()
        self.views.everything(run)
        if run.over and self.views.figures_day != run.policy.day:
            self.measure()
        self.show_state()

    def measure(self) -> None:
        """Begins to measure the measured days so far; called in the thread, which goes on answering."""
        if self.run is not None:
            self.measurings.begin(self.run)
            self.show_state()

    def measured(self, measuring: Measuring) -> None:
        """Shows what was measured; called in the thread.

        Args:
            measuring: The measuring, ended.
        """
        if measuring.figures is not None:
            self.views.take_figures(measuring.run, measuring.figures, measuring.day)
        if measuring.problem is not None:
            self._say_failed(measuring.problem)
        self.show_state()

    def _say_failed(self, problem: Exception) -> None:
        self.say_notice(say("failed", problem=f"{type(problem).__name__}: {problem}"))

    def say_notice(self, text: str) -> None:
        """Shows a message to the reader until the next one.

        Args:
            text: The message, "" for none.
        """
        self.views.say(text)
        self.show_state()

    def _will_build(self) -> None:
        self.building, self.busy = True, WORDS["busy_world"]

    def _say_busy(self, key: str) -> None:
        self.busy = WORDS[key]
        self.show_state()

    def _stop_building(self) -> None:
        self.building, self.busy = False, ""

    def _build(self, setup: Setup, taken: Callable[[], None] = lambda: None) -> None:
        """Builds the next run and lets go of the present one; where it cannot be built, the present one stays.

        Two large runs do not stand side by side in memory: then the present one goes first, and is built again on its
        first day where the next cannot be.
        """
        self._will_build()
        self.show_state()
        need = self._need_memory(setup)
        if not is_warm():
            self._say_busy("busy_compile")
            warm_up()
            self._say_busy("busy_world")
        # Held until the run has it: what a world cannot be built from is refused before anything is let go.
        world = shared_world(setup.scenario, processors())
        self._say_busy("busy_people")
        self._number += 1
        if need > min(BESIDE_BYTES, 0.9 * free_bytes()):
            self._let_go()
        try:
            new = Run(setup, self._number)
        except Exception:
            if self.run is None and setup != self.setup:
                self._begin(Run(self.setup, self._number))
            raise
        del world
        self.setup = setup
        taken()
        self._begin(new)

    def _begin(self, run: Run) -> None:
        """Shows a run that has just been built."""
        self.playing = False
        self._let_go(run)
        self.stories.forget()
        self._days.clear()
        self._stop_building()
        self.views.say("")
        self.views.new_run(run)
        self._settle()

    def _need_memory(self, setup: Setup, beside: bool = False) -> int:
        """Bytes a run needs, found free where need be at the cost of runs whose browsers have left.

        Args:
            setup: From what the run is to be built.
            beside: Whether the present run stays.

        Raises:
            InputError: They are not there.
        """
        need = needed_bytes(setup, residents_of(setup.scenario))
        held = 0 if beside else self.held_bytes()
        hopeless = need > 0.9 * free_bytes() + held + self.spare()
        while need > 0.9 * free_bytes() + held:
            if hopeless or not self.make_room():
                sizes = {"need": need / 2**30, "free": (free_bytes() + held) / 2**30}
                raise InputError(WORDS.phrase("too_large", **sizes))
        return need

    def _compare(self, setup: Setup) -> None:
        run = self.run
        if run is None:
            self.setup = setup
            return
        self.setup = replace(setup, compared=False)
        if not setup.compared:
            run.drop_baseline()
        else:
            self._will_build()
            self._say_busy("busy_people")
            if run.baseline is None:
                self._need_memory(self.setup, beside=True)
            run.add_baseline(setup)
            self.setup = setup
            self._stop_building()
        # Figures of another set of models say nothing about these; at the end they are measured anew.
        self.views.take_figures(run, [], -1)
        self.views.new_layout(run)
        self._settle()
