"""What a class comes to in 64 characters: the acts that stand, and the world they made to the last bit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from sim.classroom.acts.read import body
from sim.classroom.acts.running import Undone
from sim.classroom.game import Game
from sim.classroom.state.fold import Told, folded, undone
from sim.classroom.world.world import World, world
from sim.experiment.request import resolved

CHANCE = "token"  # of a seat: it says nothing of the exercise


def digest(game: Game, acts: Iterable[Told], made: World | None = None) -> str:
    """SHA-256 over the game, the acts that were not taken back, and the world's trace.

    The same file gives the same on every machine and at any time: neither the clock on the wall, nor the
    numbers of the acts, nor the secrets of the seats are in it. `made` is their world, where it is known.
    """
    told = tuple(acts)
    gone = undone(told)
    total = sha256()
    scenario = json.loads(resolved(game.scenario))  # a file has names in another order
    total.update(_line([scenario, game.exercise.model_dump(mode="json"), game.seed]))
    for stamp, act in told:
        if stamp.seq in gone or isinstance(act, Undone):
            continue
        said = {key: value for key, value in body(act).items() if key != CHANCE}
        total.update(_line([stamp.by, act.kind, said]))
    run = world(game, folded(told)) if made is None else made
    total.update(run.digest().encode())
    return total.hexdigest()


def _line(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"
