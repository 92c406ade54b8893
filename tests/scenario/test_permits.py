"""What the rungs held allow, rule by rule, on a small ladder and on the shipped scenario."""

from pathlib import Path

import pytest

from sim.scenario.files.load import load, load_text
from sim.scenario.language.basis import Basis
from sim.scenario.permits import Cell, Grant, grid, may, permits_at
from sim.scenario.problems import ScenarioError

TEXT = Path(__file__).with_name("ladder.yaml").read_text("utf-8")
SCENARIO = load_text(TEXT).scenario


def uses(actor: str, rung: str) -> dict[tuple[str, str, str], str]:
    """What an actor allows at a rung, and the rung that says so."""
    return {
        (each.weapon, each.area, each.target): each.rung
        for each in permits_at(SCENARIO, actor, "use", rung)
    }


def test_all_weapons_are_those_supplied_and_all_targets_those_declared() -> None:
    assert uses("north", "never") == dict.fromkeys(
        [
            ("gun", "home", "launchers"),
            ("gun", "home", "depots"),
            ("rocket", "home", "launchers"),
            ("rocket", "home", "depots"),
        ],
        "never",
    )


def test_a_rung_includes_those_below_and_the_highest_that_says_a_thing_stands() -> None:
    found = uses("south", "border")
    assert found["missile", "home", "depots"] == "never"
    assert found["missile", "near", "launchers"] == "sites"
    assert found["gun", "near", "launchers"] == "border"  # `sites` says so too, from below
    assert ("missile", "near", "depots") not in found


def test_generic_content_covers_only_weapons_supplied() -> None:
    assert {weapon for weapon, _, _ in uses("south", "border")} == {"gun", "rocket", "missile"}
    assert {weapon for weapon, _, _ in uses("north", "border")} == {"gun", "rocket"}


def test_only_cuts_off_what_is_below_for_itself_and_for_those_above() -> None:
    assert uses("south", "depots") == {("missile", "far", "depots"): "depots"}
    free = permits_at(SCENARIO, "south", "use", "free")
    assert {grant.rung for grant in free} == {"free"}
    assert len(free) == 3 * 3 * 2


def test_within_a_rung_the_permit_written_first_stands() -> None:
    (grant,) = permits_at(SCENARIO, "south", "use", "depots")
    assert grant == Grant(
        "south", "depots", "missile", "far", "depots", None, Basis(cites=("paper 4",))
    )


def test_own_content_replaces_the_generic() -> None:
    found = uses("north", "border")
    assert found["gun", "near", "depots"] == "border"
    assert ("gun", "near", "launchers") not in found
    grants = permits_at(SCENARIO, "north", "use", "border")
    assert {each.condition for each in grants if each.area == "near"} == {"its own words"}


def test_own_content_that_names_a_weapon_is_taken_as_written() -> None:
    assert {weapon for weapon, _, _ in uses("north", "free")} == {"missile"}


def test_a_skipped_rung_adds_nothing_to_those_above() -> None:
    assert "sites" not in uses("north", "border").values()
    assert ("rocket", "far", "launchers") not in uses("north", "border")


def test_a_skipped_rung_counts_for_an_actor_put_on_it() -> None:
    assert uses("north", "sites")["rocket", "far", "launchers"] == "sites"
    assert uses("north", "sites")["rocket", "home", "depots"] == "never"


def test_grants_are_in_the_order_of_the_vocabulary() -> None:
    found = list(uses("south", "border"))
    order = [
        (weapon, area, target)
        for weapon in ("gun", "rocket", "missile")
        for area in ("home", "near", "far")
        for target in ("launchers", "depots")
    ]
    assert found == [use for use in order if use in found]


# --- the table ---------------------------------------------------------------------------------


def test_grid_has_every_weapon_and_area_of_every_supplier() -> None:
    cells = grid(SCENARIO, {("south", "use"): "border"})
    assert [(each.actor, each.weapon, each.area) for each in cells] == [
        (actor, weapon, area)
        for actor, weapons in (
            ("north", ["gun", "rocket"]),
            ("south", ["gun", "rocket", "missile"]),
        )
        for weapon in weapons
        for area in ("home", "near", "far")
    ]
    by_place = {(each.actor, each.weapon, each.area): each for each in cells}
    assert by_place["north", "gun", "near"] == Cell("north", "use", "never", "gun", "near", (), ())
    assert by_place["south", "gun", "near"] == Cell(
        "south", "use", "border", "gun", "near", ("launchers", "depots"), ("counter-fire",)
    )
    assert by_place["south", "missile", "far"].targets == ("launchers",)
    assert by_place["south", "missile", "far"].conditions == ("if it fires",)
    assert by_place["south", "missile", "home"].conditions == ()


def test_grid_shows_a_weapon_that_own_content_names() -> None:
    cells = grid(SCENARIO, {("north", "use"): "free"})
    assert {each.weapon for each in cells if each.actor == "north"} == {"gun", "rocket", "missile"}


# --- may it be used? ---------------------------------------------------------------------------


def test_may_answers_for_each_supplier_in_file_order() -> None:
    positions = {("north", "use"): "never", ("south", "use"): "border"}
    north, west, south = may(SCENARIO, positions, "rocket", "near", "depots")
    assert (north.actor, north.held, north.allowed, north.grant) == ("north", "never", False, None)
    assert (north.condition, north.basis) == (None, None)
    assert north.why_not == (
        "At 'never' it does not allow rocket in just over the border against what feeds it; "
        "the first rung above that does is 'border'"
    )
    assert (west.issue, west.held) == (None, None)
    assert west.why_not == "west has no stance on an issue that permits anything"
    assert (south.allowed, south.issue, south.held, south.why_not) == (True, "use", "border", None)
    assert south.grant is not None
    assert south.grant.rung == "border"
    assert south.condition == "counter-fire"
    assert south.basis == Basis(cites=("paper 3",))


def test_may_says_when_no_rung_above_allows_it() -> None:
    (north, *_) = may(SCENARIO, {("north", "use"): "border"}, "gun", "far", "depots")
    assert north.why_not == (
        "At 'border' it does not allow gun in beyond against what feeds it, "
        "and no rung above that it may reach does"
    )


def test_may_passes_over_skipped_rungs_when_it_looks_up() -> None:
    north = may(SCENARIO, {("north", "use"): "never"}, "gun", "far", "launchers")[0]
    assert north.why_not is not None
    assert "no rung above" in north.why_not


def test_a_stance_left_out_stands_where_it_starts() -> None:
    south = may(SCENARIO, {}, "missile", "far", "launchers")[0]
    assert (south.held, south.allowed) == ("sites", True)


def test_a_supplier_that_has_been_dropped_is_not_asked() -> None:
    left = SCENARIO.model_copy(update={"actors": SCENARIO.actors[1:]})
    assert [each.actor for each in may(left, {}, "gun", "home", "depots")] == ["south"]


# --- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (("nrth", "use", "never"), "found the unknown actor 'nrth'; did you mean 'north'?"),
        (("north", "usage", "never"), "found the unknown issue 'usage'; did you mean 'use'?"),
        (
            ("west", "use", "never"),
            "'west' has no stance on 'use'; expected one of: talk",
        ),
        (
            ("north", "use", "bordr"),
            "found the unknown rung 'bordr' of 'use'; did you mean 'border'?",
        ),
    ],
)
def test_unknown_places_are_refused(place: tuple[str, str, str], message: str) -> None:
    actor, issue, rung = place
    for ask in (
        lambda: permits_at(SCENARIO, actor, issue, rung),
        lambda: grid(SCENARIO, {(actor, issue): rung}),
        lambda: may(SCENARIO, {(actor, issue): rung}, "gun", "near", "depots"),
    ):
        with pytest.raises(ScenarioError) as caught:
            ask()
        assert str(caught.value) == f"ladder: {message}"


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (("guns", "near", "depots"), "found the unknown weapon 'guns'; did you mean 'gun'?"),
        (("gun", "nearby", "depots"), "found the unknown area 'nearby'; did you mean 'near'?"),
        (("gun", "near", "depot"), "found the unknown target 'depot'; did you mean 'depots'?"),
    ],
)
def test_unknown_uses_are_refused(use: tuple[str, str, str], message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        may(SCENARIO, {}, *use)
    assert str(caught.value) == f"ladder: {message}"


# --- the shipped scenario ----------------------------------------------------------------------


def test_the_announced_american_permission() -> None:
    scenario = load("may-2024").scenario
    held = {("united-states", "use"): "border-zone"}

    def allowed(weapon: str, area: str) -> bool:
        answers = may(scenario, held, weapon, area, "attacking-forces")
        return next(each.allowed for each in answers if each.actor == "united-states")

    assert allowed("gmlrs", "border-kharkiv")
    assert allowed("atacms", "occupied-ukraine")
    assert not allowed("gmlrs", "border-elsewhere")
    assert not allowed("atacms", "border-kharkiv")
