"""Small cases with a record, for questions about what hung on what."""

from __future__ import annotations

from sim.scenario.files.load import Case
from tests.experiment.records import decision, recorded
from tests.worlds import Tree, actor, dated, during, hears, lasting, stance

LONG = 36_500.0  # days: a half-life so long that what is heard stays
OUTCOMES: list[Tree] = [
    {"id": "us-moves", "first_reaches": {"actor": "us", "issue": "use", "rung": "partly"}},
    {"id": "us-wholly", "first_reaches": {"actor": "us", "issue": "use", "rung": "wholly"}},
    {
        "id": "uk-first",
        "before": {
            "first": {"actor": "uk", "issue": "use", "rung": "partly"},
            "then": {"actor": "us", "issue": "use", "rung": "partly"},
        },
    },
    {"id": "us-end", "at_end": {"actor": "us", "issue": "use"}},
    {"id": "uk-days", "days_at_or_above": {"actor": "uk", "issue": "use", "rung": "partly"}},
]
UK_AT, US_AT, DAYS = 10.0, 20.0, 60
BACKGROUND, TEMPO, MOST = 0.01, 1.0, 1.0


def followers(weight: object = None) -> Case:
    """The United Kingdom moves on day 10 by background; the United States, who watches it, on day 20.

    Its speed is 0.01 a day alone and 0.01 plus half the weight after London's move.
    """
    heavy = {"uniform": [0.0, MOST]} if weight is None else weight
    watching = stance(
        standing=1.0,
        tempo=TEMPO,
        background=BACKGROUND,
        half_life=1.0 / 24,
        resistance=(1.0, 900.0),
        reactions=[during({"position_of": "uk", "issue": "use"}, heavy)],
    )
    return recorded(
        actor("uk", stance(background=BACKGROUND, resistance=(900.0, 1.0))),
        actor("us", watching),
        entries=(
            decision("uk-moves", UK_AT, "uk", "partly"),
            decision("us-moves", US_AT, "us", "partly"),
        ),
        days=DAYS,
        outcomes=OUTCOMES,
    )


def chained() -> Case:
    """A blow, and what came of it, that the United States hears; a war and a word that it does not."""
    hearing = stance(
        standing=0.4,
        tempo=2.0,
        background=0.01,
        half_life=8.0,
        reactions=[hears("blow", {"uniform": [0.5, 2.0]}), hears("echo", {"uniform": [0.1, 0.6]})],
    )
    late = decision("us-moves", 14.0, "us", "partly")
    return recorded(
        actor("us", hearing),
        actor("uk", stance(reactions=[during("war", 0.1)])),
        entries=(late, _begins("war", 3.0)),
        causes=(
            dated("blow", 5.0),
            dated("echo", 8.0, because=["blow"]),
            lasting("war", 3.0, None),
            dated("late", 30.0),
        ),
        days=DAYS,
        outcomes=OUTCOMES,
    )


def _begins(cause: str, day: float) -> Tree:
    from tests.experiment.records import entry

    return entry(f"told-{cause}", "cause", day, cause=cause)
