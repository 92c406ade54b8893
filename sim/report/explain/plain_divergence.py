"""Where two worlds part as plain data, for JSON (see sim.report.plain)."""

from __future__ import annotations

from dataclasses import asdict

from sim.engine.trace import KINDS
from sim.experiment.explain.divergence import WAYS, Difference
from sim.experiment.explain.divergences import Divergences, Group
from sim.experiment.explain.origins import origins
from sim.experiment.summary import Share
from sim.model.keys import UP
from sim.report import plain
from sim.report.explain.pairs import Pair
from sim.report.explain.sections import Section
from sim.report.explain.sides import Side, sides
from sim.report.plain import Plain


def pair(found: Pair, told: tuple[Section, ...]) -> Plain:
    """A pair of runs: every difference with both its events and its origins, and what is said of them."""
    divergence = found.found
    traced = [plain.run(history.scenario, history.trace)["events"] for history in found.both]
    came = origins(divergence)
    numbers = {id(each): number for number, each in enumerate(divergence.differences)}
    first = divergence.conduct
    return {
        "seed": divergence.baseline.seed,
        "replication": divergence.baseline.replication,
        "differences": [
            {
                "kind": KINDS[each.key.kind],
                "subject": each.key.subject,
                "how": WAYS[each.way],
                "change_itself": each.given,
                "days_later": divergence.shift(each),
                "baseline": None if each.baseline is None else traced[0][each.baseline],
                "variant": None if each.variant is None else traced[1][each.variant],
                "came_of": [
                    {"difference": origin.number, "how": origin.how, "through": origin.through}
                    for origin in came[number]
                ],
            }
            for number, each in enumerate(divergence.differences)
        ],
        "first_by_actor": None if first is None else _first(found, first, numbers[id(first)]),
        "told": sections(told),
    }


def _first(found: Pair, first: Difference, number: int) -> Plain:
    ours, theirs = sides(found, first)
    return {"difference": number, "baseline": _side(ours), "variant": _side(theirs)}


def _side(side: Side) -> Plain:
    stands, clock = side.standing, side.clock
    told: Plain = {
        "rung": side.history.program.ladder(side.stance)[stands.rung],
        "pressure": stands.pressure,
        "tends_to": stands.level,
        "by_source": {reaction or "standing": part for reaction, part in side.parts().items()},
        "held": stands.held,
        "clock": None,
    }
    if clock is not None:
        told["clock"] = {
            "faces": clock.threshold,
            "speed_per_day": clock.speed,
            "work_done": clock.total(),
            "work_needed": side.needed,
            "work_drawn_by_step": list(clock.needs),
            "z": clock.z,
            "sd": stands.sd,
        }
    return told


def many(found: Divergences, told: tuple[Section, ...]) -> Plain:
    """Many pairs: how many differ, and what differs first."""
    return {
        "seed": found.seed,
        "runs": found.runs,
        "failed": found.failed,
        "same": _share(found.same),
        "no_actor_differs": _share(found.untouched),
        "median_days_after_change": found.lead,
        "first_differences": [_group(group) for group in found.groups],
        "told": sections(told),
    }


def _group(group: Group) -> Plain:
    return {
        "kind": KINDS[group.what.kind],
        "stance": group.what.stance,
        "stage": group.what.stage or None,
        "direction": "up" if group.what.direction == UP else "down",
        "how": WAYS[group.what.way],
        "share": _share(group.share),
        "median_days_after_change": group.lead,
        "median_days_later": group.shift,
        "example": group.example,
    }


def _share(share: Share) -> Plain:
    return {"value": share.value, **asdict(share)}


def sections(told: tuple[Section, ...]) -> list[Plain]:
    """Sections of text."""
    return [
        {
            "heading": each.heading,
            "sentences": list(each.sentences),
            "items": list(each.items),
            "table": [list(row) for row in (each.head, *each.rows) if row],
        }
        for each in told
    ]
