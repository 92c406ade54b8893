"""What an exercise must agree on with its scenario: dates, causes, people, the forecast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sim.scenario.checks.findings import Findings, Keys
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.files.load import Case
from sim.scenario.language.causes import Cause
from sim.scenario.language.moments import Moment
from sim.scenario.problems import nearest


def check(exercise: Exercise, case: Case) -> Findings:
    """Every disagreement, with the keys of the exercise it belongs to."""
    return [
        *_dates(exercise, case),
        *_forecast(exercise, case),
        *_causes(exercise, case),
        *_rows(exercise),
    ]


def _dates(exercise: Exercise, case: Case) -> Iterator[tuple[Keys, str]]:
    scenario = case.scenario
    for i, move in enumerate(exercise.moves):
        if move.begins.first < scenario.start or move.until.last > scenario.ends.last:
            span = f"{scenario.start:%Y-%m-%d} to {scenario.ends.first:%Y-%m-%d}"
            yield ("moves", i, "from"), f"the move lies outside the scenario, {span}"


def _forecast(exercise: Exercise, case: Case) -> Iterator[tuple[Keys, str]]:
    dated = [o.id for o in case.scenario.outcomes if o.first_reaches is not None]
    if exercise.forecast.outcome not in dated:
        near = nearest(exercise.forecast.outcome, dated)
        message = (
            f"found {exercise.forecast.outcome!r}, expected an outcome with 'first_reaches'{near}"
        )
        yield ("forecast", "outcome"), message


def _causes(exercise: Exercise, case: Case) -> Iterator[tuple[Keys, str]]:
    """Every dated event within the moves has its row, once: the White cell must be able to release it."""
    rows: dict[str, list[int]] = {}
    for i, row in enumerate(exercise.msel):
        if row.cause is not None and row.type != "contingency-inject":
            rows.setdefault(row.cause, []).append(i)
    for cause, indices in rows.items():
        for i in indices[1:]:
            yield (
                ("msel", i, "cause"),
                f"{cause!r} has a row already; only a contingency inject repeats it",
            )
    for cause, indices in rows.items():
        yield from _dated(exercise, case.scenario.cause(cause), indices[0])
    first, last = exercise.moves[0].begins.first, exercise.moves[-1].until.last
    for each in case.scenario.causes:
        begins = _begins(each)
        if begins is not None and first <= begins < last and each.id not in rows:
            yield ("msel",), f"the event {each.id!r} of {begins:%Y-%m-%d} has no row"


def _dated(exercise: Exercise, cause: Cause, index: int) -> Iterator[tuple[Keys, str]]:
    """A row stands at the date of its event: it delivers the event and does not move it."""
    row, moment = exercise.msel[index], cause.on if cause.on is not None else cause.begins
    if not isinstance(moment, Moment):
        return
    apart = row.at.last.date() < moment.first.date() or row.at.first.date() > moment.last.date()
    if apart:
        message = (
            f"found {row.at.first:%Y-%m-%d}, but the scenario dates {cause.id!r} to "
            f"{moment.first:%Y-%m-%d}; put it off during the exercise, or move the event itself"
        )
        yield ("msel", index, "at"), message


def _begins(cause: Cause) -> datetime | None:
    moment = cause.on if cause.on is not None else cause.begins
    return moment.first if moment is not None and not isinstance(moment, str) else None


def _rows(exercise: Exercise) -> Iterator[tuple[Keys, str]]:
    teams = {team.party: team for team in exercise.teams}
    for i, row in enumerate(exercise.msel):
        if row.type == "expected-action" and row.sender not in teams:
            yield (
                ("msel", i, "from"),
                f"{row.sender!r} is no team: what it does is an inject{nearest(row.sender, teams)}",
            )
        if row.type == "expected-action" and row.sender in teams:
            offered = teams[row.sender].orders.actions
            for j, action in enumerate(row.actions):
                if action not in offered:
                    yield (
                        ("msel", i, "actions", j),
                        f"{row.sender!r} is not offered {action!r}{nearest(action, offered)}",
                    )
