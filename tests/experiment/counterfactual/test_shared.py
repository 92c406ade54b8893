"""What a record says of dates, delays and gaps: the density of each, the draw behind it, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf, log

import numpy as np
import pytest
from scipy import stats

from sim.engine.given import Given
from sim.engine.noise import Noise, moments, parameters
from sim.engine.trace import CAUSE, DECISION, ENDS
from sim.experiment.counterfactual.shared import AT_ONCE, Shared, shared
from sim.model.program import Program
from tests.worlds import Tree, actor, dated, lasting, program, recurring, stance, stands, triggered

DAYS = 20
SEED = 2
LEAST_P = 1e-3  # of each test; the draws are keyed, so it passes always or never
DRAWS = 1500


def world(*causes: Tree, **more: object) -> Program:
    return program(actor("us", stance()), causes=causes, days=DAYS, **more)


def of(built: Program, *given: Given, number: int = 0) -> Shared:
    return shared(built, given, SEED, number, float(DAYS))


def drawn(built: Program, number: int, *given: Given) -> Noise:
    return Noise(built, SEED, number, of(built, *given, number=number).known)


def number(noise: Noise, name: str) -> float:
    return noise.parameter(noise.program.parameters.name.index(name))


def begun(noise: Noise, cause: int) -> float:
    times = moments(noise.program, noise, parameters(noise.program, noise))
    return times[noise.program.causes.begins[cause]]


UP = Given(4.0, DECISION, 0, rung=1)
WHEN = stands("us", "partly")
LOGNORMAL = stats.lognorm(0.5, scale=3.0)
DELAYED = world(triggered("shock", WHEN, after={"lognormal": [3.0, 0.5]}))
CUT = world(triggered("shock", WHEN, after={"normal": [3.0, 2.0], "min": 1.0, "max": 6.0}))


# --- what is triggered ---------------------------------------------------------------------------


def test_a_delay_on_record_weighs_its_density_and_is_that_delay() -> None:
    story = (UP, Given(6.5, CAUSE, 0))
    assert of(DELAYED, *story).weight == pytest.approx(LOGNORMAL.logpdf(2.5))
    assert number(drawn(DELAYED, 0, *story), "shock.after") == pytest.approx(2.5)


def test_a_delay_cut_at_both_ends_weighs_what_is_left_of_it() -> None:
    whole = stats.norm(3.0, 2.0)
    mass = whole.cdf(6.0) - whole.cdf(1.0)
    story = (UP, Given(6.5, CAUSE, 0))
    assert of(CUT, *story).weight == pytest.approx(whole.logpdf(2.5) - log(mass))
    assert number(drawn(CUT, 0, *story), "shock.after") == pytest.approx(2.5)
    for outside in (4.5, 10.5):
        assert of(CUT, UP, Given(outside, CAUSE, 0)).weight == -inf


def test_a_delay_that_had_not_passed_by_the_end_is_drawn_from_what_is_left() -> None:
    late = Given(18.0, DECISION, 0, rung=1)
    assert of(DELAYED, late).weight == pytest.approx(LOGNORMAL.logsf(2.0))
    found = [number(drawn(DELAYED, n, late), "shock.after") for n in range(DRAWS)]
    share = LOGNORMAL.sf(2.0)
    assert stats.kstest(found, lambda x: 1.0 - LOGNORMAL.sf(x) / share).pvalue > LEAST_P
    assert min(found) > 2.0


def test_what_nothing_triggered_has_its_delay_from_the_prior() -> None:
    assert of(DELAYED).weight == 0.0
    found = [number(drawn(DELAYED, n), "shock.after") for n in range(DRAWS)]
    assert stats.kstest(found, LOGNORMAL.cdf).pvalue > LEAST_P


@pytest.mark.parametrize("story", [(Given(6.5, CAUSE, 0),), (Given(3.5, CAUSE, 0), UP)])
def test_what_comes_without_its_trigger_is_impossible(story: Sequence[Given]) -> None:
    assert of(DELAYED, *story).weight == -inf


def test_the_first_time_that_a_rung_is_reached_from_below_triggers() -> None:
    """By a decision or a force, in one jump or two; coming down is not reaching."""
    built = world(triggered("shock", stands("us", "partly"), after={"lognormal": [3.0, 0.5]}))
    jumps = (Given(2.0, DECISION, 0, rung=2), Given(3.0, DECISION, 0, rung=1))
    assert of(built, *jumps, Given(6.0, CAUSE, 0)).weight == pytest.approx(LOGNORMAL.logpdf(4.0))
    where = {"actor": "us", "issue": "use", "rung": "wholly", "on": "2024-01-04T00:00:00"}
    forced = world(triggered("shock", WHEN, after={"lognormal": [3.0, 0.5]}), forces=[where])
    found = of(forced, Given(6.0, CAUSE, 0)).weight
    assert found == pytest.approx(LOGNORMAL.logpdf(3.0))


def test_without_delay_it_comes_at_once() -> None:
    built = world(triggered("shock", WHEN, lasts=5.0))
    story = (UP, Given(4.1, CAUSE, 0), Given(9.3, ENDS, 0))
    found = of(built, *story)
    assert found.weight == 0.0
    assert [each.time for each in found.given] == [4.0, 4.0 + AT_ONCE, 9.0 + AT_ONCE]


def test_but_not_where_that_would_change_the_order_of_the_record() -> None:
    built = world(triggered("shock", WHEN), dated("blow", 4.05))
    between = Given(4.05, CAUSE, 1)
    assert of(built, UP, between, Given(4.1, CAUSE, 0)).weight == -inf
    assert of(built, UP, Given(4.01, CAUSE, 0), between).weight == 0.0


def test_a_fixed_delay_that_was_over_is_impossible_to_lack() -> None:
    built = world(triggered("shock", WHEN, after=5.0))
    assert of(built, UP).weight == -inf
    assert of(built, Given(16.0, DECISION, 0, rung=1)).weight == 0.0


def test_how_long_it_lasts_is_on_record_or_drawn_from_what_is_left() -> None:
    built = world(triggered("shock", WHEN, lasts={"exponential": 6.0}))
    come = Given(4.1, CAUSE, 0)
    ended = of(built, UP, come, Given(7.0, ENDS, 0))
    assert ended.weight == pytest.approx(log(exp(-3.0 / 6.0) / 6.0))
    assert of(built, UP, come).weight == pytest.approx(-16.0 / 6.0)
    found = [number(drawn(built, n, UP, come), "shock.lasts") for n in range(DRAWS)]
    assert stats.kstest(np.array(found) - 16.0, stats.expon(0.0, 6.0).cdf).pvalue > LEAST_P


# --- what recurs -----------------------------------------------------------------------------------

OFTEN = world(recurring("shelling", {"exponential": 4.0}, 3.0))


def test_gaps_weigh_their_densities_and_the_last_what_it_exceeds() -> None:
    story = [Given(time, CAUSE, 0) for time in (5.0, 6.0, 14.0)]
    gaps = (2.0, 1.0, 8.0)
    expected = sum(log(exp(-gap / 4.0) / 4.0) for gap in gaps) - 6.0 / 4.0
    assert of(OFTEN, *story).weight == pytest.approx(expected)
    noise = drawn(OFTEN, 0, *story)
    assert [noise.gap(0, n) for n in range(3)] == pytest.approx(gaps)
    found = [drawn(OFTEN, n, *story).gap(0, 3) - 6.0 for n in range(DRAWS)]
    assert stats.kstest(found, stats.expon(0.0, 4.0).cdf).pvalue > LEAST_P
    later = [drawn(OFTEN, n, *story).gap(0, 4) for n in range(DRAWS)]
    assert stats.kstest(later, stats.expon(0.0, 4.0).cdf).pvalue > LEAST_P


def test_fixed_gaps_come_when_they_must_or_not_at_all() -> None:
    built = world(recurring("shelling", 8.0, 2.0))
    found = of(built, Given(10.1, CAUSE, 0), Given(17.9, CAUSE, 0))
    assert found.weight == 0.0
    assert [each.time for each in found.given] == [10.0, 18.0]
    assert of(built, Given(10.0, CAUSE, 0)).weight == -inf
    assert of(built, *(Given(time, CAUSE, 0) for time in (10.0, 18.0, 19.0))).weight == -inf


def test_nothing_counts_from_the_horizon_on() -> None:
    """A record that is followed up to a day says nothing of what came behind it."""
    story = [Given(5.0, CAUSE, 0), Given(14.0, CAUSE, 0)]
    found = shared(OFTEN, story, 1, 0, 9.0)
    assert found.weight == pytest.approx(log(exp(-2.0 / 4.0) / 4.0) - 4.0 / 4.0)
    assert [each.time for each in found.given] == [5.0]


# --- dates -----------------------------------------------------------------------------------------

DAY = {**dated("blow", 0.0), "on": "2024-01-05"}  # days 4 to 5


def test_a_date_on_record_is_that_date() -> None:
    come = Given(4.3, CAUSE, 0)
    assert of(world(DAY), come).weight == 0.0
    assert begun(drawn(world(DAY), 0, come), 0) == pytest.approx(4.3)


def test_a_date_after_another_is_denser_the_later_that_was() -> None:
    built = world(DAY, {**DAY, "id": "answer", "after": "blow"})
    for first in (4.1, 4.6):
        story = (Given(first, CAUSE, 0), Given(4.8, CAUSE, 1))
        assert of(built, *story).weight == pytest.approx(-log(5.0 - first))


def test_a_delay_behind_an_instant_is_what_is_left() -> None:
    delayed = {**DAY, "on": {"date": "2024-01-05T00:00:00", "plus": {"lognormal": [3.0, 0.5]}}}
    found = of(world(delayed), Given(6.0, CAUSE, 0))
    assert found.weight == pytest.approx(LOGNORMAL.logpdf(2.0))


def test_a_delay_behind_a_day_lies_where_the_day_allows_it() -> None:
    """The density of the sum: the chance that the delay lies within a day of it."""
    built = world({**DAY, "on": {"date": "2024-01-05", "plus": {"lognormal": [3.0, 0.5]}}})
    come = Given(7.5, CAUSE, 0)
    share = LOGNORMAL.cdf(3.5) - LOGNORMAL.cdf(2.5)
    assert of(built, come).weight == pytest.approx(log(share))
    found = [number(drawn(built, n, come), "blow.plus") for n in range(DRAWS)]
    inside = stats.kstest(found, lambda x: (LOGNORMAL.cdf(x) - LOGNORMAL.cdf(2.5)) / share)
    assert inside.pvalue > LEAST_P
    assert begun(drawn(built, 3, come), 0) == pytest.approx(7.5)


def test_an_end_with_a_delay_counts_from_a_beginning_that_came_later() -> None:
    """It ends two days or so behind the fifth, or behind its beginning where that is later."""
    war = {
        **lasting("war", None, None),
        "from": "2024-01-03..2024-01-08",
        "until": {"date": "2024-01-05T00:00:00", "plus": {"lognormal": [3.0, 0.5]}},
    }
    for begins, since in ((2.5, 4.0), (6.0, 6.0)):
        found = of(world(war), Given(begins, CAUSE, 0), Given(9.0, ENDS, 0))
        assert found.weight == pytest.approx(LOGNORMAL.logpdf(9.0 - since))


def test_a_fixed_delay_leaves_nothing_to_weigh() -> None:
    built = world({**DAY, "on": {"date": "2024-01-05T00:00:00", "plus": 2.0}})
    assert of(built, Given(6.0, CAUSE, 0)).weight == 0.0


def test_a_date_that_had_not_come_by_the_end_comes_later() -> None:
    """Its window is cut at the end, and weighs the share that is left."""
    wide = {**DAY, "on": "2024-01-17..2024-01-20"}  # days 16 to 20
    built = world(wide)
    found = [shared(built, (), 1, n, 17.0) for n in range(DRAWS)]
    assert found[0].weight == pytest.approx(log(3.0 / 4.0))
    times = [begun(Noise(built, 1, n, each.known), 0) for n, each in enumerate(found)]
    assert stats.kstest(times, stats.uniform(17.0, 3.0).cdf).pvalue > LEAST_P
    assert shared(world(DAY), (), 1, 0, 17.0).weight == -inf
    delayed = {**DAY, "on": {"date": "2024-01-05T00:00:00", "plus": {"lognormal": [3.0, 0.5]}}}
    assert shared(world(delayed), (), 1, 0, 8.0).weight == pytest.approx(LOGNORMAL.logsf(4.0))


# --- numbers that several share -----------------------------------------------------------------------


def test_numbers_of_no_stance_are_drawn_from_the_prior_and_known() -> None:
    built = world({**DAY, "magnitude": {"lognormal": [3.0, 0.5]}})
    come = Given(4.3, CAUSE, 0)
    found = [number(drawn(built, n, come), "blow.magnitude") for n in range(DRAWS)]
    assert stats.kstest(found, LOGNORMAL.cdf).pvalue > LEAST_P
    other = Noise(built, 99, 5, of(built, come, number=3).known)
    assert number(other, "blow.magnitude") == found[3]
    assert of(built, come, number=3).values[built.causes.magnitude[0]] == found[3]
