"""The minimal world: what touches nobody changes no bit of anybody, and neither does the file's order."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.trace import Knot, Trace
from tests.worlds import (
    BUSY_ACTORS,
    BUSY_CAUSES,
    Tree,
    actor,
    busy,
    dated,
    during,
    hears,
    lasting,
    program,
    recurring,
    stance,
    stands,
    story,
    traced,
    triggered,
)

RUNS = 12

# --- worlds made by hypothesis -------------------------------------------------------------------

NAMES = ("us", "uk", "ru")
TIMES = st.integers(1, 59 * 24).map(lambda hours: hours / 24)
WEIGHTS = st.sampled_from([-0.5, -0.1, 0.1, 0.3, 0.7, 1.1])


@st.composite
def causes(draw: st.DrawFn, number: int) -> Tree:
    """A cause of any form; no two of different numbers share an instant."""
    name, shift = f"cause-{number}", number / 1000
    time = draw(TIMES) + shift
    magnitude = draw(st.sampled_from([0.3, 1.0, 1.7]))
    form = draw(st.sampled_from([dated, lasting, recurring, triggered]))
    if form is lasting:
        return lasting(name, time, min(59.9, time + draw(TIMES)) + shift, magnitude=magnitude)
    if form is recurring:
        return recurring(name, {"exponential": 8.0}, time, magnitude=magnitude)
    if form is triggered:
        when = stands("us", draw(st.sampled_from(["partly", "wholly"])))
        return triggered(name, when, after={"uniform": [0.5, 3.0]}, lasts=4.0, magnitude=magnitude)
    return dated(name, time, magnitude=magnitude)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Tree], list[Tree]]:
    """Three actors that feel causes and one another."""
    made = [draw(causes(number)) for number in range(draw(st.integers(1, 4)))]
    lasts = [cause for cause in made if "until" in cause or "lasts" in cause]
    actors = []
    for name in NAMES:
        others = [other for other in NAMES if other != name]
        reactions = [hears({"kind": "incident"}, draw(WEIGHTS))]
        reactions += [
            hears(str(cause["id"]), draw(WEIGHTS)) for cause in made if draw(st.booleans())
        ]
        if lasts:
            reactions.append(during({"source": "world"}, draw(WEIGHTS)))
        reactions += [
            during({"position_of": other, "issue": "use"}, draw(WEIGHTS)) for other in others
        ]
        reactions += [
            hears({"decision_of": other, "issue": "use"}, draw(WEIGHTS))
            for other in others
            if draw(st.booleans())
        ]
        numbers: Tree = {
            "standing": draw(st.sampled_from([0.2, 0.9])),
            "choice_sd": 0.3,
            "background": 0.02,
            "gives_up_below": {"partly": 0.1},
            "rest": draw(st.sampled_from([0.0, 1.5])),
        }
        actors.append(actor(name, {**stance(reactions=reactions), **numbers}))
    return actors, made


def knots(trace: Trace, name: str) -> tuple[Knot, ...]:
    return trace.knots[trace.program.stances.name.index(name)]


SEEDS = st.integers(0, 2**32)
THOROUGH = settings(max_examples=40, deadline=None)


@THOROUGH
@given(worlds(), TIMES, SEEDS)
def test_an_event_that_nobody_reacts_to_changes_no_bit(
    made: tuple[list[Tree], list[Tree]], time: float, seed: int
) -> None:
    actors, known = made
    quiet = dated("unheard", time + 0.001, kind="rumour", source="nobody")
    base = traced(program(*actors, causes=tuple(known)), 0, seed)
    with_it = traced(program(*actors, causes=(quiet, *known)), 0, seed)
    assert story(with_it, without="unheard") == story(base)
    assert with_it.knots == base.knots
    assert len(with_it.events) == len(base.events) + 1


@THOROUGH
@given(worlds(), SEEDS)
def test_an_actor_that_nobody_hears_changes_nobody_elses_bits(
    made: tuple[list[Tree], list[Tree]], seed: int
) -> None:
    """Even one that hears everything and decides often, and stands first in the file."""
    actors, known = made
    listener = actor(
        "listener",
        stance(
            "reply",
            background=0.5,
            reactions=[
                hears({"decision_of": "us", "issue": "use"}, 1.0),
                hears({"kind": "incident"}, 1.0),
            ],
        ),
    )
    base = traced(program(*actors, causes=tuple(known)), 0, seed)
    with_it = traced(program(listener, *actors, causes=tuple(known)), 0, seed)
    assert story(with_it, without="listener") == story(base)
    for name in base.program.stances.name:
        assert knots(with_it, name) == knots(base, name)
    assert with_it.decisions(0)


@THOROUGH
@given(worlds(), SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_actors_and_causes_changes_nothing(
    made: tuple[list[Tree], list[Tree]], seed: int, random: Random
) -> None:
    actors, known = made
    base = traced(program(*actors, causes=tuple(known)), 0, seed)
    random.shuffle(actors)
    random.shuffle(known)
    shuffled = traced(program(*actors, causes=tuple(known)), 0, seed)
    assert story(shuffled) == story(base)
    for name in base.program.stances.name:
        assert knots(shuffled, name) == knots(base, name)


# --- the busy world ------------------------------------------------------------------------------


def test_the_busy_world_in_another_order() -> None:
    """The same, with parameters and dates drawn, a gate, a trigger, rest, and acts."""
    base = busy()
    turned = program(*BUSY_ACTORS[::-1], causes=(*BUSY_CAUSES[2:], *BUSY_CAUSES[:2]))
    for replication in range(RUNS):
        assert story(traced(turned, replication)) == story(traced(base, replication))


def test_an_unheard_event_in_the_busy_world() -> None:
    quiet = recurring("unheard", {"exponential": 1.0}, kind="rumour")
    base, with_it = busy(), program(*BUSY_ACTORS, causes=(quiet, *BUSY_CAUSES))
    for replication in range(RUNS):
        heard = traced(with_it, replication)
        assert story(heard, without="unheard") == story(traced(base, replication))
        assert len(heard.events) > 40


def test_a_reaction_of_weight_0_touches_nobody() -> None:
    """A matching reaction with nothing to add is not touched: its stance is not brought up to date."""
    plain = actor("us", stance(standing=1.5, reactions=[hears("blow", 1.0)]))
    indifferent = [hears("blow", 1.0), hears("rumour", 0.0), during("calm", 0.0)]
    deaf = actor("us", stance(standing=1.5, reactions=indifferent))
    known = (dated("blow", 5.0), dated("rumour", 3.0), lasting("calm", 2.0, 4.0))
    base, with_it = program(plain, causes=known), program(deaf, causes=known)
    for replication in range(RUNS):
        first, second = traced(base, replication), traced(with_it, replication)
        assert story(first) == story(second)
        assert [k.time for k in first.knots[0]] == [k.time for k in second.knots[0]]


def test_an_event_heard_by_others_alone_names_them_alone() -> None:
    """`heard_by`: the event happens, and only those it names feel it."""
    reactions = [hears({"kind": "incident"}, 1.0)]
    built = program(
        actor("us", stance(reactions=reactions)),
        actor("uk", stance(reactions=reactions)),
        causes=(dated("secret", 2.0, heard_by=["uk"]), dated("open", 3.0)),
    )
    assert [set(felt) for _, _, felt in story(traced(built))][:2] == [
        {"uk/use"},
        {"us/use", "uk/use"},
    ]
