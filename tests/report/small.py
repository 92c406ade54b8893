"""Small histories that pages and pictures must bear: nobody moves, only acts, everything at once."""

from __future__ import annotations

from sim.model.lower import lower
from sim.report.history import History, of_run
from sim.scenario.language.scenario import Scenario
from tests.worlds import (
    Tree,
    actor,
    dated,
    during,
    gate,
    hears,
    lasting,
    recurring,
    stance,
    stands,
    traced,
    world,
)

EVIL = '<script>alert("x")</script> & </style>'


def of(scenario: Scenario, replication: int = 0) -> History:
    """A run of a scenario."""
    return of_run(scenario, traced(lower(scenario), replication))


def alone() -> History:
    """One actor that nothing pushes."""
    return of(world(actor("solo"), days=10))


def acting() -> History:
    """One actor that acts again and again, and no cause."""
    busy = stance("reply", (0.2, 0.3), standing=0.4, tempo=0.5, choice_sd=0.4)
    return of(world(actor("bear", busy), days=20))


def pushed(title: str = "A pushed world") -> Scenario:
    """One actor pushed by a lasting cause and by an instant, to decide in two stages."""
    stages: list[Tree] = [{"id": "drafted"}, {"id": "signed", "public": True}]
    reactions = [during("siege", 1.5), hears("appeal", 0.5), hears("threat", -0.3)]
    mover = stance(stages=stages, reactions=reactions, standing=0.1, relief=0.5)
    causes = (lasting("siege", 5.0, 40.0), dated("appeal", 8.0), dated("threat", 9.0))
    return world(actor("alpha", mover), causes=causes, title=title)


def busy(title: str = "A busy world") -> History:
    """Positions and acts, gates, going back, and causes of every kind, some of them often."""
    reactions = [
        hears("shelling", 0.4),
        during("siege", 0.6),
        hears({"decision_of": "bear", "issue": "reply"}, -0.5, wears=0.8),
    ]
    mover = stance(
        "use",
        (0.5, 0.6),
        tempo=2.0,
        standing=0.2,
        choice_sd=0.3,
        relief=0.5,
        gives_up_below={"partly": 0.45, "wholly": 0.9},
        reactions=reactions,
    )
    bear = stance(
        "reply",
        (0.2, 0.4),
        standing=0.05,
        relief=0.8,
        reactions=[hears({"decision_of": "alpha", "issue": "use"}, 1.2)],
    )
    waits = stance("use", (0.1, 5.0), standing=0.3, requires=[gate(stands("alpha", "partly"))])
    causes = (
        recurring("shelling", {"exponential": 1.5}),
        lasting("siege", 10.0, 25.0),
        lasting("old-war", None, None),
        dated("late", 59.9),
    )
    actors = (actor("alpha", mover), actor("beta", waits), actor("bear", bear))
    return of(world(*actors, causes=causes, days=60, title=title), replication=3)
