"""What is printed fits the page, at 80 and at 120 columns: nothing is cut off, nothing sticks out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import tabletop

COMMANDS = {
    "replay": ("replay", "may-2024", "--draws", "2", "--no-report"),
    "replay with context": ("replay", "tanks-2023", "--draws", "2", "--no-report", "--context"),
    "run": ("run", "may-2024", "--no-report"),
    "many runs": ("run", "may-2024", "--runs", "20", "--no-report"),
    "list": ("list",),
    "variants": ("variants", "may-2024"),
    "permits": ("permits", "may-2024"),
}


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_is_as_wide_as_it_should_be_and_whole(
    monkeypatch: pytest.MonkeyPatch, name: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    done = tabletop(*COMMANDS[name])
    assert (done.code, done.err) == (0, "")
    assert max(len(line) for line in done.out.splitlines()) <= columns
    assert "…" not in done.out


@pytest.mark.parametrize("columns", ["", "many"])
def test_a_page_is_120_columns_wide_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    lines = tabletop("run", "may-2024", "--no-report").out.splitlines()
    assert max(len(line) for line in lines) == 120


def test_an_outcome_takes_one_line_at_120_columns_and_two_at_80(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for columns, most in ((120, 1), (80, 2)):
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = tabletop(*COMMANDS["many runs"]).out.splitlines()
        first = next(n for n, line in enumerate(lines) if line.startswith(" US reaches the border"))
        last = next(n for n, line in enumerate(lines) if line.startswith(" US reaches long range"))
        assert last - first == most


def test_brackets_and_colons_are_printed_as_they_are(bare: Path) -> None:
    path = bare / "scenario.yaml"
    text = path.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title: "))
    odd = "A case [draft] [/bold] :smile:"
    path.write_text(text.replace(title, f'title: "{odd}"'), encoding="utf-8")
    for arguments in ((), ("--runs", "3")):
        done = tabletop("run", bare, "--no-report", *arguments)
        assert done.code == 0
        assert done.out.startswith(f"{odd}\n")
