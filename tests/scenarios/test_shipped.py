"""The shipped scenarios: valid, whole, cited, and honest about what is assumed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import sqrt

import pytest

from sim.experiment.recorded import positions_on
from sim.model.lower import lower
from sim.scenario.files.library import shipped
from sim.scenario.files.load import Case, load, load_variant, variants
from sim.scenario.files.tree import read
from sim.scenario.language.basis import Basis
from sim.scenario.language.numbers import Number
from sim.scenario.language.record import Entry
from sim.scenario.language.scenario import Scenario
from sim.scenario.permits import grid, may
from sim.scenario.variants.apply import apply_all

SCENARIOS = ("may-2024", "tanks-2023")
VARIANTS = {
    "may-2024": [
        "early-request", "early-threats", "france-holds", "late-kharkiv", "nato-silent", "no-allies",
        "no-foreign-arms", "no-kharkiv", "no-kharkiv-asked", "no-push", "no-request", "russia-silent",
        "shock", "uk-holds", "us-first", "us-long-range",
    ],
    "tanks-2023": [],
}  # fmt: skip

# The rows of the data set the records were made from; it is not part of the repository.
SEED = [f"seed-{n:02}" for n in range(1, 30)]
EXTENDED = [*(f"x-{n:03}" for n in range(1, 82)), "x-049b", "x-078b", "x-078c"]
TANKS = [*(f"a-{n:02}" for n in range(1, 24)), "a-12b"]
FACTS = {"may-2024": {*SEED, *EXTENDED}, "tanks-2023": set(TANKS)}

SENTENCES = 28  # of the article
WIDEST_SURE = 0.3  # of the mean: an assumed number is drawn at least as widely as this

RUSSIAN_SOIL = {"border-kharkiv", "border-elsewhere", "deeper-russia"}


@pytest.fixture(params=SCENARIOS)
def case(request: pytest.FixtureRequest) -> Case:
    return load(str(request.param))


@pytest.fixture
def may_2024() -> Case:
    return load("may-2024")


def entries(case: Case) -> tuple[Entry, ...]:
    assert case.record is not None
    return case.record.entries


# --- whole and valid ---------------------------------------------------------------------------


def test_these_scenarios_are_shipped() -> None:
    assert sorted(shipped()) == sorted(SCENARIOS)


def test_a_shipped_scenario_gives_no_warning(case: Case) -> None:
    assert [str(warning) for warning in case.warnings] == []
    assert lower(case.scenario).scenario == case.scenario.scenario


def test_every_variant_applies_and_changes_what_is_run(case: Case) -> None:
    found = variants(case)
    assert sorted(found) == VARIANTS[case.scenario.scenario]
    base = lower(case.scenario)
    for path in found.values():
        assert lower(apply_all(case.scenario, load_variant(path, case), read(path))) != base


def test_every_scenario_says_the_words_that_go_with_shares(case: Case) -> None:
    told = " ".join(case.scenario.limits)
    for words in ("by hand", "in-sample", "do not sum to 100", "not cause", "not the risk of"):
        assert words in told
    assert "declared positions" in told


# --- the record and its sources ----------------------------------------------------------------


def cited(cites: tuple[str, ...], source: str) -> set[int]:
    """The sentences of a source that are cited: `wsj S3`, `wsj S3-S5`."""
    found: set[int] = set()
    for cite in cites:
        name, _, rest = cite.partition(" ")
        if name == source:
            for first, last in re.findall(r"S(\d+)(?:-S?(\d+))?", rest):
                found |= set(range(int(first), int(last or first) + 1))
    return found


def test_every_sentence_of_the_article_has_an_entry(may_2024: Case) -> None:
    assert may_2024.record is not None
    assert may_2024.record.article == "wsj"
    assert may_2024.record.sources["wsj"].sentences == SENTENCES
    covered = {n for entry in entries(may_2024) for n in cited(entry.cites, "wsj")}
    assert covered == set(range(1, SENTENCES + 1))


def test_every_entry_names_a_source_that_is_described(case: Case) -> None:
    assert case.record is not None
    described = {*case.scenario.sources, *case.record.sources}
    for entry in entries(case):
        assert entry.cites, entry.id
        assert {cite.split()[0] for cite in entry.cites} <= described, entry.id


def test_every_row_of_the_data_set_is_in_an_entry(case: Case) -> None:
    held = {fact for entry in entries(case) for fact in entry.facts}
    assert held == FACTS[case.scenario.scenario]


def test_what_the_article_says_cites_the_article(may_2024: Case) -> None:
    for entry in entries(may_2024):
        if set(entry.facts) & set(SEED):
            assert any(cite.split()[0] == "wsj" for cite in entry.cites), entry.id


def test_the_american_stages_stand_in_order_on_their_dates(may_2024: Case) -> None:
    stages = [
        (entry.stage or "announced", window(entry))
        for entry in entries(may_2024)
        if entry.actor == "united-states" and entry.mark in {"stage", "decision"}
    ]
    assert stages == [
        ("recommended", (13, 15)),
        ("instructed", (15, 15)),
        ("backed", (17, 17)),
        ("directed", (27, 29)),
        ("signalled", (29, 29)),
        ("announced", (30, 30)),
    ]
    stance = may_2024.scenario.actor("united-states").stance("use")
    assert [stage.id for stage in stance.stages] == [name for name, _ in stages]


def window(entry: Entry) -> tuple[int, int]:
    """The first and the last day of May 2024 in an entry's window."""
    first, last = entry.on.first, entry.on.last - timedelta(days=1)
    assert (first.year, first.month, last.month) == (2024, 5, 5)
    return first.day, last.day


# --- assumed numbers ---------------------------------------------------------------------------


def assumed(scenario: Scenario) -> Iterator[tuple[str, Number]]:
    """Every weight, resistance and tempo that rests on an assumption."""
    for actor in scenario.actors:
        for stance in actor.stances:
            place = f"{actor.id}/{stance.issue}"
            steps = stance.resistance.steps
            numbers: list[tuple[str, Number, Basis | None]] = [
                (f"{place}.tempo", stance.tempo, None),
                (f"{place}.resistance.first", stance.resistance.first, None),
                *((f"{place}.resistance.steps/{n}", step, None) for n, step in enumerate(steps)),
                *((f"{place}/{each.id}", each.weight, each.basis) for each in stance.reactions),
            ]
            for name, number, own in numbers:
                basis = number.basis or own or stance.basis
                if basis is not None and basis.assumed is not None:
                    yield name, number


def width(number: Number) -> float:
    """The standard deviation as a share of the mean; of a lognormal, that of the logarithm."""
    arguments = number.arguments
    if number.shape == "normal":
        return arguments[1] / abs(arguments[0])
    if number.shape == "lognormal":
        return arguments[1]
    if number.shape == "uniform":
        low, high = arguments
        return (high - low) / sqrt(12) / abs((low + high) / 2)
    return 0.0


def test_an_assumed_number_is_drawn_widely(may_2024: Case) -> None:
    found = dict(assumed(may_2024.scenario))
    assert len(found) > 50
    narrow = {name: width(number) for name, number in found.items() if not wide(number)}
    assert narrow == {}


def wide(number: Number) -> bool:
    return width(number) >= WIDEST_SURE - 1e-9


def test_the_measure_of_width_tells_wide_from_narrow() -> None:
    assert [wide(Number(**given)) for given in (
        {"value": 1.0},
        {"normal": (-0.5, 0.14)},
        {"normal": (-0.5, 0.15)},
        {"lognormal": (6.0, 0.29)},
        {"lognormal": (6.0, 0.3)},
        {"uniform": (0.5, 1.5)},
        {"uniform": (0.4, 1.6)},
    )] == [False, False, True, False, True, False, True]  # fmt: skip


# --- what is permitted when --------------------------------------------------------------------


def permitted(case: Case, day: datetime) -> dict[str, dict[tuple[str, str], int]]:
    """By actor: how many targets each weapon may be used on in each area, where any."""
    held = positions_on(case, day + timedelta(days=1))
    found: dict[str, dict[tuple[str, str], int]] = {}
    for cell in grid(case.scenario, held):
        if cell.targets:
            found.setdefault(cell.actor, {})[cell.weapon, cell.area] = len(cell.targets)
    return found


def in_russia(cells: dict[tuple[str, str], int]) -> set[tuple[str, str]]:
    return {(weapon, area) for weapon, area in cells if area in RUSSIAN_SOIL}


def test_nothing_is_permitted_inside_russia_on_the_first_of_may(may_2024: Case) -> None:
    found = permitted(may_2024, datetime(2024, 5, 1, tzinfo=UTC))
    assert set(found) == {"united-states", "united-kingdom", "france"}
    for cells in found.values():
        assert in_russia(cells) == set()
        assert {area for _, area in cells} == {"occupied-ukraine"}


def test_washington_permits_many_targets_in_one_area_without_long_range(may_2024: Case) -> None:
    cells = permitted(may_2024, datetime(2024, 5, 31, tzinfo=UTC))["united-states"]
    assert in_russia(cells) == {("tube-artillery", "border-kharkiv"), ("gmlrs", "border-kharkiv")}
    every = len(may_2024.scenario.targets)
    assert every == 5
    assert {cells[use] for use in in_russia(cells)} == {every}
    assert ("atacms", "occupied-ukraine") in cells


def test_washington_permitted_none_of_it_the_day_before(may_2024: Case) -> None:
    cells = permitted(may_2024, datetime(2024, 5, 29, tzinfo=UTC))["united-states"]
    assert in_russia(cells) == set()


def test_paris_permits_launch_sites_only(may_2024: Case) -> None:
    held = positions_on(may_2024, datetime(2024, 6, 1, tzinfo=UTC))
    for cell in grid(may_2024.scenario, held):
        if cell.actor == "france" and cell.area in RUSSIAN_SOIL:
            assert cell.targets == ("launch-sites",)
            assert any("no other targets" in each for each in cell.conditions)


def test_london_permits_as_it_declared(may_2024: Case) -> None:
    before = permitted(may_2024, datetime(2024, 5, 1, tzinfo=UTC))["united-kingdom"]
    after = permitted(may_2024, datetime(2024, 5, 3, tzinfo=UTC))["united-kingdom"]
    weapons = {"tube-artillery", "gmlrs", "storm-shadow"}
    assert in_russia(before) == set()
    assert in_russia(after) == {(weapon, area) for weapon in weapons for area in RUSSIAN_SOIL}
    held = positions_on(may_2024, datetime(2024, 6, 1, tzinfo=UTC))
    (answer,) = may(may_2024.scenario, held, "storm-shadow", "deeper-russia", "arms-depots")
    assert answer.allowed
    assert answer.condition is not None
    assert answer.condition.startswith("as declared")
