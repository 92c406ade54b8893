"""Scenarios made by Hypothesis for comparing the engines: whatever the language can say, in odd company.

Dates are drawn from a handful of instants (the first and the last second among them), so that causes,
ends, gates, holds, forces and triggers meet at one instant again and again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from sim.model.lower import lower
from sim.model.program import Program
from sim.scenario.checks import dates, links, warnings
from sim.scenario.language.limits import LONGEST, SHORTEST_HALF_LIFE, SHORTEST_TEMPO
from sim.scenario.language.moments import Moment
from sim.scenario.language.names import gather
from sim.scenario.language.scenario import Scenario
from tests import worlds
from tests.worlds import BASIS, Tree, at, ladder

DAY = 86_400  # seconds
BOUNDS = (60, 600, 2500)  # events a run may have: small, so that those that run away soon do
SEEDS = (0, 1, 2024, 2**63, 2**64 - 1)

Draw = st.DrawFn


@dataclass(frozen=True)
class Made:
    """A scenario made, what its variant drops, and how it is to be run."""

    tree: Tree
    dropped: tuple[
        str, ...
    ] = ()  # causes and actors that are not there, though others refer to them
    bound: int = BOUNDS[-1]
    seed: int = 0

    def scenario(self) -> Scenario:
        """The scenario, validated and checked like any other; then without what is dropped."""
        whole = read(self.tree)
        return whole.model_copy(
            update={
                "causes": tuple(each for each in whole.causes if each.id not in self.dropped),
                "actors": tuple(each for each in whole.actors if each.id not in self.dropped),
            }
        )

    def program(self) -> Program:
        """Its Program, with the bound on events."""
        return replace(lower(self.scenario()), most_events=self.bound)


class Refused(Exception):  # noqa: N818 (the checks' word on a scenario)
    """The checks found something wrong with a scenario."""


def read(tree: Tree) -> Scenario:
    """The scenario in a tree, validated and checked without the detour of a file, which takes longest."""
    scenario = Scenario.model_validate(tree, context=gather(tree))  # type: ignore[arg-type]
    wrong = [message for _, message in dates.errors(scenario) + links.errors(scenario)]
    warnings.warnings(scenario)
    if wrong:
        raise Refused(wrong)
    return scenario


# --- numbers ------------------------------------------------------------------------------------


def number(draw: Draw, values: Sequence[float], low: float, high: float) -> object:
    """One of some values, or a distribution around them cut to [low, high]."""
    shape = draw(st.integers(0, 11))
    a, b = sorted((draw(st.sampled_from(values)), draw(st.sampled_from(values))))
    if shape == 0 and a < b:
        return {"uniform": [a, b]}
    if shape == 1 and a < b:
        return {"triangular": [a, draw(st.sampled_from((a, (a + b) / 2, b))), b]}
    if shape == 2:
        return {"normal": [a, draw(st.sampled_from((0.1, 1.5)))], "min": low, "max": high}
    if shape == 3 and a > 0:
        return {"lognormal": [a, draw(st.sampled_from((0.2, 1.0)))], "min": low, "max": high}
    if shape == 4 and a > 0:
        return {"exponential": a, "min": low, "max": high}
    return draw(st.floats(low, high)) if shape == 5 else draw(st.sampled_from(values))


def _maybe(draw: Draw, one_in: int = 2) -> bool:
    return draw(st.integers(1, one_in)) == one_in


def _some(draw: Draw, items: Sequence[str], least: int = 0) -> list[str]:
    if not items:
        return []
    return draw(st.lists(st.sampled_from(items), min_size=least, max_size=3, unique=True))


# --- dates --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dates:
    """The length of the scenario and the instants at which things happen, in seconds."""

    days: int
    instants: tuple[int, ...]

    def instant(self, draw: Draw) -> str:
        return at(draw(st.sampled_from(self.instants)) / DAY)

    def day(self, draw: Draw) -> int:
        return draw(st.integers(0, self.days - 1))

    def moment(self, draw: Draw) -> object:
        """An instant, mostly; or a day, a range of days, a date with a delay that is drawn."""
        form = draw(st.integers(0, 7))
        if form == 0:
            return _day(self.day(draw))
        if form == 1:
            first, last = sorted((self.day(draw), self.day(draw)))
            return f"{_day(first)}..{_day(last)}"
        if form == 2:
            date = _day(self.day(draw)) if _maybe(draw) else self.instant(draw)
            return {"date": date, "plus": number(draw, (0.0, 0.5, 3.0), 0.0, 90.0)}
        return self.instant(draw)


def _day(number: int) -> str:
    return at(float(number))[:10]


def _dates(draw: Draw) -> Dates:
    days = draw(st.sampled_from((1, 6, 25, 60)))
    last = days * DAY - 1
    between = draw(st.lists(st.integers(0, last), min_size=1, max_size=2))
    ends = draw(st.sampled_from(((0, last), (0,), ())))
    return Dates(days, (*ends, *between))


# --- causes -------------------------------------------------------------------------------------


def _cause(draw: Draw, name: str, when: Dates, places: Sequence[Place], before: list[Tree]) -> Tree:
    form = draw(st.sampled_from((_dated, _dated, _lasting, _lasting, _triggered, _recurring)))
    more: Tree = {"kind": draw(st.sampled_from(("raid", "talk")))}
    more["source"] = draw(st.sampled_from(("world", "press", places[0].actor)))
    if _maybe(draw):
        more["magnitude"] = number(draw, (-1.0, 0.0, 0.5, 2.0), -2.0, 3.0)
    if _maybe(draw, 5):
        more["heard_by"] = _some(draw, [place.actor for place in places], 1)
    return {"id": name, "basis": BASIS, **form(draw, when, places, before), **more}


def _dated(draw: Draw, when: Dates, places: Sequence[Place], before: list[Tree]) -> Tree:
    if _maybe(draw):
        return {"on": when.moment(draw)}
    day = _day(when.day(draw))
    plain = [
        each for each in before if isinstance(on := each.get("on"), str) and len(on) == len(day)
    ]
    if not plain or _maybe(draw):
        return {"on": day, "time": draw(st.sampled_from(("00:00", "14:30", "23:59")))}
    target = draw(st.sampled_from(plain))
    return {"on": target["on"], "after": target["id"]}


def _lasting(draw: Draw, when: Dates, places: Sequence[Place], before: list[Tree]) -> Tree:
    begins, until = when.moment(draw), when.moment(draw)
    if not _in_order(begins, until):
        begins, until = until, begins
    if _maybe(draw, 5):
        return {"from": "start", "until": until if _in_order("start", until) else "ongoing"}
    ends = not _maybe(draw, 5) and _in_order(begins, until)
    return {"from": begins, "until": until if ends else "ongoing"}


def _in_order(begins: object, until: object) -> bool:
    """Whether a lasting cause may end when it is said to (see checks.dates)."""
    first = Moment.model_validate(at(0.0) if begins == "start" else begins)
    last = Moment.model_validate(until)
    if begins != "start" and (first.plus is not None or last.plus is not None):
        return dates.latest(last) > dates.earliest(first)
    return last.first >= first.last and not last.first == last.last == first.last


def _triggered(draw: Draw, when: Dates, places: Sequence[Place], before: list[Tree]) -> Tree:
    place = draw(st.sampled_from(places))
    found: Tree = {"when": place.standing(draw)}
    if not _maybe(draw, 3):
        found["after"] = number(draw, (0.0, 1e-9, 2.0, float(when.days)), 0.0, 90.0)
    if not _maybe(draw, 3):
        found["lasts"] = number(draw, (1e-9, 0.5, 4.0, 100.0), 1e-9, 100.0)
    return found


def _recurring(draw: Draw, when: Dates, places: Sequence[Place], before: list[Tree]) -> Tree:
    gap = when.days / draw(st.sampled_from((2, 10, 40)))
    begins, until = when.moment(draw), when.moment(draw)
    if not _in_order(begins, until):
        begins, until = until, begins
    every = number(draw, (gap / 2, gap), gap / 8, 4 * gap)
    found: Tree = {"from": begins, "every": every}
    if not _maybe(draw, 3) and _in_order(begins, until):
        found["until"] = until
    return found


# --- stances ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A stance to be: whose, on what, with which rungs and stages."""

    actor: str
    issue: str
    rungs: tuple[str, ...]
    acts: bool
    stages: tuple[Tree, ...]

    def standing(self, draw: Draw) -> Tree:
        rung = draw(st.sampled_from(self.rungs[1:]))
        return {"actor": self.actor, "issue": self.issue, "rung": rung}

    @property
    def heard(self) -> list[object]:
        """The stages that others can hear."""
        return [stage["id"] for stage in self.stages[:-1] if stage["public"]]


def _issues(draw: Draw) -> list[Tree]:
    issues = []
    for name in ("use", "reply", "aid")[: draw(st.integers(1, 3))]:
        rungs = [f"{name}-{n}" for n in range(draw(st.integers(2, 5)))]
        issue = ladder(name, *rungs, acts=name == "reply")
        if _maybe(draw, 3):
            given = sorted(
                draw(
                    st.lists(st.floats(0, 1), min_size=len(rungs), max_size=len(rungs), unique=True)
                )
            )
            issue["rungs"] = [
                {"id": rung, "level": {"value": level, "basis": BASIS}}
                for rung, level in zip(rungs, given, strict=True)
            ]
        issues.append(issue)
    return issues


def _stages(draw: Draw) -> tuple[Tree, ...]:
    count = draw(st.integers(0, 3))
    settles = draw(st.integers(-1, count))
    return tuple(
        {
            "id": f"stage-{n}",
            "steps": draw(st.sampled_from((1, 1, 2, 4))),
            "public": draw(st.booleans()),
            "settles": n == settles,
        }
        for n in range(count)
    )


def _places(draw: Draw, issues: list[Tree]) -> list[Place]:
    places = []
    for actor in ("east", "west", "north")[: draw(st.integers(1, 3))]:
        for issue in draw(st.lists(st.sampled_from(issues), min_size=1, max_size=2, unique_by=_id)):
            rungs = tuple(str(rung["id"]) for rung in issue["rungs"])  # type: ignore[attr-defined]
            places.append(Place(actor, _id(issue), rungs, bool(issue["acts"]), _stages(draw)))
    return places


def _id(tree: Tree) -> str:
    return str(tree["id"])


def _stance(
    draw: Draw, place: Place, when: Dates, places: Sequence[Place], causes: list[Tree]
) -> Tree:
    rungs = place.rungs
    starts = draw(st.sampled_from((0, 0, 0, 1, len(rungs) - 1)))
    found: Tree = {
        "issue": place.issue,
        "starts_at": rungs[starts],
        "standing": number(draw, (-0.5, 0.0, 0.2, 1.0, 2.5), -3.0, 4.0),
        "half_life": number(
            draw, (SHORTEST_HALF_LIFE, 1.0, 10.0, LONGEST), SHORTEST_HALF_LIFE, LONGEST
        ),
        "tempo": number(draw, (SHORTEST_TEMPO, 0.5, 2.0, LONGEST), SHORTEST_TEMPO, LONGEST),
        "resistance": {
            "first": number(draw, (-1.0, 0.0, 0.3, 1.0), -2.0, 3.0),
            "steps": [number(draw, (0.2, 1.0), 0.01, 2.0) for _ in rungs[2:]],
        },
        "basis": BASIS,
    }
    if not _maybe(draw, 4):
        found["background"] = number(draw, (0.0, 0.0, 0.01, 1.0), 0.0, 2.0)
    for key, values, high in (
        ("choice_sd", (0.0, 0.4, 5.0), 6.0),
        ("relief", (0.0, 0.5, 1.0), 1.0),
        ("rest", (0.0, 0.04, 3.0), 20.0),
    ):
        if _maybe(draw):
            found[key] = number(draw, values, 0.0, high)
    if place.stages:
        found["stages"] = list(place.stages)
    found["skips"] = [rung for rung in _some(draw, rungs[1:]) if rung != rungs[starts]]
    found["gives_up_below"] = {
        rung: number(draw, (-1.0, 0.0, 0.5, 1.5), -2.0, 4.0) for rung in _some(draw, rungs[1:])
    }
    wishes = [_reaction(draw, n, place, places, causes) for n in range(draw(st.integers(0, 4)))]
    found["reactions"] = [each for each in wishes if each is not None]
    if _maybe(draw):
        found["requires"] = [
            _gate(draw, n, place, when, places, causes) for n in range(draw(st.integers(1, 2)))
        ]
    return found


def _reaction(
    draw: Draw, n: int, place: Place, places: Sequence[Place], causes: list[Tree]
) -> Tree | None:
    heard = [c for c in causes if place.actor in c.get("heard_by", [place.actor])]  # type: ignore[operator]
    form = draw(
        st.sampled_from(
            ("cause", "cause", "decision", "decision", "stage", "position", "in force", "in force")
        )
    )
    other = draw(st.sampled_from(places))
    way, match = "hears", None
    if form == "cause" and heard:
        match = _matcher(draw, draw(st.sampled_from(heard)))
    elif form == "in force" and (lasting := [c for c in heard if "lasts" in c or _lasts(c)]):
        way, match = "while", _matcher(draw, draw(st.sampled_from(lasting)))
    elif form == "decision":
        match = {"decision_of": other.actor, "issue": other.issue}
    elif form == "stage" and other.heard:
        stage = draw(st.sampled_from(other.heard))
        match = {"stage_of": other.actor, "issue": other.issue, "stage": stage}
    elif form == "position" and not other.acts:
        way, match = "while", {"position_of": other.actor, "issue": other.issue}
    if match is None:
        return None
    weight = number(draw, (-1.0, 0.0, 0.5, 1.0, 3.0), -2.0, 5.0)
    found: Tree = {"id": f"reaction-{n}", way: match, "weight": weight, "basis": BASIS}
    if way == "hears" and _maybe(draw, 3):
        found["wears"] = number(draw, (0.5, 0.9, 1.0), 0.1, 1.0)
    return found


def _lasts(cause: Tree) -> bool:
    return "from" in cause and "every" not in cause


def _matcher(draw: Draw, cause: Tree) -> object:
    kind, source = {"kind": cause["kind"]}, {"source": cause["source"]}
    return draw(st.sampled_from((cause["id"], kind, source, {**kind, **source})))


def _gate(  # noqa: PLR0917 (all that is there to refer to)
    draw: Draw, n: int, place: Place, when: Dates, places: Sequence[Place], causes: list[Tree]
) -> Tree:
    count = draw(st.integers(1, 3))
    found: Tree = {
        "id": f"gate-{n}",
        "rungs": _some(draw, place.rungs[1:], 1),
        "of": [_condition(draw, when, places, causes) for _ in range(count)],
        "basis": BASIS,
    }
    if place.stages and _maybe(draw):
        found["stage"] = draw(st.sampled_from(place.stages))["id"]
    if _maybe(draw):
        found["at_least"] = draw(st.integers(1, count))
    return found


def _condition(draw: Draw, when: Dates, places: Sequence[Place], causes: list[Tree]) -> Tree:
    form = draw(st.sampled_from(("standing", "in_force", "happened", "from")))
    still = [place for place in places if not place.acts]
    lasting = [cause for cause in causes if "lasts" in cause or _lasts(cause)]
    if form == "standing" and still:
        return draw(st.sampled_from(still)).standing(draw)
    if form == "in_force" and lasting:
        return {"in_force": draw(st.sampled_from(lasting))["id"]}
    if form == "happened" and causes:
        return {"happened": draw(st.sampled_from(causes))["id"]}
    return {"from": when.moment(draw)}


# --- the whole ----------------------------------------------------------------------------------


def _interventions(
    draw: Draw, when: Dates, places: Sequence[Place]
) -> tuple[list[Tree], list[Tree]]:
    holds: list[Tree] = []
    forces: list[Tree] = []
    for _ in range(draw(st.sampled_from((0, 0, 1, 2, 3)))):
        place = draw(st.sampled_from(places))
        hold: Tree = {"actor": place.actor, "issue": place.issue}
        if not _maybe(draw, 4):
            hold["from"] = when.moment(draw)
        until = when.moment(draw)
        if _maybe(draw) and _in_order(hold.get("from", "start"), until):
            hold["until"] = until
        if all(_apart(hold, other) for other in holds):
            holds.append(hold)
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        place = draw(st.sampled_from(places))
        where: Tree = {"actor": place.actor, "issue": place.issue}
        forces.append(
            {**where, "rung": draw(st.sampled_from(place.rungs)), "on": when.moment(draw)}
        )
    return holds, forces


def _apart(one: Tree, other: Tree) -> bool:
    """Whether two holds may stand beside each other (see checks.dates)."""
    if (one["actor"], one["issue"]) != (other["actor"], other["issue"]):
        return True

    def follows(after: Tree, before: Tree) -> bool:
        ends = [Moment.model_validate(before[key]) for key in ("from", "until") if key in before]
        if "from" not in after or "until" not in before:
            return False
        return max(map(dates.latest, ends)) <= dates.earliest(Moment.model_validate(after["from"]))

    return follows(one, other) or follows(other, one)


def _outcomes(draw: Draw, places: Sequence[Place]) -> list[Tree]:
    one, other = draw(st.sampled_from(places)), draw(st.sampled_from(places))
    on: Tree = {"actor": one.actor, "issue": one.issue}
    return [
        {"id": "first", "first_reaches": one.standing(draw)},
        {"id": "before", "before": {"first": one.standing(draw), "then": other.standing(draw)}},
        {"id": "days", "days_at_or_above": other.standing(draw)},
        {"id": "end", "at_end": on},
        {"id": "highest", "highest": on},
        {"id": "spread", "spread": {"issue": other.issue}},
    ]


def _loud(tree: Tree) -> None:
    """Let every actor answer every act, at once and in kind: it runs away."""
    actors: list[Tree] = tree["actors"]  # type: ignore[assignment]
    acting = [a["id"] for a in actors for s in a["stances"] if s["issue"] == "reply"]  # type: ignore[attr-defined]
    for each in actors:
        for stance in each["stances"]:  # type: ignore[attr-defined]
            if stance["issue"] == "reply":
                stance["tempo"] = SHORTEST_TEMPO
                stance["reactions"] += [
                    {
                        "id": f"answers-{other}",
                        "hears": {"decision_of": other, "issue": "reply"},
                        "weight": 4.0,
                        "basis": BASIS,
                    }
                    for other in acting
                ]


def _crowded(tree: Tree, noon: str, place: Place) -> None:
    """Let all that has a date of its own fall on one instant; some ends, a hold and a force as well."""
    where: Tree = {"actor": place.actor, "issue": place.issue}
    causes: list[Tree] = tree["causes"]  # type: ignore[assignment]
    for number, cause in enumerate(causes):
        if "on" in cause:
            cause.update(on=noon)
            cause.pop("time", None)
            cause.pop("after", None)
        elif _lasts(cause) and number % 2:
            cause.update({"from": noon, "until": "ongoing"})
        elif _lasts(cause) and noon != at(0.0):
            cause.update({"from": "start", "until": noon})
    for actor in tree["actors"]:  # type: ignore[attr-defined]
        for stance in actor["stances"]:
            for gate in stance.get("requires", ()):
                gate["of"].append({"from": noon})
    ended: list[Tree] = [{**where, "until": noon}] if noon != at(0.0) else []
    tree["holds"] = [{**where, "from": noon}, *ended]
    tree["forces"] = [{**where, "rung": place.rungs[-1], "on": noon}]


@st.composite
def made(draw: Draw) -> Made:
    """A scenario with its seed and its bound on events."""
    when, issues = _dates(draw), _issues(draw)
    places = _places(draw, issues)
    causes: list[Tree] = []
    for n in range(draw(st.sampled_from((0, 1, 2, 3, 3, 4, 5, 6)))):
        causes.append(_cause(draw, f"cause-{n}", when, places, causes))
    actors: dict[str, list[Tree]] = {}
    for place in places:
        actors.setdefault(place.actor, []).append(_stance(draw, place, when, places, causes))
    holds, forces = _interventions(draw, when, places)
    tree: Tree = {
        "scenario": "made",
        "title": "A scenario made",
        "question": "Do the engines agree?",
        "starts": at(0.0),
        "ends": at(float(when.days)),
        "kinds": {"raid": {"plover": "ASSAULT"}, "talk": {"plover": "none"}},
        "others": ["world", "press"],
        "issues": issues,
        "actors": [worlds.actor(name, *stances) for name, stances in actors.items()],
        "causes": causes,
        "holds": holds,
        "forces": forces,
        "outcomes": _outcomes(draw, places),
    }
    if _maybe(draw, 6):
        _loud(tree)
    if _maybe(draw, 4):
        _crowded(tree, when.instant(draw), draw(st.sampled_from(places)))
    return Made(
        tree, _dropped(draw, tree), draw(st.sampled_from(BOUNDS)), draw(st.sampled_from(SEEDS))
    )


def _dropped(draw: Draw, tree: Tree) -> tuple[str, ...]:
    """Now and then a cause, or an actor that nothing but reactions, gates and triggers refers to."""
    if not _maybe(draw, 4):
        return ()
    moved = {each["actor"] for key in ("holds", "forces") for each in tree[key]}  # type: ignore[attr-defined]
    names = [_id(actor) for actor in tree["actors"][1:]]  # type: ignore[index]
    causes = [_id(cause) for cause in tree["causes"]]  # type: ignore[attr-defined]
    after = [each.get("after") for each in tree["causes"]]  # type: ignore[attr-defined]
    free = [n for n in names if n not in moved] + [c for c in causes if c not in after]
    return tuple(_some(draw, free))
