"""`tabletop permits`: who permits what on a date, or one use: yes or no."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import tabletop

ONE_USE = ("--weapon", "gmlrs", "--area", "border-kharkiv", "--target", "command-posts")


def cells(*arguments: str) -> dict[tuple[str, str, str], list[str]]:
    told = tabletop("permits", "may-2024", "--json", *arguments).json
    return {(c["actor"], c["weapon"], c["area"]): c["targets"] for c in told}


def test_the_grid_of_a_date_is_printed() -> None:
    done = tabletop("permits", "may-2024", "--on", "2024-05-31")
    assert (done.code, done.err) == (0, "")
    for told in (
        "Who permits what on 31 May 2024, by declared positions",
        "Storm Shadow all targets all targets all targets all targets",
        "ATACMS all targets - - -",
        "no ATACMS, no long range",
        "Declared positions, not what was done in practice.",
    ):
        assert told in done.words


def test_the_grid_follows_the_date() -> None:
    use = ("united-states", "gmlrs", "border-kharkiv")
    assert cells("--on", "2024-05-29")[use] == []
    assert len(cells("--on", "2024-05-30")[use]) == 5
    assert cells() == cells("--on", "2024-06-30")  # the end, unless a date is given


def test_the_cells_of_the_json_say_where_they_come_from() -> None:
    told = tabletop("permits", "may-2024", "--json").json
    keys = {"actor", "issue", "held", "weapon", "area", "targets", "conditions"}
    assert all(set(cell) == keys for cell in told)


def test_one_use_is_a_yes_with_its_condition_and_source_or_a_no_with_the_reason() -> None:
    yes = tabletop("permits", "may-2024", "--on", "2024-05-31", *ONE_USE)
    no = tabletop("permits", "may-2024", "--on", "2024-05-29", *ONE_USE)
    assert (yes.code, no.code) == (0, 0)
    assert "United States, 31 May 2024: yes, at the rung 'border-zone'." in yes.out
    assert "  condition: counter-fire" in yes.out
    assert "  source: wsj S2; wsj S3; wsj S5; wsj S6; wsj S8" in yes.out
    assert "United States, 29 May 2024: no." in no.out
    assert "the first rung above that does is 'border zone facing Kharkiv'" in no.words
    assert "United Kingdom, 29 May 2024: yes" in no.out


def test_the_answers_of_the_json() -> None:
    told = tabletop("permits", "may-2024", "--on", "2024-05-29", *ONE_USE, "--json").json
    keys = {"actor", "permits", "held", "condition", "why_not", "basis"}
    assert all(set(answer) == keys for answer in told)
    assert {answer["actor"]: answer["permits"] for answer in told} == {
        "united-states": False,
        "united-kingdom": True,
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--on", "yesterday"], "--on: found 'yesterday', expected a date such as 2024-05-30"),
        (["--on", "2025-01-01"], "--on: found 2025-01-01, expected a date from 2024-04-24 to"),
        (["--weapon", "gmlrs"],
         "--area, --target: missing: a yes or no needs --weapon, --area and --target"),
        (["--weapon", "gmlr", "--area", "border-kharkiv", "--target", "command-posts"],
         "found the unknown weapon 'gmlr'; did you mean 'gmlrs'?"),
        (["--weapon", "gmlrs", "--area", "kharkiv", "--target", "command-posts"],
         "found the unknown area 'kharkiv'"),
        (["--weapon", "gmlrs", "--area", "border-kharkiv", "--target", "bridges"],
         "found the unknown target 'bridges'"),
    ],
)  # fmt: skip
def test_wrong_input_is_told(arguments: list[str], told: str) -> None:
    done = tabletop("permits", "may-2024", *arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_where_no_weapons_are_declared_nothing_is_permitted_or_prohibited(bare: Path) -> None:
    done = tabletop("permits", "tanks-2023")
    assert (done.code, done.out) == (2, "")
    assert "declares no weapons, so nothing is permitted or prohibited" in done.err
