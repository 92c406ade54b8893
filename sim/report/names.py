"""What things are called: actors, issues, rungs, causes and the sources of pressure, by index."""

from __future__ import annotations

from sim.model.program import NONE, Program
from sim.scenario.language.reactions import Matcher, Reaction
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.stance import Stance

STANDING = "its own inclination"  # the standing level, part 0 of every pressure


def actor_and_issue(program: Program, stance: int) -> tuple[str, str]:
    """The ids of a stance's actor and issue."""
    actor, _, issue = program.stances.name[stance].partition("/")
    return actor, issue


def actor_name(scenario: Scenario, program: Program, stance: int) -> str:
    """The name of a stance's actor."""
    return party_name(scenario, actor_and_issue(program, stance)[0])


def party_name(scenario: Scenario, party: str) -> str:
    """The name of an actor or of another party."""
    for actor in scenario.actors:
        if actor.id == party:
            return actor.name
    other = scenario.others.get(party)
    return (other.name if other is not None else None) or _spoken(party)


def brief(name: str) -> str:
    """A name without what stands in brackets behind it."""
    return name.split(" (", maxsplit=1)[0]


def issue_name(scenario: Scenario, issue: str) -> str:
    """The name of an issue."""
    return scenario.issue(issue).name or _spoken(issue)


def stance_name(scenario: Scenario, program: Program, stance: int) -> str:
    """A stance as a heading: its actor, then its issue."""
    _, issue = actor_and_issue(program, stance)
    return f"{actor_name(scenario, program, stance)}: {issue_name(scenario, issue)}"


def rung_name(scenario: Scenario, program: Program, stance: int, rung: int) -> str:
    """The name of a rung of a stance's ladder."""
    return rung_names(scenario, program, stance)[rung]


def rung_names(scenario: Scenario, program: Program, stance: int) -> tuple[str, ...]:
    """The names of the rungs of a stance's ladder, lowest first."""
    _, issue = actor_and_issue(program, stance)
    return tuple(rung.name or _spoken(rung.id) for rung in scenario.issue(issue).rungs)


def cause_name(scenario: Scenario, program: Program, cause: int) -> str:
    """The name of a cause."""
    return _cause_called(scenario, program.causes.name[cause])


def stage_name(program: Program, stance: int, stage: int) -> str:
    """The word for a stage."""
    return _spoken(program.stances.stages[stance][stage])


def stance_of(scenario: Scenario, program: Program, stance: int) -> Stance:
    """The stance as the scenario has it."""
    actor, issue = actor_and_issue(program, stance)
    return scenario.actor(actor).stance(issue)


def people(scenario: Scenario, program: Program, stance: int, stage: int) -> tuple[str, ...]:
    """Who carries a stage."""
    actor, _ = actor_and_issue(program, stance)
    named = scenario.actor(actor).people
    return tuple(named[each].name for each in stance_of(scenario, program, stance).stages[stage].by)


# --- sources of pressure -----------------------------------------------------------------------


def reaction_of(scenario: Scenario, program: Program, reaction: int) -> Reaction:
    """A reaction as the scenario has it."""
    stance = program.reactions.stance[reaction]
    first = program.stances.reactions[stance][0]
    return stance_of(scenario, program, stance).reactions[reaction - first]


def source_name(scenario: Scenario, program: Program, reaction: int) -> str:
    """What a reaction reacts to, in words; NONE stands for the standing level."""
    if reaction == NONE:
        return STANDING
    match = _match(reaction_of(scenario, program, reaction))
    if match.cause is not None:
        return _cause_called(scenario, match.cause)
    actor = match.position_of or match.decision_of or match.stage_of
    if actor is not None:
        return _about_actor(scenario, match, brief(party_name(scenario, actor)))
    kind = _spoken(match.kind) if match.kind is not None else "anything"
    by = f" by {party_name(scenario, match.source)}" if match.source is not None else ""
    return f"any {kind}{by}" if match.kind is not None else f"{kind}{by}"


def source_party(scenario: Scenario, program: Program, reaction: int) -> str | None:
    """Whose doing it is: an actor or another party by id; None where it is of several or of none."""
    if reaction == NONE:
        return None
    match = _match(reaction_of(scenario, program, reaction))
    named = match.position_of or match.decision_of or match.stage_of or match.source
    if named is not None:
        return named
    causes = program.reactions.causes[reaction]
    parties = {scenario.cause(program.causes.name[cause]).source for cause in causes}
    return parties.pop() if len(parties) == 1 else None


def _about_actor(scenario: Scenario, match: Matcher, actor: str) -> str:
    issue = scenario.issue(str(match.issue))
    about = f" on {issue.name or _spoken(issue.id)}" if _holds_several(scenario, match) else ""
    if match.position_of is not None:
        return f"position of {actor}{about}"
    if match.stage_of is not None:
        return f"{actor}{about}: {_spoken(str(match.stage))}"
    return f"{'acts' if issue.acts else 'moves'} of {actor}{about}"


def _holds_several(scenario: Scenario, match: Matcher) -> bool:
    """Whether the actor that is watched has several stances, so that its name alone is not enough."""
    named = match.position_of or match.decision_of or match.stage_of
    return any(len(actor.stances) > 1 for actor in scenario.actors if actor.id == named)


def _match(reaction: Reaction) -> Matcher:
    match = reaction.hears or reaction.during
    assert match is not None
    return match


def _cause_called(scenario: Scenario, cause: str) -> str:
    for each in scenario.causes:
        if each.id == cause:
            return each.name or _spoken(cause)
    return _spoken(cause)  # dropped by a variant: the reaction stands, what it reacts to does not


def _spoken(name: str) -> str:
    """An id as words."""
    return name.replace("-", " ").replace("_", " ")
