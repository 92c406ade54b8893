"""The pictures of a debrief, each with its words and its table."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from sim.classroom.debrief.chart import Layout, narrow, spec, wide
from sim.classroom.debrief.courses import Course, line
from sim.classroom.debrief.found import Debrief
from sim.experiment.positions import Path
from sim.report import dates
from sim.report.charts.figures import Figure
from sim.report.words import capital, listed, percent

MOST = 3  # rungs of the model's worlds that are named
NOT_RUN = "No move was run."
LEAST = 0.05  # of the worlds, to be named at all


@dataclass(frozen=True)
class Drawn:
    """One actor: two pictures as SVG, a sentence or two for those who do not see them, a table."""

    party: str
    heading: str
    wide: str
    narrow: str
    words: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def uri(self, which: str) -> str:
        """A picture as an address that needs no network."""
        return f"data:image/svg+xml;base64,{b64encode(getattr(self, which).encode()).decode()}"


def drawn(found: Debrief) -> tuple[Drawn, ...]:
    """The picture of every actor with a position or with acts; about a second for five actors."""
    return tuple(_drawn(found, course) for course in found.courses)


def _drawn(found: Debrief, course: Course) -> Drawn:
    several = sum(each.party == course.party for each in found.courses) > 1
    return Drawn(
        party=course.party,
        heading=f"{course.name}: {course.issue}" if several else course.name,
        wide=_svg(course, wide(course)),
        narrow=_svg(course, narrow()),
        words=words(found, course),
        head=("Move", "The class", "Who decided", *_columns(course)),
        rows=tuple(_rows(course)),
    )


def _svg(course: Course, layout: Layout) -> str:
    return Figure(course.stance, course.name, "", spec(course, layout)).svg


def _columns(course: Course) -> tuple[str, ...]:
    past = ("History",) if course.history is not None else ()
    so_far = "The model’s worlds: sharpest act so far" if course.acts else "The model’s worlds"
    return (*past, *((so_far,) if course.worlds is not None else ()))


# --- in words ----------------------------------------------------------------------------------


def words(found: Debrief, course: Course) -> str:
    """The picture in sentences."""
    who = found.game.called(course.party)
    told = [f"In the class {who} {_path(course, course.own)}." if found.played else NOT_RUN]
    if course.history is not None:
        it = "it" if found.played else who
        told.append(f"In history {it} {_path(course, course.history)}.")
    if course.worlds is not None:
        verb = "had gone no further than" if course.acts else "stood on"
        told.append(
            f"At the end of the last move the model’s worlds {verb} {_shares(course, course.end)}."
        )
    return capital(" ".join(told))


def _path(course: Course, path: Path) -> str:
    date = course.calendar.scenario.date
    taken = [
        f"“{course.rungs[step.rung]}” on {dates.short(date(step.time))}" for step in path.steps
    ]
    if path.acts:
        return f"acted: {listed(taken)}" if taken else "did not act"
    start = f"“{course.rungs[path.start]}”"
    return f"stood on {start}, then {listed(taken)}" if taken else f"stayed on {start}"


def _shares(course: Course, time: float) -> str:
    assert course.worlds is not None
    shares = course.worlds.at(course.stance, time)
    ranked = sorted(enumerate(shares.tolist()), key=lambda each: (-each[1], each[0]))
    told = [(rung, share) for rung, share in ranked if share >= LEAST][:MOST] or ranked[:1]
    return listed([f"“{course.rungs[rung]}” ({percent(share)})" for rung, share in told])


# --- as a table --------------------------------------------------------------------------------


def _rows(course: Course) -> Iterator[tuple[str, ...]]:
    for move, played in enumerate(course.played):
        end = dates.short(course.calendar.scenario.date(course.calendar.end(move) - 1e-6))
        who = "" if played is None else "its team" if played else "the model"
        row = [
            f"{move + 1}, to {end}",
            "not run" if played is None else _in_move(course, course.own, move),
            who,
        ]
        if course.history is not None:
            row.append(_in_move(course, course.history, move))
        if course.worlds is not None:
            row.append(_shares(course, course.calendar.end(move)))
        yield tuple(row)


def _in_move(course: Course, path: Path, move: int) -> str:
    """The rung at the end of a move; of acts, those in it."""
    date = course.calendar.scenario.date
    steps = course.in_move(path, move)
    taken = [f"{course.rungs[step.rung]} ({dates.short(date(step.time))})" for step in steps]
    if course.acts:
        return "; ".join(taken) or "no act"
    held = [rung for time, rung in line(path) if time < course.calendar.end(move)][-1]
    return " → ".join(taken) if taken else course.rungs[held]
