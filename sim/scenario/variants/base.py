"""How a changed scenario is validated: as a whole, so that it obeys every rule of the language.

Names that were there before may stay behind (see change_names). Only what a change itself writes
must name what is there now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from pydantic import ValidationError

from sim.scenario.checks import dates, links
from sim.scenario.checks.findings import Findings
from sim.scenario.language.base import KEY, Strictly
from sim.scenario.language.causes import Cause
from sim.scenario.language.moments import Moment
from sim.scenario.language.names import Names, gather
from sim.scenario.language.scenario import Scenario
from sim.scenario.problems import nearest
from sim.scenario.variants.names import missing, united
from sim.scenario.variants.tree import Keys, Tree, at

Fresh = tuple[tuple[Keys, Keys], ...]  # (where in the scenario, below which keys of the change)


class Refused(Exception):  # noqa: N818 (a verdict on the change, turned into a ChangeError)
    """A change that cannot be made: what is wrong, and below which keys of the change."""

    def __init__(self, *faults: tuple[Keys, str]) -> None:
        self.faults = faults
        super().__init__("; ".join(message for _, message in faults))


def place(ids: Iterable[str], name: str, sort: str, keys: Keys = ()) -> int:
    """The index of a name. Raises Refused with the nearest valid one."""
    listed = list(ids)
    if name not in listed:
        raise Refused((keys, f"found the unknown {sort} {name!r}{nearest(name, listed)}"))
    return listed.index(name)


def check_keys(model: type[Strictly], to: Mapping[str, object]) -> None:
    """Refuse a change that rewrites no key, or one that its target does not have."""
    if not to:
        raise Refused((("to",), "it names no key"))
    keys = model.keys()
    wrong: list[tuple[Keys, str]] = [
        (("to", key, KEY), f"unknown key {key!r}{nearest(key, keys)}")
        for key in to
        if key not in keys
    ]
    if wrong:
        raise Refused(*wrong)


# --- validation --------------------------------------------------------------------------------


def validated(tree: Tree, known: Names, fresh: Fresh = (), near: Fresh = ()) -> Scenario:
    """The scenario in a changed tree. Raises Refused with every fault.

    `fresh` says where the change wrote something: names there must exist now and match something.
    Faults there, and at the places in `near`, are reported below keys of the change.
    """
    now = gather(tree)
    scenario, wrong = _tried(tree, united(now, known))
    if fresh:
        _, strict = _tried(tree, replace(now, sources=now.sources | known.sources))
        strict = [each for each in strict if _below(each[0], fresh)]
        told = {keys for keys, _ in strict}
        wrong = strict + [each for each in wrong if each[0] not in told]
    if scenario is not None and not wrong:
        wrong = _findings(scenario, fresh)
    if scenario is None or wrong:
        raise Refused(*(_retold(tree, keys, message, (*fresh, *near)) for keys, message in wrong))
    return scenario


def _tried(tree: Tree, names: Names) -> tuple[Scenario | None, list[tuple[Keys, str]]]:
    try:
        return Scenario.model_validate(tree, context=names), []
    except ValidationError as error:
        return None, [(line["loc"], line["msg"]) for line in error.errors(include_url=False)]


def _below(keys: Keys, fresh: Fresh) -> tuple[Keys, Keys] | None:
    return next((each for each in fresh if keys[: len(each[0])] == each[0]), None)


def _retold(tree: Tree, keys: Keys, message: str, fresh: Fresh) -> tuple[Keys, str]:
    """A fault of the changed scenario as a fault of the change."""
    written = _below(keys, fresh)
    if written is not None:
        return (*written[1], *keys[len(written[0]) :]), message
    return (), f"{_way(tree, keys)}: {message}" if keys else message


def _way(tree: Tree, keys: Keys) -> str:
    """The way through a scenario in words: things are named by their id."""
    words: list[str] = []
    for depth, key in enumerate(keys, 1):
        item = at(tree, keys[:depth])
        name = (item.get("id") or item.get("issue")) if isinstance(item, dict) else None
        words.append(str(name) if isinstance(key, int) and name else str(key))
    return "/".join(words)


_STAND_IN = {
    "from": "start",
    "until": "ongoing",
    "kind": "dropped",
    "source": "dropped",
    "basis": "assumed, stands in for a cause that was dropped",
}


def _findings(scenario: Scenario, fresh: Fresh) -> Findings:
    """Dates that do not fit, and whatever the change wrote that matches nothing.

    What names a cause that is gone is no fault, so it finds a stand-in; nor is a reaction that the
    change has left with nothing to react to.
    """
    gone = missing(scenario)
    stand_ins = tuple(Cause.model_validate({"id": name, **_STAND_IN}) for name in sorted(gone))
    whole = scenario.model_copy(update={"causes": scenario.causes + stand_ins})
    dated = [
        (keys, message)
        for keys, message in dates.errors(whole)
        if keys[-1] != "after" or whole.causes[int(keys[1])].after not in gone
    ]
    return dated + [each for each in links.errors(whole) if _below(each[0], fresh)]


def written(moment: Moment) -> str:
    """A moment as the file would write it; the draw of a drawn one in words."""
    days = (moment.last - moment.first).days
    whole = moment.first.hour == moment.first.minute == moment.first.second == 0
    if whole and days >= 1:
        last = f"{moment.last - timedelta(days=1):%Y-%m-%d}"
        text = f"{moment.first:%Y-%m-%d}" if days == 1 else f"{moment.first:%Y-%m-%d}..{last}"
    else:
        text = f"{moment.first:%Y-%m-%dT%H:%M}"
        text += "" if moment.first == moment.last else f"..{moment.last:%Y-%m-%dT%H:%M}"
    return text if moment.plus is None else f"{text} and a draw"
