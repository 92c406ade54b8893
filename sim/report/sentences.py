"""What happened, who felt it, and why a decision fell as it did: plain words, for page and terminal.

`what` and `felt` are one line each; `decision_sentences` is a short paragraph (see `reasons`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.trace import (
    CAUSE,
    DATE,
    DECISION,
    ENDS,
    FORCE,
    HOLD,
    RELEASE,
    STAGE,
    Event,
    Felt,
    Knot,
)
from sim.model.program import NONE
from sim.report import names
from sim.report.charts import marks
from sim.report.gates import gates
from sim.report.history import History
from sim.report.reasons import decision_sentences
from sim.report.words import number, signed

__all__ = ["decision_sentences", "felt", "felt_by", "what"]

LEAST = 0.005  # pressure; less than it is not told (two figures)
MOST_SOURCES = 3  # the biggest sources named for each that felt an event


def what(history: History, event: Event) -> str:
    """One line that says what happened."""
    if event.kind in {CAUSE, ENDS}:
        return _cause(history, event)
    if event.kind == DATE:
        return _date(history, event)
    if event.kind == STAGE:
        return _stage(history, event)
    if event.kind in {FORCE, HOLD, RELEASE}:
        return _from_outside(history, event)
    return _decision(history, event)


def felt(history: History, event: Event) -> str:
    """One line that says who felt an event; empty if nobody did."""
    return "; ".join(felt_by(history, event))


def felt_by(history: History, event: Event) -> tuple[str, ...]:
    """For each stance that felt an event: its pressure before and after, and what changed it."""
    found = [_felt(history, event, each) for each in event.felt]
    found += [line for each in event.felt for line in _turned(history, event, each.stance)]
    return tuple(line for line in found if line)


# --- what happened -----------------------------------------------------------------------------


def _cause(history: History, event: Event) -> str:
    name = history.cause(event.subject)
    if event.kind == ENDS:
        return f"{name}: ends"
    return f"{name}: begins" if marks.lasts(history, event.subject) else name


def _date(history: History, event: Event) -> str:
    gates = history.program.gates
    who = _of(history, gates.stance[event.subject])
    return f"A date is reached that {who} waited for ({gates.name[event.subject].split('/')[-1]})"


def _stage(history: History, event: Event) -> str:
    stance, program = event.subject, history.program
    stage = program.stances.stage[stance][event.step]
    by = names.people(history.scenario, program, stance, stage)
    who = f" ({', '.join(by)})" if by else ""
    public = "" if program.stances.public[stance][event.step] else ", not in public"
    line = f"{_of(history, stance)}: {names.stage_name(program, stance, stage)}{who}{public}"
    settles = event.after != NONE and event.step == program.stances.settles[stance]
    return f"{line}; the rung is settled: {history.rung(stance, event.after)}" if settles else line


def _from_outside(history: History, event: Event) -> str:
    who, rung = _of(history, event.subject), history.rung(event.subject, event.after)
    if event.kind == HOLD:
        return f"{who} is held at {rung}: it may not move from here on"
    if event.kind == RELEASE:
        return f"{who} is held at {rung} no longer: it may move again, and begins afresh"
    return f"{who} is put on {rung} from outside (forced, not decided)"


def _decision(history: History, event: Event) -> str:
    who, taken = history.actor(event.subject), history.rung(event.subject, event.after)
    on = _issue_if_needed(history, event.subject)
    if history.program.stances.acts[event.subject]:
        return f"{who} acts{on} ({taken})"
    verb = "moves" if event.after > event.before else "goes back"
    return f"{who} {verb}{on}: {history.rung(event.subject, event.before)} → {taken}"


def _of(history: History, stance: int) -> str:
    """An actor, with its issue where it has more than one."""
    return f"{history.actor(stance)}{_issue_if_needed(history, stance)}"


def _issue_if_needed(history: History, stance: int) -> str:
    actor = history.scenario.actor(history.actor_id(stance))
    return f" on “{history.issue(stance)}”" if len(actor.stances) > 1 else ""


# --- who felt it -------------------------------------------------------------------------------


def _turned(history: History, event: Event, stance: int) -> Iterator[str]:
    """The gates of a stance that an event opened or shut."""
    for gate in gates(history, stance) if history.program.stances.gates[stance] else ():
        for turn in gate.turns:
            if turn.event is event:
                way = "opens" if turn.is_open else "shuts"
                yield f"{_of(history, stance)}: the gate “{gate.name}” {way}"


def _felt(history: History, event: Event, one: Felt) -> str:
    before, after = history.knots(event, one.stance)
    jumped = abs(one.after - one.before) >= LEAST
    turned = abs(after.level - before.level) >= LEAST
    if not jumped and not turned:
        return ""
    line = f"{_of(history, one.stance)} {number(one.before)}"
    if jumped:
        line += f" → {number(one.after)}"
    if turned:
        way = "rising" if after.level > one.after else "falling"
        line += f", now {way} towards {number(after.level)}"
    why = _sources(history, event, one, (before, after), told=turned)
    return f"{line} ({why})" if why else line


def _sources(
    history: History, event: Event, one: Felt, knots: tuple[Knot, Knot], *, told: bool
) -> str:
    """The biggest changes by source: pulses now, and lasting effects as they will be.

    Where one source made the whole jump, its size is not told again.
    """
    own = event.kind in {DECISION, FORCE} and event.subject == one.stance
    if own and one.after < one.before - LEAST:
        return "pressure let off by deciding"
    parts, (before, after) = history.parts(one.stance), knots
    changes: list[tuple[float, str]] = []
    for old, new in ((one.parts_before, one.parts_after), (before.part_levels, after.part_levels)):
        if old and new:
            changes += [(n - o, name) for o, n, name in zip(old, new, parts, strict=True)]
    found = sorted((c for c in changes if abs(c[0]) >= LEAST), key=lambda c: -abs(c[0]))
    if len(found) == 1 and not told:
        return found[0][1]
    return ", ".join(f"{name} {signed(change)}" for change, name in found[:MOST_SOURCES])
