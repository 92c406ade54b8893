"""Pages: escaped, without a network, and sound for those who do not see them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from sim.classroom.game import Game
from sim.classroom.pack.contents.after_action import after_action
from sim.classroom.pack.handouts import handouts
from sim.classroom.pack.html import page
from sim.classroom.pack.index import index_page
from tests.classroom.pack.every import EVERYTHING, session
from tests.classroom.pack.small import HOSTILE
from tests.classroom.pack.texts import Page


@pytest.fixture(scope="module")
def made(small: Game) -> dict[str, str]:
    """Every page of the small exercise, and one with everything in it."""
    items = list(handouts(small))
    found = {each.stem: page(each.document) for each in items}
    found["after-action"] = page(after_action(session(small)))
    return found | {
        "everything": page(EVERYTHING),
        "index": index_page(small, items, ["control/msel.xlsx"]),
    }


def test_text_is_escaped(made: dict[str, str]) -> None:
    whole = made["situation-manual"]
    assert "<script" not in whole
    assert "&lt;script&gt;" in whole
    assert HOSTILE in Page(whole).text
    assert "<title>Title &amp; &lt;b&gt;bold&lt;/b&gt;" in made["everything"]


def test_nothing_is_fetched_and_no_script_runs(made: dict[str, str]) -> None:
    for name, text in made.items():
        found = Page(text)
        assert not found.all("script", "img", "link", "iframe", "object"), name
        assert "default-src 'none'" in text
        assert not [each for each in found.all("a") if (each["href"] or "").startswith("http")]


def test_every_page_has_a_language_one_title_and_headings_without_a_gap(
    made: dict[str, str],
) -> None:
    for name, text in made.items():
        found = Page(text)
        assert found.all("html") == [{"lang": "en-GB"}], name
        assert Counter(tag for tag, _ in found.elements)["h1"] == 1, name
        levels = [int(tag[1]) for tag, _ in found.elements if tag in {"h1", "h2", "h3", "h4"}]
        steps = [later - earlier for earlier, later in pairwise(levels)]
        if name != "everything":
            assert max(steps, default=0) <= 1, name


def test_tables_say_what_they_are_and_what_their_heads_are_heads_of(made: dict[str, str]) -> None:
    for name, text in made.items():
        found = Page(text)
        assert len(found.all("caption")) == len(found.all("table")), name
        assert all(each.get("scope") in {"col", "row"} for each in found.all("th")), name
        assert '<th scope="col"></th>' not in text, name


def test_what_is_ticked_has_a_label(made: dict[str, str]) -> None:
    found = Page(made["everything"])
    assert len(found.all("label")) == len(found.all("input")) == 2
    assert {each["type"] for each in found.all("input")} == {"checkbox"}


def test_the_index_lists_every_document_with_its_files(made: dict[str, str], small: Game) -> None:
    found = Page(made["index"])
    links = {each["href"] for each in found.all("a")} - {"#main"}
    wanted = {f"{h.folder}/{h.stem}.{end}" for h in handouts(small) for end in ("docx", "html")}
    assert links == wanted | {"control/msel.xlsx"}
    for title in ("For all participants", "For one team each", "For control and evaluators"):
        assert title in found.text
