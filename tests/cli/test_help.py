"""Help and version: every verb is told, and none of it waits for a heavy import."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.cli.program import ENTRY, process, tabletop

VERBS = (
    "replay",
    "run",
    "explain",
    "compare",
    "counterfactual",
    "rerun",
    "results",
    "validate",
    "schema",
    "list",
    "variants",
    "new",
    "permits",
    "pack",
    "serve",
    "session",
)
HEAVY = {
    "altair", "dask", "docx", "fastapi", "jinja2", "numba", "numpy", "openpyxl", "polars", "pydantic",
    "ruamel", "scipy", "simpy", "starlette", "uvicorn", "vl_convert",
}  # fmt: skip


def imported(*arguments: str) -> set[str]:
    """The packages that a command imports in a process of its own."""
    command = [sys.executable, "-X", "importtime", "-c", ENTRY, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {
        found.partition(".")[0] for found in re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE)
    }


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    found = imported(*arguments)
    assert "typer" in found
    assert found & HEAVY == set()


def test_the_measure_of_imports_sees_what_is_imported() -> None:
    assert imported("schema") >= {"typer", "pydantic"}


def test_help_names_every_verb_and_says_what_the_program_is_not() -> None:
    done = tabletop("--help")
    assert (done.code, done.err) == (0, "")
    assert [
        verb for verb in VERBS if not re.search(rf"^  {verb} +\w", done.out, re.MULTILINE)
    ] == []
    assert "It makes no forecast." in done.out
    assert "..." not in done.out.partition("Commands:")[2]  # no line is cut off


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_help(verb: str) -> None:
    done = tabletop(verb, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: tabletop {verb} ")


def test_the_version_is_that_of_the_package() -> None:
    done = tabletop("--version")
    assert (done.code, done.out) == (0, f"tabletop-sim {version('tabletop-sim')}\n")


@pytest.mark.parametrize("arguments", [[], ["no-such-verb"], ["--no-such-option"]])
def test_what_is_no_command_is_wrong_input(arguments: list[str]) -> None:
    done = process(*arguments)
    assert done.code == 2
    assert "Usage: " in done.out + done.err
