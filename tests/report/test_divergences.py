"""Where many pairs of runs part, in words: the shares, the table, and a pair to look at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.engine.trace import DECISION, STAGE
from sim.experiment.explain.changed import Worlds
from sim.experiment.explain.divergence import (
    EARLIER,
    LATER,
    ONLY_BASELINE,
    ONLY_VARIANT,
    OTHER_RUNG,
)
from sim.experiment.explain.divergences import Divergences, Group
from sim.experiment.explain.firsts import What
from sim.experiment.summary import wilson
from sim.model.keys import DOWN, UP
from sim.model.lower import lower
from sim.report.explain import divergences as module
from sim.report.explain.divergences import Many, told
from tests.varied import changed
from tests.worlds import Tree, actor, stance, world

STAGES: list[Tree] = [{"id": "agreed"}, {"id": "announced"}]
BASE = world(actor("us", stance(stages=STAGES)), actor("ru", stance("use"), stance("reply")))
ADDED: Tree = {"add_part": {"stance": "us/use", "stage": {"id": "looked-at"}}}


def group(count: int, what: What, lead: float | None = 2.0, shift: float | None = None) -> Group:
    return Group(what, wilson(count, 100), lead, shift, example=count)


GROUPS = (
    group(40, What(STAGE, "us/use", "agreed", UP, LATER), 2.0, 4.0),
    group(20, What(DECISION, "us/use", "", UP, ONLY_BASELINE), None),
    group(10, What(DECISION, "ru/use", "", DOWN, EARLIER), 0.5, -0.5),
    group(5, What(DECISION, "ru/reply", "", UP, ONLY_VARIANT)),
    group(3, What(STAGE, "us/use", "looked-at", UP, OTHER_RUNG), 9.0, 0.0),
)
FOUND = Divergences(0, 102, 2, wilson(7, 100), wilson(22, 100), GROUPS, 2.0)


def many(found: Divergences = FOUND) -> Many:
    scenarios = BASE, changed(BASE, ADDED)
    return Many(scenarios, Worlds(lower(scenarios[0]), lower(scenarios[1])), found)


def test_the_shares() -> None:
    shares, *_ = told(many(), "explain")
    moved, idle, failed = shares.sentences
    assert moved == (
        "In 78 of 100 pairs some actor does something otherwise; the first such thing comes 2 days after the "
        "change first shows (median)."
    )
    assert idle == (
        "In 22 nobody does, 22.0 % (95 % interval 15.0 to 31.1 %): only the change itself differs in 15 and "
        "nothing at all differs in 7."
    )
    assert failed == "2 of 102 pairs failed and are part of no share."


def test_the_table_has_the_commonest_first() -> None:
    _, table, example = told(many(), "tabletop explain tiny --variant x")
    assert table.head == (
        "What first differs",
        "In the variant",
        "Share, % (95 %)",
        "After",
        "Example",
    )
    assert table.rows == (
        ("us: agreed", "later by 4 days", "40.0 (30.9 to 49.8)", "2 days", "40"),
        ("us moves", "not at all", "20.0 (13.3 to 28.9)", "-", "20"),
        ("ru on use goes back", "earlier by 12 hours", "10.0 (5.5 to 17.4)", "12 hours", "10"),
        ("ru on reply acts", "only there", "5.0 (2.2 to 11.2)", "2 days", "5"),
        ("us: looked at", "to another rung", "3.0 (1.0 to 8.5)", "9 days", "3"),
    )
    assert example.sentences == ("tabletop explain tiny --variant x --replication 40",)


def test_what_is_rare_is_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    rows = told(many(), "explain")[1].rows
    assert rows[2:] == (("3 other first differences", "", "18.0 (11.7 to 26.7)", "", "10"),)


def test_nobody_does_otherwise() -> None:
    none = replace(
        FOUND, failed=0, same=wilson(100, 100), untouched=wilson(100, 100), groups=(), lead=None
    )
    (shares,) = told(many(none), "explain")
    assert shares.sentences == (
        "In 0 of 100 pairs some actor does something otherwise.",
        "In 100 nobody does, 100.0 % (95 % interval 96.3 to 100.0 %): nothing at all differs in 100.",
    )


def test_in_every_pair_somebody_does() -> None:
    every = replace(FOUND, failed=0, same=wilson(0, 100), untouched=wilson(0, 100))
    assert told(many(every), "explain")[0].sentences[1] == "There is no pair in which nobody does."


def test_every_pair_failed() -> None:
    failed = replace(
        FOUND, failed=102, same=wilson(0, 0), untouched=wilson(0, 0), groups=(), lead=None
    )
    (shares,) = told(many(failed), "explain")
    assert shares.sentences == ("All 102 pairs failed.",)
