"""One variant in full, whichever is chosen: all curves, the order of moves, the ends, permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sim.experiment.compare.effects import Effect
from sim.experiment.compare.found import Compared, Comparison
from sim.report.charts import order as order_of
from sim.report.charts import standing
from sim.report.charts.comparison import curve_words, panels_chart, quantities
from sim.report.charts.shares import points, share
from sim.report.charts.sides import SIDES, interval
from sim.report.comparison_words import finding
from sim.report.names import brief, party_name
from sim.report.pages import comparison_tables as tables
from sim.report.pages.page import Picture
from sim.report.pages.parts import Album, Chooser, Group, Part, Seen, Table, table

Chart = Callable[[Comparison, Sequence[Compared], str], Any]
ORDER = "The order of moves is evidence, not cause."
CURVES = "Each outcome in the baseline and in the variant; the table has the numbers."
ACTS = "Acts are coded words and drills as the scenario defines them, not the risk of escalation."
GRID = "Declared permissions, not practice. No variant changes what a rung permits, only who stands where."


def variants_seen(found: Comparison, album: Album) -> Chooser | None:
    """The chooser of all variants that were compared; None where none was."""
    known = [each for each in found.variants if each.outcomes]
    if not known:
        return None
    parts = [part for part in _parts(found, album, known) if part.seen]
    options = (("", tuple((number, each.world.title) for number, each in enumerate(known))),)
    return Chooser("variant", "Which variant to see", options, tuple(parts))


def _parts(found: Comparison, album: Album, known: list[Compared]) -> Iterator[Part]:
    scene = _Scene(found, album, known)
    if quantities(found):
        yield scene.part("outcomes", "All outcomes by date", CURVES, panels_chart, _curves)
    yield Part(
        "Every outcome", "", None, scene.seen(lambda _, each: tables.outcomes(found, each), finding)
    )
    if len(order_of.actors(found)) > 1 and any(each.order for each in known):
        yield scene.part("order", order_of.TITLE, ORDER, order_of.order_chart, _order)
    if next(standing.ladders(found), None) is not None:
        yield scene.part("ends", "Where everybody ends", ACTS, standing.ends_chart, _ends)
    if any(each.asked for each in known):
        names = _names(found)
        yield Part(
            "What was asked, and what was given", "", None,
            scene.seen(lambda _, each: tables.asked(found, each, names)),
        )  # fmt: skip
    if standing.uses(found):
        yield scene.part(
            "permits", "What is permitted at the end", GRID, standing.permits_chart, _permits
        )


class _Scene:
    """What every part is made from."""

    def __init__(self, found: Comparison, album: Album, known: list[Compared]) -> None:
        self.found, self.album, self.known = found, album, known

    def part(
        self,
        name: str,
        heading: str,
        about: str,
        chart: Chart,
        tabled: Callable[[Comparison, Compared], Table],
    ) -> Part:
        """A live picture of all variants, a still one of the first, a table of each."""
        live = self.album.live(
            name, heading, about or heading, chart(self.found, self.known, heading)
        )
        return Part(
            heading, "", live, self.seen(tabled), (self._still(name, heading, about, chart),)
        )

    def seen(
        self,
        tabled: Callable[[Comparison, Compared], Table],
        words: Callable[[Comparison, Compared], str] = lambda *_: "",
    ) -> tuple[Seen, ...]:
        """Words and a table of every variant."""
        return tuple(
            Seen(number, words(self.found, each), tabled(self.found, each))
            for number, each in enumerate(self.known)
        )

    def _still(self, name: str, heading: str, about: str, chart: Chart) -> Picture:
        each = self.known[0]
        title = f"{heading}: {each.world.title}"
        words = f"{title}. {about}".strip()
        return self.album.add(f"{name}-{each.name}", title, words, chart(self.found, [each], title))


def _names(found: Comparison) -> dict[str, str]:
    return {
        f"{actor.id}/{stance.issue}": brief(party_name(found.scenario, actor.id))
        for actor in found.scenario.actors
        for stance in actor.stances
    }


# --- tables that say the same as the pictures --------------------------------------------------

COLUMNS = (*SIDES[:2], "Difference", "Monte Carlo interval")


def _sides(effect: Effect) -> tuple[str, ...]:
    by = f"{points(effect.difference)} points"
    return share(effect.baseline), share(effect.variant), by, interval(effect)


def _curves(found: Comparison, each: Compared) -> Table:
    """Every curve at a quarter, half, three quarters of the way and at the end, before → after."""
    known = [curve for of in quantities(found) for curve in each.curves if curve.of == of]
    last = len(known[0].days) - 1 if known else 0
    places = [last * quarter // 4 for quarter in (1, 2, 3)] + [last]
    dates = [found.scenario.date(min(float(place), found.until)) for place in places]
    shown = [f"{date.day} {date:%B}" for date in dates[:-1]]
    lines = [
        (curve_words(found, curve.of), *(
            f"{share(float(curve.baseline[at]))} → {share(float(curve.variant[at]))}" for at in places
        ))
        for curve in known
    ]  # fmt: skip
    columns = ("Reached by", *shown, "the end")
    return table(f"{each.world.title}: shares of runs by date, before → after", columns, lines)


def _order(found: Comparison, each: Compared) -> Table:
    known = order_of.actors(found)
    names = {actor: brief(party_name(found.scenario, actor)) for actor in known}
    lines = [
        (f"{names[first]} before {names[then]}", *_sides(effect))
        for first in known
        for then in known
        if (effect := order_of.before(each, first, then)) is not None
    ]
    caption = f"{each.world.title}: whose first move came before whose, share of runs"
    return table(caption, ("Order", *COLUMNS), lines)


def _ends(found: Comparison, each: Compared) -> Table:
    groups = tuple(
        Group(
            heading,
            tuple(
                (standing.rung_name(found, stance, rung), *_sides(effect))
                for rung in rungs
                if (effect := standing.at_rung(each, stance, rung)) is not None
            ),
        )
        for heading, stance, rungs in standing.ladders(found)
    )
    caption = f"{each.world.title}: the rung at the end and the sharpest act, share of runs"
    return Table(caption, ("Rung", *COLUMNS), groups)


def _permits(found: Comparison, each: Compared) -> Table:
    areas, names = found.scenario.areas, _names(found)
    groups = []
    for stance, weapons in standing.uses(found).items():
        lines = []
        for weapon in weapons:
            cells = []
            for area in areas:
                effects = [cell.effect for cell in standing.permitted(each, stance, weapon, area)]
                was, now = [e.baseline for e in effects], [e.variant for e in effects]
                told = f"{standing.ranged(was)} → {standing.ranged(now)}" if effects else ""
                cells.append(told)
            lines.append((standing.weapon_name(found, weapon), *cells))
        groups.append(Group(names[stance], tuple(lines)))
    caption = f"{each.world.title}: share of runs that permit it at the end, before → after"
    return Table(caption, ("Weapon", *(areas[area] or area for area in areas)), tuple(groups))
