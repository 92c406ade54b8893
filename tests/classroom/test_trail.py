"""The audit trail: acts in words, with the names that people know."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from pathlib import Path

from sim.classroom.acts.orders import Advised, Argued, Judged, OrderGiven
from sim.classroom.acts.running import Adjudicating, MoveOpened
from sim.classroom.acts.seats import EVALUATORS, SeatTaken
from sim.classroom.rules.person import LEADER, seated
from sim.classroom.session.session import Session
from sim.classroom.view.trail import trail
from tests.classroom.web.room import new_log

US, RUSSIA = "united-states", "russia"


def seat(number: int, team: str, chair: str, name: str) -> SeatTaken:
    token = sha256(name.encode()).hexdigest()
    return SeatTaken(seat=f"s{number}", team=team, chair=chair, name=name, token=token)


def test_teams_and_rungs_have_their_names(tmp_path: Path) -> None:
    async def work() -> list[str]:
        async with Session(new_log(tmp_path / "class.tabletop")) as session:
            for each in (
                seat(1, US, "president", "Ana"), seat(2, US, "adviser", "Ben"),
                seat(3, EVALUATORS, "evaluator", "Eva"), Adjudicating(mode="free"),
                MoveOpened(move=0, minutes=7.0),
                OrderGiven(move=0, team=US, seat=None, rung="long-range", reason="So."),
            ):  # fmt: skip
                await session.do(LEADER, each)
            ben = seated(session.state.seats["s2"])
            order = session.state.orders[0, US].stamp.seq
            advice = Advised(
                move=0, seat="s2", verdict="dissent", rung="border-zone", reason="No.", order=order
            )
            await session.do(ben, advice)
            argued = Argued(move=0, team=RUSSIA, seat=None, action="A", result="B", reasons=("C",))
            await session.do(LEADER, argued)
            judged = Judged(argument=1, strong_for=1, strong_against=0, rung="explicit-threat")
            await session.do(LEADER, judged)
            return [each.what for each in reversed(trail(session))]

    lines = asyncio.run(work())
    assert "team United States" in lines[0]
    assert "team Evaluators" in lines[2]
    assert "rung “military targets, long range included”" in lines[5]
    assert "rung “border zone facing Kharkiv”" in lines[6]
    assert "rung “threat that names means or targets”" in lines[8]
    for raw in ("long-range,", "evaluators", "border-zone", "explicit-threat"):
        assert all(raw not in line for line in lines)
