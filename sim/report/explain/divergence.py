"""Where two runs part, in words a student can read: the change, what it first makes otherwise, the path."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.explain.changed import CONDUCT
from sim.experiment.explain.divergence import Difference
from sim.experiment.explain.origins import Origin, origins
from sim.report import names
from sim.report.explain.pairs import Pair
from sim.report.explain.parting import parting
from sim.report.explain.sections import Section
from sim.report.sentences import felt_by
from sim.report.words import capital, listed, stopped

MOST = 20  # differences told one by one


def told(pair: Pair, title: str, changes: str) -> tuple[Section, ...]:
    """What there is to say of a pair of runs; `changes` has a line for each change of the variant."""
    return (what_changes(title, changes), _first(pair), *_since(pair))


def what_changes(title: str, changes: str) -> Section:
    """What a variant is, and what it changes."""
    lines = tuple(stopped(capital(line)) for line in changes.splitlines())
    return Section("What is changed", (stopped(title), *lines))


def _since(pair: Pair) -> Iterator[Section]:
    conduct = pair.found.conduct
    if conduct is None:
        return
    yield parting(pair, conduct)
    yield _path(pair)
    yield _end(pair)


# --- the first event that differs ----------------------------------------------------------------


def _first(pair: Pair) -> Section:
    first = pair.found.first
    if first is None:
        count = _count(len(pair.found.baseline.events), "event")
        same = (
            f"The same happens in both runs, at the same instants to the last bit: {count} in each."
        )
        return Section("Nothing differs", (same, "Here the change changes nothing that happens."))
    if not first.given:
        told = (
            "No event of the change comes first: it alters what actors feel, what they face or how they "
            "work, and so the first event that differs is something that an actor does."
        )
        return Section("The first event that differs", (told, _before(first)))
    return Section("The first event that differs", tuple(_change(pair, first)))


def _change(pair: Pair, first: Difference) -> Iterator[str]:
    history, event = pair.seen(first)
    yield f"{pair.comes(first)}: {pair.what(first)}. {_itself(pair, first)}"
    yield _before(first)
    if felt := felt_by(history, event):
        yield stopped(f"It is felt by {'; '.join(felt)}")
    if pair.found.conduct is None:
        decided = len(pair.found.baseline.decisions())
        yield (
            "Nothing else differs but the change itself: every actor does the same in both runs, at the "
            f"same instant ({_count(decided, 'decision')})."
        )


def _itself(pair: Pair, first: Difference) -> str:
    """Why the first difference is the change itself."""
    if first.key.kind not in CONDUCT:
        return "That is the change itself: no actor has decided it."
    history, event = pair.seen(first)
    who = names.brief(history.actor(event.subject))
    idle = pair.both[1 - pair.first_side(first)]
    there = f"the {'variant' if idle is pair.variant else 'baseline'}"
    if first.key.subject in idle.program.stances.name:
        return f"That is the change itself: in {there} {who} may not move."
    return f"That is the change itself: in {there} there is no such actor."


def _before(first: Difference) -> str:
    places = [place for place in (first.baseline, first.variant) if place is not None]
    same = min(places)
    if not same:
        return "No event comes before it."
    come = (
        "event before it comes at the same instant"
        if same == 1
        else (f"{same} events before it come at the same instants")
    )
    return (
        f"The {come} in both, to the last bit: a draw belongs to what it decides, so nothing changes that the "
        "change does not reach."
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")


# --- what follows --------------------------------------------------------------------------------


def _path(pair: Pair) -> Section:
    """Every difference in order, each with what it came from."""
    differences, came = pair.found.differences, origins(pair.found)
    items = tuple(
        f"{pair.comes(each)}: {pair.what(each)}. {_from(pair, each, came[number])}"
        for number, each in enumerate(differences[:MOST])
    )
    more = len(differences) - MOST
    told = ["All that differs, in the order in which it first does, with what it came from."]
    if more > 0:
        told.append(f"Here are the first {MOST}; {more} more follow (all are in the JSON).")
    return Section("What follows from it", tuple(told), items)


def _from(pair: Pair, difference: Difference, came: tuple[Origin, ...]) -> str:
    if difference.given:
        return "The change itself."
    if not came:
        return "Straight from the change."
    ways: dict[int, list[str]] = {}
    for origin in came:
        ways.setdefault(origin.number, []).append(_way(pair, difference, origin))
    told = [f"{each + 1} ({'; '.join(way)})" for each, way in ways.items()]
    return f"From {listed(told)}."


def _way(pair: Pair, difference: Difference, origin: Origin) -> str:
    history, _ = pair.seen(pair.found.differences[origin.number])
    if origin.how == "own":
        key = pair.found.differences[origin.number].key
        same = (key.rung, key.number, key.direction) == (
            difference.key.rung, difference.key.number, difference.key.direction,
        )  # fmt: skip
        return "the same decision" if same else "its own last step"
    if origin.how == "trigger":
        return "which set it off"
    if origin.how == "begins":
        return "its beginning"
    if origin.how == "gate":
        return f"its gate “{origin.through.rsplit('/', 1)[-1].replace('-', ' ')}”"
    reaction = history.program.reactions.name.index(origin.through)
    source = names.source_name(history.scenario, history.program, reaction)
    return f"{'heard' if origin.how == 'heard' else 'felt while it lasts'}: {source}"


# --- the end -------------------------------------------------------------------------------------


def _end(pair: Pair) -> Section:
    lines = tuple(_ends(pair))
    same = ("At the end everyone stands on the same rung in both worlds.",)
    return Section("Where it ends", lines or same)


def _ends(pair: Pair) -> Iterator[str]:
    theirs = pair.variant.program.stances.name
    for stance, name in enumerate(pair.baseline.program.stances.name):
        if name not in theirs or pair.baseline.program.stances.acts[stance]:
            continue
        ours, then = pair.baseline.trace.rungs[stance], pair.variant.trace.rungs[theirs.index(name)]
        if ours != then:
            rungs = [pair.baseline.rung(stance, each) for each in (ours, then)]
            yield (
                f"{pair.baseline.heading(stance)}: “{rungs[0]}” in the baseline, “{rungs[1]}” in the "
                "variant."
            )
