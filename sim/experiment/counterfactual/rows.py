"""What is changed, one row each: a cause gone, an actor held still, several at once, a variant of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sim.scenario.files.load import Case, load_variant, variant_path, variants
from sim.scenario.files.tree import read
from sim.scenario.language.changes import Change, Drop, Variant
from sim.scenario.language.interventions import Hold
from sim.scenario.language.moments import Moment
from sim.scenario.language.record import Record
from sim.scenario.language.scenario import Scenario
from sim.scenario.problems import Mark, Problem, ScenarioError, nearest
from sim.scenario.variants.apply import apply, apply_all
from sim.scenario.variants.causes import followers

Kind = Literal["cause", "alone", "decisions", "together", "variant"]

ALONE = "a row of the but-for table: the cause without what came of it"
TABLE = "a row of the but-for table"


@dataclass(frozen=True)
class Row:
    """One change to ask about, and the scenario with it made.

    `causes` are those that go, `stances` (`actor/issue`) those held still; both are empty for a
    variant of the file that changes anything else.
    """

    id: str
    kind: Kind
    title: str
    scenario: Scenario
    causes: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    variant: Variant | None = None


def rows(
    case: Case,
    names: Sequence[str] | None = None,
    joint: Sequence[str] = (),
    since: datetime | None = None,
) -> tuple[Row, ...]:
    """All rows of a case: causes, decisions on record, everything together, and its variants.

    `names` are the variants (all of the case's by default); `joint` asks for rows of several, as
    `kharkiv-offensive+france/use`. With `since` (an instant), actors are held from there on and
    causes that lie before it are left out. Raises ScenarioError.
    """
    scenario = case.scenario
    assert case.record is not None
    later = None if since is None else Moment(first=since, last=since)
    found = [*_causes(scenario, since), *_decisions(case, later)]
    several = {frozenset(asked.split("+")): asked for asked in reversed(joint)}
    found += [_joint(scenario, asked, later) for asked in reversed(several.values())]
    found += _everyone_else(case, later)
    found += _variants(case, names)
    ids: set[str] = set()
    return tuple(row for row in found if not (row.id in ids or ids.add(row.id)))  # type: ignore[func-returns-value]


def _causes(scenario: Scenario, since: datetime | None) -> Iterator[Row]:
    for cause in scenario.causes:
        if since is not None and not _after(scenario, cause.id, since):
            continue
        gone = followers(scenario, cause.id)
        name = cause.name or cause.id
        if gone:
            told = f"{name}, and what came of it"
            yield _without(scenario, f"{cause.id}+", "cause", told, (cause.id,))
            kept = dict.fromkeys(gone, ALONE)
            yield _without(
                scenario, cause.id, "alone", f"{name}, what came of it kept", (cause.id,), kept
            )
        else:
            yield _without(scenario, cause.id, "cause", name, (cause.id,))


def _after(scenario: Scenario, name: str, since: datetime) -> bool:
    cause = scenario.cause(name)
    begins = cause.on if cause.on is not None else cause.begins
    if isinstance(begins, Moment):
        return begins.first >= since
    return cause.form == "triggered"


def _without(  # noqa: PLR0913, PLR0917 (the parts of a row)
    scenario: Scenario,
    name: str,
    kind: Kind,
    title: str,
    causes: Sequence[str],
    kept: dict[str, str] | None = None,
) -> Row:
    changes = [Change(drop=Drop(cause=cause, keep=kept or {})) for cause in causes]
    changed = apply(scenario, _asked(scenario, title, changes))
    left = {cause.id for cause in changed.causes}
    gone = tuple(cause.id for cause in scenario.causes if cause.id not in left)
    return Row(name, kind, title, changed, gone)


def _asked(scenario: Scenario, title: str, changes: Sequence[Change]) -> Variant:
    return Variant(
        variant="asked",
        of=scenario.scenario,
        title=title,
        reason=TABLE,
        minimal=TABLE,
        cotenable=TABLE,
        otherwise=TABLE,
        changes=tuple(changes),
    )


def deciders(record: Record) -> tuple[tuple[str, str], ...]:
    """The stances (actor, issue) that have a decision on record, in the order of their first."""
    found = [
        (str(each.actor), str(each.issue)) for each in record.entries if each.mark == "decision"
    ]
    return tuple(dict.fromkeys(found))


def _decisions(case: Case, later: Moment | None) -> Iterator[Row]:
    assert case.record is not None
    for actor, issue in deciders(case.record):
        name = case.scenario.actor(actor).name
        yield _held(
            case.scenario,
            f"{actor}/{issue}",
            "decisions",
            f"{name} stays put",
            [(actor, issue)],
            later,
        )


def _held(  # noqa: PLR0913, PLR0917 (the parts of a row)
    scenario: Scenario,
    name: str,
    kind: Kind,
    title: str,
    stances: Sequence[tuple[str, str]],
    later: Moment | None,
) -> Row:
    changes = [
        Change(hold=Hold.model_validate({"actor": actor, "issue": issue, "from": later}))
        for actor, issue in stances
    ]
    changed = apply(scenario, _asked(scenario, title, changes))
    return Row(name, kind, title, changed, stances=tuple(f"{a}/{i}" for a, i in stances))


def _everyone_else(case: Case, later: Moment | None) -> Iterator[Row]:
    """All deciders but the one that the first outcome is about."""
    assert case.record is not None
    stances = deciders(case.record)
    first = next(
        (each.first_reaches for each in case.scenario.outcomes if each.first_reaches), None
    )
    if first is None:
        return
    others = [stance for stance in stances if stance[0] != first.actor]
    if len(others) > 1:
        title = f"Everyone but {case.scenario.actor(first.actor).name} stays put"
        yield _held(case.scenario, f"all-but-{first.actor}", "together", title, others, later)


def _joint(scenario: Scenario, asked: str, later: Moment | None) -> Row:
    """Several causes and stances at once, named with + between them."""
    causes: list[str] = []
    stances: list[tuple[str, str]] = []
    known_causes = [cause.id for cause in scenario.causes]
    known_stances = [f"{a.id}/{s.issue}" for a in scenario.actors for s in a.stances]
    for part in asked.split("+"):
        if part in known_causes:
            causes.append(part)
        elif part in known_stances:
            actor, _, issue = part.partition("/")
            stances.append((actor, issue))
        else:
            near = nearest(part, [*known_causes, *known_stances])
            message = f"found {part!r}, expected a cause or an actor/issue{near}"
            raise ScenarioError([Problem(Mark("--joint"), asked, message)])
    if len(set(asked.split("+"))) < max(2, asked.count("+") + 1):
        message = "expected two or more different causes or actor/issues, joined with +"
        raise ScenarioError([Problem(Mark("--joint"), asked, message)])
    gone = {follower for cause in causes for follower in followers(scenario, cause)}
    changes = [Change(drop=Drop(cause=cause)) for cause in causes if cause not in gone]
    changes += [
        Change(hold=Hold.model_validate({"actor": actor, "issue": issue, "from": later}))
        for actor, issue in stances
    ]
    names = [scenario.cause(cause).name or cause for cause in causes]
    title = " and ".join([*names, *_still([_brief(scenario, actor) for actor, _ in stances])])
    changed = apply(scenario, _asked(scenario, title, changes))
    left = {cause.id for cause in changed.causes}
    return Row(
        asked,
        "together",
        title,
        changed,
        tuple(cause for cause in known_causes if cause not in left),
        tuple(f"{actor}/{issue}" for actor, issue in stances),
    )


def _brief(scenario: Scenario, actor: str) -> str:
    """An actor's name without what stands in brackets behind it."""
    return scenario.actor(actor).name.split(" (", maxsplit=1)[0]


def _still(names: Sequence[str]) -> list[str]:
    """Who stays put, in words: one phrase for all of them."""
    if not names:
        return []
    *others, last = names
    return [f"{', '.join(others)} and {last} stay put" if others else f"{last} stays put"]


def _variants(case: Case, names: Iterable[str] | None) -> Iterator[Row]:
    for name in variants(case) if names is None else names:
        variant = load_variant(name, case)
        changed = apply_all(case.scenario, variant, read(variant_path(name, case)))
        gone, held = _only(case.scenario, changed, variant)
        yield Row(variant.variant, "variant", variant.title, changed, gone, held, variant)


def _only(
    scenario: Scenario, changed: Scenario, variant: Variant
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The causes that a variant drops and the stances it holds from the start, if that is all it does."""
    if any(
        change.drop is None and (change.hold is None or change.hold.begins is not None)
        for change in variant.changes
    ):
        return (), ()
    left = {cause.id for cause in changed.causes}
    holds = [change.hold for change in variant.changes if change.hold is not None]
    return (
        tuple(cause.id for cause in scenario.causes if cause.id not in left),
        tuple(f"{hold.actor}/{hold.issue}" for hold in holds),
    )
