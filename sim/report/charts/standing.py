"""Where positions end, the sharpest acts, and what is permitted at the end: baseline against variant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt

from sim.experiment.compare.effects import Effect
from sim.experiment.compare.found import Compared, Comparison
from sim.experiment.compare.permissions import Permitted
from sim.report.charts.heat import Heat, HeatCell, HeatColumn, heat_chart
from sim.report.charts.shares import points, share
from sim.report.charts.sides import SIDES, cells
from sim.report.names import brief, issue_name, party_name

Rung = tuple[str, str]  # stance (`actor/issue`), rung
Use = tuple[str, str]  # stance, weapon


# --- the rung at the end -----------------------------------------------------------------------


def ladders(found: Comparison) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Headings, stances and rungs, the highest first, as the first variant that has them gives them."""
    seen: set[str] = set()
    for each in found.variants:
        for acts, group in ((False, each.ends), (True, each.acts)):
            for ladder in group:
                if ladder.stance not in seen:
                    seen.add(ladder.stance)
                    yield (
                        _heading(found, ladder.stance, acts=acts),
                        ladder.stance,
                        ladder.rungs[::-1],
                    )


def _heading(found: Comparison, stance: str, *, acts: bool) -> str:
    actor, _, issue = stance.partition("/")
    word = "sharpest act" if acts else "at the end"
    who = brief(party_name(found.scenario, actor))
    several = len(found.scenario.actor(actor).stances) > 1
    return f"{who}, {issue_name(found.scenario, issue)}: {word}" if several else f"{who}: {word}"


def rung_name(found: Comparison, stance: str, rung: str) -> str:
    """What a rung of a stance's ladder is called."""
    issue = found.scenario.issue(stance.partition("/")[2])
    return next(each.name or each.id for each in issue.rungs if each.id == rung)


def at_rung(each: Compared, stance: str, rung: str) -> Effect | None:
    """The share of runs that end there, or whose sharpest act it is."""
    for ladder in (*each.ends, *each.acts):
        if ladder.stance == stance:
            return ladder.effects[ladder.rungs.index(rung)]
    return None


def ends_chart(found: Comparison, variants: Sequence[Compared], title: str) -> alt.LayerChart:
    """A row for each rung of each ladder; of several variants the parameter chooses."""
    known = list(ladders(found))
    groups = [
        (heading, [rung_name(found, stance, rung) for rung in rungs])
        for heading, stance, rungs in known
    ]
    lines = (
        "Share of runs by the rung held at the end; for acts, by the sharpest in the whole run.",
        "Acts are coded words and drills as the scenario defines them, not the risk of escalation.",
    )
    blocks = (("", tuple(HeatColumn(side) for side in SIDES)),)
    heats = [
        Heat(
            title,
            lines,
            blocks,
            groups,
            tuple(
                cells(at_rung(each, stance, rung), ("Rung", rung_name(found, stance, rung)))
                for _, stance, rungs in known
                for rung in rungs
            ),
        )
        for each in variants
    ]
    return heat_chart(*heats)


# --- what is permitted at the end --------------------------------------------------------------


def uses(found: Comparison) -> dict[str, list[str]]:
    """The weapons of each stance that permits any, as the variants have them."""
    known: dict[str, list[str]] = {}
    for each in found.variants:
        for cell in each.permitted:
            weapons = known.setdefault(cell.stance, [])
            if cell.weapon not in weapons:
                weapons.append(cell.weapon)
    return known


def permitted(each: Compared, stance: str, weapon: str, area: str) -> list[Permitted]:
    """The cells of one use in one area, a target each."""
    return [
        cell
        for cell in each.permitted
        if (cell.stance, cell.weapon, cell.area) == (stance, weapon, area)
    ]


def weapon_name(found: Comparison, weapon: str) -> str:
    """What a weapon is called."""
    return found.scenario.weapons[weapon].name or weapon


def permits_chart(found: Comparison, variants: Sequence[Compared], title: str) -> alt.LayerChart:
    """Weapons by areas; of several variants the parameter chooses."""
    known = uses(found)
    areas = tuple(found.scenario.areas)
    columns = tuple(HeatColumn(found.scenario.areas[area] or area) for area in areas)
    groups = [
        (
            brief(party_name(found.scenario, stance.partition("/")[0])),
            [weapon_name(found, weapon) for weapon in weapons],
        )
        for stance, weapons in known.items()
    ]
    lines = (
        "Share of runs that permit the weapon there at the end; a range where it depends on the target.",
        "Declared permissions, not practice.",
    )
    heats = [
        Heat(
            title,
            lines,
            tuple((side, columns) for side in SIDES),
            groups,
            tuple(
                _uses(found, each, stance, weapon, areas)
                for stance, weapons in known.items()
                for weapon in weapons
            ),
        )
        for each in variants
    ]
    return heat_chart(*heats)


def _uses(
    found: Comparison, each: Compared, stance: str, weapon: str, areas: Sequence[str]
) -> tuple[HeatCell | None, ...]:
    told = [_over_targets(found, permitted(each, stance, weapon, area)) for area in areas]
    return tuple(three[side] for side in range(len(SIDES)) for three in told)


def _over_targets(found: Comparison, used: list[Permitted]) -> tuple[HeatCell | None, ...]:
    """One cell for all targets of a use: its share, or the range of its shares."""
    if not used:
        return (None,) * len(SIDES)
    use = used[0]
    tips = (
        ("Weapon", weapon_name(found, use.weapon)),
        ("Area", found.scenario.areas[use.area] or use.area),
    )
    effects = [cell.effect for cell in used]
    if all(effect.pairs == effects[0].pairs for effect in effects):
        return cells(effects[0], *tips)
    was, now = [e.baseline for e in effects], [e.variant for e in effects]
    by = [e.difference for e in effects]
    words = (ranged(was), ranged(now), f"{points(min(by))} to {points(max(by))}")
    shades = (max(was), max(now), max(by, key=abs))
    told = (*tips, *zip(SIDES, words, strict=True))
    texts = (_short(was), _short(now), f"{_near(min(by))} to {_near(max(by))}")
    return tuple(HeatCell(text, dark, told) for text, dark in zip(texts, shades, strict=True))


def _short(values: Sequence[float]) -> str:
    """A range of shares in the room of a cell; the pointer and the table have it in words."""
    low, high = (
        share(value).replace("under ", "<").replace("over ", ">").split("\u00a0")[0]
        for value in (min(values), max(values))
    )
    return f"{low} %" if low == high else f"{low}–{high} %"


def _near(value: float) -> str:
    """A difference in the room of a cell."""
    return f"{100 * value:+.0f}".replace("-", "−").replace("+0", "0").replace("−0", "0")


def ranged(values: Sequence[float]) -> str:
    """Shares from the least to the greatest."""
    low, high = share(min(values)), share(max(values))
    return low if low == high else f"{low} to {high}"
