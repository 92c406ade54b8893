"""The after-action report and improvement plan (AAR/IP), in the layout of HSEEP, from a session's facts."""

from __future__ import annotations

from collections.abc import Iterator

from sim.classroom.pack.contents.overview import overview_table
from sim.classroom.pack.contents.ratings import ratings_key
from sim.classroom.pack.contents.session import AfterAction, Correction, Rated
from sim.classroom.pack.document import (
    Block,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    bullets,
)
from sim.scenario.exercise.learning import RATINGS

PLAN = (
    "Core Capability",
    "Issue/Area for Improvement",
    "Corrective Action",
    "Capability Element",
    "Primary Responsible Organization",
    "Organization POC",
    "Start Date",
    "Completion Date",
)
BLANK_LINES = 5  # of an improvement plan that nobody has filled in
NONE_NOTED = "None was noted."


def after_action(found: AfterAction) -> Document:
    """The report of a session."""
    return Document(
        title=found.title,
        subtitle="After-Action Report/Improvement Plan (AAR/IP)",
        marking=found.marking,
        blocks=(
            Heading("Exercise Overview"),
            overview_table(found.overview),
            PageBreak(),
            Heading("Executive Summary"),
            *(Paragraph(text) for text in found.summary),
            *_analysis(found),
            *_appendices(found),
        ),
    )


def _analysis(found: AfterAction) -> Iterator[Block]:
    yield Heading("Analysis of Core Capabilities")
    rows = tuple(
        (each.objective, each.capability, *("X" if each.rating == r else "" for r in RATINGS))
        for each in found.objectives
    )
    header = ("Objective", "Core Capability", *RATINGS)
    yield Table("Summary of core capability performance", header, rows, (6, 3, 0.7, 0.7, 0.7, 0.7))
    yield ratings_key()
    for each in found.objectives:
        yield Heading(each.objective, 2)
        yield Paragraph(each.capability, "Core Capability:")
        rating = RATINGS[each.rating] if each.rating is not None else "not rated"
        letter = f"{each.rating}, " if each.rating is not None else ""
        yield Paragraph(f"{letter}{rating[:1].lower()}{rating[1:]}.", "Rating:")
        yield from _noted(each)


def _noted(each: Rated) -> Iterator[Block]:
    yield Heading("Strengths", 3)
    yield bullets(*each.strengths) if each.strengths else Paragraph(NONE_NOTED)
    yield Heading("Areas for Improvement", 3)
    if not each.areas:
        yield Paragraph(NONE_NOTED)
    for number, area in enumerate(each.areas, 1):
        yield Paragraph(area.issue, f"Area for Improvement {number}:")
        yield Paragraph(area.reference, "Reference:")
        yield Paragraph(area.analysis, "Analysis:")


def _appendices(found: AfterAction) -> Iterator[Block]:
    yield PageBreak(landscape=True)
    yield Heading("Appendix A: Improvement Plan")
    rows = tuple(map(_correction, found.corrections)) or (("",) * len(PLAN),) * BLANK_LINES
    height = 0.0 if found.corrections else 1.6
    yield Table("Improvement plan", PLAN, rows, (2, 3, 3, 2, 2.2, 2, 1.6, 1.9), height=height)
    yield PageBreak()
    yield Heading("Appendix B: Exercise Participants")
    people = tuple((each.organization, str(each.count), each.who) for each in found.participants)
    yield Table("Participants", ("Participating Organization", "Number", "Who"), people, (3, 1, 5))
    if found.timeline:
        yield Heading("Appendix C: Timeline")
        times = tuple((t.exercise_time, t.scenario_date, t.who, t.what) for t in found.timeline)
        header = ("Exercise time", "Scenario date", "Who", "What")
        yield Table("Timeline", header, times, (1.4, 1.8, 2, 6))
    if found.forecasts:
        yield Heading("Appendix D: Forecasts")
        yield Paragraph(found.forecast_question)
        guesses = tuple((f.who, f.first, f.last, f.note) for f in found.forecasts)
        header = ("Who", "Before the first move", "Before the last move", "Note")
        yield Table("Forecasts", header, guesses, (3, 2, 2, 4))


def _correction(each: Correction) -> tuple[str, ...]:
    return (
        each.capability,
        each.issue,
        each.action,
        each.element,
        each.organization,
        each.contact,
        each.start,
        each.completion,
    )
