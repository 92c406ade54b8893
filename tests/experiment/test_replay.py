"""Replay returns the record exactly, and says how likely the model found it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import inf, sqrt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import gamma, norm

from sim.engine.noise import Central, Noise
from sim.engine.trace import DECISION, Choice
from sim.experiment import replay as replaying
from sim.experiment.replay import Replay, erlang, replay, rung_probability
from sim.model.choice import OPEN, SHUT, SKIPPED, nearest_above, rung_above, rung_below
from sim.model.lower import lower
from sim.scenario.files.load import Case, load
from sim.scenario.placing import place
from sim.scenario.problems import ScenarioError
from tests.experiment.records import decision, entry, expected, happened, recorded, stage
from tests.worlds import (
    Tree,
    actor,
    dated,
    during,
    first_decision,
    gate,
    hears,
    lasting,
    recurring,
    stance,
    stands,
    traced,
    triggered,
)

RUNS = 3000  # replications behind an empirical share
SURE = 4.0  # standard errors


def near(share: float, probability: float, runs: int = RUNS) -> bool:
    return abs(share - probability) <= SURE * sqrt(0.25 / runs)


# --- the record, exactly -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["may-2024", "tanks-2023"])
def test_a_shipped_record_comes_back_exactly(name: str) -> None:
    case = load(name)
    assert case.record is not None
    found = replay(case, draws=0)
    assert happened(found.trace) == expected(case, found.placed)
    inside = [entry.id for entry in case.record.entries if entry.mark in {"stage", "decision"}]
    told = [each.entry.id for each in found.placed if each.entry.mark in {"stage", "decision"}]
    assert sorted(told) == sorted(inside)
    assert [each.entry.entry.id for each in found.surprises] == [
        each.entry.id for each in found.placed if each.entry.mark == "decision"
    ]


@pytest.mark.parametrize("name", ["may-2024", "tanks-2023"])
def test_every_instant_lies_in_its_window(name: str) -> None:
    case = load(name)
    for each in replay(case, draws=0).placed:
        first, last = (case.scenario.time(t) for t in (each.entry.on.first, each.entry.on.last))
        assert first <= each.time < last or first == each.time == last, each.entry.id
        assert each.low <= each.time <= each.high


def test_the_cause_in_force_from_the_start_is_felt_and_is_no_event() -> None:
    found = replay(load("may-2024"), draws=0)
    assert "cause foreign-arms" not in [words for _, words, _ in happened(found.trace)]
    program = found.program
    part = 1 + [program.reactions.name[r] for r in program.stances.reactions[0]].index(
        "united-states/use/foreign-arms"
    )
    assert found.trace.knots[0][0].parts[part] > 0.0


def test_seed_and_draws_change_the_ranges_and_nothing_else() -> None:
    case = load("tanks-2023")
    one, other = replay(case, seed=1, draws=5), replay(case, seed=2, draws=9)
    assert one.trace == other.trace
    assert [each.by_then for each in one.surprises] == [each.by_then for each in other.surprises]
    assert [each.by_then_range for each in one.surprises] != [
        each.by_then_range for each in other.surprises
    ]


def test_progress_counts_every_draw() -> None:
    seen: list[int] = []
    replay(load("tanks-2023"), draws=4, progress=seen.append)
    assert seen == [1, 2, 3, 4]


def test_without_a_record_there_is_nothing_to_replay() -> None:
    case = recorded(actor("us", stance(standing=2.0)))
    with pytest.raises(ScenarioError, match="has no record to replay; try 'tabletop run'"):
        replay(replace(case, record=None, files=(case.folder / "scenario.yaml",)))


# --- records made by hypothesis ----------------------------------------------------------------

STAGES: list[Tree] = [
    {"id": "advised"},
    {"id": "signed", "settles": True},
    {"id": "prepared", "steps": 2},
    {"id": "announced"},
]
GIVEN_UP = {"partly": -0.5, "wholly": 0.2}
PULSES = [
    during("war", 0.6),
    during("old-war", 0.2),
    hears("blow", 0.7),
    hears("shelling", 0.3, wears=0.8),
    hears("shock", 0.4),
    hears({"decision_of": "ru", "issue": "reply"}, -0.3),
]


def hand(issue: str = "use", **more: object) -> Tree:
    """A stance that leaves room for chance, so that any sequence of moves is possible."""
    return {**stance(issue), "background": 0.01, "choice_sd": {"uniform": [0.1, 0.4]}, **more}


US = actor("us", hand(stages=STAGES, gives_up_below=GIVEN_UP, reactions=PULSES))
UK = actor("uk", hand(rest=1.0, gives_up_below={"partly": 0.1}, reactions=PULSES))
ANSWERS = [hears({"decision_of": who, "issue": "use"}, 1.5) for who in ("us", "uk")]
RU = actor("ru", hand("reply", reactions=ANSWERS))
DAYS = 40
FREE_SECONDS = st.integers(86_400, DAYS * 86_400 - 1)


@st.composite
def records(draw: st.DrawFn) -> Case:
    """A world of three actors and five causes with any record that fits it."""
    instants = draw(st.lists(FREE_SECONDS, min_size=14, max_size=40, unique=True))
    spare = iter([second / 86_400 for second in sorted(instants)])
    entries: list[Tree] = []
    begins, ends, blow = sorted(draw(st.permutations(instants))[:3])
    dates = {"war": begins / 86_400, "peace": ends / 86_400, "blow": blow / 86_400}
    us, uk = _Walk("us", STAGES), _Walk("uk", [])
    for time in spare:
        if time in dates.values():
            continue
        sort = draw(st.sampled_from(["us", "us", "us", "uk", "ru", "shelling", "shock", "context"]))
        name = f"entry-{len(entries)}"
        if sort in {"us", "uk"}:
            entries.append((us if sort == "us" else uk).next(draw, name, time))
        elif sort == "ru":
            rung = draw(st.sampled_from(["warning", "strike"]))
            entries.append(decision(name, time, "ru", rung, "reply"))
        elif sort == "context":
            entries.append(entry(name, "context", time))
        elif sort == "shelling" or not any(each.get("cause") == "shock" for each in entries):
            entries.append(entry(name, "cause", time, cause=sort))
    causes = (
        lasting("war", dates["war"], dates["peace"]),
        lasting("old-war", None, None),
        dated("blow", dates["blow"]),
        recurring("shelling", {"exponential": 4.0}),
        triggered("shock", stands("us", "partly"), after=1.0),
    )
    entries += [
        entry("war-begins", "cause", dates["war"], cause="war"),
        entry("war-ends", "cause", dates["peace"], cause="war", ends=True),
        entry("old-war", "cause", 0.5, cause="old-war"),
    ]
    return recorded(US, UK, RU, entries=tuple(entries), causes=causes, days=DAYS)


class _Walk:
    """One actor's way up and down the ladder, with its stages."""

    def __init__(self, name: str, stages: list[Tree]) -> None:
        self.name = name
        self.stages = [str(each["id"]) for each in stages[:-1]]
        self.left = list(self.stages)
        self.rung = "never"
        self.settled: str | None = None

    def next(self, draw: st.DrawFn, name: str, time: float) -> Tree:
        """The next entry: a stage that is still to come, or a decision."""
        ladder = ["never", "partly", "wholly"]
        rungs = [rung for rung in ladder if rung != self.rung]
        upward = ladder[ladder.index(self.rung) + 1 :]
        staged: bool = draw(st.booleans())
        if self.left and upward and staged:
            passed = draw(st.integers(0, len(self.left) - 1))
            word = self.left[passed]
            self.left = self.left[passed + 1 :]
            if word == "signed":
                self.settled = draw(st.sampled_from([*upward, None]))
            more = {"rung": self.settled} if word == "signed" and self.settled else {}
            return stage(name, time, self.name, word, **more)
        self.rung = self.settled or draw(st.sampled_from(rungs))
        self.left, self.settled = list(self.stages), None
        return decision(name, time, self.name, self.rung)


@settings(deadline=None, max_examples=60)
@given(records())
def test_any_record_comes_back_exactly(case: Case) -> None:
    found = replay(case, draws=2)
    assert case.record is not None
    told = [each for each in found.placed if each.entry.mark != "context"]
    assert [each.time for each in told] == sorted(each.time for each in told)
    assert happened(found.trace) == expected(case, found.placed)
    for each in told:
        assert abs(each.time - case.scenario.time(each.entry.on.first)) < 1e-9
    held = {0: 0, 1: 0, 2: 0}
    for event in found.trace.decisions():
        held[event.subject] = event.after if event.subject < 2 else 0
    assert found.trace.rungs == tuple(held.values())
    for surprise in found.surprises:
        assert 0.0 <= surprise.by_then <= 1.0
        assert 0.0 <= surprise.rung <= 1.0
        assert surprise.event.kind == DECISION


@settings(deadline=None, max_examples=25)
@given(records())
def test_a_drawn_world_follows_the_same_record(case: Case) -> None:
    found = replay(case, draws=0)
    script = replaying.given(case, found.program, found.placed)
    for replication in range(3):
        drawn = traced(found.program, replication, given=script)
        assert happened(drawn) == expected(case, found.placed)


def test_days_without_an_hour_are_placed_inside_the_day_in_file_order() -> None:
    case = recorded(
        actor("us", stance(background=0.1, reactions=[hears("blow", 1.0)])),
        entries=(
            entry("first", "cause", "2024-01-10", cause="blow"),
            decision("second", "2024-01-10", "us", "partly"),
        ),
        causes=({**dated("blow", 9.0), "on": "2024-01-10"},),
    )
    found = replay(case, draws=0)
    first, second = [time for time, _, _ in happened(found.trace)]
    assert 9.0 <= first < second < 10.0
    assert second - first >= 1 / 86_400


def test_what_the_record_does_not_tell_does_not_happen() -> None:
    """A trigger is pulled and a clock runs out, and still only the record speaks."""
    case = recorded(
        actor("us", stance(standing=5.0, background=0.1, tempo=0.1)),
        actor("uk", stance(standing=5.0, background=0.1, tempo=0.1)),
        entries=(decision("us-moves", 50.0, "us", "partly"),),
        causes=(triggered("shock", stands("us", "partly")),),
    )
    assert happened(replay(case, draws=0).trace) == [(50.0, "decision us/use never > partly", "")]


# --- how likely: formulas ----------------------------------------------------------------------


@settings(max_examples=300)
@given(st.integers(1, 40), st.floats(0.0, 80.0))
def test_erlang_is_the_gamma_distribution(steps: int, work: float) -> None:
    assert erlang(steps, work) == pytest.approx(gamma.cdf(work, steps), rel=1e-9, abs=1e-12)
    assert 0.0 <= erlang(steps, work) <= 1.0


@pytest.mark.parametrize(("steps", "work"), [(1, 0.0), (6, 0.0), (3, -1e-12)])
def test_without_work_no_step_is_done(steps: int, work: float) -> None:
    assert erlang(steps, work) == 0.0


STEPS = 20_000  # of a grid of equally likely draws


@st.composite
def choices(draw: st.DrawFn) -> tuple[Choice, int]:
    """A choice somewhere on a ladder of two to six rungs, some skipped, some shut."""
    rungs = draw(st.integers(2, 6))
    steps = draw(st.lists(st.floats(0.05, 1.0), min_size=rungs - 1, max_size=rungs - 1))
    thresholds = [-inf, steps[0]]
    for step in steps[1:]:
        thresholds.append(thresholds[-1] + step)
    ways = st.sampled_from([SKIPPED, SHUT, OPEN, OPEN])
    passable = (OPEN, *draw(st.lists(ways, min_size=rungs - 1, max_size=rungs - 1)))
    left = draw(st.integers(0, rungs - 1))
    pressure, sd = draw(st.floats(-1.0, 5.0)), draw(st.sampled_from([0.0, 0.1, 0.5, 2.0]))
    assume(all(abs(pressure - threshold) > 1e-6 for threshold in thresholds))
    return Choice(0.0, pressure, tuple(thresholds), passable, sd, -1), left


def simulated(choice: Choice, left: int, *, upward: bool) -> Counter[int]:
    """How often each rung is taken, over equally likely draws."""
    found: Counter[int] = Counter()
    for z in norm.ppf([(n + 0.5) / STEPS for n in range(STEPS)]):
        accepts = choice.pressure + choice.sd * float(z)
        thresholds, passable = choice.thresholds, choice.passable
        if upward:
            found[rung_above(accepts, left, len(thresholds), thresholds, passable)] += 1
        else:
            found[rung_below(accepts, left, thresholds, passable)] += 1
    return found


@settings(deadline=None, max_examples=60)
@given(choices(), st.booleans())
def test_the_chance_of_a_rung_is_how_often_it_is_taken(
    made: tuple[Choice, int], upward: bool
) -> None:
    choice, left = made
    if upward:
        assume(nearest_above(left, len(choice.thresholds), choice.passable) > 0)
    else:
        assume(left > 0)
    found = simulated(choice, left, upward=upward)
    total = 0.0
    for rung, count in found.items():
        chance = rung_probability(replace(choice, rung=rung), left)
        assert chance == pytest.approx(count / STEPS, abs=2.5 / STEPS)
        total += chance
    assert total == pytest.approx(1.0, abs=(2.5 * len(choice.thresholds)) / STEPS)


# --- how likely: against the model's own runs --------------------------------------------------

WAYS = {
    "a steady pressure": (stance(standing=1.2, tempo=2.0, background=0.001), ()),
    "four steps": (
        stance(standing=1.5, tempo=4.0, background=0.001, stages=[{"id": "all", "steps": 4}]),
        (),
    ),
    "pulses that fade below the threshold": (
        stance(
            tempo=2.0,
            background=0.005,
            half_life=4.0,
            reactions=[hears("blow", 1.8), hears("shelling", 0.9)],
            stages=[{"id": "agreed"}, {"id": "announced"}],
        ),
        (dated("blow", 2.0), dated("shelling", 8.0)),
    ),
    "a lasting cause": (
        stance(tempo=3.0, background=0.001, half_life=1.0, reactions=[during("war", 2.5)]),
        (lasting("war", 3.0, None),),
    ),
}


def one_decision(name: str, day: float) -> tuple[Replay, float]:
    """A replay of one decision on a day, and the share of free runs that have decided by then."""
    mine, causes = WAYS[name]
    begun = [entry("war-begins", "cause", 3.0, cause="war")] if "lasting" in name else []
    case = recorded(
        actor("us", mine),
        entries=(*begun, decision("it-is-decided", day, "us", "partly")),
        causes=causes,
    )
    built = lower(case.scenario)
    times = [first_decision(traced(built, replication)) for replication in range(RUNS)]
    return replay(case, draws=0), sum(time is not None and time <= day for time in times) / RUNS


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("day", [4.5, 8.5])
def test_the_chance_by_then_is_the_share_of_runs_that_have_decided(name: str, day: float) -> None:
    found, share = one_decision(name, day)
    (surprise,) = found.surprises
    assert near(share, surprise.by_then)
    assert 0.02 < share < 0.98  # a share that could tell


def test_a_gate_makes_the_chance_by_then_a_bound_from_above() -> None:
    """A stage that no entry tells of is not known to have waited at its gate."""
    stages: list[Tree] = [{"id": "prepared"}, {"id": "announced"}]
    behind = [gate({"happened": "nod"}, stage="announced")]
    mine = stance(standing=1.5, tempo=5.0, background=0.0005, stages=stages, requires=behind)
    case = recorded(
        actor("us", mine),
        entries=(decision("it-is-decided", 12.0, "us", "partly"),),
        causes=(dated("nod", 10.0),),
    )
    built = lower(case.scenario)
    times = [first_decision(traced(built, replication)) for replication in range(RUNS)]
    share = sum(time is not None and time <= 12.0 for time in times) / RUNS
    (surprise,) = replay(case, draws=0).surprises
    assert surprise.by_then > share + 0.1
    assert near(share, 0.3)


def test_the_chance_of_a_rung_is_the_share_of_decisions_that_take_it() -> None:
    mine = stance(standing=1.8, tempo=2.0, choice_sd=0.4, background=0.001)
    case = recorded(actor("us", mine), entries=(decision("it-is-decided", 9.0, "us", "wholly"),))
    (surprise,) = replay(case, draws=0).surprises
    built = lower(case.scenario)
    first = [traced(built, replication).decisions(0)[:1] for replication in range(RUNS)]
    rungs = [each[0].after for each in first if each]
    assert near(rungs.count(2) / len(rungs), surprise.rung, len(rungs))
    assert surprise.rung == pytest.approx(1 - norm.cdf((2.0 - 1.8) / 0.4))


@pytest.mark.parametrize("days", [5, 20])
def test_the_chance_of_silence_is_the_share_of_runs_without_a_move(days: int) -> None:
    mine = stance(standing=1.5, tempo=5.0, background=0.001, stages=[{"id": "all", "steps": 2}])
    case = recorded(actor("us", mine), days=days)
    (silence,) = replay(case, draws=0).silences
    built = lower(case.scenario)
    still = [first_decision(traced(built, replication)) for replication in range(RUNS)]
    assert near(still.count(None) / RUNS, silence.probability)


def test_a_recorded_stage_leaves_only_the_steps_after_it_to_the_silence() -> None:
    """Two steps were done on day 10 of 20; the third has had 10 days at half a step a day."""
    stages: list[Tree] = [{"id": "agreed", "steps": 2}, {"id": "announced"}]
    mine = stance(standing=1.5, tempo=9.0, background=1e-9, stages=stages)
    case = recorded(actor("us", mine), entries=(stage("agreed", 10.0, "us", "agreed"),), days=20)
    (silence,) = replay(case, draws=0).silences
    assert silence.clock.steps_left == 1
    assert silence.probability == pytest.approx(gamma.sf(10.0 * 3 * 0.5 / 9.0, 1), abs=1e-6)


# --- ranges and words --------------------------------------------------------------------------


def test_the_ranges_are_the_5th_and_the_95th_percentile_of_the_draws() -> None:
    mine = stance(standing=1.8, tempo={"uniform": [1.0, 20.0]}, choice_sd=0.4, background=0.001)
    case = recorded(actor("us", mine), entries=(decision("it-is-decided", 9.0, "us", "wholly"),))
    (surprise,) = replay(case, draws=41, seed=7).surprises
    built = lower(case.scenario)
    tempo = built.parameters.name.index("us/use.tempo")
    tempos = [Noise(built, 7, replication).parameter(tempo) for replication in range(41)]
    chances = sorted(gamma.cdf(9.0 * (0.8 / each + 0.001), 1) for each in tempos)
    assert surprise.by_then_range == pytest.approx((chances[2], chances[38]))
    median = Central(built).parameter(tempo)
    assert surprise.by_then == pytest.approx(gamma.cdf(9.0 * (0.8 / median + 0.001), 1))
    assert surprise.rung_range == (surprise.rung, surprise.rung)


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, "much earlier than expected"),
        (0.049, "much earlier than expected"),
        (0.05, "earlier than expected"),
        (0.25, "about as expected"),
        (0.749, "about as expected"),
        (0.75, "later than expected"),
        (0.95, "much later than expected"),
        (1.0, "much later than expected"),
    ],
)
def test_early_and_late_in_words(chance: float, words: str) -> None:
    case = recorded(
        actor("us", stance(background=0.1)), entries=(decision("d", 9.0, "us", "partly"),)
    )
    (surprise,) = replay(case, draws=0).surprises
    assert replace(surprise, by_then=chance).words == words


def test_the_script_is_in_order_and_leaves_context_out() -> None:
    case = load("may-2024")
    assert case.record is not None
    program = lower(case.scenario)
    placed = place(case.scenario, case.record)
    script = replaying.given(case, program, placed)
    assert [each.time for each in script] == sorted(each.time for each in script)
    told = [each for each in placed if each.entry.mark in {"cause", "stage", "decision"}]
    in_force = sum(program.causes.at_start)
    assert in_force == 1
    assert len(script) == len(told) - in_force
