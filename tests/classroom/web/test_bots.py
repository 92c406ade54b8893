"""The whole exercise of May 2024, played through its pages: what everybody sees, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.classroom.log.file import Log
from sim.classroom.session.digest import digest
from sim.classroom.session.head import read_head
from sim.classroom.session.session import told
from sim.classroom.state.fold import folded
from sim.classroom.world.world import world
from tests.classroom.web.bots import EVALUATORS, TEAMS, Bot, Class, Fields, Lead
from tests.classroom.web.room import RoomHere, served
from tests.classroom.web.test_security import strings

EVERYBODY = {*TEAMS, EVALUATORS}
NOT_OPEN = "closed"


def played(room: RoomHere) -> Class:
    """The script: four moves and what comes before and after."""
    class_ = Class(room, Lead(room.lead()))
    lobby(class_)
    first_move(class_)
    second_move(class_)
    third_move(class_)
    last_move(class_)
    ends(class_)
    return class_


@pytest.fixture(scope="module")
def end(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The file of the exercise, and what it came to while it was served."""
    with served(tmp_path_factory.mktemp("class"), by_hand=True) as room:
        played(room)
        return room.path, digest(room.session.game, room.session.told, room.session.world)


# --- before STARTEX ----------------------------------------------------------------------------


def lobby(class_: Class) -> None:
    room, lead = class_.room, class_.lead
    preview = room.browser()
    preview.get(f"/?code={room.code}")
    assert preview.form("/join").value("code") == room.code
    assert room.session.told == []
    preview.send("/join", code="WRONG1", expect=409)
    class_.join()
    assert len(room.session.state.seats) == 13
    late = room.browser()
    late.get("/")
    late.send("/join", code=room.code)
    taken = late.form("/seat").filled({}, None)
    late.post("/seat", [*taken, ("place", "france/president"), ("name", "Late")], expect=409)
    assert "Somebody sits in that chair already" in late.text
    for bot in class_.players:
        assert class_.room.session.game.name(bot.team) in bot.page
        assert not bot.has("/play/order")
        bot.browser.get("/control", expect=403)
        assert bot.browser.get("/evaluate").url.path == "/play"
        status, _ = bot.posted("/play/say", audience="public", text="Too early.")
        assert status == 409
        for path in (
            "/control/open",
            "/control/close",
            "/control/undo",
            "/control/team/russia/order",
        ):
            assert bot.posted(path, move="0", minutes="5", seq="1", reason="x")[0] == 403
    assert class_.eva.browser.get("/play").url.path == "/evaluate"
    briefs(class_)
    for number, bot in enumerate(class_.all):
        where = "/evaluate" if bot is class_.eva else "/play"
        bot.send(f"{where}/forecast", probability=str(5 * number), by="2024-05-30")
    assert len(room.session.state.forecasts) == 13
    page = lead.page()
    assert "13" in page
    lead.send("/control/lock", locked="yes")
    late.get("/")
    late.send("/join", code=room.code)
    fields = [("place", "nato/adviser"), ("name", "Late"), ("code", room.code)]
    token = str(late.page and next(f.value("token") for f in late.forms() if f.value("token")))
    late.post("/seat", [*fields, ("token", token)], expect=409)
    assert "locked" in late.text
    lead.send("/control/lock", locked="no")
    assert len(room.session.state.seats) == 13


def briefs(class_: Class) -> None:
    """Each team reads its own brief and no other."""
    teams = class_.room.session.game.teams
    lines = {
        party: {text for text in strings(team.brief.model_dump(mode="json")) if len(text) > 60}
        for party, team in teams.items()
    }
    for bot in class_.players:
        page = bot.page
        assert [text for text in lines[bot.team] if text in page]
        for other in set(TEAMS) - {bot.team}:
            assert not [text for text in lines[other] - lines[bot.team] if text in page]


# --- the first move: orders, advice, a warning -------------------------------------------------


def first_move(class_: Class) -> None:
    room, lead, pens, others = class_.room, class_.lead, class_.pens, class_.others
    lead.send("/control/open", minutes="7")
    class_.due(10)
    assert class_.seen_by(class_.message(10)) == EVERYBODY
    assert class_.message(10) in class_.public
    assert class_.seen_by(class_.message(50)) == set()  # minute 4
    assert not others["france"].has("/play/order")
    assert others["france"].posted("/play/order", rung="stay", reason="Mine.")[0] == 409
    status, page = pens["united-states"].posted(
        "/play/order", rung="launch-sites", reason="Not offered."
    )
    assert (status, "Not offered." in page) == (409, True)
    assert (
        pens["ukraine"].posted("/play/order", rung="prohibited", reason="It has no ladder.")[0]
        == 409
    )
    pens["united-kingdom"].refused("/play/order", "reason", rung="stay", reason="")
    class_.orders({"united-states": "prohibited", "france": "launch-sites"}, "FIRST")
    for team in TEAMS:  # an order is its team's alone until the move closes
        assert class_.seen_by(f"FIRST of {team}") == {team}
        assert f"FIRST of {team}" in lead.page(f"/control/team/{team}")
        assert f"FIRST of {team}" not in class_.public
    pens["france"].send("/play/say", audience="actors", to="russia", action="warn", text="DO NOT.")
    assert class_.seen_by("DO NOT.") == {"france", "russia"}
    pens["france"].refused(
        "/play/say",
        "formally addressed",
        audience="actors",
        to="russia",
        action="warn",
        text="AGAIN.",
    )
    others["nato"].send("/play/say", audience="team", text="AMONG US.")
    assert class_.seen_by("AMONG US.") == {"nato"}
    pens["ukraine"].send("/play/say", audience="public", text="TO ALL.")
    assert class_.seen_by("TO ALL.") == EVERYBODY
    clock(class_)
    lead.send("/control/close")
    assert class_.room.session.state.phase == "closed"
    for bot in class_.players:
        assert not bot.has("/play/order")
    status, page = pens["france"].posted("/play/order", rung="stay", reason="LATE ORDER")
    assert status == 409
    assert NOT_OPEN in page
    assert (
        others["france"].posted("/play/advice", verdict="endorse", rung="stay", reason="LATE")[0]
        == 409
    )
    assert class_.stands("france", "launch-sites")
    assert class_.stands("united-states", "prohibited")
    undone(class_)
    assert room.session.state.order(0, "france") is not None


def clock(class_: Class) -> None:
    """Pause, more time, go on."""
    lead, bot = class_.lead, class_.others["russia"]
    lead.send("/control/pause")
    assert "paused" in bot.page
    left = class_.room.session.state.clock
    assert left is not None
    lead.send("/control/extend", minutes="3")
    clock_ = class_.room.session.state.clock
    assert clock_ is not None
    assert clock_.limit == left.limit + 180.0
    lead.send("/control/resume")
    assert "clock paused" not in bot.page
    assert class_.room.session.state.clock is not None


def undone(class_: Class) -> None:
    """The closing is taken back, and the move closed again: the same orders, the same world."""
    lead, before = class_.lead, class_.room.session.world.digest()
    page = lead.page()
    assert "/control/undo" in page
    lead.send("/control/undo")
    assert class_.room.session.state.phase == "open"
    assert class_.pens["france"].has("/play/order")
    lead.send("/control/close")
    assert class_.room.session.world.digest() == before


# --- the second: requests, a skipped inject, the pen -------------------------------------------


def second_move(class_: Class) -> None:
    lead, pens, others = class_.lead, class_.pens, class_.others
    lead.send("/control/open", minutes="7")
    class_.due(110)
    assert class_.seen_by(class_.message(110)) == EVERYBODY
    lead.send("/control/skip", where={"number": "140"})
    appeal: Fields = {"audience": "actors", "action": "appeal"}
    ukraine = pens["ukraine"]
    ukraine.send("/play/say", to="united-states", text="LET US STRIKE BACK.", **appeal)
    assert class_.seen_by("LET US STRIKE BACK.") == {"ukraine", "united-states"}
    ukraine.refused(
        "/play/say", "formally addressed", to=["united-states", "nato"], text="ONCE MORE.", **appeal
    )
    ukraine.send("/play/say", to="nato", text="HELP US.", **appeal)
    assert class_.seen_by("HELP US.") == {"ukraine", "nato"}
    assert class_.seen_by("ONCE MORE.") == set()
    passes_the_pen(class_)
    class_.orders(
        {"united-states": "border-zone", "nato": "urges-lifting"}, "SECOND", skip=("france",)
    )
    others["france"].send("/play/order", rung="border-anywhere", reason="SECOND of france")
    pens["france"].send("/play/advice", verdict="dissent", rung="stay", reason="I WOULD NOT.")
    assert class_.seen_by("I WOULD NOT.") == {"france"}
    class_.eva.send("/evaluate/note", about="signal/audience", rating="S", text="NOTE ON SIGNALS.")
    assert class_.seen_by("NOTE ON SIGNALS.") == {EVALUATORS}
    pens["nato"].posted("/evaluate/note", about="signal/audience", text="A PLAYER'S NOTE")
    assert [note.text for _, note in class_.room.session.state.notes] == ["NOTE ON SIGNALS."]
    lead.send("/control/close")
    assert class_.stands("united-states", "border-zone")
    assert class_.stands("france", "border-anywhere")
    assert class_.stands("nato", "urges-lifting")
    orders_are_read_by_nobody_else(class_, "SECOND")
    assert class_.seen_by(class_.message(140)) == set()


def passes_the_pen(class_: Class) -> None:
    """France's pen goes to the other seat, which then writes the order, and only it."""
    pens, others = class_.pens, class_.others
    seat = next(
        s.id for s in class_.room.session.state.seats.values() if s.name == others["france"].name
    )
    assert others["france"].posted("/play/pen", seat=seat)[0] == 409
    pens["france"].send("/play/pen", seat=seat)
    assert not pens["france"].has("/play/order")
    assert others["france"].has("/play/order")


def orders_are_read_by_nobody_else(class_: Class, reason: str) -> None:
    """What a team decided is public once the move is run; why it did stays at its table."""
    for team in TEAMS:
        assert class_.seen_by(f"{reason} of {team}") <= {team}
        assert f"{reason} of {team}" not in class_.public


# --- the third: a team of the model's, an inject on the spot, free adjudication -----------------


def third_move(class_: Class) -> None:
    lead, pens = class_.lead, class_.pens
    lead.send("/control/make", sender="ukraine", to="france", mode="call", message="ON THE SPOT.",
              event_kind="request", when="keep")  # fmt: skip
    assert class_.seen_by("ON THE SPOT.") == set()
    lead.send("/control/open", minutes="8")
    lead.send("/control/release", where={"number": "1000"})
    assert class_.seen_by("ON THE SPOT.") == {"france"}
    lead.send("/control/hand", where={"team": "united-kingdom"})
    assert "The model plays your team now" in pens["united-kingdom"].page
    assert pens["united-kingdom"].posted("/play/order", rung="stay", reason="Mine.")[0] == 409
    lead.send("/control/adjudicate", press="free")
    argues(class_)
    rungs = {"united-states": "border-anywhere", "russia": "warning"}
    class_.orders(rungs, "THIRD", skip=("united-kingdom", "france"))
    lead.send("/control/close")
    orders_are_read_by_nobody_else(class_, "THIRD")
    lead.send("/control/hand", where={"team": "united-kingdom"})
    assert "The model plays your team now" not in pens["united-kingdom"].page
    lead.send("/control/adjudicate", press="rigid")


def argues(class_: Class) -> None:
    """NATO argues, Russia answers, the facilitator judges; all read all of it."""
    lead, pens = class_.lead, class_.pens
    fields: Fields = {
        "action": "ARGUED ACTION",
        "result": "ARGUED RESULT",
        "reason1": "ARGUED REASON",
    }
    pens["nato"].send("/play/argue", **fields)
    assert class_.seen_by("ARGUED REASON") == EVERYBODY
    assert pens["nato"].posted("/play/argue", **fields)[0] == 409
    assert pens["nato"].posted("/play/counter/1", text="Our own.")[0] == 409
    pens["russia"].send("/play/counter/1", text="COUNTERED.")
    assert class_.seen_by("COUNTERED.") == EVERYBODY
    lead.send("/control/judge", at="/control/argument/1", strong_for="1", strong_against="0")
    assert pens["russia"].posted("/play/counter/1", text="Too late.")[0] == 409
    (argument,) = class_.room.session.state.arguments
    assert argument.judged is not None


# --- the last, ENDEX, and after it -------------------------------------------------------------


def last_move(class_: Class) -> None:
    lead, pens = class_.lead, class_.pens
    assert pens["nato"].posted("/play/forecast", when="first", probability="1")[0] == 409
    for bot in class_.all:
        where = "/evaluate" if bot is class_.eva else "/play"
        bot.send(f"{where}/forecast", probability="75", by="")
    lead.send("/control/open", minutes="6")
    lead.send(
        "/control/make",
        sender="white-cell",
        to="all",
        mode="wire",
        message="MADE AT ONCE.",
        when="now",
    )
    assert class_.seen_by("MADE AT ONCE.") == EVERYBODY
    rungs = {
        "united-states": "military-targets",
        "nato": "welcomes-lifting",
        "russia": "explicit-threat",
    }
    class_.orders(rungs, "LAST", skip=("france",))
    assert pens["united-kingdom"].posted("/play/paper", answer0="Too early.")[0] == 409
    lead.send("/control/close")
    assert class_.stands("united-states", "military-targets")
    assert class_.stands("nato", "welcomes-lifting")
    orders_are_read_by_nobody_else(class_, "LAST")
    pens["nato"].browser.get("/debrief", expect=409)


def ends(class_: Class) -> None:
    room, lead, pens = class_.room, class_.lead, class_.pens
    lead.send("/control/end")
    lead.send("/control/undo")
    assert room.session.state.phase == "closed"
    lead.send("/control/end")
    for bot in class_.all:
        where = "/evaluate" if bot is class_.eva else "/play"
        assert "ENDEX" in bot.page
        bot.send(f"{where}/paper", answer0=f"PAPER of {bot.name}", answer1="Two.", answer2="Three.")
    assert len(room.session.state.papers) == 13
    mine = f"PAPER of {pens['russia'].name}"
    assert [bot.name for bot in class_.all if mine in bot.page] in ([], [pens["russia"].name])
    assert pens["nato"].posted("/play/say", audience="public", text="AFTER THE END")[0] == 409
    late = room.browser()
    late.get("/")
    late.send("/join", code=room.code, expect=None)
    assert len(room.session.state.seats) == 13
    debrief = pens["nato"].browser.get("/debrief").text
    assert "SECOND of united-states" in debrief  # all is revealed
    assert "PAPER of" not in debrief
    trail = lead.page("/control/trail")
    assert "took back" in trail
    room.browser().get("/debrief", expect=403)


# --- the tests ---------------------------------------------------------------------------------


def test_a_class_plays_the_whole_exercise_through_its_pages(end: tuple[Path, str]) -> None:
    path, _ = end
    with Log.open(path, read_only=True) as log:
        kinds = {entry.kind for entry in log.entries()}
    assert kinds >= {
        "seat-taken", "move-opened", "move-closed", "order-given", "advised", "said", "forecasted",
        "noted", "paper-written", "inject-released", "inject-skipped", "inject-made", "team-handed",
        "pen-passed", "room-locked", "paused", "resumed", "extended", "argued", "countered", "judged",
        "adjudicating", "ended", "undone",
    }  # fmt: skip


def test_the_file_gives_the_same_exercise_again(end: tuple[Path, str]) -> None:
    """Whoever opens the file later, and as often as they like."""
    path, made = end
    for _ in range(2):
        with Log.open(path, read_only=True) as log:
            game = read_head(log.head).game
            acts = [told(entry) for entry in log.entries()]
        assert digest(game, acts) == made
        state = folded(acts)
        assert state.phase == "ended"
        assert world(game, state).digest() == world(game, folded(acts)).digest()


def test_a_server_that_goes_on_with_the_file_shows_the_same(
    end: tuple[Path, str], tmp_path: Path
) -> None:
    path, made = end
    copy = tmp_path / "copy.tabletop"
    copy.write_bytes(path.read_bytes())
    with served(tmp_path, log=Log.open(copy)) as room:
        assert digest(room.session.game, room.session.told, room.session.world) == made
        lead = Lead(room.lead())
        assert "ENDEX" in lead.page()
        team = lead.page("/control/team/nato")
        assert "LAST of nato" in team


def test_the_same_script_under_the_same_seed_is_the_same_exercise(
    end: tuple[Path, str], tmp_path: Path
) -> None:
    _, made = end
    digests = []
    for seed in (7, 8):
        folder = tmp_path / str(seed)
        folder.mkdir()
        with served(folder, by_hand=True, seed=seed) as room:
            played(room)
            digests.append(digest(room.session.game, room.session.told, room.session.world))
    assert digests[0] == made != digests[1]


def test_a_class_of_one_team_plays_with_the_model(tmp_path: Path) -> None:
    """Empty teams never block: the model plays them, and its reasons are told."""
    with served(tmp_path, by_hand=True) as room:
        lead = Lead(room.lead())
        ana = Bot("ukraine", "Ana", room.sit("ukraine/president", "Ana"))
        for move in range(4):
            lead.send("/control/open", minutes="5")
            ana.send(
                "/play/order", reason=f"Move {move}.", action="appeal", whom="public", text="Help."
            )
            lead.send("/control/close")
        lead.send("/control/end")
        page = ana.page
        assert "What moved it most" in page
        assert "played by the model" in page
        assert len(room.session.state.closed) == 4
