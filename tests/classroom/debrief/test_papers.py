"""Minute papers are private: in an anonymous export they are only if asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.classroom.acts.learning import PaperWritten
from tests.classroom.debrief.classes import PAPER, scripted, written
from tests.cli.program import Done, tabletop


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A class that is over; one paper was written."""
    monkeypatch.chdir(tmp_path)
    return written(tmp_path / "class.tabletop", scripted())


def export(file: Path, *how: str) -> tuple[Done, str]:
    """What was printed, and what was written."""
    out = file.with_name("tables" if "csv" in how else "out.jsonl")
    done = tabletop("session", "export", file, "--out", out, *how)
    if not out.exists():
        return done, ""
    texts = [
        each.read_text(encoding="utf-8-sig") for each in (out.iterdir() if out.is_dir() else [out])
    ]
    return done, "\n".join(texts)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize("student", [(), ("--student", "s1")])
def test_they_are_left_out_of_an_anonymous_export_and_it_says_so(
    form: str, student: tuple[str, ...], file: Path
) -> None:
    done, text = export(file, "--anonymous", "--format", form, *student)
    assert done.code == 0
    assert PAPER not in text
    assert PaperWritten.kind not in text
    assert "Minute papers are private and not in it (1 was written); --with-papers" in done.words
    assert not (file.with_name("tables") / "papers.csv").exists()


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_they_are_in_it_if_asked_for_and_it_says_so(form: str, file: Path) -> None:
    done, text = export(file, "--anonymous", "--with-papers", "--format", form)
    assert PAPER in text
    assert "Amara" not in text
    assert "It holds minute papers, which students were told" in done.words


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_with_names_holds_them(form: str, file: Path) -> None:
    done, text = export(file, "--format", form)
    assert PAPER in text
    assert "private minute papers" in done.words
    refused, _ = export(file, "--with-papers", "--restart", "--format", form)
    assert refused.code == 2
    assert "is for --anonymous" in refused.err


def test_nothing_else_is_left_out(file: Path) -> None:
    _, text = export(file, "--anonymous")
    kinds = [json.loads(line)["kind"] for line in text.splitlines()[1:]]
    assert kinds == [a.kind for _, a in scripted().told if not isinstance(a, PaperWritten)]


def test_who_wrote_none_is_told_nothing_of_others(file: Path) -> None:
    done, _ = export(file, "--anonymous", "--student", "s2")
    assert "written" not in done.words
    assert "--with-papers" in done.words
