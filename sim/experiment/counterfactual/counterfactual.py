"""What would have happened, given what did: abduction, action, prediction (docs/counterfactuals.md).

The record determines the noise behind it; each world is one way it can have been. In each, one thing
is changed and the run is made again under that noise. The share of worlds in which an outcome then
fails is the change's probability of necessity, under this model's noise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.engine.des import run
from sim.engine.given import Given
from sim.engine.known import Known
from sim.engine.noise import Central
from sim.engine.trace import CAUSE, DECISION, STAGE
from sim.experiment import canary
from sim.experiment.chunks import Chunk, Engine, Task, run_chunk
from sim.experiment.columns import Columns, Floats, of_traces
from sim.experiment.counterfactual.abducting import abduct
from sim.experiment.counterfactual.cells import Cell, Trust, cell, sufficiency
from sim.experiment.counterfactual.columns import ASKED, columns, values
from sim.experiment.counterfactual.construction import by_construction
from sim.experiment.counterfactual.fan import fan
from sim.experiment.counterfactual.found import Answered, Asked, Counterfactual, Left
from sim.experiment.counterfactual.null import null_error
from sim.experiment.counterfactual.posterior import Told
from sim.experiment.counterfactual.rows import Row, rows
from sim.experiment.counterfactual.worlds import abducted, learned
from sim.experiment.ensemble import default_engine
from sim.experiment.outcomes import outcomes
from sim.experiment.replay import given
from sim.model.lower import lower
from sim.model.program import Program
from sim.scenario.files.load import Case
from sim.scenario.language.scenario import Scenario
from sim.scenario.placing import place
from sim.scenario.problems import Mark, Problem, ScenarioError


def counterfactual(
    case: Case,
    asked: Asked | None = None,
    *,
    engine: Engine | None = None,
    say: Told = lambda _: None,
) -> Counterfactual:
    """Ask what would have happened otherwise, given the record of a case. Raises ScenarioError."""
    asked = Asked() if asked is None else asked
    _check(case, asked)
    assert case.record is not None
    chosen = engine or default_engine()
    program = lower(case.scenario)
    placed = place(case.scenario, case.record)
    wanted = rows(case, asked.variants, asked.joint, asked.since)
    found = abduct(case, program, placed, asked, say)
    noise, numbers = abducted(found), learned(found)
    asking = _Asking(asked, chosen, noise, numbers)
    story = given(case, program, placed)
    on_record = columns(
        outcomes(
            case.scenario,
            program,
            of_traces(0, 1, [run(program, Central(program), given=story, split=False)]),
            program.horizon,
        )
    )
    say("Checking that the worlds without a change are the record")
    null, events = asking.answer(Row("", "variant", "What happened", case.scenario), program)
    error = null_error(found, events)
    trust = Trust(found.least_effective, found.common)
    fresh = asking.fresh(case.scenario, program)
    answers: list[Answered] = []
    left: list[Left] = []
    cells: dict[str, dict[str, Cell]] = {}
    for row in wanted:
        say(f"What if: {row.title}")
        changed = lower(row.scenario)
        first = np.array([_first(row, each.given, program) for each in found.shared])[found.common]
        answer, other = asking.answer(row, changed)
        if asked.since is not None and _differ(events, other, found.horizon):
            left.append(Left(row, f"acts before {asked.since.day} {asked.since:%B %Y}"))
            continue
        answers.append(answer)
        without = asking.fresh(row.scenario, changed)
        cells[row.id] = {
            column.outcome.id: replace(
                cell(
                    row.id,
                    column,
                    null.values[column.outcome.id],
                    answer.values[column.outcome.id],
                    trust,
                    None
                    if asked.since is not None
                    else by_construction(
                        program, row, column, first, null.values[column.outcome.id]
                    ),
                ),
                suffices=sufficiency(
                    column,
                    fresh[column.outcome.id],
                    without[column.outcome.id],
                    trust,
                )
                if column.happened and asked.since is None
                else None,
            )
            for column in on_record
            if column.outcome.id in answer.values
        }
    compared = () if chosen == "des" else canary.check(program, asked.seed, asked.worlds, noise)
    return Counterfactual(
        case,
        asked,
        chosen,
        program,
        placed,
        found,
        noise,
        on_record,
        null,
        tuple(answers),
        tuple(left),
        cells,
        error,
        _background(program, events),
        compared,
    )


def _check(case: Case, asked: Asked) -> None:
    """Refuse what cannot be asked."""
    scenario = case.scenario
    if case.record is None:
        message = (
            "the scenario has no record to condition on; 'tabletop compare' asks across all worlds"
        )
        where = str(case.files[0]) if case.files else case.scenario.scenario
        raise ScenarioError([Problem(Mark(where), "", message)])
    if not any(outcome.measure in ASKED for outcome in scenario.outcomes):
        message = (
            "none of its outcomes is a date, an order, a rung at the end or a highest rung: a but-for table "
            "has nothing to ask of"
        )
        raise ScenarioError([Problem(Mark(scenario.scenario), "outcomes", message)])
    if asked.since is not None and not scenario.start < asked.since < scenario.ends.last:
        first, last = scenario.date(1), scenario.date(scenario.days - 1)
        message = f"found {asked.since:%Y-%m-%d}, expected a date from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
        raise ScenarioError([Problem(Mark("--from"), "", message)])


# --- action and prediction --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asking:
    """Runs changed scenarios under the noise of the record, and under fresh noise."""

    asked: Asked
    engine: Engine
    noise: Known
    numbers: Known

    def answer(self, row: Row, program: Program) -> tuple[Answered, Columns]:
        """One row's worlds."""
        events = self._run(program, self.noise)
        found = values(row.scenario, program, events, program.horizon)
        return Answered(row, found, fan(program, events, program.horizon)), events

    def fresh(self, scenario: Scenario, program: Program) -> dict[str, Floats]:
        """The outcomes under the record's numbers and fresh chance."""
        events = self._run(program, self.numbers)
        return values(scenario, program, events, program.horizon)

    def _run(self, program: Program, known: Known) -> Columns:
        task = Task(program, self.asked.seed, self.engine, known)
        return run_chunk(task, Chunk(0, self.asked.worlds))


def _first(row: Row, story: Sequence[Given], program: Program) -> float:
    """The earliest day on which a row's change can act, by a record; 0 if it is not said."""
    return min(_acts(row, story, program), default=0.0)


def _acts(row: Row, story: Sequence[Given], program: Program) -> Iterator[float]:
    names, causes = program.stances.name, program.causes
    for name in row.causes:
        cause = causes.name.index(name)
        times = [e.time for e in story if e.kind == CAUSE and e.subject == cause]
        yield 0.0 if causes.at_start[cause] else min(times, default=program.horizon)
    for name in row.stances:
        stance = names.index(name)
        yield min(
            (e.time for e in story if e.kind in {STAGE, DECISION} and e.subject == stance),
            default=program.horizon,
        )


def _background(program: Program, events: Columns) -> dict[str, float]:
    """The share of the work behind decisions that had no cause in the model, by stance."""
    decided = events.kind == DECISION
    found = {}
    for stance, name in enumerate(program.stances.name):
        mine = decided & (events.subject == stance)
        if mine.any():
            found[name] = float(events.share[mine].mean())
    return found


def _differ(one: Columns, other: Columns, until: float) -> bool:
    """Whether any world of one differs from the other's before a day."""
    early, late = one.time < until, other.time < until
    names = ("replication", "kind", "subject", "before", "after", "step", "time")
    return not all(
        np.array_equal(getattr(one, name)[early], getattr(other, name)[late]) for name in names
    )
