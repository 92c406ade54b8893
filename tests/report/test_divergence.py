"""Where two runs part, in words: whole texts of made worlds, and nothing untold of the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment import ask
from sim.experiment.explain.divergence import diverge
from sim.report.explain import divergence
from sim.report.explain.divergence import told
from sim.report.explain.pairs import Pair
from sim.report.explain.sections import Section
from sim.report.history import of_run
from sim.scenario.files.load import Case, variants
from sim.scenario.language.scenario import Scenario
from tests.varied import changed, force, hold, move, parted, sets
from tests.worlds import (
    Tree,
    actor,
    dated,
    during,
    gate,
    hears,
    lasting,
    stance,
    stands,
    triggered,
    world,
)

US: Tree = {"decision_of": "us", "issue": "use"}
MOVER = stance(standing=1.05, choice_sd=0.3, reactions=[hears("push", 3.0), during("siege", 0.3)])
CAUSES = (dated("push", 0.5), lasting("siege", 0.2, None))


# The texts, by the names of the tests: a heading with the name, then its lines.
EXPECTED = {
    name: block.splitlines()
    for name, _, block in (
        each.partition("\n")
        for each in Path(__file__).with_suffix(".txt").read_text("utf-8").split("=== ")[1:]
    )
}


def made(*others: Tree, causes: tuple[Tree, ...] = ()) -> Scenario:
    """An actor that works of itself, under siege and pushed."""
    return world(actor("us", MOVER), *others, causes=(*CAUSES, *causes))


def paired(scenario: Scenario, *changes: Tree, replication: int = 0) -> Pair:
    found = parted(scenario, *changes, replication=replication)
    return Pair(
        of_run(scenario, found.baseline),
        of_run(changed(scenario, *changes), found.variant),
        found,
    )


def text(pair: Pair) -> list[str]:
    """All that is said, a line for each heading, sentence, item and row."""
    return [line for section in told(pair, "A title", "drops push") for line in lines(section)]


def lines(section: Section) -> list[str]:
    rows = (section.head, *section.rows) if section.rows else ()
    return [
        f"# {section.heading}",
        *section.sentences,
        *(f"{number}. {item}" for number, item in enumerate(section.items, start=1)),
        *(" | ".join(row) for row in rows),
    ]


# --- whole texts ----------------------------------------------------------------------------------


def test_a_cause_dropped() -> None:
    pair = paired(
        made(actor("uk", stance(reactions=[hears(US, 3.0)]))), {"drop": "push"}, replication=1
    )
    assert text(pair) == EXPECTED["a cause dropped"]


def test_nothing_differs() -> None:
    pair = paired(world(actor("us"), causes=(dated("news", 1.0),)), sets("us/use.tempo", 3.0))
    assert text(pair)[3:] == EXPECTED["nothing differs"]


def test_only_the_change_differs() -> None:
    pair = paired(made(causes=(dated("news", 0.1),)), {"drop": "news"})
    assert text(pair)[3:] == EXPECTED["only the change differs"]


# --- what comes first -----------------------------------------------------------------------------


def first(pair: Pair) -> list[str]:
    return lines(told(pair, "A title", "")[1])


def acts(pair: Pair) -> list[str]:
    """What is said of the first thing that an actor does otherwise, without the table."""
    return list(told(pair, "A title", "")[2].sentences)


def test_an_actor_that_may_not_move() -> None:
    pair = paired(made(actor("uk", stance(reactions=[hears(US, 3.0)]))), hold("us"))
    assert first(pair) == EXPECTED["an actor that may not move"]


def test_an_actor_that_is_not_there() -> None:
    pair = paired(made(actor("uk", stance(reactions=[hears(US, 3.0)]))), {"drop_actor": "us"})
    assert [first(pair)[1]] == EXPECTED["an actor that is not there"]


def test_a_change_that_is_no_event() -> None:
    pair = paired(made(), sets("us/use.tempo", 2.0))
    assert first(pair) == EXPECTED["a change that is no event"]
    assert acts(pair) == EXPECTED["a change that is no event 2"]


# --- both sides of what an actor first does --------------------------------------------------------


def test_a_gate_is_named_with_what_it_waits_for() -> None:
    waits = stance(standing=2.0, background=0.001)
    added: Tree = {"add_part": {"stance": "uk/use", "gate": gate(stands("us", "partly"))}}
    pair = paired(made(actor("uk", waits)), added)
    assert acts(pair)[2:] == EXPECTED["a gate is named with what it waits for"]


def test_another_rung_is_told_with_what_it_takes() -> None:
    settles = stance(standing=1.9, stages=[{"id": "agreed", "settles": True}, {"id": "announced"}])
    pair = paired(world(actor("us", settles)), sets("us/use.resistance.steps.0", 0.2))
    assert acts(pair) == EXPECTED["another rung is told with what it takes"]


def test_going_back_speaks_of_what_is_given_up() -> None:
    back = stance(
        half_life=2.0,
        gives_up_below={"partly": 0.5},
        reactions=[hears("push", 1.9), hears("help", 3.0)],
    )
    pair = paired(
        world(actor("us", back), causes=(dated("push", 3.0), dated("help", 8.0))), {"drop": "help"}
    )
    assert acts(pair) == EXPECTED["going back speaks of what is given up"]


def test_a_world_in_which_it_is_not_yet_at_this_decision() -> None:
    answers = stance("reply", standing=0.3, rest=3.0, reactions=[hears("push", 2.0)])
    made_ = world(actor("ru", answers), causes=(dated("push", 5.0),))
    pair = paired(made_, force("ru", "warning", 4.0, "reply"))
    assert acts(pair)[1:] == EXPECTED["a world in which it is not yet at this decision"]


def test_a_world_in_which_it_stands_elsewhere() -> None:
    pair = paired(made(), force("us", "wholly", 0.1))
    assert acts(pair)[1:] == EXPECTED["a world in which it stands elsewhere"]


# --- the path -------------------------------------------------------------------------------------


def path(pair: Pair) -> list[str]:
    return list(told(pair, "A title", "")[3].items)


def test_the_path_says_by_which_way_each_came() -> None:
    waits = stance(
        standing=0.2, background=0.001, reactions=[during({"position_of": "us", "issue": "use"}, 2.0)],
        requires=[gate(stands("us", "partly"))],
    )  # fmt: skip
    shock = triggered("shock", stands("us", "partly"), after=2.0, lasts=4.0)
    pair = paired(made(actor("uk", waits), causes=(shock,)), move("push", 5.0))
    assert path(pair) == EXPECTED["the path says by which way each came"]


def test_a_long_path_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(divergence, "MOST", 1)
    pair = paired(made(actor("uk", stance(reactions=[hears(US, 3.0)]))), {"drop": "push"})
    section = told(pair, "A title", "")[3]
    assert [section.sentences[1]] == EXPECTED["a long path is cut and says so"]
    assert len(section.items) == 1


# --- the shipped variants -------------------------------------------------------------------------


def test_every_shipped_variant_can_be_told(case: Case) -> None:
    for name in variants(case):
        scenario = ask.scenario_of(case, name)
        for replication in range(3):
            ours, theirs = (
                ask.trace(each, replication=replication) for each in (case.scenario, scenario)
            )
            pair = Pair(
                of_run(case.scenario, ours), of_run(scenario, theirs), diverge(ours, theirs)
            )
            said = text(pair)
            assert not any(
                "None" in line or "nan" in line or "inf" in line.split() for line in said
            )
            assert not any(line.endswith("..") or ": ." in line for line in said)
