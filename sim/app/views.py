"""What the widgets of a tab are shown: the words, the pictures, charts, cards and lists, made out of its run."""

from __future__ import annotations

import time
from typing import Any, Protocol

from sim.app import inspection, scenario_files, ties
from sim.app.charts import chart_data
from sim.app.display import Display
from sim.app.frames import MAP_MEASURES, Values, difference, legend, points, shown_districts, shown_points, values_of
from sim.app.picture_line import Picture
from sim.app.policy_cards import cards, mechanism_name
from sim.app.runs import Figure, Run, Setup
from sim.app.settings import place_for
from sim.app.shapes import WIDTH, district_shapes, inner_part, projection_of
from sim.app.words import say, vocabulary
from sim.errors import GongzhiError
from sim.mechanisms import registry
from sim.report.wording import drawn_text
from sim.words import T, language, speaking

SAMPLES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1.0)
"""Shares of townships offered on the page."""


class Tells(Protocol):
    """What the views ask of the tab's player."""

    display: Display
    setup: Setup
    run: Run | None
    playing: bool
    speed: int
    building: bool

    def doing(self) -> str:
        """What is being done instead of simulating, in the reader's language, or ""."""

    def doing_seconds(self) -> int:
        """For how long that has been going on."""

    def days_per_second(self) -> float:
        """Days simulated per second."""


class Views:
    """Makes what one tab shows.

    Attributes:
        lang: Language of the tab, "en" or "zh": at first the present one.
        measure: Id of the map's measure.
        draw_as: "points" or "districts".
        chosen: Reference of what is inspected, "" for nothing.
        district: Row of the district whose network is shown, -1 for all.
        drafts: Parameters chosen for mechanisms that are off.
        figures_day: Day on which figures were last measured, -1 for none.
        notice: What the reader is told, "" for nothing.
    """

    def __init__(self, player: Tells) -> None:
        self._player = player
        self._show = player.display.show
        self.lang = language()
        self.layout = player.display.layout
        self.measure = "resolved"
        self.draw_as = "points"
        self.chosen = ""
        self.district = -1
        self.drafts: dict[str, Any] = {}
        self.figures_day = -1
        self._figures: list[Figure] = []
        self.file = player.setup.scenario.name
        self.saved_text: dict[str, Any] | None = None
        self.notice = ""
        self._refused: Exception | None = None
        self.legends(None)

    # ------------------------------------------------------------------------------------------- the whole tab

    def speak(self, lang: str) -> None:
        """Changes the language of every label at once.

        Args:
            lang: "en" or "zh".
        """
        self.lang = lang
        with speaking(lang):
            self._player.display.show_everywhere(words=vocabulary(), lang=lang)
            if self._refused is not None:
                self.refuse(self._refused)

    def say(self, text: str) -> None:
        """Tells the reader something until the next time; what was refused before is forgotten.

        Args:
            text: What is said, "" for nothing.
        """
        self.notice, self._refused = text, None
        self._show("panel", notice=text, refused={})

    def refuse(self, problem: Exception) -> None:
        """Tells the reader what cannot be done and why: beside the field it belongs to, where there is one.

        Args:
            problem: What is wrong.
        """
        beside, rest = refusal(problem)
        self.notice, self._refused = say("refused", problem="\n\n".join(rest)).strip(), problem
        self._show("panel", notice=self.notice, refused=beside)

    def new_run(self, run: Run) -> None:
        """Shows what stays the same for a whole run: the map, the points, the lists to choose from."""
        self.figures_day, self._figures = -1, []
        self.saved_text = None
        place = place_for(run.policy.scenario)
        shapes, height = district_shapes(place)
        projection = projection_of(place)
        static = {
            "shapes": shapes,
            "size": [WIDTH, height],
            "inner": inner_part(place),
            "pts": points(run.policy, projection.project, (WIDTH, height)),
            "drawn": (run.policy.districts.population > 0).tolist(),
            "run": run.number,
        }
        for name in ("A", "B", "D"):
            self._show(name, place=static)
        self._show("network", place=static)
        if self.district >= len(run.policy.districts):
            self.district = -1
        if self.chosen and inspection.card_of(run.policy, self.chosen) is None:
            self.chosen = ""
        self.new_layout(run)

    def new_layout(self, run: Run) -> None:
        """Follows a change of what stands side by side, or of the view."""
        self.layout.change(compared=run.baseline is not None)
        self.network(run)

    def everything(self, run: Run) -> None:
        """Shows the present day on every widget."""
        self.legends(run)
        self.picture(run, time.monotonic(), at_once=True)
        self.charts(run)
        self.policies(run)
        self.scenario(run)
        self.card(run)
        self.show_figures(run)

    def state(self) -> dict[str, Any]:
        """What the bar at the top shows."""
        player = self._player
        run = player.run
        place = place_for(player.setup.scenario)
        shown: dict[str, Any] = {
            "playing": player.playing,
            "speed": player.speed,
            "busy": player.doing(),
            "busy_seconds": player.doing_seconds(),
            "ready": run is not None and not player.building,
            "compared": player.setup.compared,
            "notice": self.notice,
            "title": say("title", place=place.title),
            "day": 0,
            "n_days": 1,
            "date": "",
            "rate": round(player.days_per_second(), 1),
            "over": False,
        }
        if run is not None:
            calendar, day = run.policy.calendar, run.policy.day
            shown |= {
                "day": day,
                "n_days": calendar.n_days,
                "date": calendar.date(max(0, day - 1)).isoformat(),
                "over": run.over,
                "warm_up": day < run.policy.scenario.run.warm_up_days,
                "n_on": sum(run.policy.is_on(name) for name in registry()),
                "run": run.number,
            }
        return shown

    # ------------------------------------------------------------------------------------------------ pictures

    def picture(self, run: Run, now: float, at_once: bool = False) -> None:
        """Takes a picture and sends it, where the browser is ready for one.

        Args:
            run: The run.
            now: The time of a steady clock, in seconds.
            at_once: Whether to send it though the browser has not taken the last one.
        """
        line = self._player.display.line
        if not at_once and not line.ready(now):
            return
        taken = round(time.time() * 1000.0)
        measure = MAP_MEASURES[self.measure]
        ours = values_of(run.policy, measure)
        shown: dict[str, tuple[Values, bool]] = {"B": (ours, False)}
        if self.layout.value["view"] == "network":
            shown = {"network": (ours, False)}
        elif run.baseline is not None:
            theirs = values_of(run.baseline, measure)
            shown |= {"A": (theirs, False), "D": (difference(ours, theirs), True)}
        panes = {pane: shown_districts(values, measure, less) for pane, (values, less) in shown.items()}
        bytes_of = {pane: shown_points(values, measure, less).tobytes() for pane, (values, less) in shown.items()}
        line.send(Picture(line.n_sent + 1, run.number, run.policy.day, taken, panes, bytes_of), now)

    def legends(self, run: Run | None) -> None:
        """Shows what the colours mean, and how the map is to be read; before the first run, the colours alone."""
        measure = MAP_MEASURES[self.measure]
        offered = [{"id": m.id, "name": str(m.words)} for m in MAP_MEASURES.values()]
        for name, compared in (("A", False), ("B", False), ("D", True), ("network", False)):
            self._show(
                name,
                legend=legend(measure, compared),
                draw_as=self.draw_as,
                note="" if run is None else self._about(run),
                compared=run is not None and run.baseline is not None,
                chosen={} if run is None else self._marked(run),
            )
        self._show(
            "tools",
            measures=offered,
            measure=self.measure,
            draw_as=self.draw_as,
            view=self.layout.value["view"],
            compared=run is not None and run.baseline is not None,
        )

    def _about(self, run: Run) -> str:
        n, world = len(run.policy.communities), run.policy.world
        about = (
            say("note_whole", n=n)
            if world.sample >= 1.0
            else say("note_sample", drawn=drawn_text(world.drawn, world.sample), n=n)
        )
        of_map = str(place_for(run.policy.scenario).map_note)
        return " ".join([about, say("note_places"), of_map]).strip()

    def _marked(self, run: Run) -> dict[str, int]:
        """District and community of what is inspected, -1 for none."""
        found = inspection.card_of(run.policy, self.chosen) if self.chosen else None
        found = found or {}
        return {"district": int(found.get("district", -1)), "community": int(found.get("community", -1))}

    def network(self, run: Run) -> None:
        """Shows the tiers of the chosen district, or the ties among all districts."""
        if self.layout.value["view"] != "network":
            return
        names = run.policy.world.districts
        net: dict[str, Any] = {"names_zh": list(names.short_zh), "names_en": list(names.name_en)}
        if self.district >= 0:
            net["tree"] = ties.tree_of(run.policy, self.district)
        else:
            net |= ties.overview(run.policy)
        self._show("network", net=net)

    # -------------------------------------------------------------------------------------------------- panels

    def charts(self, run: Run) -> None:
        """Shows the charts up to the present day."""
        self._show("charts", series=chart_data(run.policy, run.baseline))

    def policies(self, run: Run) -> None:
        """Shows the cards of the mechanisms."""
        self._show("panel", policies=cards(run.policy, self.drafts))

    def scenario(self, run: Run) -> None:
        """Shows the scenario, its main parameters, and what would be saved."""
        setup = self._player.setup
        chosen = setup.scenario
        files = [{"name": s.name, "title": str(T(s.title, s.title_zh))} for s in scenario_files.shipped()]
        unrecorded = sorted(run.policy.policies.unrecorded)
        self._show(
            "panel",
            scenario={
                "file": self.file,
                "files": files,
                "unreadable": scenario_files.unreadable(),
                "most_bytes": scenario_files.MOST_BYTES,
                "sample": chosen.world.sample,
                # As text: a browser knows whole numbers exactly only up to 2 to the power of 53.
                "seed": str(chosen.run.seed),
                "samples": sorted({*SAMPLES, chosen.world.sample}),
                "days": chosen.run.days,
                "warm_up_days": chosen.run.warm_up_days,
                "world_seed": str(chosen.world.world_seed),
                "start_date": chosen.run.start_date,
                "reference": setup.reference,
                "exact": not unrecorded,
                "unrecorded": str(T(", ", "、")).join(map(mechanism_name, unrecorded)),
                "title": str(T(chosen.title, chosen.title_zh)) or chosen.name,
            },
            saved=self.saved_text,
        )

    def save(self, run: Run) -> None:
        """Writes the run as a scenario file and hands it to the browser."""
        written = scenario_files.saved(run.policy)
        self.saved_text = {"name": written.file_name, "text": written.text, "at": time.time()}
        self._show("panel", saved=self.saved_text)

    def card(self, run: Run) -> None:
        """Shows what is inspected, and the lists to choose from without a pointer."""
        model = run.policy
        card = inspection.card_of(model, self.chosen) if self.chosen else None
        if card is not None and run.baseline is not None:
            card = inspection.side_by_side(card, inspection.card_of(run.baseline, self.chosen))
        self._show("panel", card=card or {}, districts=inspection.district_links(model), chosen=self.chosen)

    def inspect(self, run: Run, ref: str) -> None:
        """Chooses something to be inspected.

        Args:
            run: The run.
            ref: Its reference.
        """
        if inspection.card_of(run.policy, ref) is None:
            return
        self.chosen = ref
        self.card(run)
        self.legends(run)

    def take_figures(self, run: Run, figures: list[Figure], day: int) -> None:
        """Shows headline measures.

        Args:
            run: The run.
            figures: The measures; none where there are none yet.
            day: The day on which they were measured, -1 for none.
        """
        self._figures, self.figures_day = figures, day
        self.show_figures(run)

    def show_figures(self, run: Run) -> None:
        """Shows the headline measures, in the language of the page."""
        self._show(
            "panel",
            figures={
                "rows": [f.row() for f in self._figures],
                "day": self.figures_day,
                "window": self._window(run),
                "compared": run.baseline is not None,
            },
        )

    def _window(self, run: Run) -> str:
        """The days the headline measures speak of; "" before there are any."""
        if self.figures_day < 0:
            return ""
        calendar, first = run.policy.calendar, run.policy.scenario.run.warm_up_days
        if self.figures_day <= first:
            return say("warm_up")
        last = calendar.date(self.figures_day - 1)
        return say("window", first=calendar.date(first).isoformat(), last=last.isoformat())


FIELDS = {
    "sample": "world.sample",
    "seed": "run.seed",
    "days": "run.days",
    "warm_up_days": "run.warm_up_days",
    "world_seed": "world.world_seed",
}
"""Main parameters of a scenario that have a field of their own on the page."""


def refusal(problem: Exception) -> tuple[dict[str, str], list[str]]:
    """What is wrong, in words.

    Args:
        problem: What is wrong.

    Returns:
        What is said beside a field, by the field: a name of `FIELDS`, or "mechanism.parameter"; and what is said of
        everything in one place.
    """
    if isinstance(problem, MemoryError):
        return {}, [say("no_memory")]
    if not isinstance(problem, GongzhiError):
        return {}, [str(problem)]
    field_of = {path: field for field, path in FIELDS.items()}
    beside: dict[str, str] = {}
    rest = []
    for fault in problem.faults:
        typed = fault.line is None and not fault.file.startswith("--set mechanisms.")
        is_card = typed and fault.key_path.startswith("mechanisms.")
        field = fault.key_path.removeprefix("mechanisms.") if is_card else field_of.get(fault.key_path, "")
        if typed and field:
            key = "refused_field" if str(fault.limits()) else "refused_field_plain"
            beside[field] = say(key, problem=fault.message(), allowed=fault.limits())
            rest.append(f"{fault.key_path}: {fault.message()}")
        else:
            rest.append(fault.render() if fault.file else str(fault.message()))
    return beside, rest
