"""What a person sees in the terminal of one run: the timeline, the decisions, how likely they were."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.engine.trace import (
    CAUSE,
    DATE,
    ENDS,
    FORCE,
    HOLD,
    RELEASE,
    STAGE,
    Decided,
    Event,
    Felt,
    Trace,
)
from sim.experiment.replay import Replay, Surprise
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.vocabulary import Issue
from sim.scenario.placing import Placed

NOISE = 0.005  # pressures that differ by less look the same at two decimals
LEAST_SHARE = 0.005  # a chance below it, or above 1 minus it, would be told as 0 % or 100 %
NARROW = 24  # characters that a column of prose keeps on a narrow terminal


def short_date(scenario: Scenario, time: float) -> str:
    """A day and month."""
    return f"{scenario.date(time):%d %b}".lstrip("0")


def window(scenario: Scenario, placed: Placed) -> str:
    """The date of an entry as it is known: a day, or a range of days."""
    first, last = placed.entry.on.first, placed.entry.on.last
    if (last - first).days <= 1:
        return short_date(scenario, placed.time)
    return f"{first.day}-{short_date(scenario, scenario.time(last) - 1)}"


def names(scenario: Scenario) -> tuple[str, ...]:
    """A short name for every stance: its actor, with the issue where the actor has several."""
    return tuple(
        actor.name.split(" (")[0] + (f" on {stance.issue}" if len(actor.stances) > 1 else "")
        for actor in scenario.actors
        for stance in actor.stances
    )


def what(scenario: Scenario, trace: Trace, event: Event) -> Text:
    """An event in a line."""
    who = names(scenario)
    if event.kind in {CAUSE, ENDS}:
        cause = scenario.causes[event.subject]
        word = {"lasting": " begins", "recurring": "", "dated": "", "triggered": ""}[cause.form]
        return Text(
            f"{cause.name or cause.id}{' ends' if event.kind == ENDS else word}", style="bold"
        )
    if event.kind == DATE:
        return Text(f"a date that {trace.program.gates.name[event.subject]} waits for")
    ladder = [rung.name or rung.id for rung in _issue(scenario, trace, event.subject).rungs]
    actor = who[event.subject]
    if event.kind == STAGE:
        table = trace.program.stances
        stage = table.stages[event.subject][table.stage[event.subject][event.step]]
        settled = (
            f", settles on {ladder[event.after]!r}"
            if event.step == table.settles[event.subject]
            else ""
        )
        return Text(f"{actor}: {stage}{settled}")
    if event.kind == HOLD:
        return Text(f"{actor} is held at {ladder[event.before]!r}")
    if event.kind == RELEASE:
        return Text(f"{actor} is held at {ladder[event.before]!r} no longer")
    verb = "is put on" if event.kind == FORCE else "decides"
    text = Text(f"{actor} {verb}: ", style="bold")
    text.append(f"{ladder[event.before]} → {ladder[event.after]}", style="bold green")
    return text


def _issue(scenario: Scenario, trace: Trace, stance: int) -> Issue:
    return scenario.issues[trace.program.stances.issue[stance]]


def felt(scenario: Scenario, event: Event) -> str:
    """Whose pressure an event moved, from what to what."""
    who = names(scenario)
    return "\n".join(_moved(who[each.stance], each) for each in event.felt if _matters(each))


def _matters(each: Felt) -> bool:
    return abs(each.after - each.before) >= NOISE or abs(each.level - each.after) >= NOISE


def _moved(name: str, each: Felt) -> str:
    if abs(each.after - each.before) >= NOISE:
        return f"{name} {each.before:.2f} → {each.after:.2f}"
    return f"{name} {each.after:.2f}, tends to {each.level:.2f}"


def timeline(
    scenario: Scenario, trace: Trace, entries: dict[int, Placed], extra: Iterable[Placed] = ()
) -> Table:
    """Every event by date: what happened, by which source, and whose pressure it moved.

    `entries` gives the record's entry of an event by its place in the trace; `extra` are entries
    without an event: context, and causes in force from the start.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Date", no_wrap=True)
    table.add_column("What happened", ratio=1, min_width=NARROW, overflow="fold")
    table.add_column("Pressure felt")
    rows: list[tuple[float, int, Event | Placed]] = [
        (event.time, number, event) for number, event in enumerate(trace.events)
    ]
    rows += [(placed.time, -1, placed) for placed in extra]
    for time, number, each in sorted(rows, key=lambda row: (row[0], row[1])):
        if isinstance(each, Placed):
            table.add_row(window(scenario, each), _extra(scenario, each), "")
            continue
        placed = entries.get(number)
        told = what(scenario, trace, each)
        if placed is not None:
            told = _with_entry(told, placed)
        date = window(scenario, placed) if placed is not None else short_date(scenario, time)
        table.add_row(date, told, felt(scenario, each))
    return table


def _extra(scenario: Scenario, placed: Placed) -> Text:
    """An entry without an event of its own."""
    entry = placed.entry
    if entry.cause is None:
        return _with_entry(Text("Context", style="dim"), placed)
    name = scenario.cause(entry.cause).name or entry.cause
    return _with_entry(Text(f"{name} (in force from the start)", style="bold"), placed)


def _with_entry(told: Text, placed: Placed) -> Text:
    """What happened, what the record says of it, and its sources."""
    sources = Text(_sources(placed), style="dim italic")
    return Text("\n").join([told, Text(placed.entry.summary), sources])


def _sources(placed: Placed, most: int = 4) -> str:
    cites = placed.entry.cites
    more = f" and {len(cites) - most} more" if len(cites) > most else ""
    return ", ".join(cites[:most]) + more


def entries_of(replay: Replay) -> tuple[dict[int, Placed], tuple[Placed, ...]]:
    """The record's entry for each event of the trace, and the entries that have none."""
    left = list(replay.placed)
    found: dict[int, Placed] = {}
    for number, event in enumerate(replay.trace.events):
        match = next((each for each in left if each.time == event.time), None)
        if match is not None:
            found[number] = match
            left.remove(match)
    return found, tuple(left)


def decisions(scenario: Scenario, trace: Trace, surprises: tuple[Surprise, ...] = ()) -> Table:
    """Every decision: pressure against resistance, what its clock was made of, how likely it was."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Date", no_wrap=True)
    table.add_column("Decision", ratio=1, min_width=NARROW)
    if surprises:
        table.add_column("By then", justify="right")
        table.add_column("That rung", justify="right")
    else:
        table.add_column("Draw behind the rung", justify="right", max_width=20)
    told = {id(each.event): each for each in surprises}
    for event in trace.decisions():
        decided, surprise = event.decided, told.get(id(event))
        assert decided is not None
        made = Text("\n").join([what(scenario, trace, event), _made_of(decided)])
        cells: list[RenderableType] = [short_date(scenario, event.time), made]
        if surprise is not None:
            cells += [
                f"{_likely(surprise.by_then, surprise.by_then_range)}\n{surprise.words}",
                _likely(surprise.rung, surprise.rung_range),
            ]
        else:
            z, sd = decided.choice.z, decided.choice.sd
            cells.append("given" if z is None else f"z = {z:+.2f} x {sd:.2f}")
        table.add_row(*cells)
    return table


def _made_of(decided: Decided) -> Text:
    """Pressure and resistance where the rung was settled, and how much of the work had no cause."""
    choice = decided.choice
    needed = f", resistance {choice.thresholds[choice.rung]:.2f}" if choice.rung else ""
    background = f"{_percent(decided.background)} % background"
    told = f"pressure {choice.pressure:.2f}{needed}, {background}"
    return Text(told, style="dim")


def _likely(value: float, found: tuple[float, float]) -> str:
    return f"{_percent(value)} %\n({_percent(found[0])} to {_percent(found[1])} %)"


def _percent(share: float) -> str:
    """A per cent that claims neither 0 nor 100."""
    if share < LEAST_SHARE:
        return "<1"
    return ">99" if share > 1 - LEAST_SHARE else f"{100 * share:.0f}"


def silences(scenario: Scenario, replay: Replay) -> RenderableType:
    """The clocks that had not run out at the end, with the chance of that."""
    who = names(scenario)
    lines = []
    for each in replay.silences:
        ladder = [
            rung.name or rung.id for rung in _issue(scenario, replay.trace, each.stance).rungs
        ]
        way = "further up" if each.clock.direction else "back down"
        told = f"{who[each.stance]} had not moved {way} from {ladder[each.clock.rung]!r} by the end"
        lines.append(f"{told}: {_percent(each.probability)} %")
    return indented(lines)


def limits(scenario: Scenario) -> RenderableType:
    """The words that stand beside every table of probabilities."""
    return indented(scenario.limits, "italic")


def indented(lines: Iterable[str], style: str = "") -> RenderableType:
    """Lines set in by two, and their continuations with them."""
    return Padding(Group(*(Text(line, style=style) for line in lines)), (0, 0, 0, 2))
