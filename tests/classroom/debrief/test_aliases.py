"""Aliases: stable, their own for each class, never the same for two."""

from __future__ import annotations

from sim.classroom.debrief.aliases import LEAST, PREFIX, aliases

SEATS = [f"s{n}" for n in range(1, 3000)]


def test_they_are_the_same_each_time_and_no_two_are_alike() -> None:
    found = aliases("ab" * 32, SEATS)
    assert found == aliases("ab" * 32, reversed(SEATS))
    assert len(set(found.values())) == len(SEATS)


def test_another_class_has_others() -> None:
    one, other = (aliases(secret * 32, SEATS[:30]) for secret in ("ab", "cd"))
    assert not set(one.values()) & set(other.values())


def test_they_are_short_for_a_class() -> None:
    found = aliases("ab" * 32, SEATS[:30])
    assert {len(each) for each in found.values()} == {len(PREFIX) + LEAST}


def test_of_nobody_there_are_none() -> None:
    assert aliases("ab" * 32, []) == {}
