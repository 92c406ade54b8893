"""What the checks of a whole scenario must let pass: the edges of each rule."""

from __future__ import annotations

import pytest

from tests.scenario.small import RECORD, SCENARIO, case, edited, problems

FROM = "from: 2024-05-10, until: ongoing"
ON = "    on: 2024-05-13\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (FROM, "from: start, until: ongoing"),
        (FROM, "from: start, until: 2024-05-31"),
        (FROM, "from: 2024-05-10, until: 2024-05-11"),
        (FROM, "from: 2024-05-10T12:00, until: 2024-05-10T12:01"),
        (FROM, "from: 2024-05-10"),
        (FROM, "from: {date: 2024-05-10, plus: {normal: [0, 3], min: 0}}, until: 2024-05-12"),
        (ON, "    on: 2024-05-01\n"),
        (ON, "    on: 2024-05-31\n"),
        (ON, "    on: 2024-05-31T23:59:59\n"),
        (ON, "    on: 2024-05-01..2024-05-31\n"),
        (ON, "    on: {date: 2024-05-31, plus: {exponential: 3 d}}\n"),
        (ON, "    every: {exponential: 1 h}\n    from: start\n"),
        (ON, "    every: 4 d\n    from: 2024-05-10\n    until: 2024-05-20\n"),
        (ON, "    when: {actor: us, issue: use, rung: border}\n    after: 2 d\n"),
        (ON, "    when: {actor: us, issue: use, rung: border}\n    after: {exponential: 2 d}\n"),
        ("while: offensive", "while: {source: ru}"),
        ("{in_force: offensive}", "{happened: appeal}"),
        ("{in_force: offensive}", "{from: 2024-05-31}"),
        ("because: [offensive]", "heard_by: [us]"),
        ("outcomes:", "holds: [{actor: us, issue: use, from: 2024-05-01}]\noutcomes:"),
        ("outcomes:", "forces: [{actor: us, issue: use, rung: deeper, on: 2024-05-31}]\noutcomes:"),
    ],
)
def test_a_scenario_that_is_right(old: str, new: str) -> None:
    assert problems(edited(SCENARIO, old, new)) == []


def test_an_after_within_one_day() -> None:
    first = "causes:\n  - {id: first, kind: request, source: ru, on: 2024-05-13, basis: wsj S2}\n"
    text = edited(edited(SCENARIO, "causes:\n", first), ON, f"{ON}    after: first\n")
    assert problems(text) == []
    assert problems(edited(text, "source: ru, on: 2024-05-13", "source: ru, on: 2024-05-12")) == []


def test_a_lasting_cause_that_is_triggered_can_be_in_force() -> None:
    triggered = "    when: {actor: us, issue: use, rung: border}\n    lasts: 5 d\n"
    text = edited(edited(SCENARIO, ON, triggered), "while: offensive", "while: appeal")
    assert problems(text) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("on: 2024-05-10\n", "on: 2024-05-08..2024-05-10\n"),
        ("on: 2024-05-10\n", "on: 2024-05-10T09:00\n"),
        ("on: 2024-05-10\n", "on: 2024-05-10\n    time: 09:00\n"),
        ("    rung: border\n    summary: It is signed.", "    summary: It is signed."),
        ("mark: decision\n    actor: ru", "mark: context\n    actor: ru"),
        ("mark: stage\n    actor: us\n    issue: use\n    stage: signed", "mark: context"),
        ("cites: [wsj S3]\n    confidence: low", "cites: [wsj S1-S3]\n    confidence: low"),
    ],
)
def test_a_record_that_is_right(old: str, new: str) -> None:
    assert problems(SCENARIO, edited(RECORD, old, new)) == []


def test_a_cause_in_force_from_the_start_may_have_begun_long_ago() -> None:
    scenario = edited(SCENARIO, "from: 2024-05-10", "from: start")
    record = edited(RECORD, "on: 2024-05-10", "on: 2022-02-24")
    order = record.index("  - id: ru-start"), record.index("  - id: it-begins")
    entry = record[order[1] : record.index("  - id: they-ask")]
    moved = record.replace(entry, "").replace("  - id: ru-start", f"{entry}  - id: ru-start", 1)
    assert problems(scenario, moved) == []


def test_an_end_on_record() -> None:
    scenario = edited(SCENARIO, "until: ongoing", "until: 2024-05-25")
    assert problems(scenario, RECORD) == [
        (
            "scenario.yaml:71:73: causes/offensive/until: the end of 'offensive' has no entry in the "
            "record (one with 'ends: true')"
        )
    ]
    assert problems(scenario, RECORD + END) == []
    late = RECORD + edited(END, "on: 2024-05-25", "on: 2024-05-26")
    assert problems(scenario, late) == [
        (
            "record.yaml:80:11: entries/it-ends/ends: found 2024-05-26, but the scenario ends "
            "'offensive' 2024-05-25"
        )
    ]


END = """\
  - id: it-ends
    on: 2024-05-25
    mark: cause
    cause: offensive
    ends: true
    summary: The offensive ends.
    cites: [wsj S3]
    confidence: high
"""
BACK = """\
  - id: us-takes-it-back
    on: 2024-05-24
    mark: decision
    actor: us
    issue: use
    rung: prohibited
    summary: It is prohibited again.
    cites: [wsj S3]
    confidence: high
"""
AGAIN = """\
  - id: ru-warns-again
    on: 2024-05-24
    mark: decision
    actor: ru
    issue: response
    rung: warning
    summary: Another warning is given.
    cites: [wsj S3]
    confidence: high
"""


def test_a_way_back_down_needs_no_stages() -> None:
    assert problems(SCENARIO, RECORD + BACK) == []


def test_an_act_may_be_repeated() -> None:
    assert problems(SCENARIO, RECORD + AGAIN) == []


def test_stages_may_stand_without_their_decision() -> None:
    start = RECORD.index("  - id: us-allows")
    rest = RECORD.index("  - id: ru-warns")
    assert problems(SCENARIO, RECORD[:start] + RECORD[rest:]) == []


def test_a_rung_that_the_stance_skips_is_no_decision() -> None:
    scenario = edited(
        SCENARIO, "starts_at: prohibited", "starts_at: prohibited\n        skips: [border]"
    )
    assert problems(scenario, RECORD) == [
        (
            "record.yaml:62:11: entries/us-allows/rung: found 'border', which the stance skips; "
            "expected one of: deeper, prohibited"
        )
    ]


def test_a_background_that_is_drawn_above_zero_will_do() -> None:
    drawn = "background: {uniform: [0, 0.001]}\n        starts_at: silent"
    assert problems(edited(SCENARIO, "starts_at: silent", drawn), RECORD) == []


def test_warnings_come_in_the_order_of_the_file() -> None:
    text = edited(SCENARIO, "kinds:\n", "kinds:\n  meeting: {plover: CONSULT}\n")
    text = edited(text, "gives_up_below: {border: 0.05}", "gives_up_below: {border: 0.3}")
    assert [warning.mark.line for warning in case(text, None).warnings] == [9, 40]
