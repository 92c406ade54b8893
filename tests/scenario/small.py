"""One small valid scenario with its record and a variant, for tests to spoil."""

from __future__ import annotations

from sim.scenario.files.load import Case, load_text
from sim.scenario.problems import ScenarioError

SCENARIO = """\
scenario: small
title: A small case
question: Will it be allowed?
starts: 2024-05-01
ends: 2024-05-31
sources:
  wsj: {title: The article, quality: news, sentences: 3}
kinds:
  assault: {plover: ASSAULT}
  request: {plover: REQUEST}
weapons:
  rockets: {suppliers: [us]}
areas: {border: The border zone, deep: Beyond it}
targets: {depots: Arms depots}
others:
  ukraine: {name: Ukraine}
issues:
  - id: use
    rungs:
      - {id: prohibited}
      - id: border
        permits: [{weapons: [rockets], areas: [border], targets: [depots], basis: wsj S1}]
      - id: deeper
        permits: [{weapons: [rockets], areas: all, targets: [depots], basis: wsj S1}]
  - id: response
    acts: true
    rungs: [{id: silent}, {id: warning}]
actors:
  - id: us
    name: United States
    people: {biden: {name: Joseph Biden}}
    stances:
      - issue: use
        starts_at: prohibited
        standing: 0.1
        half_life: 10 d
        tempo: 5 d
        resistance: {first: 0.5, steps: [0.2]}
        gives_up_below: {border: 0.05}
        basis: assumed, for the tests only
        stages:
          - {id: advised, public: true}
          - {id: signed, by: [biden], settles: true}
          - {id: announced, public: true}
        reactions:
          - {id: offensive, while: offensive, weight: 0.8, basis: wsj S1}
          - {id: asked, hears: {kind: request}, weight: 0.3, basis: wsj S2}
          - {id: warned, hears: {decision_of: ru, issue: response}, weight: -0.2, basis: wsj S2}
        requires:
          - {id: only-then, rungs: [deeper], of: [{in_force: offensive}], basis: wsj S1}
  - id: ru
    name: Russia
    stances:
      - issue: response
        starts_at: silent
        standing: 0.1
        half_life: 5 d
        tempo: 2 d
        resistance: {first: 0.4}
        basis: assumed, for the tests only
        reactions:
          - id: advice
            hears: {stage_of: us, issue: use, stage: advised}
            weight: 0.2
            basis: wsj S2
          - id: allowed
            hears: {decision_of: us, issue: use}
            weight: 0.9
            basis: wsj S2
causes:
  - {id: offensive, kind: assault, source: ru, from: 2024-05-10, until: ongoing, basis: wsj S1}
  - id: appeal
    kind: request
    source: ukraine
    on: 2024-05-13
    because: [offensive]
    basis: wsj S2
outcomes:
  - {id: us-border, first_reaches: {actor: us, issue: use, rung: border}}
"""

RECORD = """\
record: small
article: wsj
entries:
  - id: us-start
    on: 2022-02-24
    mark: start
    actor: us
    issue: use
    rung: prohibited
    summary: It is prohibited.
    cites: [wsj S1]
    confidence: high
  - id: ru-start
    on: 2024-05-01
    mark: start
    actor: ru
    issue: response
    rung: silent
    summary: Nothing is said.
    cites: [wsj S1]
    confidence: high
  - id: it-begins
    on: 2024-05-10
    mark: cause
    cause: offensive
    summary: The offensive begins.
    cites: [wsj S1-S2]
    confidence: high
  - id: they-ask
    on: 2024-05-13
    mark: cause
    cause: appeal
    summary: They ask.
    cites: [wsj S2]
    confidence: high
  - id: us-advised
    on: 2024-05-13..2024-05-17
    best: 2024-05-13
    after: they-ask
    mark: stage
    actor: us
    issue: use
    stage: advised
    summary: Advice is given.
    cites: [wsj S2]
    confidence: medium
  - id: us-signed
    on: 2024-05-20
    mark: stage
    actor: us
    issue: use
    stage: signed
    rung: border
    summary: It is signed.
    cites: [wsj S3]
    confidence: low
  - id: us-allows
    on: 2024-05-20
    mark: decision
    actor: us
    issue: use
    rung: border
    summary: It is allowed near the border.
    cites: [wsj S3]
    confidence: high
  - id: ru-warns
    on: 2024-05-20
    time: 18:30
    mark: decision
    actor: ru
    issue: response
    rung: warning
    summary: A warning is given.
    cites: [wsj S3]
    confidence: high
"""

VARIANT = """\
variant: no-offensive
of: small
title: Without the offensive
reason: To see what the offensive did.
minimal: One cause goes, and what came of it.
cotenable: Yes, as far as is known.
otherwise: Nothing else would differ.
changes:
  - {drop: offensive, why: It is the question.}
"""


def edited(text: str, old: str, new: str) -> str:
    """The text with one passage replaced; the passage must be there."""
    assert old in text, f"not in the text: {old!r}"
    return text.replace(old, new, 1)


def problems(text: str, record: str | None = None) -> list[str]:
    """What is wrong with a scenario, problem by problem; empty if nothing is."""
    try:
        load_text(text, record=record)
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]
    return []


def case(text: str = SCENARIO, record: str | None = RECORD) -> Case:
    """The small case, or what a test made of it."""
    return load_text(text, record=record)
