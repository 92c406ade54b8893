"""Scenario to Program: names become indices, numbers parameters, dates moments.

A cause, actor or stage that a variant has dropped is simply not there: a reaction to it never fires,
a gate that waits for it stays shut.
"""

from __future__ import annotations

from datetime import datetime

from sim.model import keys, program
from sim.model.collecting import Moments, Parameters, refuse_collisions
from sim.model.program import NONE, Program
from sim.scenario.language.actors import Actor
from sim.scenario.language.causes import Cause
from sim.scenario.language.gates import Condition, Gate
from sim.scenario.language.interventions import Hold
from sim.scenario.language.limits import DEFAULTS
from sim.scenario.language.moments import Moment
from sim.scenario.language.reactions import Matcher, Reaction
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.stance import Stance

MOST_EVENTS = (
    100_000  # steps and events of one run; assumed: far above what any scenario shipped needs
)

_FORMS = {
    "dated": program.DATED,
    "lasting": program.LASTING,
    "triggered": program.TRIGGERED,
    "recurring": program.RECURRING,
}


def lower(scenario: Scenario, until: datetime | None = None) -> Program:
    """The Program of a scenario, to its end or to `until`. Raises ScenarioError where it cannot run."""
    return _Lowering(scenario).lowered(until)


class _Lowering:
    """One pass over a scenario; indices first, then the tables in the order of Program."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._parameters = Parameters()
        self._moments = Moments(scenario, self._parameters)
        self._stances: list[tuple[Actor, Stance]] = [
            (actor, stance) for actor in scenario.actors for stance in actor.stances
        ]
        self._stance_at = {(a.id, s.issue): i for i, (a, s) in enumerate(self._stances)}
        self._cause_at = {cause.id: i for i, cause in enumerate(scenario.causes)}
        self._reactions: list[tuple[int, Reaction]] = [
            (i, reaction)
            for i, (_, stance) in enumerate(self._stances)
            for reaction in stance.reactions
        ]
        self._gates: list[tuple[int, Gate]] = [
            (i, gate) for i, (_, stance) in enumerate(self._stances) for gate in stance.requires
        ]

    def lowered(self, until: datetime | None) -> Program:
        scenario = self._scenario
        causes = self._cause_table()
        stances = self._stance_table()
        reactions = self._reaction_table()
        gates = self._gate_table(stances)
        built = Program(
            scenario=scenario.scenario,
            horizon=scenario.days if until is None else min(scenario.days, scenario.time(until)),
            most_events=MOST_EVENTS,
            issues=tuple(issue.id for issue in scenario.issues),
            ladders=tuple(tuple(rung.id for rung in issue.rungs) for issue in scenario.issues),
            stances=stances,
            reactions=reactions,
            gates=gates,
            causes=causes,
            listeners=self._listeners(reactions, gates, stances, causes),
            interventions=self._interventions(),
            parameters=self._parameters.table(),
            moments=self._moments.table(),
        )
        refuse_collisions(built)
        return built

    # --- causes -------------------------------------------------------------------------------

    def _cause_table(self) -> program.Causes:
        moment_of: dict[str, int] = {}
        for cause in _after_order(self._scenario.causes):
            moment_of[cause.id] = self._begin(cause, moment_of)
        rows = [self._cause_row(cause, moment_of[cause.id]) for cause in self._scenario.causes]
        columns = zip(*rows, strict=True) if rows else ((),) * 12
        return program.Causes(*columns)

    def _begin(self, cause: Cause, moment_of: dict[str, int]) -> int:
        if cause.form == "dated":
            assert cause.on is not None
            after = moment_of.get(str(cause.after), NONE) if cause.after is not None else NONE
            return self._moments.add(cause.id, _timed(cause.on, cause.time), after=after)
        if isinstance(cause.begins, Moment):
            return self._moments.add(cause.id, cause.begins)
        return NONE

    def _cause_row(self, cause: Cause, begins: int) -> tuple[object, ...]:
        add = self._parameters.add
        ends = NONE
        if isinstance(cause.until, Moment):
            ends = self._moments.add(cause.id, cause.until, keys.ENDS, after=begins)
        when = cause.when
        trigger = self._stance_at.get((when.actor, when.issue), NONE) if when else NONE
        rung = self._scenario.issue(when.issue).index(when.rung) if when else NONE
        return (
            cause.id,
            keys.name_word(cause.id),
            _FORMS[cause.form],
            add(f"{cause.id}.magnitude", cause.magnitude, 1.0),
            int(cause.form == "lasting" and cause.begins == "start"),
            begins,
            ends,
            add(f"{cause.id}.every", cause.every) if cause.every is not None else NONE,
            trigger,
            rung,
            add(f"{cause.id}.after", cause.delay) if cause.form == "triggered" else NONE,
            add(f"{cause.id}.lasts", cause.lasts) if cause.lasts is not None else NONE,
        )

    # --- stances ------------------------------------------------------------------------------

    def _stance_table(self) -> program.Stances:
        rows = [
            self._stance_row(i, actor, stance) for i, (actor, stance) in enumerate(self._stances)
        ]
        return program.Stances(*zip(*rows, strict=True))

    def _stance_row(self, index: int, actor: Actor, stance: Stance) -> tuple[object, ...]:
        add, name = self._parameters.add, f"{actor.id}/{stance.issue}"
        issue = self._scenario.issue(stance.issue)
        rungs = [rung.id for rung in issue.rungs]
        steps = [
            (i, n == each.steps - 1, each.public)
            for i, each in enumerate(stance.stages)
            for n in range(each.steps)
        ]
        gives_up = tuple(
            add(f"{name}.gives_up_below.{rung}", stance.gives_up_below[rung])
            if rung in stance.gives_up_below
            else NONE
            for rung in rungs
        )
        first = add(f"{name}.resistance.first", stance.resistance.first)
        for i, step in enumerate(stance.resistance.steps):
            add(f"{name}.resistance.steps.{i}", step)
        return (
            name,
            keys.name_word(name),
            [each.id for each in self._scenario.issues].index(stance.issue),
            len(rungs),
            rungs.index(stance.starts_at),
            int(issue.acts),
            issue.levels,
            tuple(int(rung in stance.skips) for rung in rungs),
            gives_up,
            add(f"{name}.standing", stance.standing),
            add(f"{name}.half_life", stance.half_life),
            add(f"{name}.tempo", stance.tempo),
            add(f"{name}.background", stance.background, DEFAULTS["background"]),
            add(f"{name}.choice_sd", stance.choice_sd),
            add(f"{name}.relief", stance.relief),
            add(f"{name}.rest", stance.rest),
            first,
            len(steps),
            max(i for i, (stage, _, _) in enumerate(steps) if stage == stance.settling),
            tuple(stage for stage, _, _ in steps),
            tuple(int(ends) for _, ends, _ in steps),
            tuple(int(public) for _, _, public in steps),
            tuple(stage.id for stage in stance.stages),
            tuple(i for i, (owner, _) in enumerate(self._reactions) if owner == index),
            tuple(i for i, (owner, _) in enumerate(self._gates) if owner == index),
        )

    def _name(self, stance: int) -> str:
        actor, each = self._stances[stance]
        return f"{actor.id}/{each.issue}"

    # --- reactions ----------------------------------------------------------------------------

    def _reaction_table(self) -> program.Reactions:
        rows = [self._reaction_row(stance, reaction) for stance, reaction in self._reactions]
        columns = zip(*rows, strict=True) if rows else ((),) * 7
        return program.Reactions(*columns)

    def _reaction_row(self, stance: int, reaction: Reaction) -> tuple[object, ...]:
        name = f"{self._name(stance)}/{reaction.id}"
        match = reaction.hears or reaction.during
        assert match is not None
        wears = (
            NONE
            if reaction.wears is None
            else self._parameters.add(f"{name}.wears", reaction.wears)
        )
        watches = NONE
        if match.position_of is not None:
            watches = self._stance_at.get((match.position_of, str(match.issue)), NONE)
        return (
            name,
            stance,
            self._parameters.add(f"{name}.weight", reaction.weight),
            wears,
            int(reaction.during is not None),
            watches,
            self._matched(match, self._stances[stance][0].id),
        )

    def _matched(self, match: Matcher, listener: str) -> tuple[int, ...]:
        """The causes that a matcher means and that its actor can hear.

        In the order of their ids: magnitudes in force are added up in it, and a sum may not change
        its last bit with the order of the file.
        """
        if match.cause is None and match.kind is None and match.source is None:
            return ()
        return tuple(
            i
            for i, cause in sorted(enumerate(self._scenario.causes), key=lambda each: each[1].id)
            if match.cause in {None, cause.id}
            and match.kind in {None, cause.kind}
            and match.source in {None, cause.source}
            and (cause.heard_by is None or listener in cause.heard_by)
        )

    # --- gates --------------------------------------------------------------------------------

    def _gate_table(self, stances: program.Stances) -> program.Gates:
        rows = [self._gate_row(stance, gate, stances) for stance, gate in self._gates]
        columns = zip(*rows, strict=True) if rows else ((),) * 10
        return program.Gates(*columns)

    def _gate_row(self, stance: int, gate: Gate, stances: program.Stances) -> tuple[object, ...]:
        name = f"{self._name(stance)}/{gate.id}"
        ids = stances.stages[stance]
        stage = ids.index(gate.stage) if gate.stage is not None else len(ids) - 1
        steps = [i for i, each in enumerate(stances.stage[stance]) if each == stage]
        issue = self._scenario.issue(self._stances[stance][1].issue)
        conditions = [self._condition(name, each) for each in gate.of]
        kind, subject, rung, moment = zip(*conditions, strict=True)
        return (
            name,
            stance,
            tuple(issue.index(each) for each in gate.rungs),
            steps[0],
            steps[-1],
            len(gate.of) if gate.at_least is None else gate.at_least,
            kind,
            subject,
            rung,
            moment,
        )

    def _condition(self, name: str, condition: Condition) -> tuple[int, int, int, int]:
        if condition.date is not None:
            return (
                program.DATE,
                NONE,
                NONE,
                self._moments.add(f"{name} {condition.date.first:%Y-%m-%dT%H:%M}", condition.date),
            )
        if condition.in_force is not None:
            return program.IN_FORCE, self._cause_at.get(condition.in_force, NONE), NONE, NONE
        if condition.happened is not None:
            return program.HAPPENED, self._cause_at.get(condition.happened, NONE), NONE, NONE
        issue = str(condition.issue)
        rung = self._scenario.issue(issue).index(str(condition.rung))
        return (
            program.STANDING,
            self._stance_at.get((str(condition.actor), issue), NONE),
            rung,
            NONE,
        )

    # --- who listens --------------------------------------------------------------------------

    def _listeners(
        self,
        reactions: program.Reactions,
        gates: program.Gates,
        stances: program.Stances,
        causes: program.Causes,
    ) -> program.Listeners:
        all_causes, all_stances = range(len(causes.name)), range(len(stances.name))
        pulses = [i for i, lasting in enumerate(reactions.lasting) if not lasting]
        lasting = [i for i, lasting in enumerate(reactions.lasting) if lasting]
        return program.Listeners(
            cause=tuple(tuple(r for r in pulses if c in reactions.causes[r]) for c in all_causes),
            cause_lasting=tuple(
                tuple(r for r in lasting if c in reactions.causes[r]) for c in all_causes
            ),
            decision=tuple(
                tuple(r for r in pulses if self._hears_decision(r) == s) for s in all_stances
            ),
            stage=tuple(
                tuple(
                    tuple(r for r in pulses if self._hears_stage(r) == (s, step))
                    if stances.ends_stage[s][step]
                    else ()
                    for step in range(stances.steps[s])
                )
                for s in all_stances
            ),
            position=tuple(
                tuple(r for r in lasting if reactions.watches[r] == s) for s in all_stances
            ),
            cause_gates=tuple(
                _gates_on(gates, c, {program.IN_FORCE, program.HAPPENED}) for c in all_causes
            ),
            position_gates=tuple(_gates_on(gates, s, {program.STANDING}) for s in all_stances),
            triggers=tuple(
                tuple(
                    c
                    for c in all_causes
                    if causes.form[c] == program.TRIGGERED and causes.trigger[c] == s
                )
                for s in all_stances
            ),
        )

    def _hears_decision(self, reaction: int) -> int:
        match = self._reactions[reaction][1].hears
        if match is None or match.decision_of is None:
            return NONE
        return self._stance_at.get((match.decision_of, str(match.issue)), NONE)

    def _hears_stage(self, reaction: int) -> tuple[int, int]:
        """The stance and the step whose end the reaction hears."""
        match = self._reactions[reaction][1].hears
        if match is None or match.stage_of is None:
            return NONE, NONE
        stance = self._stance_at.get((match.stage_of, str(match.issue)), NONE)
        if stance == NONE:
            return NONE, NONE
        step = -1
        for stage in self._stances[stance][1].stages:
            step += stage.steps
            if stage.id == match.stage:
                return stance, step
        return NONE, NONE

    # --- interventions ------------------------------------------------------------------------

    def _interventions(self) -> program.Interventions:
        holds, forces = self._scenario.holds, self._scenario.forces
        spans = [self._span(hold) for hold in holds]
        return program.Interventions(
            held=tuple(self._stance_at[hold.actor, hold.issue] for hold in holds),
            held_from=tuple(begins for begins, _ in spans),
            held_until=tuple(ends for _, ends in spans),
            forced=tuple(self._stance_at[force.actor, force.issue] for force in forces),
            forced_rung=tuple(
                self._scenario.issue(force.issue).index(force.rung) for force in forces
            ),
            forced_at=tuple(
                self._moments.add(
                    f"force {force.actor}/{force.issue} {force.rung} {force.on.first:%Y-%m-%d}",
                    force.on,
                )
                for force in forces
            ),
        )

    def _span(self, hold: Hold) -> tuple[int, int]:
        """The moments from which and until which a stance is held.

        The first hold of a stance is named for it alone, later ones for their date too, so that dates
        known to a day are drawn apart.
        """
        name = f"hold {hold.actor}/{hold.issue}"
        begins = ends = NONE
        if hold.begins is not None:
            if any(_before(each, hold) for each in self._scenario.holds):
                name = f"{name} {hold.begins.first:%Y-%m-%dT%H:%M}"
            begins = self._moments.add(name, hold.begins)
        if hold.until is not None:
            ends = self._moments.add(name, hold.until, keys.ENDS, after=begins)
        return begins, ends


def _before(one: Hold, other: Hold) -> bool:
    """Whether two holds are of one stance, and the one comes before the other."""
    if (one.actor, one.issue) != (other.actor, other.issue) or other.begins is None:
        return False
    return one.begins is None or one.begins.first < other.begins.first


def _timed(moment: Moment, time: str | None) -> Moment:
    """A day with a time of day as an exact instant."""
    if time is None:
        return moment
    return Moment.model_validate(f"{moment.first:%Y-%m-%d}T{time}")


def _after_order(causes: tuple[Cause, ...]) -> list[Cause]:
    """Causes with each behind the one it is written `after`."""
    known = {cause.id: cause for cause in causes}
    ordered: dict[str, Cause] = {}

    def put(cause: Cause) -> None:
        if cause.id in ordered:
            return
        if cause.form == "dated" and cause.after is not None and str(cause.after) in known:
            put(known[str(cause.after)])
        ordered[cause.id] = cause

    for cause in causes:
        put(cause)
    return list(ordered.values())


def _gates_on(gates: program.Gates, subject: int, kinds: set[int]) -> tuple[int, ...]:
    return tuple(
        g
        for g in range(len(gates.name))
        if any(
            k in kinds and s == subject
            for k, s in zip(gates.kind[g], gates.subject[g], strict=True)
        )
    )
