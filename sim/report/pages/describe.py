"""The pictures in words, for those who do not see them."""

from __future__ import annotations

from sim.report.charts import curves
from sim.report.charts.permit_dates import permit_dates
from sim.report.history import History
from sim.report.words import listed, number

MOST = 3  # sources named


def positions(history: History) -> str:
    """Each stance's positions in a sentence."""
    return " ".join(_positions(history, stance) for stance in history.stances)


def _positions(history: History, stance: int) -> str:
    path, names = history.paths[stance], history.rungs(stance)
    taken = [f"{names[step.rung]} on {history.day(step.time)}" for step in path.steps]
    if path.acts:
        told = f"acted: {listed(taken)}" if taken else "did not act"
        return f"{history.actor(stance)} {told}."
    then = f", then {listed(taken)}" if taken else " throughout"
    return f"{history.actor(stance)}: {names[path.start]}{then}."


def pressure(history: History, stance: int) -> str:
    """A stance's pressure in a sentence: its range, its greatest sources, its decisions."""
    curve = curves.samples(history, stance)
    values = [sample.pressure for sample in curve]
    peaks = [max((s.parts[p] for s in curve), key=abs) for p in range(len(curve[0].parts))]
    ranked = sorted(zip(peaks, history.parts(stance), strict=True), key=lambda each: -abs(each[0]))
    sources = [
        f"{name} ({number(peak)})" for peak, name in ranked if abs(peak) >= curves.LEAST_PART
    ]
    told = f"; greatest sources: {listed(sources[:MOST])}" if sources else ""
    return (
        f"Pressure on {history.actor(stance)} between {number(min(values))} and "
        f"{number(max(values))}{told}. {_positions(history, stance)}"
    )


def permits(history: History) -> str:
    """The days that changed what is permitted, in a sentence."""
    moves = [
        f"{history.actor(event.subject)} to {history.rung(event.subject, event.after)} "
        f"on {history.day(event.time)}"
        for date in permit_dates(history)
        for event in date.moves
    ]
    if not moves:
        return "What is permitted did not change. The table below has every cell."
    return f"What is permitted changed when these moved: {listed(moves)}. The table below has every cell."
