"""The fan of every change: a live picture with a chooser, still ones of the most telling, tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.experiment.counterfactual.found import Answered, Counterfactual
from sim.report import butfor, names
from sim.report.charts.butfor import named
from sim.report.charts.common import ticks
from sim.report.charts.fan import fan_chart, recorded
from sim.report.charts.shares import share
from sim.report.dates import short
from sim.report.names import brief
from sim.report.pages.page import Picture
from sim.report.pages.parts import Album, Chooser, Group, Part, Seen, Table
from sim.report.words import capital, listed, stopped

STILLS = 4
LEAST = 0.005  # of the worlds: what fewer do otherwise is not told
MOST_DATES = 5
TITLE = "Who would have stood where"


def fans(found: Counterfactual, album: Album) -> Chooser | None:
    """The chooser of all changes; None where nothing was asked."""
    grouped = list(butfor.groups(found))
    answers = [each for _, group in grouped for each in group]
    if not answers:
        return None
    numbers = {id(each): number for number, each in enumerate(answers)}
    words = f"The record as a line, the worlds of the chosen change under it. {_key(found)}"
    live = album.live("fan", TITLE, words, fan_chart(found, answers, TITLE))
    seen = tuple(
        Seen(number, words_of(found, each), dates(found, each))
        for number, each in enumerate(answers)
    )
    told = telling(found)
    stills = tuple(_still(found, album, number, each) for number, each in enumerate(told, start=1))
    options = tuple(
        (title, tuple((numbers[id(each)], each.row.title) for each in group))
        for title, group in grouped
    )
    part = Part("", "", live, seen, stills)
    return Chooser("fan", "Which change to see", options, (part,), numbers[id(told[0])])


def _still(found: Counterfactual, album: Album, number: int, answer: Answered) -> Picture:
    title = f"{TITLE}: {named(answer)}"
    chart = fan_chart(found, [answer], title)
    return album.add(f"fan-{number}", title, words_of(found, answer), chart)


def _key(found: Counterfactual) -> str:
    return f"Shares are of {found.posterior.worlds:,} worlds that fit the record."


def telling(found: Counterfactual) -> list[Answered]:
    """The most telling change of each group for the headline outcome, none that looks like another."""
    column = butfor.headline(found).outcome.id

    def turned(answer: Answered) -> tuple[bool, float, float]:
        cell = found.cells[answer.row.id].get(column)
        if cell is None:
            return False, 0.0, 0.0
        return not cell.construction, cell.changed.value, cell.later

    ranked = [sorted(group, key=turned, reverse=True) for _, group in butfor.groups(found)]
    kept: list[Answered] = []
    for group in ranked:
        other = (each for each in group if not any(_alike(each, one) for one in kept))
        kept += [first] if (first := next(other, None)) is not None else []
    return kept[:STILLS]


def _alike(one: Answered, other: Answered) -> bool:
    if one.fan.shares.keys() != other.fan.shares.keys():
        return False
    return all(np.array_equal(one.fan.shares[s], other.fan.shares[s]) for s in one.fan.shares)


# --- in words and tables -----------------------------------------------------------------------


def words_of(found: Counterfactual, answer: Answered) -> str:
    """Where a change leaves each stance at the end, if not where the record does."""
    told = list(_otherwise(found, answer))
    if not told:
        return f"{capital(named(answer))}: everybody ends where the record does."
    return f"{capital(named(answer))}. {' '.join(told)}"


def _otherwise(found: Counterfactual, answer: Answered) -> Iterator[str]:
    scenario, program = found.case.scenario, found.program
    for stance, name in enumerate(program.stances.name):
        shares, on_record = answer.fan.shares.get(name), recorded(found, stance)[-1][1]
        who = brief(names.actor_name(scenario, program, stance))
        if shares is None:
            yield f"{who}: not there."
            continue
        if shares[-1, on_record] > 1 - LEAST:
            continue
        rungs = names.rung_names(scenario, program, stance)
        ends = [
            f"“{rungs[rung]}” in {share(float(value))}"
            for rung, value in enumerate(shares[-1])
            if value >= LEAST
        ]
        yield stopped(f"{who}, on record at “{rungs[on_record]}”, ends at {listed(ends)}")


def dates(found: Counterfactual, answer: Answered) -> Table:
    """The share of worlds on each rung at some dates, and the rung on record."""
    scenario, program = found.case.scenario, found.program
    days = _days(found)
    shown = [short(scenario.date(day)) for day in days[:-1]]
    groups = []
    for stance, name in enumerate(program.stances.name):
        shares = answer.fan.shares.get(name)
        if shares is None:
            continue
        line = recorded(found, stance)
        rungs = names.rung_names(scenario, program, stance)
        places = [int(np.searchsorted(answer.fan.days, day)) for day in days]
        stood = [max(step for step in line if step[0] <= day)[1] for day in days]
        lines = tuple(
            (rungs[rung], *(_cell(shares[at, rung], rung == on) for at, on in zip(places, stood, strict=True)))
            for rung in range(len(rungs))
            if shares[:, rung].any() or any(rung == each for _, each in line)
        )  # fmt: skip
        groups.append(Group(names.stance_name(scenario, program, stance), lines))
    return Table(
        f"{capital(named(answer))}: the share of worlds on each rung (“record”: the rung held on record)",
        ("Rung", *shown, "the end"),
        tuple(groups),
    )


def _cell(value: float, on_record: bool) -> str:
    return f"{share(float(value))}, record" if on_record else share(float(value))


def _days(found: Counterfactual) -> list[float]:
    """Some whole days along the picture's axis, and the end."""
    scenario = found.case.scenario
    marks, _ = ticks(scenario.start, found.horizon)
    start = scenario.start.timestamp() * 1000
    days = [(mark - start) / 86_400_000 for mark in marks]
    inside = [day for day in days if 1 <= day <= found.horizon - 1]
    every = max(1, -(-len(inside) // MOST_DATES))
    return [*inside[::every], found.horizon]
