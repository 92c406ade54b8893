"""Who may forecast, observe and write a minute paper, and when."""

from __future__ import annotations

from sim.classroom.acts.learning import Forecasted, Noted, PaperWritten
from sim.classroom.game import Game
from sim.classroom.rules.person import Person, need, seat_meant
from sim.classroom.state.state import State
from sim.report import dates
from sim.scenario.problems import nearest


def forecast(game: Game, state: State, who: Person, act: Forecasted) -> None:
    """Everybody in a seat forecasts for himself; what is on paper the facilitator types in."""
    seat_meant(state, who, act.seat, "Everybody forecasts for himself.")
    need(
        act.when in forecasts_open(game, state),
        "This forecast is closed. The first is taken until the first move closes, the last one before "
        "the last move opens.",
    )
    first, last = game.calendar.opens(0), game.calendar.last
    inside = act.by is None or first.date() <= act.by <= last.date()
    need(inside, f"Choose a day from {dates.day(first)} to {dates.day(last)}, or none.")


def forecasts_open(game: Game, state: State) -> tuple[str, ...]:
    """Which forecasts are taken.

    The first until the first move closes: nothing has happened before that. The last from the closing of
    the next-to-last move until the last one opens.
    """
    run = len(state.closed)
    if run == 0:
        return () if state.phase == "ended" else ("first",)
    before_last = state.phase == "closed" and run == game.calendar.moves - 1
    return ("last",) if before_last else ()


def note(game: Game, _: State, who: Person, act: Noted) -> None:
    """Evaluators and the facilitator note what they see against an objective."""
    need(who.evaluates or who.leads, "Only evaluators and the facilitator take notes here.")
    need(act.seat == (who.name if who.seat else None), "Everybody notes for himself.")
    objectives = {each.id: each for each in game.exercise.objectives}
    need(
        act.objective in objectives,
        f"Found the unknown objective {act.objective!r}{nearest(act.objective, objectives)}",
    )
    capability = objectives[act.objective].capability
    tasks = {t.id for c in game.exercise.capabilities if c.id == capability for t in c.tasks}
    need(
        act.task == "" or act.task in tasks,
        f"Found the unknown task {act.task!r}{nearest(act.task, tasks)}",
    )
    need(act.text.strip() != "" or act.rating is not None, "Write what you saw, or give a rating.")


def paper(game: Game, state: State, who: Person, act: PaperWritten) -> None:
    """The minute paper is written after ENDEX, by everybody for himself; the facilitator types in paper."""
    seat_meant(state, who, act.seat, "Everybody writes for himself.")
    need(state.phase == "ended", "The minute paper is written after ENDEX.")
    asked = len(game.exercise.minute_paper)
    need(len(act.answers) == asked, f"The minute paper has {asked} questions.")
