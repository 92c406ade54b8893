"""Tiny worlds for tests: a few lines make a scenario that is read, checked and lowered like any other.

Two issues stand ready: `use` (a ladder of positions) and `reply` (a ladder of acts). A stance left to
its defaults feels nothing, runs without background and takes a pressure of 1 for the first rung and
2 for the second. Times are days from the start; every date made here is an exact instant.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import log
from typing import cast

import pytest

from sim.engine.des import run
from sim.engine.given import Given
from sim.engine.noise import Noise
from sim.engine.trace import CAUSE, DATE, ENDS, KINDS, STAGE, Event, Trace
from sim.model.keys import UP
from sim.model.lower import lower
from sim.model.program import Program
from sim.scenario.files.load import load_text
from sim.scenario.language.scenario import Scenario

Tree = dict[str, object]

START = datetime(2024, 1, 1, tzinfo=UTC)
BASIS = "assumed, a number made for a test"
USE = {"id": "use", "rungs": [{"id": rung} for rung in ("never", "partly", "wholly")]}
REPLY = {
    "id": "reply",
    "acts": True,
    "rungs": [{"id": rung} for rung in ("silence", "warning", "strike")],
}
LOWEST = {"use": "never", "reply": "silence"}
LN_2 = log(2.0)


# --- the parts of a world ----------------------------------------------------------------------


def at(days: float) -> str:
    """The exact instant so many days after the start (to the second), as a scenario writes it."""
    instant = START + timedelta(seconds=round(days * 86_400))
    return f"{instant:%Y-%m-%dT%H:%M:%S}"


def ladder(issue: str, *rungs: str, **more: object) -> Tree:
    """An issue with its rungs, lowest first."""
    return {"id": issue, "rungs": [{"id": rung} for rung in rungs], **more}


def stance(issue: str = "use", resistance: tuple[object, ...] = (1.0, 1.0), **more: object) -> Tree:
    """A stance; `resistance` is that of the first rung and then the steps."""
    return {
        "issue": issue,
        "starts_at": LOWEST.get(issue, "no"),
        "standing": 0.0,
        "half_life": 10.0,
        "tempo": 1.0,
        "background": 0.0,
        "resistance": {"first": resistance[0], "steps": list(resistance[1:])},
        "basis": BASIS,
        **more,
    }


def actor(name: str, *stances: Tree) -> Tree:
    """An actor; without a stance it gets the default one."""
    return {"id": name, "name": name, "stances": list(stances) or [stance()]}


def _reaction(way: str, match: object, weight: object, more: Tree) -> Tree:
    words = [next(iter(match)), *match.values()] if isinstance(match, dict) else [match]
    name = "-".join(str(word) for word in words)
    return {"id": name, way: match, "weight": weight, "basis": BASIS, **more}


def hears(match: object, weight: object, **more: object) -> Tree:
    """A pulse reaction; its id is made of what it matches unless given."""
    return _reaction("hears", match, weight, more)


def during(match: object, weight: object, **more: object) -> Tree:
    """A lasting (`while`) reaction."""
    return _reaction("while", match, weight, more)


def gate(
    *conditions: Mapping[str, object], rungs: tuple[str, ...] = ("partly", "wholly"), **more: object
) -> Tree:
    """A gate with the id `gate` unless given."""
    return {"id": "gate", "rungs": list(rungs), "of": list(conditions), "basis": BASIS, **more}


def stands(name: str, rung: str, issue: str = "use") -> Tree:
    """The condition that an actor stands at or above a rung."""
    return {"actor": name, "issue": issue, "rung": rung}


def _cause(name: str, form: Tree, more: Tree) -> Tree:
    return {"id": name, "kind": "incident", "source": "world", "basis": BASIS, **form, **more}


def dated(name: str, time: float, **more: object) -> Tree:
    """A cause at an instant."""
    return _cause(name, {"on": at(time)}, more)


def lasting(name: str, begins: float | None, until: float | None, **more: object) -> Tree:
    """A cause in force from a time (None: from the start) until another (None: to the end)."""
    form: Tree = {
        "from": "start" if begins is None else at(begins),
        "until": "ongoing" if until is None else at(until),
    }
    return _cause(name, form, more)


def triggered(name: str, when: Tree, **more: object) -> Tree:
    """A cause that happens once an actor reaches a rung."""
    return _cause(name, {"when": when}, more)


def recurring(name: str, every: object, begins: float = 0.0, **more: object) -> Tree:
    """A cause that happens again and again."""
    return _cause(name, {"every": every, "from": at(begins)}, more)


# --- worlds ------------------------------------------------------------------------------------


def world(*actors: Tree, causes: tuple[Tree, ...] = (), days: int = 60, **more: object) -> Scenario:
    """A scenario of `days` days, read from text (JSON is YAML) and checked."""
    names = {str(each["id"]) for each in actors}
    tree: Tree = {
        "scenario": "tiny",
        "title": "A tiny world",
        "question": "What happens?",
        "starts": at(0.0),
        "ends": at(float(days)),
        "kinds": {str(kind): {"plover": "none"} for kind in _words(causes, "kind")},
        "others": [str(source) for source in _words(causes, "source") if source not in names],
        "issues": [USE, REPLY],
        "actors": list(actors),
        "causes": list(causes),
        **more,
    }
    return load_text(json.dumps(tree)).scenario


def _words(causes: tuple[Tree, ...], key: str) -> list[object]:
    return list(dict.fromkeys(cause[key] for cause in causes))


def program(
    *actors: Tree, causes: tuple[Tree, ...] = (), days: int = 60, **more: object
) -> Program:
    """The Program of a world."""
    return lower(world(*actors, causes=causes, days=days, **more))


def traced(
    built: Program, replication: int = 0, seed: int = 0, given: tuple[Given, ...] | None = None
) -> Trace:
    """One run of a program."""
    return run(built, Noise(built, seed, replication), given=given)


def work(
    built: Program,
    step: int = 0,
    *,
    index: int = 0,
    rung: int = 0,
    direction: int = UP,
    visit: int = 0,
    replication: int = 0,
) -> float:
    """The unit-exponential work that a step needs, as drawn: what a known answer is made of."""
    return Noise(built, 0, replication).work(index, rung, direction, visit, step)


def near(value: float, within: float = 1e-9) -> float:
    """What equals any number so close to `value`; typed as one, so that it may stand in a tuple."""
    return cast(float, pytest.approx(value, abs=within))


# --- what to look at ---------------------------------------------------------------------------


def told(trace: Trace) -> list[str]:
    """A run's whole log, an event a line; times to the hundredth of a day."""
    return [f"{event.time:.2f} {what(trace.program, event)}" for event in trace.events]


def what(built: Program, event: Event) -> str:
    """An event in words, without its time."""
    word = KINDS[event.kind]
    if event.kind in {CAUSE, ENDS}:
        return f"{word} {built.causes.name[event.subject]}"
    if event.kind == DATE:
        return f"{word} {built.gates.name[event.subject]}"
    name, rungs = built.stances.name[event.subject], built.ladder(event.subject)
    if event.kind == STAGE:
        step = built.stances.stage[event.subject][event.step]
        return f"{word} {name} {built.stances.stages[event.subject][step]}"
    return f"{word} {name} {rungs[event.before]} > {rungs[event.after]}"


def times(trace: Trace, words: str) -> list[float]:
    """When the events told as `words` happened."""
    return [event.time for event in trace.events if what(trace.program, event) == words]


def first_decision(trace: Trace, index: int = 0) -> float | None:
    """When a stance first decided; None if it had not by the end."""
    decisions = trace.decisions(index)
    return decisions[0].time if decisions else None


def of(trace: Trace, name: str) -> list[tuple[float, int, int, int]]:
    """The steps and decisions of a stance, by its name: time, kind, rung before and after."""
    index = trace.program.stances.name.index(name)
    return [
        (event.time, event.kind, event.before, event.after)
        for event in trace.events
        if event.kind not in {CAUSE, ENDS, DATE} and event.subject == index
    ]


# --- a world in which everything happens ---------------------------------------------------------

_UP = [{"id": "agreed", "public": True}, {"id": "announced", "steps": 2}]
_SHARED: Tree = {"choice_sd": 0.4, "relief": 0.5, "background": 0.01, "half_life": 8.0}

BUSY_ACTORS: tuple[Tree, ...] = (
    actor(
        "us",
        {
            **stance(
                standing={"normal": [0.3, 0.2]},
                rest=2.0,
                stages=[*_UP[:1], {"id": "directed", "settles": True}, _UP[1]],
                gives_up_below={"partly": -0.3, "wholly": 0.2},
                reactions=[
                    during("war", 0.6),
                    hears("shelling", 0.5, wears=0.8),
                    during({"position_of": "uk", "issue": "use"}, 0.7),
                    hears({"decision_of": "ru", "issue": "reply"}, {"uniform": [-0.6, -0.2]}),
                ],
                requires=[gate(stands("uk", "partly"), {"from": at(25.0)}, at_least=1)],
            ),
            **_SHARED,
        },
    ),
    actor(
        "uk",
        {
            **stance(
                stages=_UP,
                gives_up_below={"partly": 0.1},
                reactions=[
                    hears("war", 1.5),
                    hears({"stage_of": "us", "issue": "use", "stage": "agreed"}, 0.8),
                    during({"position_of": "us", "issue": "use"}, 0.9),
                    hears({"kind": "incident"}, 0.4),
                ],
            ),
            **_SHARED,
        },
    ),
    actor(
        "ru",
        {
            **stance(
                "reply",
                resistance=({"uniform": [0.3, 0.8]}, 0.5),
                reactions=[
                    hears({"decision_of": "us", "issue": "use"}, 2.5),
                    hears({"decision_of": "uk", "issue": "use"}, 2.0),
                    hears("shock", 0.5),
                ],
            ),
            **_SHARED,
        },
    ),
)
BUSY_CAUSES: tuple[Tree, ...] = (
    {**lasting("war", None, None), "from": "2024-01-05", "until": "2024-02-10"},
    recurring("shelling", {"exponential": 4.0}, 3.0),
    triggered(
        "shock", stands("ru", "warning", "reply"), after={"lognormal": [1.0, 0.5]}, lasts=6.0
    ),
    {**dated("blow", 0.0), "on": {"date": "2024-01-15", "plus": {"normal": [2.0, 1.0], "min": 0}}},
)


def busy(days: int = 60) -> Program:
    """Three actors, four causes, and every mechanism at work in most runs."""
    return program(*BUSY_ACTORS, causes=BUSY_CAUSES, days=days)


Feeling = dict[str, tuple[float, float, float]]  # by stance: pressure before, after, and its level


def story(trace: Trace, without: str = "") -> list[tuple[float, str, Feeling]]:
    """All that a run's events say, by name and to the bit: when, what, and what each stance felt.

    Events whose words hold `without`, and stances whose name does, are left out.
    """
    names = trace.program.stances.name
    kept = [
        event for event in trace.events if not without or without not in what(trace.program, event)
    ]
    return [
        (
            event.time,
            what(trace.program, event),
            {
                names[felt.stance]: (felt.before, felt.after, felt.level)
                for felt in event.felt
                if not without or without not in names[felt.stance]
            },
        )
        for event in kept
    ]
