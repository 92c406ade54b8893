"""A new scenario to start from: small, commented, valid, and running as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from sim.scenario.files.library import FILE, shipped
from sim.scenario.files.tree import parse
from sim.scenario.language.base import NAME
from sim.scenario.problems import Mark, Problem, ScenarioError

LONGEST_NAME = 80
_PLACE = "scenario: NAME"


def new(name: str, folder: Path) -> Path:
    """Write `<folder>/<name>/scenario.yaml` and return its path.

    Raises ScenarioError for a name that is no id, and where there is something already.
    """
    if not re.fullmatch(NAME, name) or len(name) > LONGEST_NAME:
        expected = "small letters, digits, '.', '_' and '-', a letter or digit first, at most"
        raise _refused(repr(name), f"no name for a scenario, expected {expected} {LONGEST_NAME}")
    if name in shipped():
        raise _refused(repr(name), "a shipped scenario has this name; choose another")
    path = folder / name / FILE
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    try:
        path.parent.mkdir(parents=True)
        path.write_text(text.replace(_PLACE, _named(name)), encoding="utf-8", newline="\n")
    except FileExistsError:
        raise _refused(str(path.parent), "is there already; choose another name") from None
    except OSError as error:
        raise _refused(str(path), f"cannot be written: {error.strerror or error}") from None
    return path


def _named(name: str) -> str:
    """The line that names the scenario; in quotes where YAML would read a number or null."""
    plain = parse(name, name).value == name
    return f"scenario: {name}" if plain else f'scenario: "{name}"'


def _refused(where: str, message: str) -> ScenarioError:
    return ScenarioError([Problem(Mark(where), "", message)])
