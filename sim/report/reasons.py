"""Why a decision fell when it did and on that rung, in words a student can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.engine.trace import Choice, Decided, Event
from sim.model.choice import OPEN, SHUT, nearest_above
from sim.report import dates, names
from sim.report.charts import curves
from sim.report.gates import gates
from sim.report.history import History
from sim.report.words import capital, listed, number, percent, percents

LEAST_PART = 0.02  # pressure; a source that bears less is not named
MOST_PARTS = 4  # sources named on either side
MOSTLY = 0.5  # share of a decision's work


@dataclass(frozen=True)
class Reasons:
    """Why a decision fell then, why on that rung, and how likely that was to the model; sentences."""

    then: tuple[str, ...]
    rung: tuple[str, ...]
    likely: tuple[str, ...]


def reasons(history: History, event: Event) -> Reasons:
    """Why then, and why that rung; empty for an event that is no decision."""
    decided = event.decided
    if decided is None:
        return Reasons((), (), ())
    then = (
        _pressure(history, event, decided),
        _sources(history, event),
        _stages(history, event, decided),
        *_gates(history, event, decided),
        _background(decided),
    )
    rung = (_rung(history, event, decided.choice), _chance(history, event, decided.choice))
    likely = (_surprise(history, event),)
    return Reasons(*(tuple(each for each in part if each) for part in (then, rung, likely)))


def decision_sentences(history: History, event: Event) -> list[str]:
    """Why then, and why that rung: some sentences on a decision; none for another event."""
    found = reasons(history, event)
    return [*found.then, *found.rung, *found.likely]


# --- why then ----------------------------------------------------------------------------------


def _pressure(history: History, event: Event, decided: Decided) -> str:
    who = names.brief(history.actor(event.subject))
    since = f"The clock of this decision had run since {history.day(decided.since)}"
    now = f"On {history.day(event.time)} the pressure on {who} was {number(decided.pressure)}"
    if event.after > event.before:
        return f"{since}. {now}{_above(history, event, decided)}."
    floor = curves.gives_up_below(history, event.subject)[event.before]
    held = history.rung(event.subject, event.before)
    if floor is None:
        return f"{since}. {now}."
    return (
        f"{since}. {now}; {who} gives up “{held}” below {number(floor)}{_at_this_speed(decided)}."
    )


def _above(history: History, event: Event, decided: Decided) -> str:
    choice = decided.choice
    nearest = nearest_above(event.before, len(choice.thresholds), choice.passable)
    if nearest < 0:
        return ""
    takes = choice.thresholds[nearest]
    name = history.rung(event.subject, nearest)
    excess = decided.pressure - takes
    if excess <= 0:
        return (
            f", {number(-excess)} below the {number(takes)} that its next open rung, “{name}”, takes: "
            "it moved for a reason outside the scenario, or on work done earlier"
        )
    line = f", {number(excess)} above the {number(takes)} that its next open rung, “{name}”, takes"
    return f"{line}{_at_this_speed(decided)}"


def _at_this_speed(decided: Decided) -> str:
    if decided.speed <= 0.0:
        return ""
    return f"; at that pressure a whole decision takes about {dates.duration(1 / decided.speed)}"


def _sources(history: History, event: Event) -> str:
    felt = next((each for each in event.felt if each.stance == event.subject), None)
    if felt is None or not felt.parts_before:
        return ""
    parts = sorted(
        zip(felt.parts_before, history.parts(event.subject), strict=True),
        key=lambda each: -abs(each[0]),
    )
    pushing = [f"{name} ({number(part)})" for part, name in parts if part >= LEAST_PART]
    holding = [f"{name} ({number(part)})" for part, name in parts if part <= -LEAST_PART]
    if not pushing and not holding:
        return ""
    line = f"What pushed: {_some(pushing)}" if pushing else "Nothing pushed"
    return f"{line}. What held it back: {_some(holding)}." if holding else f"{line}."


def _some(items: list[str]) -> str:
    rest = len(items) - MOST_PARTS
    return listed(items if rest <= 1 else [*items[:MOST_PARTS], f"{rest} smaller ones"])


def _stages(history: History, event: Event, decided: Decided) -> str:
    if len(decided.stages) < 2:  # noqa: PLR2004 (the decision itself)
        return ""
    ids = history.program.stances.stages[event.subject]
    told = []
    for stage, time in decided.stages:
        name = names.stage_name(history.program, event.subject, ids.index(stage))
        told.append(f"{name} on {history.day(time).rsplit(' ', 1)[0]}")
    return f"The file passed through its stages: {listed(told)}."


def _gates(history: History, event: Event, decided: Decided) -> Iterator[str]:
    """What the decision had to wait for."""
    if event.after < event.before:
        return
    for gate in gates(history, event.subject):
        spans = [span for span in gate.shut(event.time) if span[1] > decided.since]
        if spans:
            until = (
                f"until {history.day(spans[-1][1])}" if spans[-1][1] < event.time else "to the end"
            )
            yield (
                f"Its stage “{gate.stage}” had to wait behind a gate ({gate.waits_for}), which was shut "
                f"{until}."
            )


def _background(decided: Decided) -> str:
    share = decided.background
    if share > MOSTLY:
        return (
            f"{capital(percent(share))} of the work was background, which stands for reasons outside "
            "the scenario: the model has no cause for this decision, and every but-for question about "
            "it answers no."
        )
    return f"{capital(percent(share))} of the work was background: moves for reasons outside the scenario."


# --- why that rung -----------------------------------------------------------------------------


def _rung(history: History, event: Event, choice: Choice) -> str:
    taken = history.rung(event.subject, event.after)
    settled = f"How far it goes was settled on {history.day(choice.time)}"
    when = f"{settled}, at a pressure of {number(choice.pressure)}"
    if event.after < event.before:
        return f"{when}; it fell back to “{taken}”."
    takes = f"“{taken}” takes {number(choice.thresholds[event.after])}"
    higher = next(
        (s for s in range(event.after + 1, len(choice.thresholds)) if choice.passable[s] == OPEN),
        None,
    )
    if higher is None:
        return f"{when}. {takes}; no open rung is above it.{_gate(choice, event)}"
    above = history.rung(event.subject, higher)
    more = number(choice.thresholds[higher])
    return f"{when}. {takes}, and the next open one above, “{above}”, {more}.{_gate(choice, event)}"


def _gate(choice: Choice, event: Event) -> str:
    shut = choice.passable[event.after] == SHUT
    return " Its gate was shut, but nothing else was open." if shut else ""


def _chance(history: History, event: Event, choice: Choice) -> str:
    if choice.z is None:
        return ""
    reach = choice.pressure + choice.sd * choice.z
    drawn = choice.sd * choice.z
    way = "added" if drawn >= 0 else "took off"
    line = f"Chance {way} {number(abs(drawn))}, so it would bear up to {number(reach)}"
    if event.after < event.before:
        return f"{line}."
    lowest = nearest_above(event.before, len(choice.thresholds), choice.passable)
    if event.after == lowest and reach < choice.thresholds[event.after]:
        return f"{line}: less than any open rung takes, and then it is the nearest."
    return f"{line}: that reaches “{history.rung(event.subject, event.after)}”."


def _surprise(history: History, event: Event) -> str:
    surprise = history.surprise(event)
    if surprise is None:
        return ""
    return (
        f"Given all that came before, the model gave a chance of {percent(surprise.by_then)} "
        f"({percents(*surprise.by_then_range)} over its uncertain numbers) to a decision by then: it "
        f"came {surprise.words}. To this rung it gave {percent(surprise.rung)} "
        f"({percents(*surprise.rung_range)})."
    )
