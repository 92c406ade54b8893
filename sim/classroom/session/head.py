"""The head of an exercise file: what is played, under which seed, and the secret all keys come from.

The scenario, its record and the exercise are in the head as they were loaded, so that the file alone
gives the same exercise again, whatever becomes of the files it came from.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.classroom.game import Game
from sim.experiment.request import scenario_hash
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.exercise.load import Class
from sim.scenario.language.record import Record
from sim.scenario.language.scenario import Scenario

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without those that are read as one another
CODE = 6  # letters: nearly 900 million codes


class HeadError(Exception):
    """A head that this version cannot read; says why."""


@dataclass(frozen=True)
class Head:
    """What the head of a file says. `secret` is 32 bytes in hex."""

    game: Game
    secret: str
    created: datetime
    program: str
    options: Mapping[str, Any]
    forked_from: Mapping[str, Any] | None = None  # the file it came from, and the last entry copied

    def key(self, what: str) -> str:
        """A key for one purpose, as URL-safe text: the facilitator's link, the projector's, form tokens."""
        return hmac.new(bytes.fromhex(self.secret), what.encode(), sha256).hexdigest()[:40]

    @property
    def code(self) -> str:
        """The room code."""
        digest = hmac.new(bytes.fromhex(self.secret), b"room code", sha256).digest()
        number = int.from_bytes(digest[:8], "big")
        letters = []
        for _ in range(CODE):
            number, which = divmod(number, len(LETTERS))
            letters.append(LETTERS[which])
        return "".join(letters)


def new_head(loaded: Class, seed: int, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The head of a new file. `options` say how it is run (paced, closed by hand ...)."""
    record = loaded.case.record
    return {
        "exercise": _dumped(loaded.exercise),
        "scenario": _dumped(loaded.case.scenario),
        "record": None if record is None else _dumped(record),
        "scenario_hash": scenario_hash(loaded.case.scenario),
        "seed": seed,
        "secret": secrets.token_hex(32),
        "created": datetime.now(UTC).isoformat(),
        "program": f"tabletop-sim {version('tabletop-sim')}",
        "options": dict(options or {}),
    }


def read_head(head: Mapping[str, Any]) -> Head:
    """The head of a file. Raises HeadError."""
    try:
        record = head["record"]
        game = Game(
            exercise=Exercise.model_validate(json.loads(head["exercise"])),
            scenario=Scenario.model_validate(json.loads(head["scenario"])),
            record=None if record is None else Record.model_validate(json.loads(record)),
            seed=int(head["seed"]),
        )
        return Head(
            game=game,
            secret=str(head["secret"]),
            created=datetime.fromisoformat(head["created"]),
            program=str(head["program"]),
            options=dict(head["options"]),
            forked_from=head.get("forked_from"),
        )
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        told = str(error).splitlines()[0]
        raise HeadError(f"the head of the exercise file cannot be read: {told}") from None


def _dumped(model: BaseModel) -> str:
    """A model as text: the log sorts the keys of what it keeps, and ladders have an order."""
    return model.model_dump_json(by_alias=True, exclude_none=True)
