"""Colours: Okabe and Ito's eight, which colour-blind readers tell apart, one for each party.

A party is an actor or another source of events. What comes from one party has shades of its colour,
so a band of pressure, a line of positions and a mark agree from picture to picture. Nothing is told
by colour alone: bands are numbered, lines and rows are named.

Okabe and Ito 2008, "Color Universal Design", jfly.uni-koeln.de/color.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sim.model.program import NONE
from sim.report import names
from sim.report.history import History

OKABE_ITO = (
    "#0072B2",  # blue
    "#E69F00",  # orange
    "#009E73",  # bluish green
    "#CC79A7",  # reddish purple
    "#D55E00",  # vermilion
    "#56B4E9",  # sky blue
    "#F0E442",  # yellow
)
INK, FAINT, RULE, PAPER = "#1A1A1A", "#595959", "#E6E6E6", "#FFFFFF"
STANDING_GREY, OTHER_GREY = "#BDBDBD", "#8C8C8C"
_SHADES = (0.0, 0.45, -0.3, 0.7, -0.5, 0.25)  # towards white (above 0) or black (below 0)


@dataclass(frozen=True)
class Palette:
    """The colour of each party by id, and of each source of pressure by its name."""

    parties: Mapping[str, str]
    sources: Mapping[str, str]

    def party(self, party: str | None) -> str:
        """The colour of a party."""
        return self.parties.get(party or "", OTHER_GREY)

    def source(self, name: str) -> str:
        """The colour of a source of pressure."""
        return self.sources.get(name, STANDING_GREY)


def palette(history: History) -> Palette:
    """The colours of a scenario: actors first, in file order, then the parties most often at work."""
    scenario, program = history.scenario, history.program
    actors = [actor.id for actor in scenario.actors]
    others = Counter(cause.source for cause in scenario.causes if cause.source not in actors)
    parties = dict(
        zip([*actors, *(party for party, _ in others.most_common())], OKABE_ITO, strict=False)
    )
    sources: dict[str, str] = {}
    used: Counter[str] = Counter()
    for stance in history.stances:
        reactions = (NONE, *program.stances.reactions[stance])
        for reaction, name in zip(reactions, history.parts(stance), strict=True):
            if reaction == NONE or name in sources:
                continue
            party = names.source_party(scenario, program, reaction)
            base = parties.get(party or "", OTHER_GREY)
            sources[name] = shade(base, _SHADES[used[base] % len(_SHADES)])
            used[base] += 1
    return Palette(parties, sources)


def shade(colour: str, by: float) -> str:
    """A colour moved towards white (`by` above 0) or black (below 0)."""
    goal = 255 if by > 0 else 0
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(c + (goal - c) * abs(by)):02X}" for c in channels)


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on a colour (WCAG 2 relative luminance)."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    white, black = 1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05
    return PAPER if white > black else "#000000"


def _linear(channel: float) -> float:
    low = 0.04045
    return channel / 12.92 if channel <= low else ((channel + 0.055) / 1.055) ** 2.4
