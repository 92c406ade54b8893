"""What is printed of a clock that was left running."""

from __future__ import annotations

import pytest

from sim.cli.served import ago


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1.0, "less than a minute ago"),
        (0.0, "less than a minute ago"),
        (59.9, "less than a minute ago"),
        (60.0, "1 minute ago"),
        (125.0, "2 minutes ago"),
        (90 * 60.0, "90 minutes ago"),
        (2 * 3600.0, "2 hours ago"),
        (47 * 3600.0, "47 hours ago"),
        (3 * 86_400.0, "3 days ago"),
    ],
)
def test_a_while_ago_is_told_as_people_say_it(seconds: float, words: str) -> None:
    assert ago(seconds) == words
