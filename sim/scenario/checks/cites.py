"""Citations: sentences that nothing cites, sentences that do not exist, names that nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from sim.scenario.checks.findings import Findings, Keys, stances
from sim.scenario.language.basis import Basis
from sim.scenario.language.record import Difference, Entry, Record
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.vocabulary import Permit, Source

_SENTENCES = re.compile(r"\bS(\d{1,6})(?:\s*[-–]\s*S?(\d{1,6}))?\b")


def walk(value: object, keys: Keys = ()) -> Iterator[tuple[Keys, BaseModel]]:
    """Every model inside a model, with its keys as the file writes them."""
    if isinstance(value, BaseModel):
        yield keys, value
        for name, field in type(value).model_fields.items():
            yield from walk(getattr(value, name), (*keys, field.alias or name))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from walk(item, (*keys, number))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from walk(item, (*keys, name))


def citations(root: BaseModel) -> Iterator[tuple[Keys, str]]:
    """Every citation in a scenario or record, with its keys."""
    for keys, model in walk(root):
        if isinstance(model, Basis):
            yield from ((keys, cite) for cite in model.cites)
        elif isinstance(model, Entry):
            yield from (((*keys, "cites", n), cite) for n, cite in enumerate(model.cites))
        elif isinstance(model, Difference):
            yield from (((*keys, "says", cite), cite) for cite in model.says)


def sentences(cite: str) -> Iterator[range]:
    """The sentences that a citation names, as `wsj S3` or `wsj S3-S5, S8`."""
    for first, last in _SENTENCES.findall(cite.partition(" ")[2]):
        yield range(int(first), int(last or first) + 1)


def uncovered(declared: Mapping[str, Source], record: Record) -> Findings:
    """Sources whose numbered sentences the record does not cover."""
    found: Findings = []
    cites = [cite for _, cite in citations(record)]
    for name, source in declared.items():
        if source.sentences is None:
            continue
        covered = {
            number
            for cite in cites
            if cite.split()[0] == name
            for span in sentences(cite)
            for number in range(span.start, min(span.stop, source.sentences + 1))
        }
        missing = [n for n in range(1, source.sentences + 1) if n not in covered]
        if missing:
            listed = _listed(missing)
            message = f"{listed} of {name!r} {_is(missing)} cited by no entry of the record"
            found.append((("sources", name, "sentences"), message))
    return found


def _is(missing: list[int]) -> str:
    return "is" if len(missing) == 1 else "are"


def _listed(missing: list[int], most: int = 10) -> str:
    words = ", ".join(f"S{n}" for n in missing[:most])
    return f"{words} and {len(missing) - most} more" if len(missing) > most else words


def beyond(root: BaseModel, declared: Mapping[str, Source]) -> Findings:
    """Citations of sentences that the source does not have."""
    found: Findings = []
    for keys, cite in citations(root):
        name = cite.split()[0]
        most = declared[name].sentences if name in declared else None
        for span in sentences(cite) if most is not None else ():
            if not 1 <= span.start < span.stop <= (most or 0) + 1:
                shown = f"S{span.start}" if len(span) == 1 else f"S{span.start}-S{span.stop - 1}"
                found.append(
                    (keys, f"found {shown}, expected sentences within S1 to S{most} of {name!r}")
                )
    return found


def unused(scenario: Scenario, record: Record | None) -> Findings:
    """Names that a scenario declares and nothing uses."""
    permits = [model for _, model in walk(scenario) if isinstance(model, Permit)]
    kinds = {cause.kind for cause in scenario.causes}
    for _, _, stance in stances(scenario):
        for reaction in stance.reactions:
            kinds |= {each.kind for each in (reaction.hears, reaction.during) if each and each.kind}
    found = _idle("kinds", scenario.kinds, kinds, "no cause is of this kind")
    for key, declared in (
        ("weapons", scenario.weapons),
        ("areas", scenario.areas),
        ("targets", scenario.targets),
    ):
        named: set[str] = set()
        for permit in permits:
            some = getattr(permit, key)
            named |= set(declared) if some == "all" else set(some)
        found += _idle(key, declared, named, "no permit names it")
    return found + _idle("sources", scenario.sources, _cited(scenario, record), "nothing cites it")


def unused_in_record(scenario: Scenario, record: Record) -> Findings:
    """Sources that a record declares and nothing cites."""
    return _idle("sources", record.sources, _cited(scenario, record), "nothing cites it")


def _cited(scenario: Scenario, record: Record | None) -> set[str]:
    cites = list(citations(scenario)) + (list(citations(record)) if record is not None else [])
    return {cite.split()[0] for _, cite in cites}


def _idle(key: str, declared: Mapping[str, object], used: set[str], why: str) -> Findings:
    return [
        ((key, name), f"{name!r} is never used: {why}") for name in declared if name not in used
    ]
