"""What the rungs held allow: which weapon, where, against what, under which condition.

The content of a rung is what the stance's own `permits` say of it, else what the ladder says. A
rung allows its content and that of the rungs below it, down to the first that is `only`. A rung
that the stance skips adds nothing to those above it, whatever is written of it; should the actor be
put there all the same (a force), it counts like any other. Generic content covers only weapons that
the actor supplies, and so does `all` everywhere; a weapon named by its own content is taken as
written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from sim.scenario.language.basis import Basis
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.stance import Stance
from sim.scenario.language.vocabulary import Issue, Permit
from sim.scenario.problems import Mark, Problem, ScenarioError, nearest

Positions = Mapping[tuple[str, str], str]  # (actor, issue) -> rung
Use = tuple[str, str, str]  # weapon, area, target


@dataclass(frozen=True)
class Grant:
    """One thing allowed; `rung` is the one whose content says so, at or below the rung held."""

    actor: str
    rung: str
    weapon: str
    area: str
    target: str
    condition: str | None
    basis: Basis


@dataclass(frozen=True)
class Cell:
    """What an actor allows with one weapon in one area; no targets where it allows nothing."""

    actor: str
    issue: str
    held: str
    weapon: str
    area: str
    targets: tuple[str, ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """Whether a supplier allows its weapon in an area against a target: by what grant, or why not.

    `issue` and `held` are None where it has no stance on an issue that permits anything.
    """

    actor: str
    issue: str | None
    held: str | None
    grant: Grant | None
    why_not: str | None

    @property
    def allowed(self) -> bool:
        """Yes or no."""
        return self.grant is not None

    @property
    def condition(self) -> str | None:
        """The condition of the grant, in words."""
        return None if self.grant is None else self.grant.condition

    @property
    def basis(self) -> Basis | None:
        """What the grant rests on."""
        return None if self.grant is None else self.grant.basis


def permits_at(scenario: Scenario, actor: str, issue: str, rung: str) -> tuple[Grant, ...]:
    """All that an actor allows at a rung, in the order of the vocabulary: weapon, area, target.

    Where several permits give the same, the one of the highest rung stands, and within a rung the
    one written first. Raises ScenarioError for an unknown name.
    """
    stance, ladder = _stance(scenario, actor, issue)
    _check_rung(scenario, ladder, rung)
    found: dict[Use, Grant] = {}
    for name, permit in _contents(stance, ladder, rung):
        for use in _covered(scenario, actor, permit, own=name in stance.permits):
            found.setdefault(use, Grant(actor, name, *use, permit.condition, permit.basis))
    return tuple(found[use] for use in _uses(scenario) if use in found)


def grid(scenario: Scenario, positions: Positions) -> tuple[Cell, ...]:
    """What every actor allows with every weapon it may speak for in every area, in file order.

    A stance that `positions` leaves out stands where it starts. Raises ScenarioError for an unknown
    name.
    """
    held = _held(scenario, positions)
    return tuple(
        cell
        for (actor, issue), rung in held.items()
        if _permits_anything(scenario, actor, issue)
        for cell in _row(scenario, actor, issue, rung)
    )


def may(
    scenario: Scenario, positions: Positions, weapon: str, area: str, target: str
) -> tuple[Answer, ...]:
    """Whether a weapon may be used in an area against a target: one answer per supplier of it.

    Where a supplier has stances on several issues that permit something, one that allows it is
    enough. A stance that `positions` leaves out stands where it starts. Raises ScenarioError for an
    unknown name.
    """
    _check(scenario, "weapon", weapon, scenario.weapons)
    _check(scenario, "area", area, scenario.areas)
    _check(scenario, "target", target, scenario.targets)
    held = _held(scenario, positions)
    present = {actor.id for actor in scenario.actors}  # a supplier may have been dropped
    return tuple(
        _answer(scenario, held, supplier, (weapon, area, target))
        for supplier in scenario.weapons[weapon].suppliers
        if supplier in present
    )


# --- content -----------------------------------------------------------------------------------


def _contents(stance: Stance, ladder: Issue, rung: str) -> Iterator[tuple[str, Permit]]:
    """The permits in force at a rung, each with the rung it belongs to, highest first."""
    for each in reversed(ladder.rungs[: ladder.index(rung) + 1]):
        if each.id in stance.skips and each.id != rung:
            continue
        yield from ((each.id, permit) for permit in stance.permits.get(each.id, each.permits))
        if each.only:
            return


def _covered(scenario: Scenario, actor: str, permit: Permit, *, own: bool) -> Iterator[Use]:
    """The uses a permit gives an actor."""
    supplied = _supplied(scenario, actor)
    if permit.weapons == "all":
        weapons: tuple[str, ...] = supplied
    else:
        weapons = tuple(each for each in permit.weapons if own or each in supplied)
    areas = tuple(scenario.areas) if permit.areas == "all" else permit.areas
    targets = tuple(scenario.targets) if permit.targets == "all" else permit.targets
    return product(weapons, areas, targets)


def _supplied(scenario: Scenario, actor: str) -> tuple[str, ...]:
    return tuple(name for name, each in scenario.weapons.items() if actor in each.suppliers)


def _uses(scenario: Scenario) -> Iterator[Use]:
    return product(scenario.weapons, scenario.areas, scenario.targets)


def _permits_anything(scenario: Scenario, actor: str, issue: str) -> bool:
    """Whether an actor's stance on an issue has any content: warnings and advocacy have none."""
    generic = any(rung.permits for rung in scenario.issue(issue).rungs)
    return generic or bool(scenario.actor(actor).stance(issue).permits)


# --- table and answers -------------------------------------------------------------------------


def _row(scenario: Scenario, actor: str, issue: str, rung: str) -> Iterator[Cell]:
    grants = permits_at(scenario, actor, issue, rung)
    supplied = {*_supplied(scenario, actor), *(grant.weapon for grant in grants)}
    for weapon, area in product(scenario.weapons, scenario.areas):
        here = [each for each in grants if (each.weapon, each.area) == (weapon, area)]
        if weapon in supplied:
            targets = tuple(grant.target for grant in here)
            conditions = tuple(dict.fromkeys(each.condition for each in here if each.condition))
            yield Cell(actor, issue, rung, weapon, area, targets, conditions)


def _answer(
    scenario: Scenario, held: Mapping[tuple[str, str], str], actor: str, use: Use
) -> Answer:
    refusals: list[Answer] = []
    for (name, issue), rung in held.items():
        if name != actor or not _permits_anything(scenario, actor, issue):
            continue
        grant = _grant(scenario, actor, issue, rung, use)
        if grant is not None:
            return Answer(actor, issue, rung, grant, None)
        refusals.append(
            Answer(actor, issue, rung, None, _why_not(scenario, actor, issue, rung, use))
        )
    if not refusals:
        why = f"{actor} has no stance on an issue that permits anything"
        return Answer(actor, None, None, None, why)
    return replace(refusals[0], why_not="; ".join(str(each.why_not) for each in refusals))


def _grant(scenario: Scenario, actor: str, issue: str, rung: str, use: Use) -> Grant | None:
    grants = permits_at(scenario, actor, issue, rung)
    return next((each for each in grants if (each.weapon, each.area, each.target) == use), None)


def _why_not(scenario: Scenario, actor: str, issue: str, rung: str, use: Use) -> str:
    weapon, area, target = use
    stance, ladder = _stance(scenario, actor, issue)
    higher = next(
        (
            each.id
            for each in ladder.rungs[ladder.index(rung) + 1 :]
            if each.id not in stance.skips and _grant(scenario, actor, issue, each.id, use)
        ),
        None,
    )
    rungs = {each.id: each.name or each.id for each in ladder.rungs}
    said = (
        f"At {rungs[rung]!r} it does not allow {scenario.weapons[weapon].name or weapon} in "
        f"{_inline(scenario.areas[area] or area)} against "
        f"{_inline(scenario.targets[target] or target)}"
    )
    if higher is None:
        return f"{said}, and no rung above that it may reach does"
    return f"{said}; the first rung above that does is {rungs[higher]!r}"


def _inline(text: str) -> str:
    """A meaning as it stands inside a sentence: without the capital of a common word."""
    first, *rest = text.split(" ")
    common = first in {"The", "A", "An"} or (bool(rest) and rest[0].islower() and first.istitle())
    return text[0].lower() + text[1:] if common else text


# --- names -------------------------------------------------------------------------------------


def _held(scenario: Scenario, positions: Positions) -> dict[tuple[str, str], str]:
    """The rung of every stance, in file order."""
    for (actor, issue), rung in positions.items():
        _, ladder = _stance(scenario, actor, issue)
        _check_rung(scenario, ladder, rung)
    return {
        (actor.id, stance.issue): positions.get((actor.id, stance.issue), stance.starts_at)
        for actor in scenario.actors
        for stance in actor.stances
    }


def _stance(scenario: Scenario, actor: str, issue: str) -> tuple[Stance, Issue]:
    """A stance and its ladder. Raises ScenarioError."""
    _check(scenario, "actor", actor, [each.id for each in scenario.actors])
    _check(scenario, "issue", issue, [each.id for each in scenario.issues])
    found = scenario.actor(actor)
    held = [each.issue for each in found.stances]
    if issue not in held:
        raise _unknown(scenario, f"{actor!r} has no stance on {issue!r}{nearest(issue, held)}")
    return found.stance(issue), scenario.issue(issue)


def _check_rung(scenario: Scenario, ladder: Issue, rung: str) -> None:
    rungs = [each.id for each in ladder.rungs]
    if rung not in rungs:
        message = f"found the unknown rung {rung!r} of {ladder.id!r}{nearest(rung, rungs)}"
        raise _unknown(scenario, message)


def _check(scenario: Scenario, sort: str, name: str, valid: Collection[str]) -> None:
    if name not in valid:
        raise _unknown(scenario, f"found the unknown {sort} {name!r}{nearest(name, valid)}")


def _unknown(scenario: Scenario, message: str) -> ScenarioError:
    return ScenarioError([Problem(Mark(scenario.scenario), "", message)])
