"""How a command ends: 0 done, 1 failed, 2 wrong input; a sentence, never a traceback."""

from __future__ import annotations

import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from sim.cli import main
from tests.cli.program import process, tabletop


def test_what_is_done_ends_with_0() -> None:
    assert process("schema").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("replay", "may-2042"),
        ("run", "may-2024", "--until", "soon"),
        ("run", "may-2024", "--variant", "no-kharkov"),
        ("validate", "may-2042"),
        ("schema", "scenaro"),
        ("permits", "tanks-2023"),
        ("variants", "may-2042"),
        ("new", "Not A Name"),
    ],
)
def test_wrong_input_ends_with_2_and_a_sentence(arguments: tuple[str, ...]) -> None:
    done = process(*arguments)
    assert done.code == 2
    assert len(done.err.strip().splitlines()) == 1
    assert len(done.err.split()) > 3


@pytest.mark.parametrize("verb", ["replay", "run"])
def test_a_folder_that_cannot_be_written_ends_with_1_and_a_sentence(here: Path, verb: str) -> None:
    (here / "file").write_text("kept", encoding="utf-8")
    done = process(verb, "tanks-2023", "--out", here / "file" / "run")
    assert done.code == 1
    assert done.err.startswith(f"{here / 'file'}: cannot be read or written (")
    assert [path.name for path in here.iterdir()] == ["file"]
    assert (here / "file").read_text(encoding="utf-8") == "kept"


def test_a_folder_without_leave_to_write_ends_the_same_way(here: Path) -> None:
    refused = PermissionError(13, "Permission denied", "results/tanks-2023")
    with patch("tempfile.mkdtemp", side_effect=refused):
        done = tabletop("run", "tanks-2023")
    assert done.code == 1
    assert done.err == "results/tanks-2023: cannot be read or written (Permission denied)\n"


def test_a_file_that_is_no_text_is_wrong_input(here: Path) -> None:
    (here / "scenario.yaml").write_bytes(b"\xff\xfe\x00\x01")
    done = tabletop("validate", "scenario.yaml")
    assert done.code == 2
    assert "scenario.yaml" in done.err


def test_several_problems_are_counted(small: Path) -> None:
    text = (small / "scenario.yaml").read_text(encoding="utf-8")
    (small / "scenario.yaml").write_text(text.replace("plover: ", "plovr: "), encoding="utf-8")
    done = tabletop("run", small)
    assert done.code == 2
    lines = done.err.splitlines()
    assert len(lines) > 2
    assert lines[-1] == f"{len(lines) - 1} problems"


def test_what_is_a_fault_of_the_program_is_not_hidden() -> None:
    with (
        patch("sim.cli.files.list_verb", side_effect=ZeroDivisionError("a fault")),
        patch.object(sys, "argv", ["tabletop", "list"]),
        pytest.raises(ZeroDivisionError, match="a fault"),
    ):
        main()
