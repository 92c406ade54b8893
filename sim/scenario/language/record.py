"""The record: what really happened, dated and cited, entry by entry."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from sim.scenario.language.base import Faults, Many, Strictly, fault, faults
from sim.scenario.language.basis import Identifier, check_cites
from sim.scenario.language.moments import Clock, Moment
from sim.scenario.language.names import (
    ActorName,
    CauseName,
    IssueName,
    PartyName,
    names_of,
    rung_faults,
    stance_faults,
)
from sim.scenario.language.vocabulary import Source
from sim.scenario.problems import nearest

Mark = Literal["cause", "start", "stage", "decision", "context"]

_NEEDS: dict[Mark, tuple[str, ...]] = {
    "cause": ("cause",),
    "start": ("actor", "issue", "rung"),
    "stage": ("actor", "issue", "stage"),
    "decision": ("actor", "issue", "rung"),
    "context": (),
}


class Difference(Strictly):
    """Where sources differ: what each says, which one wins, and why. Both are kept."""

    about: str
    says: dict[str, str]
    wins: str
    because: str

    @model_validator(mode="after")
    def _winner_speaks(self, info: ValidationInfo) -> Self:
        check_cites(tuple(self.says), info)
        if self.wins not in {cite.split()[0] for cite in self.says if cite.split()} | set(
            self.says
        ):
            raise fault(
                f"{self.wins!r} wins and is not quoted{nearest(self.wins, self.says)}",
                ("wins",),
            )
        return self


class Entry(Strictly):
    """One fact with its date, its mark (what it is to the model) and its citations."""

    id: Identifier
    on: Moment
    time: Clock | None = None
    after: str | None = None
    best: Moment | None = None
    mark: Mark
    cause: CauseName | None = None
    ends: bool = False
    actor: ActorName | None = None
    source: PartyName | None = None
    issue: IssueName | None = None
    stage: str | None = None
    rung: str | None = None
    people: Many[str] = ()
    private: bool = False
    disclosed: Moment | None = None
    summary: str = Field(min_length=1)
    cites: Many[str]
    facts: Many[str] = ()
    part_of: str | None = None
    repeats: str | None = None
    stands_for: str | None = None
    differ: Many[Difference] = ()
    practice: str | None = None
    note: str | None = None
    confidence: Literal["high", "medium", "low"]

    @model_validator(mode="after")
    def _complete(self, info: ValidationInfo) -> Self:
        wrong: Faults = [
            (f"a {self.mark} entry needs {key!r}", (), None)
            for key in _NEEDS[self.mark]
            if getattr(self, key) is None
        ]
        if not self.cites:
            wrong.append(("the entry cites no source", ("cites",), None))
        check_cites(self.cites, info, ("cites",))
        if self.best is not None and not (
            self.on.first <= self.best.first and self.best.last <= self.on.last
        ):
            wrong.append(("the best date lies outside the window of 'on'", ("best",), None))
        day = self.best or self.on
        if self.time is not None and (day.exact or (day.last - day.first).days > 1):
            wrong.append(("a time of day needs a plain day in 'on' or 'best'", ("time",), None))
        if self.on.plus is not None:
            wrong.append(
                ("what happened has a date or a window, not a distribution", ("on",), None)
            )
        names = names_of(info)
        if names is not None and self.actor is not None and self.issue is not None:
            wrong += stance_faults(names, self.actor, self.issue)
            if self.rung is not None:
                wrong += rung_faults(names, self.issue, self.rung)
            stages = names.stages.get((self.actor, self.issue), ())
            if (
                self.mark == "stage"
                and self.stage is not None
                and stages
                and self.stage not in stages[:-1]
            ):
                near = nearest(self.stage, stages[:-1])
                message = f"{self.stage!r} is no stage before the decision{near}"
                wrong.append((message, ("stage",), self.stage))
        if wrong:
            raise faults(wrong)
        return self


class Record(Strictly):
    """The dated, cited entries of a scenario, in the order in which they happened."""

    record: Identifier
    article: str | None = None
    sources: dict[Identifier, Source] = Field(default_factory=dict)
    entries: Many[Entry]
    note: str | None = None

    @model_validator(mode="after")
    def _linked(self, info: ValidationInfo) -> Self:
        wrong: Faults = []
        ids = [entry.id for entry in self.entries]
        for i, entry in enumerate(self.entries):
            if entry.id in ids[:i]:
                wrong.append(
                    (f"the entry {entry.id!r} is written twice", ("entries", i, "id"), entry.id)
                )
            for key in ("after", "part_of", "repeats", "stands_for"):
                target = getattr(entry, key)
                if target is not None and (target not in ids or target == entry.id):
                    wrong.append(
                        (
                            f"found the unknown entry {target!r}{nearest(target, ids)}",
                            ("entries", i, key),
                            target,
                        )
                    )
        names = names_of(info)
        sources = names.sources if names is not None else frozenset(self.sources)
        if self.article is not None and self.article not in sources:
            near = nearest(self.article, sources)
            wrong.append((f"found the unknown source {self.article!r}{near}", ("article",), None))
        if wrong:
            raise faults(wrong)
        return self
