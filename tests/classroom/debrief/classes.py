"""A class to be debriefed: four moves, three teams, with everything that a debrief tells."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sim.classroom.acts.injects import InjectMade, InjectReleased, InjectSkipped
from sim.classroom.acts.learning import Forecasted, Noted, PaperWritten
from sim.classroom.acts.read import body
from sim.classroom.acts.running import Ended
from sim.classroom.acts.seats import EVALUATORS
from sim.classroom.debrief.background import Background, background
from sim.classroom.debrief.found import Debrief, debrief
from sim.classroom.log.entry import New
from sim.classroom.log.file import Log
from sim.classroom.rules.person import LEADER
from sim.classroom.session.head import Head, new_head, read_head
from tests.classroom.played import Play, advised, loaded, order, said

SEED = 7
SECRET = "5e" * 32  # of the file: aliases come of it
AMARA, BEN, DARIA = "Amara Okafor", "Ben <script>alert(1)</script>", "Daria Kovalenko"
HENRIK = "Henrik Olsen"
PAPER = "Governments wait for cover, and so did I."
NOTE = "The scope names all four parts."


def head_of(seed: int = SEED) -> dict[str, Any]:
    """The head of a file whose secret is known."""
    return {**new_head(loaded(), seed), "secret": SECRET}


def head(seed: int = SEED) -> Head:
    """The same, read."""
    return read_head(head_of(seed))


def forecast(seat: str, when: str, probability: float, by: date | None = None) -> Forecasted:
    """A forecast of somebody."""
    return Forecasted.model_validate(
        {"seat": seat, "when": when, "probability": probability, "by": by}
    )


def scripted() -> Play:
    """The class: s1 Amara (pen) and s2 Ben for the United States, s3 Daria for Ukraine, s4 evaluates."""
    play = Play(SEED)
    amara = play.sit("united-states", "president", AMARA)
    ben = play.sit("united-states", "security-adviser", BEN)
    daria = play.sit("ukraine", "president", DARIA)
    henrik = play.sit(EVALUATORS, "evaluator", HENRIK)
    play.do(amara, forecast("s1", "first", 0.3))
    play.do(ben, forecast("s2", "first", 0.9, date(2024, 5, 20)))
    play.open()
    play.do(daria, said(daria, 0, audience="actors", to=("united-states",), action="appeal",
                        text="Lift the limit where the attack comes from."))  # fmt: skip
    play.do(amara, order(amara, 0, None, reason="Nothing asks us for more."))
    play.do(ben, advised(play.state(), "s2", rung="border-zone", reason="Amara waits too long."))
    play.close()
    play.open()
    play.do(daria, said(daria, 1, audience="team", text="They will not hurry."))
    play.do(LEADER, InjectReleased(number=110, move=1))
    play.close()
    play.open()
    made = InjectMade(number=1000, move=2, sender="media", to=("united-states",), mode="Rumour",
                      message="It is said that the limit falls.")  # fmt: skip
    play.do(LEADER, made)
    play.do(LEADER, InjectReleased(number=1000, move=2))
    play.do(amara, order(amara, 2, "border-zone", reason="One zone, one purpose.", action="assure",
                         to=("ukraine",), text="You may answer fire."))  # fmt: skip
    play.do(henrik, Noted(seat="s4", objective="permit", task="four-parts", rating="P", text=NOTE))
    play.do(
        LEADER, Noted(seat=None, objective="permit", rating="M", text="France read it otherwise.")
    )
    play.close()
    play.do(amara, forecast("s1", "last", 1.0, date(2024, 5, 17)))
    play.moves(1)
    play.do(LEADER, Ended())
    play.do(amara, PaperWritten(seat="s1", answers=(PAPER, "", "")))
    return play


@cache
def beside() -> Background:
    """What does not depend on the class, of a few worlds."""
    return background(scripted().game, runs=40)


def told(play: Play, background: Background | None = None) -> Debrief:
    """The debrief of a class."""
    return debrief(head(play.game.seed), play.state(), play.told, background)


def written(path: Path, play: Play, seed: int = SEED) -> Path:
    """The file of a class, closed."""
    with Log.create(path, head_of(seed)) as log:
        log.append(
            [
                New(by=stamp.by, kind=act.kind, body=body(act), at=stamp.at, key=f"{stamp.by} k{n}")
                for n, (stamp, act) in enumerate(play.told)
            ]
        )
    return path


def skipped(number: int) -> InjectSkipped:
    """A row that is left out."""
    return InjectSkipped(number=number)
