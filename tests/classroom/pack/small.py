"""A small exercise on the small scenario, with words that try to break out of what holds them."""

from __future__ import annotations

from pathlib import Path

from tests.scenario.small import SCENARIO

HOSTILE = "<script>alert('x')</script> & \"quoted\""  # as it stands in the background

EXERCISE = """\
exercise: small-class
title: A small class
plays: scenario.yaml
level: Anybody
minutes: 30
overview:
  scope: The scope of it.
  mission_areas: [Policy]
  threat: A threat of it.
  scenario: A scenario of it.
  sponsor: The sponsor
  contact: The contact
capabilities:
  - id: decide
    name: Deciding
    target: The target of deciding.
    tasks: [{id: one, text: The task of deciding.}]
  - id: read
    name: Reading
    target: The target of reading.
    tasks: [{id: one, text: The first task of reading.}, {id: two, text: The second task of reading.}]
objectives:
  - {id: choose, text: Choose a rung., capability: decide}
  - {id: signal, text: "=1+1 is no formula.", capability: read}
background: |
  The background, first paragraph.

  The second has <script>alert('x')</script> & "quoted" in it.
background_facts:
  - {text: A fact for all., basis: wsj S1}
teams:
  - party: us
    seats:
      - {id: president, person: biden, task: PRIVATE-US-TASK}
      - {id: adviser, name: Adviser, role: White House, task: PRIVATE-US-TASK-2}
    brief:
      card: PRIVATE-US-CARD
      situation: PRIVATE-US-SITUATION
      goals: [PRIVATE-US-GOAL]
      red_lines: [PRIVATE-US-RED]
      knows: [{text: PRIVATE-US-KNOWS, basis: wsj S1}]
      weighs: [PRIVATE-US-WEIGHS]
      asks: [PRIVATE-US-ASKS]
    orders:
      issue: use
      actions: {lobby: request, warn: null}
      scope: true
  - party: ukraine
    name: Government of Ukraine
    seats: [{id: president, name: The president, role: Kyiv, task: PRIVATE-UA-TASK}]
    brief:
      card: PRIVATE-UA-CARD
      situation: PRIVATE-UA-SITUATION
      goals: [PRIVATE-UA-GOAL]
      red_lines: [PRIVATE-UA-RED]
      knows: [{text: PRIVATE-UA-KNOWS, basis: "assumed, because a test wants it"}]
      weighs: [PRIVATE-UA-WEIGHS]
      asks: [PRIVATE-UA-ASKS]
    orders:
      actions: {appeal: request, lobby: request}
played_by_the_model: [ru]
moves:
  - id: first
    title: "Move 1: The first"
    from: 2024-05-08
    until: 2024-05-14
    minutes: 10
    situation: The situation of the first.
    issues: [An issue of the first.]
    questions: {all: [A question for all.], us: [A question for the US.], ru: [One for Russia.]}
  - id: second
    title: The second
    from: 2024-05-15
    until: 2024-05-20
    minutes: 5
    situation: The situation of the second.
msel:
  - number: 1
    move: first
    at: 2024-05-10
    type: inject
    mode: Wire
    from: white-cell
    to: [all]
    message: "=SECRET-MESSAGE-1"
    expected: SECRET-EXPECTED-1
    objectives: [choose, signal]
    notes: "'-SECRET-NOTE-1"
    basis: wsj S1; wsj S2
    minute: 1.5
    cause: offensive
  - number: 2
    move: first
    at: 2024-05-13T14:30
    type: expected-action
    mode: Order form
    from: ukraine
    to: [us, ru]
    message: |
      SECRET-MESSAGE-2

      in two paragraphs; with a semicolon
    expected: SECRET-EXPECTED-2
    basis: "assumed, because nobody wrote it down; or so it seems"
    cause: appeal
    actions: [appeal, lobby]
  - number: 3
    move: first
    at: 2024-05-13..2024-05-14
    type: contingency-inject
    mode: "@Cable"
    from: white-cell
    to: [us]
    message: "+SECRET-MESSAGE-3"
    expected: SECRET-EXPECTED-3
    basis: {cites: [wsj S1, wsj S3], assumed: "the rest of it is made up"}
    minute: 8
    cause: appeal
    instead_of: 2
  - number: 4
    move: second
    at: 2024-05-16T00:00
    type: expected-action
    mode: Order form
    from: us
    to: [all]
    message: SECRET-MESSAGE-4
    expected: SECRET-EXPECTED-4
    objectives: [choose]
    basis: wsj S3
    rung: {actor: us, issue: use, rung: border}
  - number: 5
    move: second
    at: 2024-05-18
    type: inject
    mode: Wire
    from: ukraine
    to: [us]
    message: SECRET-MESSAGE-5
    expected: SECRET-EXPECTED-5
    basis: wsj S3
    minute: 2
    when: {actor: us, issue: use, rung: border}
forecast: {outcome: us-border, question: Will it be allowed by then?}
rules: [A rule of play., Another rule of play.]
guidelines: [A guideline.]
assumptions: [An assumption.]
structure: The structure of it.
hot_wash: [A hot question?]
minute_paper: [A minute question?]
quiz:
  - {question: What is asked?, choices: [This, QUIZ-ANSWER, Neither], answer: 2, why: QUIZ-REASON}
rubric:
  note: The note of the rubric.
  criteria:
    - {id: reasons, name: Reasons, weight: 60, levels: {good: Good reasons., poor: Poor reasons.}}
    - {id: words, name: Words, weight: 40, levels: {good: Good words., poor: Poor words.}}
care: |
  The care of it.

  The second paragraph of care.
checklist: [The first thing to check.]
reset: [The first thing to reset.]
agendas:
  - title: Half an hour
    slots: [{minutes: 10, what: Begin}, {minutes: 20, what: Play}]
plans: [A plan.]
acronyms: {B: Second, A: First}
"""


def small_exercise(folder: Path) -> Path:
    """Write the exercise with its scenario into a folder; gives the exercise's file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "exercise.yaml").write_text(EXERCISE, encoding="utf-8")
    return folder / "exercise.yaml"
