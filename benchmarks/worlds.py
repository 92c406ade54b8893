"""The programs that are measured: shipped scenarios, their variants, and worlds made to a size."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sim
from sim.model.lower import lower
from sim.model.program import Program
from sim.scenario.files.load import Case, load_text, load_variant, variants

ROOT = Path(__file__).resolve().parent.parent
RIVER = ROOT / "docs" / "examples" / "river"
START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 60
MOST_EVENTS = 10_000_000
_SLOW: dict[str, Any] = {"standing": 1.4, "tempo": 2000.0, "background": 0.0001}
BASIS = "assumed, a number made for a benchmark"


def shipped(name: str) -> Program:
    """A shipped scenario."""
    return lower(sim.load(name).scenario)


def varied(name: str) -> dict[str, Program]:
    """A shipped scenario, and each of its variants."""
    case: Case = sim.load(name)
    found = {name: lower(case.scenario)}
    for variant, path in variants(case).items():
        found[f"{name}, {variant}"] = lower(sim.apply(case.scenario, load_variant(path, case)))
    return found


def compared() -> dict[str, Program]:
    """The worlds on which engines must give the same bits."""
    river = varied(str(RIVER))
    return {
        **varied("may-2024"),
        "tanks-2023": shipped("tanks-2023"),
        **{name.replace(str(RIVER), "river"): program for name, program in river.items()},
        "everything": everything(),
        "twenty actors": of_size(20, 500),
    }


def of_size(actors: int, heard: int) -> Program:
    """`actors` actors that hear `heard` events in all, each its share, and decide now and then.

    A cause for each actor recurs at random; pressure stays above the first resistance, so every
    event heard asks for a new solution of the actor's clock.
    """
    gap = DAYS * actors / heard
    names = [f"a{number}" for number in range(actors)]
    program = _program(
        [_actor(name, [_hears(f"c-{name}", 0.1)], **_SLOW) for name in names],
        [_cause(f"c-{name}", {"every": {"exponential": gap}, "from": "start"}) for name in names],
    )
    return replace(program, most_events=MOST_EVENTS)


def everything() -> Program:
    """Three actors and every mechanism: gates and dates, holds, acts, triggers, wear, both clocks."""
    stages = [
        {"id": "agreed", "public": True},
        {"id": "directed", "settles": True},
        {"id": "announced", "steps": 2},
    ]
    gate = {
        "id": "gate",
        "rungs": ["partly", "wholly"],
        "at_least": 1,
        "of": [{"actor": "uk", "issue": "use", "rung": "partly"}, {"from": "2024-01-26"}],
        "basis": BASIS,
    }
    us = _actor(
        "us",
        [
            _during("war", 0.6),
            _hears("shelling", 0.5, wears=0.8),
            _during({"position_of": "uk", "issue": "use"}, 0.7),
            _hears({"decision_of": "ru", "issue": "reply"}, {"uniform": [-0.6, -0.2]}),
        ],
        standing={"normal": [0.3, 0.2]},
        rest=2.0,
        stages=stages,
        gives_up_below={"partly": -0.3, "wholly": 0.2},
        requires=[gate],
    )
    uk = _actor(
        "uk",
        [
            _hears("war", 1.5),
            _hears({"stage_of": "us", "issue": "use", "stage": "agreed"}, 0.8),
            _during({"position_of": "us", "issue": "use"}, 0.9),
        ],
        gives_up_below={"partly": 0.1},
    )
    ru = _actor(
        "ru",
        [
            _hears({"decision_of": "us", "issue": "use"}, 2.5),
            _hears({"decision_of": "uk", "issue": "use"}, 2.0),
            _hears("shock", 0.5),
        ],
        issue="reply",
        resistance={"first": {"uniform": [0.3, 0.8]}, "steps": [0.5]},
    )
    causes = [
        _cause("war", {"from": "2024-01-05", "until": "2024-02-10"}),
        _cause("shelling", {"every": {"exponential": 4.0}, "from": "2024-01-04"}),
        _cause(
            "shock",
            {
                "when": {"actor": "ru", "issue": "reply", "rung": "warning"},
                "after": {"lognormal": [1.0, 0.5]},
                "lasts": 6.0,
            },
        ),
    ]
    return _program([us, uk, ru], causes)


Tree = dict[str, object]


def _program(actors: list[Tree], causes: list[Tree]) -> Program:
    rungs = {"use": ("never", "partly", "wholly"), "reply": ("silence", "warning", "strike")}
    tree = {
        "scenario": "made",
        "title": "A world made to measure",
        "question": "How long does it take?",
        "starts": f"{START:%Y-%m-%d}",
        "ends": f"{START + timedelta(days=DAYS - 1):%Y-%m-%d}",
        "kinds": {"incident": {"plover": "none"}},
        "others": ["world"],
        "issues": [
            {"id": issue, "acts": issue == "reply", "rungs": [{"id": rung} for rung in ladder]}
            for issue, ladder in rungs.items()
        ],
        "actors": actors,
        "causes": causes,
    }
    return lower(load_text(json.dumps(tree)).scenario)


def _actor(name: str, reactions: list[Tree], issue: str = "use", **more: object) -> Tree:
    stance = {
        "issue": issue,
        "starts_at": "never" if issue == "use" else "silence",
        "standing": 0.0,
        "half_life": 8.0,
        "tempo": 1.0,
        "background": 0.01,
        "choice_sd": 0.4,
        "relief": 0.5,
        "resistance": {"first": 1.0, "steps": [1.0]},
        "basis": BASIS,
        "reactions": reactions,
        **more,
    }
    return {"id": name, "name": name, "stances": [stance]}


def _hears(what: object, weight: object, **more: object) -> Tree:
    return {"id": _named(what), "hears": what, "weight": weight, "basis": BASIS, **more}


def _during(what: object, weight: object) -> Tree:
    return {"id": _named(what), "while": what, "weight": weight, "basis": BASIS}


def _named(what: object) -> str:
    words = what.values() if isinstance(what, dict) else (what,)
    return "-".join(["on", *(str(word) for word in words)])


def _cause(name: str, form: Tree) -> Tree:
    return {"id": name, "kind": "incident", "source": "world", "basis": BASIS, **form}
