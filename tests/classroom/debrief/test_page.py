"""The page of the debrief: what it shows to whom, and that nothing on it runs or leads anywhere."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone
from functools import cache
from typing import Literal

import pytest

from sim.classroom.acts.running import Ended
from sim.classroom.debrief.aliases import aliases
from sim.classroom.debrief.drawn import Drawn, drawn
from sim.classroom.debrief.page import page
from sim.classroom.rules.person import LEADER, Refused, seated
from tests.classroom.debrief.classes import (
    AMARA,
    DARIA,
    HENRIK,
    NOTE,
    PAPER,
    SECRET,
    beside,
    head,
    scripted,
    told,
)
from tests.classroom.played import Play, advised, order

ForWhom = Literal["facilitator", "class"]


@cache
def pictures() -> tuple[Drawn, ...]:
    return drawn(told(scripted(), beside()))


@cache
def text(for_whom: ForWhom, *, names: bool | None = None) -> str:
    found = told(scripted(), beside())
    return page(found, for_whom, names=names, pictures=pictures())


# --- secrecy -----------------------------------------------------------------------------------


@pytest.mark.parametrize("moves", [0, 2])
def test_before_endex_only_the_facilitator_has_it(moves: int) -> None:
    play = Play()
    play.moves(moves)
    found = told(play)
    with pytest.raises(Refused, match="after ENDEX"):
        page(found, "class", pictures=())
    assert "ENDEX has not come" in page(found, "facilitator", pictures=())


@pytest.mark.parametrize("for_whom", ["facilitator", "class"])
def test_minute_papers_and_secrets_stand_on_no_page(for_whom: ForWhom) -> None:
    shown = text(for_whom)
    hidden = [PAPER, SECRET, head().code, head().key("facilitator")]
    hidden += [seat.token for seat in scripted().state().seats.values()]
    assert [each for each in hidden if each in shown] == []


def test_the_class_reads_aliases_and_no_notes() -> None:
    shown = text("class")
    assert [name for name in (AMARA, DARIA, HENRIK, NOTE) if name in shown] == []
    alias = aliases(SECRET, ["s1", "s2", "s3", "s4"])
    assert shown.count(alias["s1"]) == 1  # of the forecast; beside a chair it would be a name
    assert "Written by the seat of Joe Biden, President." in shown
    assert text("class", names=True).count(AMARA) == 3  # an order in each of two moves, a forecast


def test_the_facilitator_reads_names_and_notes() -> None:
    shown = text("facilitator")
    assert [name for name in (AMARA, DARIA, HENRIK, NOTE) if name not in shown] == []
    assert "Minute papers written: 1." in shown
    assert "Not for the class." in shown


def test_private_words_are_revealed_to_all() -> None:
    for word in ("They will not hurry.", "You may answer fire.", "Amara waits too long."):
        assert word in text("class")


# --- what the page is made of ------------------------------------------------------------------


@pytest.mark.parametrize("for_whom", ["facilitator", "class"])
def test_no_script_runs_and_nothing_comes_from_elsewhere(for_whom: ForWhom) -> None:
    shown = text(for_whom)
    assert "<script" not in shown
    assert not re.search(r"\son\w+=", shown)
    assert not re.search(r"(?:src|href|srcset)=\"(?!data:|#)", shown)
    assert "default-src 'none'" in shown


def test_what_people_write_is_text() -> None:
    shown = text("facilitator")
    assert "Ben &lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_every_actor_has_two_pictures_with_words_and_a_table() -> None:
    assert [each.party for each in pictures()] == [
        "united-states", "united-kingdom", "france", "nato", "russia",
    ]  # fmt: skip
    for each in pictures():
        assert each.wide.startswith("<svg")
        assert each.narrow.startswith("<svg")
        assert each.words.startswith("In the class ")
        assert {len(row) for row in each.rows} == {len(each.head)}
        assert len(each.rows) == 4
    assert text("class").count('class="narrow"') == len(pictures())


def test_the_words_of_a_picture_say_what_it_shows() -> None:
    assert pictures()[0].words.startswith(
        "In the class the United States stood on “prohibited inside Russia”, then “border zone facing "
        "Kharkiv” on 17 May. In history it stood on “prohibited inside Russia”, then “border zone facing "
        "Kharkiv” on 30 May. At the end of the last move the model’s worlds stood on "
    )


def test_ids_are_unique_and_links_lead_to_them() -> None:
    for shown in (text("facilitator"), text("class")):
        ids = re.findall(r'\sid="([^"]+)"', shown)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', shown)) <= set(ids)


def test_times_are_those_of_a_zone_that_is_named() -> None:
    found = told(scripted())
    there = page(found, "class", zone=timezone(timedelta(hours=2)), pictures=())
    here = page(found, "class", zone=UTC, pictures=())
    assert "Times are UTC+02:00." in there
    assert "Times are UTC." in here
    assert '<span class="time">09:08</span>' in here
    assert '<span class="time">11:08</span>' in there


def test_advice_on_an_order_that_was_changed_since_is_said_to_be_of_the_earlier_one() -> None:
    play = Play()
    ana, _, _ = (play.sit("united-states", chair) for chair in ("president", "adviser", "adviser"))
    play.open()
    play.do(ana, order(ana, 0, None, reason="First."))
    ben, cem = (seated(play.state().seats[seat]) for seat in ("s2", "s3"))
    play.do(ben, advised(play.state(), "s2", verdict="endorse"))
    play.do(cem, advised(play.state(), "s3"))
    play.do(ana, order(ana, 0, "border-zone", reason="Second."))
    play.do(cem, advised(play.state(), "s3"))
    shown = page(told(play), "facilitator", pictures=())
    assert "<strong>Endorsed (on an earlier order)</strong> by s2 (Adviser)" in shown
    assert "<strong>Dissent</strong> by s3 (Adviser)" in shown


# --- little to show ----------------------------------------------------------------------------


def test_an_empty_class_has_a_page() -> None:
    play = Play()
    play.moves(1)
    play.do(LEADER, Ended())
    found = told(play, beside())
    shown = page(found, "class")
    for words in (
        "the class ended early", "No team gave an order.", "Nobody made a forecast.",
        "It did not part: the same happened in both",
    ):  # fmt: skip
        assert words in shown


def test_a_class_that_has_not_begun_has_a_page() -> None:
    shown = page(told(Play(), beside()), "facilitator")
    for words in ("not begun", "Nothing was said, ordered or run."):
        assert words in shown
    assert (
        shown.count('<p class="answer">No move was run.</p>') == 2
    )  # parted from history, from the model
    for words in ("was not played", "everybody ended on the rung", "It did not part"):
        assert words not in shown
    assert drawn(told(Play(), beside()))[0].words.startswith(
        "No move was run. In history the United States stood on “prohibited inside Russia”"
    )


def test_without_the_models_worlds_the_rest_stands() -> None:
    shown = page(told(scripted()), "class")
    assert "are still being worked out" in shown
    assert "One zone, one purpose." in shown
