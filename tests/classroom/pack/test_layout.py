"""The layouts of HSEEP: headings in order, table headers word for word."""

from __future__ import annotations

from sim.classroom.game import Game
from sim.classroom.pack.contents.after_action import after_action
from sim.classroom.pack.contents.briefs import team_brief
from sim.classroom.pack.contents.evaluation import evaluation_guide, observer_form
from sim.classroom.pack.contents.facilitator import facilitator_guide
from sim.classroom.pack.contents.paper_orders import paper_orders
from sim.classroom.pack.contents.quiz import rules_quiz
from sim.classroom.pack.contents.rubric import grading_rubric
from sim.classroom.pack.contents.sitman import situation_manual
from sim.classroom.pack.document import Checks, Table, WriteIn
from tests.classroom.pack.every import session
from tests.classroom.pack.texts import facts_of, headings, pages, said, tables, under

OVERVIEW = [
    "Exercise Name",
    "Exercise Dates",
    "Scope",
    "Mission Area(s)",
    "Core Capabilities",
    "Objectives",
    "Threat or Hazard",
    "Scenario",
    "Sponsor",
    "Participating Organizations",
    "Point of Contact",
]


def test_the_situation_manual(small: Game) -> None:
    manual = situation_manual(small)
    assert headings(manual, 1) == [
        "Exercise Overview",
        "General Information",
        "Module 1: The first",
        "Module 2: The second",
        "Appendix A: Exercise Schedule",
        "Appendix B: Exercise Participants",
        "Appendix C: Relevant Plans",
        "Appendix D: Acronyms",
    ]
    general = [each for each in under(manual, "General Information") if each != "Rules of play"]
    assert general == [
        "Exercise Objectives and Core Capabilities",
        "Participant Roles and Responsibilities",
        "Exercise Structure",
        "Exercise Guidelines",
        "Exercise Assumptions and Artificialities",
        "Exercise Evaluation",
    ]
    assert under(manual, "Module 1: The first") == [
        "Background",
        "Scenario",
        "Key Issues",
        "Discussion Questions",
        "All organizations",
        "United States",
        "Russia",
    ]
    assert [said(row[0]) for row in tables(manual)["Exercise Overview"].rows] == OVERVIEW
    assert tables(manual)["Acronyms"].rows == (("A", "First"), ("B", "Second"))


def test_the_schedule_says_when_each_line_begins(small: Game) -> None:
    table = tables(situation_manual(small))["Half an hour"]
    assert table.header == ("Begins", "Minutes", "Activity")
    assert table.rows == (("0:00", "10", "Begin"), ("0:10", "20", "Play"), ("0:30", "", "End"))


def test_a_team_brief(small: Game) -> None:
    brief = team_brief(small, small.exercise.team("us"))
    assert headings(brief, 1) == [
        "Card",
        "Sheet",
        "Orders you may give",
        "Job aid: how to write an order",
    ]
    assert headings(brief, 2) == [
        "Goals",
        "Red lines",
        "Seats and tasks",
        "Your situation",
        "What you know",
        "Arguments to weigh",
        "To settle in each move",
        "Position",
        "Actions",
        "Before you hand it in",
    ]
    assert tables(brief)["Seats and tasks"].header == ("Seat", "Task", "Taken by")
    assert [said(row[0]) for row in tables(brief)["Actions"].rows] == [
        "lobby (press in private for a decision)",
        "warn (of consequences)",
    ]
    assert brief.marking == "For the team United States only"


def test_a_team_that_decides_nothing_has_words_alone(small: Game) -> None:
    brief = team_brief(small, small.exercise.team("ukraine"))
    assert "Rungs: use" not in tables(brief)
    assert headings(brief, 1)[2:] == ["Orders you may give", "Job aid: how to write an order"]


def test_the_facilitator_guide(small: Game) -> None:
    guide = facilitator_guide(small)
    assert headings(guide, 1) == [
        "Roles",
        "Before STARTEX",
        "When phones cannot reach the laptop",
        "Care",
        "Agendas",
        "Learning objectives",
        "The forecast",
        "Adjudication",
        "Events, move by move",
        "Contingency injects",
        "Ratings",
        "Hot wash",
        "Debrief and minute paper",
        "Rules quiz: answers",
        "Grading rubric",
        "Reset between classes",
    ]
    assert headings(guide, 3) == [
        "Event 1: Inject, 10 May 2024",
        "Event 2: Expected Action, 13 May 2024",
        "Event 3: Contingency Inject, 13 to 14 May 2024",
        "Event 4: Expected Action, 16 May 2024",
        "Event 5: Inject, 18 May 2024",
    ]
    event = facts_of(tables(guide)["Event 2"])
    assert list(event) == [
        "From, to",
        "When",
        "Action",
        "Expected response",
        "Evidence",
        "Observed",
        "Source",
    ]
    assert said(event["Evidence"]).startswith(
        "Order form: the action appeal or lobby, to United States or Russia or in public."
    )
    assert facts_of(tables(guide)["Event 5"])["When"] == (
        "By itself once this stands: United States at “border”; from minute 2."
    )
    assert facts_of(tables(guide)["Event 3"])["When"] == (
        "Only if event 2 did not happen; about minute 8."
    )


def test_an_evaluation_guide(small: Game) -> None:
    reading = small.exercise.capabilities[1]
    guide = evaluation_guide(small, reading)
    found = tables(guide)
    assert facts_of(found["Capability"])["Core Capability"] == "Reading"
    assert facts_of(found["Capability"])["Capability Target"] == "The target of reading."
    assert found["Critical tasks"].header == (
        "Critical Task",
        "Target Rating",
        "Observation Notes and Explanation of Rating",
    )
    assert [row[0] for row in found["Critical tasks"].rows] == [task.text for task in reading.tasks]
    assert found["Final rating"].rows[0][0] == "Final Rating of the Capability"
    assert [cell.split(":")[0] for cell in found["Ratings key"].header] == ["P", "S", "M", "U"]
    assert guide.landscape


def test_orders_on_paper_have_a_page_for_the_forecasts_of_every_team_and_for_each_move(
    small: Game,
) -> None:
    forms = paper_orders(small)
    assert headings(forms) == [
        "United States. Forecasts",
        "United States. Move 1: The first",
        "United States. Move 2: The second",
        "Government of Ukraine. Forecasts",
        "Government of Ukraine. Move 1: The first",
        "Government of Ukraine. Move 2: The second",
    ]
    assert pages(forms) == 6
    ticks = [block.items for block in forms.blocks if isinstance(block, Checks)]
    assert (
        ticks
        == [
            ("Stay where we stand", "Go to: Prohibited", "Go to: Border", "Go to: Deeper"),
        ]
        * 2
    )
    both = [block for block in forms.blocks if isinstance(block, Table)]
    strips = [table for table in both if table.caption == "Forecasts"]
    assert [len(table.rows) for table in strips] == [5, 4]  # the seats, and three advisers
    assert all("Last: ____ per cent" in said(row[3]) for table in strips for row in table.rows)
    seats = [table for table in both if table.caption == "Seats"]
    assert seats[0].header == ("Seat", "Pen", "Endorses", "Dissents", "Own recommendation, and why")
    assert [len(table.rows) for table in seats] == [2, 2, 1, 1]
    scopes = [b for b in forms.blocks if isinstance(b, WriteIn) and b.label.startswith("Scope")]
    assert len(scopes) == 2  # the United States alone says what its permission covers


def test_the_quiz_the_rubric_and_the_observer_form(small: Game) -> None:
    quiz = rules_quiz(small)
    assert [b.items for b in quiz.blocks if isinstance(b, Checks)] == [
        ("A. This", "B. QUIZ-ANSWER", "C. Neither")
    ]
    rubric = tables(grading_rubric(small))["Grading rubric"]
    assert rubric.header == ("Criterion", "Weight", "Good", "Poor")
    assert [row[1] for row in rubric.rows] == ["60 %", "40 %"]
    assert tables(observer_form(small))["Observations"].header[:4] == (
        "Time",
        "Move",
        "Who",
        "What was said or done",
    )


def test_an_after_action_report(small: Game) -> None:
    report = after_action(session(small))
    assert headings(report, 1) == [
        "Exercise Overview",
        "Executive Summary",
        "Analysis of Core Capabilities",
        "Appendix A: Improvement Plan",
        "Appendix B: Exercise Participants",
        "Appendix C: Timeline",
        "Appendix D: Forecasts",
    ]
    assert under(report, "Analysis of Core Capabilities") == [
        "Objective one",
        "Strengths",
        "Areas for Improvement",
        "Objective two",
        "Strengths",
        "Areas for Improvement",
    ]
    found = tables(report)
    assert [row[0] for row in found["Exercise Overview"].rows] == OVERVIEW
    summary = found["Summary of core capability performance"]
    assert summary.header == ("Objective", "Core Capability", "P", "S", "M", "U")
    assert summary.rows == (
        ("Objective one", "Deciding", "", "X", "", ""),
        ("Objective two", "Reading", "", "", "", ""),
    )
    assert found["Improvement plan"].header == (
        "Core Capability",
        "Issue/Area for Improvement",
        "Corrective Action",
        "Capability Element",
        "Primary Responsible Organization",
        "Organization POC",
        "Start Date",
        "Completion Date",
    )


def test_a_report_without_corrections_leaves_room_for_them(small: Game) -> None:
    from dataclasses import replace

    bare = replace(session(small), corrections=(), timeline=(), forecasts=())
    report = after_action(bare)
    assert headings(report, 1)[-1] == "Appendix B: Exercise Participants"
    assert len(tables(report)["Improvement plan"].rows) == 5
