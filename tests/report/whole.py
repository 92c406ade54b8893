"""What every page must bear: whole without a network, told to who does not see, nothing unescaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.report.small import EVIL
from tests.report.test_page import LOADS, Read, read

Write = Callable[[Path], Sequence[Path]]


@dataclass(frozen=True)
class Written:
    """A report in its folder, read again."""

    folder: Path
    files: tuple[Path, ...]
    html: str
    page: Read

    @property
    def words(self) -> str:
        """All text that a reader sees."""
        return " ".join(" ".join(self.page.text).split())

    @property
    def stems(self) -> set[str]:
        """The names of its pictures."""
        return {path.stem for path in self.files if path.suffix == ".svg"}


def written(folder: Path, write: Write) -> Written:
    """Write a report and read it."""
    files = tuple(write(folder))
    html = (folder / "report.html").read_text(encoding="utf-8")
    return Written(folder, files, html, read(html))


def check_alone(report: Written) -> None:
    """Nothing is loaded from anywhere, and the page forbids itself the network."""
    for tag, attributes in report.page.tags:
        assert tag not in {"iframe", "object", "embed", "base", "form", "link", "audio", "video"}
        for key in LOADS & attributes.keys() - {"data"}:
            assert attributes[key].startswith("data:"), (tag, key)
        if tag == "a":
            assert attributes["href"].startswith("#")
    assert not re.search(r"url\(|@import", "".join(report.page.styles))
    policy = next(a for a in report.page.of("meta") if "http-equiv" in a)["content"]
    assert policy.startswith("default-src 'none'; img-src data:;")
    for attributes, text in report.page.scripts:
        if attributes.get("class") == "spec":
            assert '"url"' not in text


def check_told(report: Written) -> None:
    """Names, words and tables for who does not see; everything reached by the keyboard."""
    found = report.page
    ids = [a["id"] for _, a in found.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert all(each.get("alt") for each in found.of("img"))
    assert all(each.get("scope") in {"col", "row", "rowgroup"} for each in found.of("th"))
    for key in ("aria-describedby", "aria-labelledby", "for"):
        assert {a[key] for tag, a in found.tags if key in a and tag != "script"} <= set(ids)
    charts = [a for _, a in found.tags if a.get("class", "").startswith("chart")]
    assert charts
    assert all(each["aria-label"] and each["aria-describedby"] for each in charts)
    scrolling = [a for _, a in found.tags if a.get("class") == "scroll"]
    assert len(scrolling) == len(charts)
    assert all(each["tabindex"] == "0" for each in scrolling)
    assert len(found.of("caption")) == len(found.of("table"))
    labelled = {a["for"] for a in found.of("label")}
    assert {a["id"] for a in found.of("select")} <= labelled
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert {a["href"][1:] for a in found.of("a")} <= set(ids)


def check_tables_follow(report: Written) -> None:
    """Every section with a picture has a table."""
    for section in re.findall(r"<section.*?</section>", report.html, re.DOTALL):
        assert '<div class="chart' not in section or "<table" in section


def check_pictures(report: Written) -> None:
    """Every picture lies beside the page as SVG and PNG, with something in it."""
    for path in report.files:
        assert path.stat().st_size > 500
    assert all(
        (report.folder / "figures" / f"{stem}.{kind}").is_file()
        for stem in report.stems
        for kind in ("svg", "png")
    )


def check_escaped(report: Written) -> None:
    """A hostile name is text wherever it stands."""
    assert '<script>alert("x")</script>' not in report.html
    programs = [text for a, text in report.page.scripts if a.get("class") != "spec"]
    assert len(programs) == 1
    assert "alert(" not in programs[0]
    assert EVIL in report.words
    assert len(report.page.of("style")) == 1


def rows(report: Written) -> dict[str, list[str]]:
    """Every line of every table by its name, its cells as text; a later line of the same name is joined."""
    found: dict[str, list[str]] = {}
    for line in re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", report.html, re.DOTALL):
        cells = re.findall(r"<td[^>]*>(.*?)</td>", line[1], re.DOTALL)
        found.setdefault(line[0], []).extend(cell.replace("\u00a0", " ") for cell in cells)
    return found
