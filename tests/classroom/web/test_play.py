"""The players' page: what it shows to whom, and that nothing which is refused is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sim.classroom.acts.orders import Judged
from sim.classroom.acts.running import Adjudicating, Ended, MoveClosed, MoveOpened, Paused
from sim.classroom.acts.seats import PenPassed, TeamHanded
from sim.classroom.debrief.aliases import aliases
from sim.classroom.debrief.found import of_session
from sim.classroom.debrief.told import guesses
from tests.classroom.web.pupils import Pupils, pupils
from tests.classroom.web.room import Browser, served

ONLY_US = "Only Washington may read this sentence."
SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def class_(tmp_path: Path) -> Iterator[Pupils]:
    with served(tmp_path, by_hand=True) as room:
        yield pupils(room)


@pytest.fixture
def open_(class_: Pupils) -> Pupils:
    class_.lead(MoveOpened(move=0, minutes=6))
    for each in class_.players:
        each.get("/play")
    return class_


def order(browser: Browser, **fields: str | list[str]) -> None:
    """Hand in an order, filled in as a student would."""
    browser.get("/play")
    filled = {"rung": "border-zone", "reason": "They fire from there.", **fields}
    browser.post("/play/order", browser.form("/play/order").filled(filled, None))


# --- where one is ------------------------------------------------------------------------------


def test_before_startex_there_is_a_brief_and_a_forecast_and_no_order(class_: Pupils) -> None:
    text = class_.ana.get("/play").text
    assert "Before STARTEX" in text
    assert "Your brief" in text
    assert class_.ana.forms("/play/forecast")
    assert not class_.ana.forms("/play/order")
    assert not class_.ana.forms("/play/say")


def test_the_clock_says_what_is_left_and_when_it_stands(open_: Pupils) -> None:
    text = open_.ana.get("/play").text
    left = re.search(r'data-countdown="([\d.]+)"', text)
    assert left is not None
    assert 350 < float(left[1]) <= 360
    assert "data-paused" not in text
    open_.lead(Paused())
    assert "data-paused" in open_.ana.get("/play").text


def test_the_parts_of_the_page_are_in_order_and_its_links_lead_to_them(open_: Pupils) -> None:
    text = open_.ana.get("/play").text
    ids = re.findall(r'<section id="([a-z]+)"', text)
    assert ids == [
        "arrived", "order", "table", "say", "picture", "messages", "move", "brief", "forecast", "seat",
    ]  # fmt: skip
    assert [href for href in re.findall(r'<li><a href="#([a-z]+)"', text) if href in ids] == ids


class Outline(HTMLParser):
    """The headings of a page, its fields and what is labelled."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.labels: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "label" and found.get("for"):
            self.labels.append(str(found["for"]))
        plain = tag == "input" and found.get("type") not in {"hidden", "radio", "checkbox"}
        if tag in {"textarea", "select"} or plain:
            self.ids.append(str(found.get("id")))


def test_headings_are_in_order_and_fields_have_labels(open_: Pupils) -> None:
    outline = Outline()
    outline.feed(open_.ana.get("/play").text)
    assert outline.levels[0] == 1
    assert all(b - a <= 1 for a, b in zip(outline.levels, outline.levels[1:], strict=False))
    assert set(outline.ids) <= set(outline.labels)


def test_after_a_move_all_see_what_happened_and_in_which_words(open_: Pupils) -> None:
    order(open_.ana, scope="GMLRS only, and nothing else.")
    assert "GMLRS only" not in open_.olena.get("/play").text
    open_.lead(MoveClosed(move=0))
    text = open_.olena.get("/play").text
    assert "What happened in move 1" in text
    assert "United States: border zone facing Kharkiv" in text
    assert "GMLRS only, and nothing else." in text
    assert "What moved it most" in text
    assert not open_.olena.forms("/play/order")
    assert "They fire from there." not in text  # the reason is the team's own until the debrief


def test_after_endex_there_is_a_minute_paper_and_the_way_to_the_debrief(open_: Pupils) -> None:
    open_.lead(MoveClosed(move=0), Ended())
    text = open_.ana.get("/play").text
    assert 'href="/debrief"' in text
    open_.ana.send("/play/paper", answer0="That it takes time.", answer1=SCRIPT)
    assert open_.room.session.state.papers["s1"][:2] == ("That it takes time.", SCRIPT)
    assert "That it takes time." in open_.ana.text
    assert "That it takes time." not in open_.ben.get("/play").text


# --- orders ------------------------------------------------------------------------------------


def test_who_holds_the_pen_orders_and_the_team_sees_it(open_: Pupils) -> None:
    order(open_.ana, action="warn", whom="parties", to=["russia"], text="Do not.")
    given = open_.room.session.state.order(0, "united-states")
    assert given is not None
    assert (given.rung, given.action, given.to, given.text) == (
        "border-zone",
        "warn",
        ("russia",),
        "Do not.",
    )
    assert str(open_.ana.page and open_.ana.page.url).endswith("/play#order")
    assert "They fire from there." in open_.ben.get("/play").text
    for stranger, path in ((open_.olena, "/play"), (open_.eva, "/evaluate")):
        text = stranger.get(path).text
        assert "They fire from there." not in text
        assert "Do not." not in text


def test_staying_is_an_order_too(open_: Pupils) -> None:
    order(open_.ana, rung="stay")
    given = open_.room.session.state.order(0, "united-states")
    assert given is not None
    assert given.rung is None


def test_an_order_that_lacks_something_keeps_all_that_was_typed(open_: Pupils) -> None:
    open_.ana.send(
        "/play/order", rung="border-anywhere", reason="A long reason & a <b>.", scope="GMLRS",
        action_="warn", whom="parties", to=["russia", "nato"], text="", expect=409,
    )  # fmt: skip
    text = open_.ana.text
    assert 'href="#order-text"' in text
    assert 'role="alert"' in text
    form = open_.ana.form("/play/order")
    assert form.value("rung") == "border-anywhere"
    assert form.value("reason") == "A long reason & a <b>."
    assert form.value("scope") == "GMLRS"
    assert form.value("action") == "warn"
    assert form.value("whom") == "parties"
    assert [value for name, value in form.fields if name == "to"] == ["nato", "russia"]
    assert open_.room.session.state.order(0, "united-states") is None
    open_.ana.send("/play/order", text="Now it is there.")
    assert open_.room.session.state.order(0, "united-states") is not None


def unsent(browser: Browser) -> str:
    """The note at the top of a page about a form that is not there any more."""
    found = re.search(r'<section class="unsent".*?</section>', browser.text, re.DOTALL)
    assert found is not None
    assert found.start() < browser.text.index("<h1>")
    assert 'role="alert"' in found[0]
    return found[0]


def test_an_order_that_comes_as_the_move_closes_is_not_lost(open_: Pupils) -> None:
    form = open_.ana.form("/play/order")
    open_.lead(MoveClosed(move=0))
    late: dict[str, str | list[str]] = {
        "rung": "border-zone", "reason": SCRIPT, "action": "warn", "text": "Do not.",
        "whom": "parties", "to": ["russia", "nato"],
    }  # fmt: skip
    open_.ana.post("/play/order", form.filled(late, None), expect=409)
    assert "Not accepted" in open_.ana.text
    told = unsent(open_.ana)
    for words in ("The order was not handed in", "The orders of this move are closed.",
                  "border zone facing Kharkiv", "&lt;script&gt;", "Do not.", "Russia", "NATO"):  # fmt: skip
        assert words in told
    for hidden in ("token", "once", str(form.value("token"))):
        assert hidden not in told
    assert "unsent" not in open_.ana.get("/play").text


def test_neither_is_one_sent_after_the_pen_was_passed_nor_from_a_team_of_the_models(
    open_: Pupils,
) -> None:
    filled = open_.ana.form("/play/order").filled({"rung": "stay", "reason": "MY REASON."}, None)
    said = open_.ana.form("/play/say").filled({"audience": "public", "text": "MY WORDS."}, None)
    open_.lead(PenPassed(team="united-states", seat="s2"))
    open_.ana.post("/play/order", filled, expect=409)
    assert "MY REASON." in unsent(open_.ana)
    assert "pen can write its order" in unsent(open_.ana)
    open_.lead(TeamHanded(team="united-states", to_model=True))
    open_.ana.post("/play/say", said, expect=409)
    assert "This was not said" in unsent(open_.ana)
    assert "MY WORDS." in unsent(open_.ana)


def test_neither_is_what_comes_after_endex_or_after_a_forecast_was_closed(open_: Pupils) -> None:
    said = open_.ana.form("/play/say").filled({"audience": "team", "text": "Too late."}, None)
    guess = open_.ana.form("/play/forecast").filled({"probability": "33"}, None)
    open_.lead(MoveClosed(move=0))
    open_.ana.post("/play/forecast", guess, expect=409)
    assert "The forecast was not kept" in unsent(open_.ana)
    assert "33" in unsent(open_.ana)
    open_.lead(Ended())
    open_.ana.post("/play/say", said, expect=409)
    assert "Too late." in unsent(open_.ana)
    assert "my team only" in unsent(open_.ana)


def test_a_form_of_one_move_does_not_count_in_the_next_and_keeps_its_text(open_: Pupils) -> None:
    order(open_.ana)
    open_.ben.get("/play")
    forms = {
        "/play/advice": (open_.ben, {"verdict": "endorse", "reason": "OLD ADVICE."}),
        "/play/order": (open_.ana, {"rung": "long-range", "reason": "OLD ORDER."}),
        "/play/say": (open_.ana, {"audience": "public", "text": "OLD WORDS."}),
    }
    open_.ana.get("/play")
    filled = {path: who.form(path).filled(given, None) for path, (who, given) in forms.items()}
    open_.lead(MoveClosed(move=0), MoveOpened(move=1, minutes=6))
    for path, (who, given) in forms.items():
        who.post(path, filled[path], expect=409)
        assert "This was written for move 1, which has closed." in who.text
        typed = given.get("text", given.get("reason", ""))
        if path == "/play/advice":
            assert typed in unsent(who)  # there is no order yet in this move
            continue
        assert "unsent" not in who.text
        assert typed in {who.form(path).value("text"), who.form(path).value("reason")}
        who.send(path)  # looked at again, and sent on purpose
    state = open_.room.session.state
    given_now = state.order(1, "united-states")
    assert given_now is not None
    assert given_now.reason == "OLD ORDER."
    assert [each.said.move for each in state.statements] == [1]


def test_an_argument_of_one_move_is_not_made_in_the_next(open_: Pupils) -> None:
    open_.lead(Adjudicating(mode="free"))
    open_.ana.get("/play")
    made = {"action": "We convene.", "result": "All agree.", "reason1": "Trust."}
    filled = open_.ana.form("/play/argue").filled(made, None)
    open_.lead(MoveClosed(move=0), MoveOpened(move=1, minutes=6))
    open_.ana.post("/play/argue", filled, expect=409)
    assert "written for move 1" in open_.ana.text
    assert open_.ana.form("/play/argue").value("reason1") == "Trust."
    assert not open_.room.session.state.arguments


def test_to_chosen_parties_without_any_is_told_and_not_made_public(open_: Pupils) -> None:
    open_.ana.send(
        "/play/order",
        rung="stay",
        reason="So.",
        action_="warn",
        whom="parties",
        text="Do not.",
        expect=409,
    )
    assert "Choose to whom, or do it in public." in open_.ana.text


def test_who_does_not_hold_the_pen_cannot_order(open_: Pupils) -> None:
    assert not open_.ben.forms("/play/order")
    token = open_.ben.form("/play/say").value("token")
    open_.ben.post(
        "/play/order", {"token": str(token), "rung": "long-range", "reason": "Mine."}, expect=409
    )
    assert open_.room.session.state.order(0, "united-states") is None


def test_the_others_endorse_or_dissent_and_the_table_reads_it(open_: Pupils) -> None:
    order(open_.ana)
    open_.ben.get("/play")
    open_.ben.send("/play/advice", verdict="dissent", rung="stay", reason="Too early, I think.")
    assert "Too early, I think." in open_.ana.get("/play").text
    assert "Too early, I think." not in open_.olena.get("/play").text
    open_.ben.send("/play/advice", verdict="endorse", rung="border-zone", reason="", expect=409)
    assert open_.ben.form("/play/advice").value("verdict") == "endorse"


def test_an_order_is_endorsed_once_it_is_there_and_again_when_it_has_changed(open_: Pupils) -> None:
    assert not open_.ben.forms("/play/advice")
    assert "Once it is there, you endorse it or dissent." in open_.ben.text
    order(open_.ana)
    open_.ben.get("/play")
    first = open_.ben.form("/play/advice").filled({"verdict": "endorse", "reason": "Yes."}, None)
    open_.ben.post("/play/advice", first)
    ((_, said),) = open_.room.session.state.advice.values()
    assert (said.verdict, said.rung) == ("endorse", "border-zone")  # as ordered, not "stay"
    assert "<b>Endorses</b>: " in open_.ana.get("/play").text
    order(open_.ana, rung="long-range", reason="Further.")
    assert "<b>Endorsed</b> on an earlier order: " in open_.ana.text
    open_.ben.get("/play")
    assert "<b>The order has changed</b> since you endorsed it." in open_.ben.text
    assert open_.ben.form("/play/advice").value("verdict") is None  # asked again
    open_.ben.post("/play/advice", {**dict(first), "reason": "Sent of the old page."}, expect=409)
    assert "The order has changed since you read it." in open_.ben.text
    assert open_.ben.form("/play/advice").value("reason") == "Sent of the old page."
    open_.ben.send("/play/advice", verdict="dissent", expect=409)
    assert 'href="#advice-rung"' in open_.ben.text
    open_.ben.send("/play/advice", rung="stay")
    assert "<b>Dissents</b>, would stay: " in open_.ana.get("/play").text


def test_the_pen_is_passed(open_: Pupils) -> None:
    open_.ana.send("/play/pen", seat="s2")
    assert open_.ben.get("/play").text.count("you hold the pen") == 1
    assert open_.ben.forms("/play/order")
    assert not open_.ana.forms("/play/order")


def test_a_team_without_a_ladder_orders_words(open_: Pupils) -> None:
    assert "rung" not in open_.olena.form("/play/order").names
    open_.olena.send(
        "/play/order",
        reason="We need it.",
        action_="appeal",
        whom="parties",
        to=["france"],
        text="Help.",
    )
    given = open_.room.session.state.order(0, "ukraine")
    assert given is not None
    assert given.rung is None


def test_a_form_sent_twice_counts_once(open_: Pupils) -> None:
    fields = open_.ana.form("/play/say").filled({"audience": "public", "text": "Once."}, None)
    open_.ana.post("/play/say", fields)
    open_.ana.post("/play/say", fields)
    assert len(open_.room.session.state.statements) == 1


def test_a_form_without_its_token_is_refused(open_: Pupils) -> None:
    open_.ana.post("/play/say", {"audience": "public", "text": "Forged."}, expect=409)
    assert "out of date" in open_.ana.text
    assert open_.ana.form("/play/say").value("text") == "Forged."
    assert not open_.room.session.state.statements


def test_a_team_of_the_models_says_so_and_has_no_forms(open_: Pupils) -> None:
    open_.lead(TeamHanded(team="united-states", to_model=True))
    text = open_.ana.get("/play").text
    assert "The model plays your team now" in text
    assert not open_.ana.forms("/play/order")
    assert not open_.ana.forms("/play/say")


# --- words -------------------------------------------------------------------------------------


def test_a_statement_reaches_those_it_is_for_and_nobody_else(open_: Pupils) -> None:
    france = open_.room.sit("france/president", "Zoë")
    open_.ana.send("/play/say", audience="actors", to=["france"], text=ONLY_US, action_="lobby")
    for reader in (open_.ana, open_.ben, france):
        assert ONLY_US in reader.get("/play").text
    for stranger, path in ((open_.olena, "/play"), (open_.eva, "/evaluate")):
        assert ONLY_US not in stranger.get(path).text
    projector = open_.room.browser()
    key = open_.room.head.key("projector")
    assert ONLY_US not in projector.get(f"/projector/{key}").text


def test_within_the_team_is_within_the_team(open_: Pupils) -> None:
    open_.ben.send("/play/say", audience="team", text=ONLY_US)
    assert ONLY_US in open_.ana.get("/play").text
    assert ONLY_US not in open_.olena.get("/play").text


def test_briefs_are_read_by_their_team_alone(open_: Pupils) -> None:
    briefs = {party: team.brief for party, team in open_.room.session.game.teams.items()}
    pages = {
        "united-states": open_.ana.get("/play").text,
        "ukraine": open_.olena.get("/play").text,
        "": open_.eva.get("/evaluate").text,
    }
    pages["manual"] = open_.ana.get("/manual").text
    for own, text in pages.items():
        for party, brief in briefs.items():
            assert (brief.goals[0] in text) == (party == own)
            first = re.split(r"[^\w ]", brief.card.text, maxsplit=1)[0]
            assert (first in text) == (party == own)


def test_what_is_to_come_is_on_no_page(open_: Pupils) -> None:
    exercise = open_.room.session.game.exercise
    pages = [
        open_.ana.get("/play").text, open_.ana.get("/manual").text, open_.eva.get("/evaluate").text
    ]  # fmt: skip
    for text in pages:
        assert exercise.moves[1].title not in text
        assert not any(
            row.message[:60] in text for row in exercise.msel if row.move != exercise.moves[0].id
        )
        assert not any(row.notes and row.notes[:60] in text for row in exercise.msel)


def test_what_people_write_is_text_and_never_markup(open_: Pupils) -> None:
    order(open_.ana, reason=SCRIPT, scope=SCRIPT, action="warn", text=SCRIPT)
    open_.ben.get("/play")
    open_.ben.send("/play/advice", verdict="dissent", rung="stay", reason=SCRIPT)
    open_.ana.send("/play/say", audience="public", text=SCRIPT)
    open_.lead(MoveClosed(move=0))
    key = open_.room.head.key("projector")
    for browser, path in (
        (open_.ana, "/play"), (open_.ben, "/play"), (open_.olena, "/play"), (open_.eva, "/evaluate"),
        (open_.room.browser(), f"/projector/{key}"),
    ):  # fmt: skip
        assert "<script>alert" not in browser.get(path).text
    assert "&lt;script&gt;" in open_.olena.text


def test_a_refused_statement_keeps_the_text(open_: Pupils) -> None:
    open_.ana.send("/play/say", audience="public", action_="warn", text="First.")
    open_.ana.send("/play/say", audience="public", action_="warn", text="Second.", expect=409)
    assert "formally addressed everybody" in open_.ana.text
    form = open_.ana.form("/play/say")
    assert (form.value("text"), form.value("audience"), form.value("action")) == (
        "Second.",
        "public",
        "warn",
    )
    assert "formally addressed in this move" in open_.ana.text


# --- arguments, forecasts, the seat ------------------------------------------------------------


def test_arguments_are_made_answered_and_judged(open_: Pupils) -> None:
    assert not open_.ana.forms("/play/argue")
    open_.lead(Adjudicating(mode="free"))
    open_.ana.get("/play")
    open_.ana.send(
        "/play/argue", action_="We convene.", result="All agree.", reason1="Trust.", reason2="Need."
    )
    open_.olena.get("/play")
    assert "All agree." in open_.olena.text
    open_.olena.send("/play/counter/1", text="", expect=409)
    open_.olena.send("/play/counter/1", text="Nobody comes.")
    assert "Nobody comes." in open_.ana.get("/play").text
    assert not open_.ana.forms("/play/counter/1")
    open_.lead(Judged(argument=1, strong_for=1, strong_against=1, rung=None))
    text = open_.ana.get("/play").text
    assert re.search(r"(Succeeds|Fails)</b>: dice \d and \d", text)


def test_an_argument_of_an_earlier_move_is_not_answered_any_more(open_: Pupils) -> None:
    open_.lead(Adjudicating(mode="free"))
    open_.ana.get("/play")
    open_.ana.send("/play/argue", action_="We convene.", result="All agree.", reason1="Trust.")
    open_.olena.get("/play")
    assert open_.olena.forms("/play/counter/1")
    open_.lead(MoveClosed(move=0), MoveOpened(move=1, minutes=6))
    text = open_.olena.get("/play").text
    assert "All agree." in text
    assert not open_.olena.forms("/play/counter/1")
    assert "in move 1</small>" in text


def test_a_forecast_is_a_share_and_a_day_or_none(class_: Pupils) -> None:
    class_.ana.send("/play/forecast", probability="130", expect=409)
    assert class_.ana.form("/play/forecast").value("probability") == "130"
    class_.ana.send("/play/forecast", probability="35", by="2024-05-30")
    kept = class_.room.session.state.forecasts["s1", "first"]
    assert (kept.probability, str(kept.by)) == (0.35, "2024-05-30")
    class_.ana.send("/play/forecast", probability="40", by="")
    assert class_.room.session.state.forecasts["s1", "first"].by is None
    class_.ana.send("/play/forecast", probability="40", by="2024-06-07", expect=409)
    assert "Choose a day from 24 April 2024 to 6 June 2024, or none." in class_.ana.text
    assert 'max="2024-06-06"' in class_.ana.get("/play").text
    class_.ana.send("/play/forecast", probability="40", by="2024-06-06")


def test_after_endex_everybody_finds_his_alias_and_his_scores(class_: Pupils) -> None:
    class_.ana.send("/play/forecast", probability="30", by="2024-05-30")
    for move in range(4):
        class_.lead(MoveOpened(move=move, minutes=6), MoveClosed(move=move))
        if move == 2:
            class_.ana.get("/play")
            class_.ana.send("/play/forecast", probability="80")
    assert "In the debrief you are" not in class_.ana.get("/play").text
    class_.lead(Ended())
    names = aliases(class_.room.head.secret, class_.room.session.state.seats)
    (row,) = guesses(of_session(class_.room.session), names=False)  # of the debrief's table
    for browser, path, seat in (
        (class_.ana, "/play", "s1"), (class_.ben, "/play", "s2"), (class_.eva, "/evaluate", "s4"),
    ):  # fmt: skip
        text = browser.get(path).text
        assert re.findall(r"P-[A-Z0-9]{4,}", text) == [names[seat]]
        found = re.findall(r"<th scope=.row.>(First|Last)</th><td>(.*?)</td><td>(.*?)</td>", text)
        assert [which for which, *_ in found] == (["First", "Last"] if seat == "s1" else [])
        for (_, said, score), first in zip(found, (1, 3), strict=False):
            assert row[0] == names[seat]
            assert row[first].split(",")[0] == said.split(",")[0]
            assert row[first + 1] == score


def test_a_seat_is_given_up_on_purpose_only(class_: Pupils) -> None:
    class_.ben.send("/play/leave", expect=409)
    class_.ben.send("/play/leave", sure="yes")
    assert class_.ben.page is not None
    assert class_.ben.page.url.path == "/"
    assert class_.room.session.state.seats["s2"].left
    class_.ben.post("/play/say", {"audience": "public", "text": "x"}, expect=409)
    assert "has no seat" in class_.ben.text


def test_pages_name_no_code_no_secret_and_nothing_from_elsewhere(open_: Pupils) -> None:
    for browser, path in ((open_.ana, "/play"), (open_.eva, "/evaluate"), (open_.ana, "/manual")):
        text = browser.get(path).text
        assert open_.room.code not in text
        assert open_.room.head.secret not in text
        assert open_.room.head.key("facilitator") not in text
        assert open_.room.head.key("projector") not in text
        assert not re.search(r'(src|href|action)="(https?:)?//', text)
        assert " style=" not in text
        assert "<style" not in text
        assert not re.search(r"<script(?![^>]* src=)", text)
        assert not re.search(r" on[a-z]+=", text)


def test_without_scripts_the_page_says_how_to_see_what_is_new(open_: Pupils) -> None:
    for browser, path in ((open_.ana, "/play"), (open_.eva, "/evaluate")):
        assert re.search(rf'<noscript>.*<a href="{path}">', browser.get(path).text, re.DOTALL)


def test_an_evaluator_does_not_get_to_a_players_page_nor_the_other_way(open_: Pupils) -> None:
    open_.eva.get("/play")
    assert open_.eva.page is not None
    assert open_.eva.page.url.path == "/evaluate"
    open_.ana.get("/evaluate")
    assert open_.ana.page is not None
    assert open_.ana.page.url.path == "/play"
    open_.eva.get("/evaluate")
    token = open_.eva.form("/evaluate/note").value("token")
    open_.eva.post("/play/say", {"token": str(token), "audience": "public", "text": "I play."})
    assert open_.eva.page.url.path == "/evaluate"
    assert not open_.room.session.state.statements
