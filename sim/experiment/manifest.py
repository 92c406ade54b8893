"""The manifest of a run folder, read once and strictly: what it says is true to its form or refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from sim.scenario.problems import Mark, Problem, ScenarioError

MANIFEST = "manifest.json"
PROGRAM = "tabletop-sim"
ENSEMBLE = "ensemble"
MOST_RUNS = 10**12  # replications; far above what anyone waits for, and within 64 bits

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Kept(BaseModel):
    """What the manifest of every run folder says: of a run, a replay, an ensemble or another kind."""

    model_config = ConfigDict(strict=True, frozen=True, extra="allow")

    kind: str
    program: Annotated[str, Field(pattern=rf"^{PROGRAM} ")]
    scenario: str
    made: str
    options: dict[str, Any] = {}


class Made(Kept):
    """What the manifest of an ensemble says besides; all that a rerun needs but the scenario."""

    kind: Literal["ensemble"]
    variant: str = ""
    variant_title: str = ""
    scenario_hash: Sha256
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    until: AwareDatetime | None = None
    sources: str = ""  # manifests of earlier versions have none
    commit: str | None = None
    runs: Annotated[int, Field(ge=1, le=MOST_RUNS)]
    failed: Annotated[int, Field(ge=0)] = 0
    engine: Literal["batch", "des"]
    results_digest: Sha256


Model = TypeVar("Model", bound=Kept)


def read_manifest(where: Path) -> dict[str, Any]:
    """The manifest of a run folder, or a manifest's own path. Raises ScenarioError."""
    path, text = _text(where)
    kept = _valid(Kept, path, text)
    if kept.kind == ENSEMBLE:
        _valid(Made, path, text)
    found: dict[str, Any] = json.loads(text)
    return found


def read_made(where: Path) -> Made:
    """The manifest of an ensemble. Raises ScenarioError for any other."""
    path, text = _text(where)
    kept = _valid(Kept, path, text)
    if kept.kind != ENSEMBLE:
        raise wrong(where, f"is of a {kept.kind}, and only an ensemble (many runs) will do")
    return _valid(Made, path, text)


def _text(where: Path) -> tuple[Path, str]:
    path = where / MANIFEST if where.is_dir() else where
    return path, text_of(path)


def text_of(path: Path) -> str:
    """A file of a run folder as text. Raises ScenarioError."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise wrong(path, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise wrong(path, "is no text in UTF-8") from None


def _valid(model: type[Model], path: Path, text: str) -> Model:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise wrong(path, f"is not the manifest of a run folder: {first_fault(error)}") from None


def first_fault(error: ValidationError) -> str:
    """The first thing wrong with a file of ours: where in it, what was found, what was expected."""
    fault = error.errors(include_url=False)[0]
    where = ".".join(str(each) for each in fault["loc"])
    found = f" (found {fault['input']!r:.40})" if fault["type"] != "missing" and where else ""
    return f"{where + ': ' if where else ''}{fault['msg']}{found}"


def wrong(path: Path, message: str) -> ScenarioError:
    """A fault of a file, as an error that names it."""
    return ScenarioError([Problem(Mark(str(path)), "", message)])
