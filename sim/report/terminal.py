"""What a person sees in the terminal: the timeline, the decisions, the summary of many runs."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.engine.trace import CAUSE, DATE, ENDS, FORCE, HOLD, STAGE, Event, Felt, Trace
from sim.experiment.ensemble import QUANTILES, Ensemble, Share, Summary
from sim.experiment.replay import Replay, Surprise
from sim.scenario.placing import Placed
from sim.scenario.scenario import Scenario
from sim.scenario.vocabulary import Issue

NOISE = 0.005  # pressures that differ by less look the same at two decimals


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
    """Every event by date: what happened, whose pressure it moved, by which source.

    `entries` gives the record's entry of an event by its place in the trace; `extra` are entries
    without an event (context), shown dimmed.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
    table.add_column("Date", no_wrap=True)
    table.add_column("What happened", ratio=5)
    table.add_column("Pressure felt", ratio=3)
    table.add_column("Sources", ratio=3, style="dim")
    rows: list[tuple[float, int, Event | Placed]] = [
        (event.time, number, event) for number, event in enumerate(trace.events)
    ]
    rows += [(placed.time, -1, placed) for placed in extra]
    for time, number, each in sorted(rows, key=lambda row: (row[0], row[1])):
        if isinstance(each, Placed):
            table.add_row(
                window(scenario, each), each.entry.summary, "", _sources(each), style="dim"
            )
            continue
        placed = entries.get(number)
        told = what(scenario, trace, each)
        if placed is not None:
            told = Text.assemble(told, "\n", (placed.entry.summary, "default"))
        date = window(scenario, placed) if placed is not None else short_date(scenario, time)
        table.add_row(date, told, felt(scenario, each), _sources(placed))
    return table


def _sources(placed: Placed | None, most: int = 4) -> str:
    if placed is None:
        return ""
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
    table.add_column("Decision", ratio=4)
    table.add_column("Pressure", justify="right")
    table.add_column("Resistance", justify="right")
    table.add_column("Background", justify="right")
    if surprises:
        table.add_column("Chance by then", justify="right", ratio=2)
        table.add_column("Chance of rung", justify="right", ratio=2)
        table.add_column("To the model", ratio=2)
    else:
        table.add_column("Draw behind the rung", justify="right")
    told = {id(each.event): each for each in surprises}
    for event in trace.decisions():
        decided = event.decided
        assert decided is not None
        choice = decided.choice
        cells: list[RenderableType] = [
            short_date(scenario, event.time),
            what(scenario, trace, event),
            f"{choice.pressure:.2f}",
            f"{choice.thresholds[choice.rung]:.2f}" if choice.rung else "none",
            f"{decided.background:.0%}",
        ]
        surprise = told.get(id(event))
        if surprise is not None:
            cells += [
                _likely(surprise.by_then, surprise.by_then_range),
                _likely(surprise.rung, surprise.rung_range),
                surprise.words,
            ]
        else:
            cells.append("given" if choice.z is None else f"z = {choice.z:+.2f} x {choice.sd:.2f}")
        table.add_row(*cells)
    return table


def _likely(value: float, found: tuple[float, float]) -> str:
    return f"{value:.0%} ({found[0]:.0%} to {found[1]:.0%})"


def silences(scenario: Scenario, replay: Replay) -> Group:
    """The clocks that had not run out at the end, with the chance of that."""
    who = names(scenario)
    lines = []
    for each in replay.silences:
        ladder = [
            rung.name or rung.id for rung in _issue(scenario, replay.trace, each.stance).rungs
        ]
        way = "further up" if each.clock.direction else "back down"
        rung = ladder[each.clock.rung]
        told = f"  {who[each.stance]} had not moved {way} from {rung!r} by the end: "
        lines.append(Text(f"{told}{each.probability:.0%}"))
    return Group(*lines)


def limits(scenario: Scenario) -> Group:
    """The words that stand beside every table of probabilities."""
    return Group(*(Text(f"  {line}", style="italic") for line in scenario.limits))


def summary(found: Ensemble, rows: tuple[Summary, ...]) -> Table:
    """What many runs say of every outcome. Dates are quantiles over all runs, never over some."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Outcome", ratio=3)
    table.add_column("Share of runs (95 %)", justify="right", ratio=2)
    for p in QUANTILES:
        table.add_column(f"{p:.0%} of runs", justify="right")
    for row in rows:
        name = row.outcome.name or row.outcome.id
        if row.rungs:
            on = row.outcome.at_end or row.outcome.highest
            assert on is not None
            ladder = {
                rung.id: rung.name or rung.id for rung in found.scenario.issue(on.issue).rungs
            }
            table.add_row(name, "", *[""] * len(QUANTILES))
            for rung, share in row.rungs:
                table.add_row(f"  {ladder[rung]}", shown_share(share), *[""] * len(QUANTILES))
            continue
        cells = [shown_quantile(found.scenario, row, value) for value in row.quantiles]
        table.add_row(name, shown_share(row.share), *(cells or [""] * len(QUANTILES)))
    return table


def shown_share(share: Share | None) -> str:
    """A share with its interval."""
    return "" if share is None else f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})"


def shown_quantile(scenario: Scenario, row: Summary, value: float | None) -> str:
    """A quantile as a date, days or a distance."""
    if value is None:
        return "not by the end"
    if row.outcome.measure == "first_reaches":
        return "by " + short_date(scenario, value)
    return f"{value:.0f} days" if row.outcome.measure == "days_at_or_above" else f"{value:.2f}"
