"""Small worlds with a record: a few entries beside a scenario, read and checked like any other."""

from __future__ import annotations

import json

from sim.engine.trace import Trace
from sim.scenario.files.load import Case, load_text
from sim.scenario.placing import Placed
from tests.worlds import REPLY, USE, Tree, at, what

STARTS = {"use": "never", "reply": "silence"}


def entry(name: str, mark: str, on: object, **more: object) -> Tree:
    """An entry of a record; `on` is days from the start, or a date as a record writes it."""
    when = at(float(on)) if isinstance(on, int | float) else on
    told = {"summary": f"What is told of {name}.", "cites": ["page"], "confidence": "high"}
    return {"id": name, "mark": mark, "on": when, **told, **more}


def decision(name: str, on: object, actor: str, rung: str, issue: str = "use") -> Tree:
    """An entry of a decision."""
    return entry(name, "decision", on, actor=actor, issue=issue, rung=rung)


def stage(name: str, on: object, actor: str, word: str, **more: object) -> Tree:
    """An entry of a stage."""
    return entry(name, "stage", on, actor=actor, issue="use", stage=word, **more)


def recorded(
    *actors: Tree,
    entries: tuple[Tree, ...] = (),
    causes: tuple[Tree, ...] = (),
    days: int = 60,
    **more: object,
) -> Case:
    """A world with its record; the starts and the causes that are dated instants are put in."""
    stances = [(str(a["id"]), str(s["issue"])) for a in actors for s in a["stances"]]  # type: ignore[attr-defined]
    starts = [
        entry(
            f"{who}-on-{issue}", "start", "2023-12-01", actor=who, issue=issue, rung=STARTS[issue]
        )
        for who, issue in stances
    ]
    told = [
        entry(f"told-{cause['id']}", "cause", cause["on"], cause=cause["id"])
        for cause in causes
        if "on" in cause and not any(each.get("cause") == cause["id"] for each in entries)
    ]
    scenario = {
        "scenario": "tiny",
        "title": "A tiny world",
        "question": "What happens?",
        "starts": at(0.0),
        "ends": at(float(days)),
        "sources": {"page": {"title": "A page", "quality": "news"}},
        "kinds": {"incident": {"plover": "none"}},
        "others": ["world"],
        "issues": [USE, REPLY],
        "actors": list(actors),
        "causes": list(causes),
        **more,
    }
    in_order = sorted([*told, *entries], key=lambda each: str(each["on"]))
    record = {"record": "tiny", "entries": [*starts, *in_order]}
    if not causes:
        scenario = {key: each for key, each in scenario.items() if key not in {"kinds", "others"}}
    return load_text(json.dumps(scenario), record=json.dumps(record))


# --- what a replay must say --------------------------------------------------------------------


def expected(case: Case, placed: tuple[Placed, ...]) -> list[tuple[float, str, str]]:
    """What the record makes happen: the time, what, and the rung settled on (stages only).

    Worked out from the entries alone. Causes in force from the start are no event.
    """
    held = {
        (actor.id, stance.issue): stance.starts_at
        for actor in case.scenario.actors
        for stance in actor.stances
    }
    settled: dict[tuple[str, str], str] = {}
    found: list[tuple[float, str, str]] = []
    for each in placed:
        one, where = each.entry, (str(each.entry.actor), str(each.entry.issue))
        name = "/".join(where)
        if one.mark == "cause":
            cause = case.scenario.cause(str(one.cause))
            if one.ends or cause.begins != "start":
                found.append((each.time, f"{'ends' if one.ends else 'cause'} {cause.id}", ""))
        elif one.mark == "stage":
            stance = case.scenario.actor(where[0]).stance(where[1])
            stages = [each.id for each in stance.stages]
            if one.rung is not None and stages.index(str(one.stage)) >= stance.settling:
                settled.setdefault(where, one.rung)
            found.append((each.time, f"stage {name} {one.stage}", settled.get(where, "")))
        elif one.mark == "decision":
            found.append((each.time, f"decision {name} {held[where]} > {one.rung}", ""))
            settled.pop(where, None)
            acts = case.scenario.issue(where[1]).acts
            held[where] = held[where] if acts else str(one.rung)
    return found


def happened(trace: Trace) -> list[tuple[float, str, str]]:
    """What a trace says happened, in the words of `expected`."""
    return [
        (
            event.time,
            what(trace.program, event),
            trace.program.ladder(event.subject)[event.after]
            if event.step >= 0 and event.after >= 0
            else "",
        )
        for event in trace.events
    ]
