"""Where scenarios are found: shipped with the program, or wherever a person keeps theirs."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.problems import Mark, Problem, ScenarioError, nearest

FILE = "scenario.yaml"


def home() -> Path:
    """The folder of the shipped scenarios: inside an installed package, else beside it."""
    package = Path(__file__).resolve().parents[2]
    packed = package / "shipped"
    return packed if packed.is_dir() else package.parent / "scenarios"


def shipped() -> dict[str, Path]:
    """The scenario file of every shipped scenario, by the name of its folder."""
    return {path.parent.name: path for path in sorted(home().glob(f"*/{FILE}"))}


def find(where: str | Path) -> Path:
    """The scenario file meant by a shipped name, a folder that holds one, or a file.

    Raises ScenarioError naming the nearest shipped scenario.
    """
    path = Path(where)
    try:
        if path.is_file():
            return path
        if path.is_dir() and (path / FILE).is_file():
            return path / FILE
    except (OSError, ValueError) as error:  # a name too long, or with a NUL in it
        raise _missing(where, f"cannot be looked up: {error}") from None
    known = shipped()
    if str(where) in known:
        return known[str(where)]
    if path.is_dir():
        raise _missing(where, f"the folder holds no {FILE}")
    raise _missing(where, f"no such file, folder or shipped scenario{nearest(where, known)}")


def _missing(where: str | Path, message: str) -> ScenarioError:
    return ScenarioError([Problem(Mark(repr(str(where))), "", message)])
