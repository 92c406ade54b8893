"""The tables of an ensemble against traces, one replication at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from sim.engine.des import run
from sim.engine.noise import Noise
from sim.engine.trace import CAUSE, DATE, DECISION, ENDS, HOLD, KINDS, RELEASE, STAGE, Event, Trace
from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.columns import Columns, Failure, of_traces
from sim.experiment.outcomes import counted
from sim.experiment.parts import TABLES
from sim.experiment.positions import Path, paths
from sim.experiment.tables import MEANINGS, Tables
from sim.model.lower import lower
from sim.model.program import Program
from sim.scenario.files.load import load
from sim.scenario.language.scenario import Scenario
from tests.experiment.many import everything
from tests.worlds import actor, at, stance, stands, world

COUNT = 40
FORCED = [
    {"actor": "us", "issue": "use", "rung": "wholly", "on": at(0.0)},
    {"actor": "us", "issue": "use", "rung": "partly", "on": at(30.0)},
    {"actor": "us", "issue": "use", "rung": "never", "on": at(30.0)},
    {"actor": "ru", "issue": "reply", "rung": "strike", "on": at(50.0)},
]
HELD = [{"actor": "uk", "issue": "use", "from": at(20.0), "until": at(35.0)}]


@pytest.fixture(
    scope="module", params=["busy", "forced", "may-2024"], ids=["busy", "forced", "may-2024"]
)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    if request.param == "may-2024":
        return load("may-2024").scenario
    return everything(forces=FORCED, holds=HELD) if request.param == "forced" else everything()


@pytest.fixture(scope="module")
def program(scenario: Scenario) -> Program:
    return lower(scenario)


@pytest.fixture(scope="module")
def traces(program: Program) -> list[Trace]:
    return [run(program, Noise(program, 0, n), split=False) for n in range(COUNT)]


@pytest.fixture(scope="module")
def tables(scenario: Scenario, program: Program) -> dict[str, pl.DataFrame]:
    """As an ensemble makes them: from the compiled engine, in one chunk."""
    return made(scenario, program, run_chunk(Task(program, 0, "batch"), Chunk(0, COUNT)))


def made(scenario: Scenario, program: Program, columns: Columns) -> dict[str, pl.DataFrame]:
    return Tables(scenario, program, program.horizon).of(columns)


def empty(columns: int = 0) -> Columns:
    return of_traces(0, columns, [], tuple(Failure(n, "it failed") for n in range(columns)))


# --- what is in them --------------------------------------------------------------------------------


def test_columns_are_those_that_are_described(tables: dict[str, pl.DataFrame]) -> None:
    assert tuple(tables) == TABLES == tuple(MEANINGS)
    for name, frame in tables.items():
        assert frame.columns == list(MEANINGS[name])


def test_every_time_says_its_unit_and_from_when() -> None:
    for name, columns in MEANINGS.items():
        assert all(columns.values())
        for column in {"time", "days"} & set(columns):
            assert columns[column].startswith("days from"), f"{name}.{column}"


def test_no_number_stands_for_nothing(tables: dict[str, pl.DataFrame]) -> None:
    """No NaN, no infinity, no -1: an empty cell is empty."""
    for frame in tables.values():
        for column in frame.iter_columns():
            if column.dtype == pl.Float64:
                assert column.drop_nulls().is_finite().all()
                assert not (column.drop_nulls() < 0.0).any()
            assert column.dtype in {pl.Int64, pl.Float64, pl.Boolean, pl.String} or isinstance(
                column.dtype, pl.Enum
            )


def subject(program: Program, event: Event) -> str:
    if event.kind in {CAUSE, ENDS}:
        return program.causes.name[event.subject]
    names = program.gates.name if event.kind == DATE else program.stances.name
    return names[event.subject]


def row(trace: Trace, event: Event) -> tuple[object, ...]:
    program = trace.program
    moved = event.kind not in {CAUSE, ENDS, DATE}
    rungs = program.ladder(event.subject) if moved else ()
    stage = None
    if event.kind == STAGE:
        number = program.stances.stage[event.subject][event.step]
        stage = program.stances.stages[event.subject][number]
    return (
        trace.replication,
        event.time,
        KINDS[event.kind],
        subject(program, event),
        rungs[event.before] if moved and event.before >= 0 else None,
        rungs[event.after] if moved and event.after >= 0 else None,
        stage,
        event.decided.background if event.decided is not None else None,
    )


def test_events_are_those_of_the_traces(
    tables: dict[str, pl.DataFrame], traces: list[Trace]
) -> None:
    expected = [row(trace, event) for trace in traces for event in trace.events]
    assert tables["events"].rows() == expected
    assert {KINDS[DECISION], KINDS[CAUSE]} <= set(tables["events"]["kind"].to_list())


def test_positions_are_the_paths_of_the_traces(
    program: Program, tables: dict[str, pl.DataFrame], traces: list[Trace]
) -> None:
    expected = []
    for trace in traces:
        for number, path in enumerate(paths(trace)):
            ladder, levels = program.ladder(number), program.stances.level[number]
            steps = [(0.0, path.start), *((step.time, step.rung) for step in path.steps)]
            expected += [
                (trace.replication, time, program.stances.name[number], ladder[r], levels[r])
                for time, r in steps
            ]
    assert tables["positions"].rows() == expected


def test_the_meanings_say_which_events_have_no_rung(tables: dict[str, pl.DataFrame]) -> None:
    rows = tables["events"]
    for column in ("from", "to"):
        empty = rows.group_by("kind").agg(pl.col(column).is_null().all()).filter(pl.col(column))
        without = set(empty["kind"].to_list())
        said = MEANINGS["events"][column].rpartition("empty for ")[2].replace(" and ", ", ")
        assert without <= set(said.split(", ")) == {"cause", "ends", "date"}
    holds = rows.filter(pl.col("kind").cast(pl.String).is_in([KINDS[HOLD], KINDS[RELEASE]]))
    assert holds["to"].is_not_null().all()
    assert holds["to"].equals(holds["from"], check_names=False)


def test_only_a_scenario_in_which_a_hold_ends_knows_releases(
    scenario: Scenario, tables: dict[str, pl.DataFrame]
) -> None:
    """A digest covers the names that a column may have: those of other scenarios stay as they were."""
    kind = tables["events"]["kind"]
    assert isinstance(kind.dtype, pl.Enum)
    known = kind.dtype.categories.to_list()
    expected = list(KINDS.values()) if scenario.holds else list(KINDS.values())[:-1]
    assert known == expected
    assert (kind == KINDS[HOLD]).sum() == (COUNT if scenario.holds else 0)
    if scenario.holds:
        assert (kind == KINDS[RELEASE]).sum() == COUNT


def test_rungs_compare_as_they_stand_on_their_ladder(
    scenario: Scenario, tables: dict[str, pl.DataFrame]
) -> None:
    for column in (tables["positions"]["rung"], tables["outcomes"]["rung"], tables["events"]["to"]):
        assert isinstance(column.dtype, pl.Enum)
        names = column.dtype.categories.to_list()
        assert len(names) == len(set(names))
        for issue in scenario.issues:
            places = [names.index(rung.id) for rung in issue.rungs]
            assert places == sorted(places)
    on_use = tables["positions"].filter(pl.col("stance").cast(pl.String).str.ends_with("/use"))
    levels = on_use.sort("rung")["level"]
    assert levels.is_sorted()


# --- outcomes ---------------------------------------------------------------------------------------

Row = tuple[float | None, bool | None, str | None, float | None]  # days, yes, rung, distance


def outcome(scenario: Scenario, trace: Trace, number: int) -> Row:
    """An outcome of one run, from its paths, as a person would count it."""
    asked, found = scenario.outcomes[number], paths(trace)
    names = trace.program.stances.name

    def path(actor: str, issue: str) -> Path:
        return found[names.index(f"{actor}/{issue}")]

    def index(issue: str, rung: str) -> int:
        return scenario.issue(issue).index(rung)

    if (first := asked.first_reaches) is not None:
        return (
            path(first.actor, first.issue).first_at(index(first.issue, first.rung)),
            None,
            None,
            None,
        )
    if (order := asked.before) is not None:
        one, two = (
            path(s.actor, s.issue).first_at(index(s.issue, s.rung))
            for s in (order.first, order.then)
        )
        return None, one is not None and (two is None or one < two), None, None
    if (held := asked.days_at_or_above) is not None:
        days = path(held.actor, held.issue).days_at_or_above(index(held.issue, held.rung))
        return days, None, None, None
    if (end := asked.at_end) is not None:
        rung = path(end.actor, end.issue).at(trace.until)
        return None, None, scenario.issue(end.issue).rungs[rung].id, None
    if (top := asked.highest) is not None:
        rung = path(top.actor, top.issue).highest()
        return None, None, scenario.issue(top.issue).rungs[rung].id, None
    assert asked.spread is not None
    issue = asked.spread.issue
    levels = [
        scenario.issue(issue).levels[each.at(trace.until)]
        for name, each in zip(names, found, strict=True)
        if name.endswith(f"/{issue}")
    ]
    return None, None, None, max(levels) - min(levels)


def test_outcomes_are_those_counted_one_by_one(
    scenario: Scenario, tables: dict[str, pl.DataFrame], traces: list[Trace]
) -> None:
    expected = [
        (trace.replication, scenario.outcomes[n].id, *outcome(scenario, trace, n))
        for trace in traces
        for n in range(len(scenario.outcomes))
    ]
    assert tables["outcomes"].rows() == expected


def test_outcomes_of_one_trace_are_those_of_its_row(
    scenario: Scenario, tables: dict[str, pl.DataFrame], traces: list[Trace]
) -> None:
    """What one run tells and what the table holds are one reckoning."""
    for trace in traces[:5]:
        rows = tables["outcomes"].filter(pl.col("replication") == trace.replication)
        values = [next((v for v in row[2:] if v is not None), None) for row in rows.iter_rows()]
        assert [each.value for each in counted(scenario, trace)] == values


# --- failures, and nothing at all -------------------------------------------------------------------


def test_a_failed_replication_is_in_one_table_only(scenario: Scenario, program: Program) -> None:
    traces = [run(program, Noise(program, 0, n), split=False) for n in (0, 2)]
    found = made(scenario, program, of_traces(0, 3, traces, (Failure(1, "it ran away"),)))
    assert found["failures"].rows() == [(1, "it ran away")]
    for name in ("events", "positions", "outcomes"):
        assert set(found[name]["replication"].to_list()) == {0, 2}


@pytest.mark.parametrize("count", [0, 3])
def test_tables_of_nothing_have_the_same_columns_and_types(
    scenario: Scenario, program: Program, tables: dict[str, pl.DataFrame], count: int
) -> None:
    """No replication, or none that finished: chunks of any sort are joined."""
    found = made(scenario, program, empty(count))
    for name in TABLES:
        assert found[name].schema == tables[name].schema
        assert found[name].height == (count if name == "failures" else 0)


def test_a_world_without_outcomes_gates_and_events() -> None:
    bare = world(actor("us", stance()))
    program = lower(bare)
    found = made(bare, program, run_chunk(Task(program, 0, "batch"), Chunk(0, 4)))
    assert [found[name].height for name in TABLES] == [0, 4, 0, 0]
    assert found["outcomes"].columns == list(MEANINGS["outcomes"])
    assert found["positions"]["rung"].to_list() == ["never"] * 4


def test_stances_with_ladders_of_different_length_and_the_same_rungs() -> None:
    """A rung's name may stand on two ladders, at different levels."""
    issues = [
        {"id": "use", "rungs": [{"id": r} for r in ("no", "some", "all")]},
        {"id": "aid", "rungs": [{"id": r} for r in ("no", "all")]},
    ]
    put = [
        {"actor": "us", "issue": "use", "rung": "some", "on": at(3.0)},
        {"actor": "us", "issue": "aid", "rung": "all", "on": at(4.0)},
    ]
    both = world(
        actor(
            "us", stance("use", starts_at="no"), stance("aid", resistance=(1.0,), starts_at="no")
        ),
        issues=issues,
        forces=put,
        outcomes=[{"id": "aid", "first_reaches": stands("us", "all", "aid")}],
    )
    program = lower(both)
    found = made(both, program, run_chunk(Task(program, 0, "batch"), Chunk(0, 1)))
    assert found["positions"].rows() == [
        (0, 0.0, "us/use", "no", 0.0),
        (0, 3.0, "us/use", "some", 0.5),
        (0, 0.0, "us/aid", "no", 0.0),
        (0, 4.0, "us/aid", "all", 1.0),
    ]
    assert found["outcomes"].rows() == [(0, "aid", 4.0, None, None, None)]


def test_columns_know_their_moves_and_what_finished() -> None:
    columns = run_chunk(Task(lower(everything()), 0, "batch"), Chunk(3, 6))
    with_failure = replace(columns, failures=(Failure(5, "it failed"),))
    assert columns.finished.tolist() == [3, 4, 5, 6, 7, 8]
    assert with_failure.finished.tolist() == [3, 4, 6, 7, 8]
    moves = columns.moves
    assert set(moves.kind.tolist()) == {DECISION}
    assert moves.kind.size == np.count_nonzero(columns.kind == DECISION) > 0
