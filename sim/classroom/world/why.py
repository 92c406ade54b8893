"""Why an actor that the model plays moved, in a sentence for the class and in full for the debrief."""

from __future__ import annotations

from sim.classroom.world.scenario import SAID
from sim.classroom.world.world import World
from sim.engine.trace import CAUSE, Event
from sim.model.program import NONE
from sim.report.reasons import decision_sentences
from sim.report.words import listed

LEAST = 0.05  # pressure; a source that bears less is not named
MOST = 3  # sources named on either side
PRIVATE = "what was said in private"


def why(world: World, event: Event) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What everybody may read of why a decision fell, and all of it."""
    return _open(world, event), tuple(decision_sentences(world.history, event))


def _open(world: World, event: Event) -> tuple[str, ...]:
    """The biggest public sources of pressure; private ones are named only as such."""
    felt = next((each for each in event.felt if each.stance == event.subject), None)
    if felt is None or not felt.parts_before:
        return ()
    reactions = (NONE, *world.trace.program.stances.reactions[event.subject])
    names = world.history.parts(event.subject)
    parts: dict[str, float] = {}
    for reaction, name, part in zip(reactions, names, felt.parts_before, strict=True):
        told = name if _is_public(world, reaction, event.time) else PRIVATE
        parts[told] = parts.get(told, 0.0) + part
    ranked = sorted(parts.items(), key=lambda each: -abs(each[1]))
    pushing = [name for name, part in ranked if part >= LEAST][:MOST]
    holding = [name for name, part in ranked if part <= -LEAST][:MOST]
    back = event.after < event.before
    if back:
        pushing, holding = holding, pushing
    lines = (
        [f"What moved it most: {listed(pushing)}."]
        if pushing
        else ["Nothing in particular moved it."]
    )
    if holding:
        lines.append(f"What stood against it: {listed(holding)}.")
    return tuple(lines)


def _is_public(world: World, reaction: int, time: float) -> bool:
    """Whether everything that this reaction has heard by then was heard by everybody."""
    if reaction == NONE:
        return True
    program = world.trace.program
    heard = {
        event.subject for event in world.trace.events if event.kind == CAUSE and event.time <= time
    }
    for cause in program.reactions.causes[reaction]:
        name = program.causes.name[cause]
        if cause not in heard:
            continue
        given = world.scenario.cause(name)
        if given.heard_by is not None and not _was_public(world, name):
            return False
    return True


def _was_public(world: World, cause: str) -> bool:
    """Whether a statement was made in public, so that its hearers are all there are."""
    if not cause.startswith(SAID):
        return False
    seq, _, team = cause.removeprefix(SAID).partition("-")
    return any(
        each.stamp.seq == int(seq) and each.said.team == team and each.said.audience == "public"
        for each in world.what.state.formal
    )
