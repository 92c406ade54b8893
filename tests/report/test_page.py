"""The page: whole without a network, nothing unescaped, limits under every table of probabilities."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sim.experiment.replay import Replay
from sim.report.charts.figures import figures
from sim.report.citing import cites
from sim.report.history import History
from sim.report.pages.made import command
from sim.report.pages.page import page
from sim.report.pages.timeline import timeline
from sim.report.write import write, write_history
from sim.scenario.language.vocabulary import Source
from tests.report.small import EVIL, acting, alone, busy, of
from tests.worlds import Tree, actor, dated, stance, world

MADE = {
    "program": "tabletop-sim 0.1.0",
    "verb": "replay",
    "scenario": "may-2024",
    "files": {"may-2024/scenario.yaml": "0" * 64},
    "options": {"seed": 7, "draws": 5, "until": ""},
    "made": "2024-06-30 12:00:00 UTC",
}
LOADS = {"src", "srcset", "data", "poster", "background", "action", "formaction", "manifest"}


@dataclass
class Read(HTMLParser):
    """Everything of a page that a test looks at."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    scripts: list[tuple[dict[str, str], str]] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self.tags.append((tag, found))
        self.within.append(tag)
        if tag == "script":
            self.scripts.append((found, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.within:
            while self.within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        inside = self.within[-1] if self.within else ""
        if inside == "script":
            attributes, text = self.scripts[-1]
            self.scripts[-1] = attributes, text + data
        elif inside == "style":
            self.styles.append(data)
        else:
            self.text.append(data)

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read(text: str) -> Read:
    found = Read()
    found.feed(text)
    found.close()
    return found


@pytest.fixture(scope="module")
def written(followed: Replay, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of the replay, written once."""
    folder, said = tmp_path_factory.mktemp("report"), list[str]()
    trace, scenario = followed.trace, followed.case.scenario
    files = write(folder, scenario, trace, followed, MADE, said.append)
    text = (folder / "report.html").read_text(encoding="utf-8")
    return {"folder": folder, "files": files, "said": said, "text": text, "page": read(text)}


def test_the_folder_has_the_page_and_every_picture_twice(written: dict[str, Any]) -> None:
    files: list[Path] = written["files"]
    names = {path.relative_to(written["folder"]).as_posix() for path in files}
    assert {"report.html", "figures/positions.svg", "figures/positions.png"} <= names
    assert {"figures/pressure.svg", "figures/pressure-russia-response.png"} <= names
    assert {"figures/permits.svg", "figures/permits.png"} <= names
    assert all(path.stat().st_size > 1000 for path in files)
    assert "Drawing positions" in written["said"]
    assert written["said"][-1] == "Writing report.html"


def test_nothing_is_loaded_from_anywhere(written: dict[str, Any]) -> None:
    found: Read = written["page"]
    for tag, attributes in found.tags:
        assert tag not in {"iframe", "object", "embed", "base", "form", "audio", "video"}
        for key in LOADS & attributes.keys():
            assert attributes[key].startswith("data:"), (tag, key)
        if tag == "link":
            pytest.fail("a page that opens offline links no file")
        if tag == "a":
            assert attributes["href"].startswith(("https://", "http://", "#"))
    assert not re.search(r"url\(|@import", "".join(found.styles))


def test_the_page_forbids_itself_the_network(written: dict[str, Any]) -> None:
    policies = [
        each["content"]
        for each in written["page"].of("meta")
        if each.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'")
    assert "unsafe-eval" not in policies[0]
    assert "http" not in policies[0]


def test_live_pictures_have_their_data_in_the_page(written: dict[str, Any]) -> None:
    found: Read = written["page"]
    specs = {a["data-for"]: json.loads(t) for a, t in found.scripts if a.get("class") == "spec"}
    places = {each["id"] for each in found.of("div") if each.get("class") == "chart"}
    assert places == set(specs)
    assert all("url" not in data for spec in specs.values() for data in [spec.get("data", {})])
    ours = found.scripts[-1][1]
    assert "script.spec" in ours
    assert "ast:true" in ours.replace(" ", "")


def test_limits_stand_under_the_title_of_every_table_of_probabilities(
    written: dict[str, Any], replayed: History
) -> None:
    text: str = written["text"]
    tables = [m.start() for m in re.finditer(r'<th scope="col">Chance', text)]
    headings = {text.rfind("<h3", 0, at) for at in tables}
    assert len(headings) == 2
    for heading in headings:
        table = text.index("<table", heading)
        between = text[heading:table]
        assert 'class="limits"' in between
        for limit in replayed.scenario.limits:
            assert limit.replace("'", "&#39;") in between


def test_who_does_not_see_is_told(written: dict[str, Any]) -> None:
    found: Read = written["page"]
    assert found.of("html")[0]["lang"] == "en"
    assert all(each.get("alt") for each in found.of("img"))
    assert all(each.get("scope") in {"col", "row"} for each in found.of("th"))
    ids = [a["id"] for _, a in found.tags if "id" in a]
    assert len(ids) == len(set(ids))
    described = [a["aria-describedby"] for _, a in found.tags if "aria-describedby" in a]
    labelled = [a["aria-labelledby"] for _, a in found.tags if "aria-labelledby" in a]
    assert set(described) | set(labelled) <= set(ids)
    scrolling = [a for _, a in found.tags if a.get("class") == "scroll"]
    assert all(each["tabindex"] == "0" and each["aria-label"] for each in scrolling)
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all(a["href"][1:] in ids for a in found.of("a") if a["href"].startswith("#"))


def test_what_the_record_says_is_cited_with_links(
    written: dict[str, Any], replayed: History
) -> None:
    links = {each["href"] for each in written["page"].of("a")}
    for each in replayed.placed:
        for cite in each.entry.cites:
            url = replayed.sources[cite.split()[0]].url
            assert url is None or url in links


def test_the_timeline_has_events_and_context_in_order(replayed: History, ran: History) -> None:
    rows = timeline(replayed)
    assert rows[0].date == "From the start"
    sorts = {row.sort for row in rows}
    assert sorts == {"cause", "stage", "decision", "context"}
    decided = [row for row in rows if row.sort == "decision"]
    assert len(decided) == len(replayed.trace.decisions())
    assert all(row.cites and row.told for row in decided)
    assert {row.sort for row in timeline(ran)} == {"cause", "stage", "decision"}


def test_it_says_how_it_was_made(written: dict[str, Any]) -> None:
    text = " ".join(written["page"].text)
    assert command(MADE) == "tabletop replay may-2024 --seed 7 --draws 5"
    assert command(MADE) in text
    assert "tabletop-sim 0.1.0" in text
    assert "makes no forecast" in text


@pytest.mark.parametrize("make", [alone, acting, busy])
def test_small_worlds_have_whole_pages(make: Callable[[], History], tmp_path: Path) -> None:
    history = make()
    files = write_history(tmp_path, history, {})
    assert all(path.stat().st_size > 500 for path in files)
    found = read((tmp_path / "report.html").read_text(encoding="utf-8"))
    text = " ".join(found.text)
    assert "The scenario states no limits of its own" in text or not history.trace.decisions()
    assert "permits" not in {each.get("id") for _, each in found.tags}
    assert "undefined" not in text


def test_pictures_are_as_wide_as_the_page(written: dict[str, Any]) -> None:
    for path in written["files"]:
        if path.suffix == ".svg":
            root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 (our own)
            assert 1100 <= float(root.attrib["width"]) <= 1206, path.name


def test_all_text_is_escaped() -> None:
    ladder: Tree = {
        "id": "use",
        "name": EVIL,
        "rungs": [{"id": "no"}, {"id": "yes", "name": EVIL}],
    }
    mover = actor("one", stance("use", (1.0,), starts_at="no", standing=2.0))
    shock = {**dated("shock", 5.0), "name": EVIL}
    evil: Tree = {"title": EVIL, "question": EVIL, "summary": EVIL, "limits": [EVIL]}
    scenario = world({**mover, "name": EVIL}, causes=(shock,), issues=[ladder], **evil)  # type: ignore[arg-type]
    history = of(scenario)
    assert history.trace.decisions()
    text = page(history, list(figures(history)), {"program": EVIL, "files": {EVIL: EVIL}})
    assert '<script>alert("x")</script>' not in text
    found = read(text)
    assert not any("alert" in script for a, script in found.scripts if a.get("class") != "spec")
    assert EVIL in " ".join(found.text)
    assert len(found.of("style")) == 1


def test_only_addresses_that_browsers_open_become_links(ran: History) -> None:
    bad = Source(url="javascript:alert(1)", publisher="Bad", quality="news")
    history = replace(ran, sources={"bad": bad})
    (cite,) = cites(history, ("bad S1", "bad S2"))
    assert cite.url is None
    assert cite.text == "Bad, S1, S2"
    assert cites(history, ("unknown S3",))[0].text == "unknown S3"
