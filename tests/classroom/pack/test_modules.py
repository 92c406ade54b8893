"""Modules of the situation manual are handed out one by one: each begins on a page of its own."""

from __future__ import annotations

from itertools import pairwise

from sim.classroom.game import Game
from sim.classroom.pack.contents.facilitator import HAND_OUT, facilitator_guide
from sim.classroom.pack.contents.sitman import situation_manual
from sim.classroom.pack.document import Checks, Heading, PageBreak
from sim.classroom.pack.handouts import handouts
from sim.classroom.pack.html import page
from sim.classroom.pack.index import index_page
from tests.classroom.pack.texts import Page


def test_each_module_begins_on_a_page_of_its_own(small: Game) -> None:
    blocks = situation_manual(small).blocks
    before = [
        one
        for one, other in pairwise(blocks)
        if isinstance(other, Heading) and other.text.startswith(("Module", "Appendix A"))
    ]
    assert len(before) == len(small.exercise.moves) + 1
    assert all(isinstance(each, PageBreak) for each in before)


def test_on_the_page_too(small: Game) -> None:
    text = page(situation_manual(small))
    for number in range(1, len(small.exercise.moves) + 1):
        sheet = text[: text.index(f">Module {number}:")].rpartition('class="sheet')[2]
        assert sheet.count("<h2") == 1


def test_the_facilitator_is_told_to_hand_them_out_one_by_one(small: Game) -> None:
    checks = [each for each in facilitator_guide(small).blocks if isinstance(each, Checks)]
    assert HAND_OUT in checks[0].items
    assert HAND_OUT in Page(index_page(small, list(handouts(small)), [])).text
