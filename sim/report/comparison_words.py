"""Comparisons in words: names of what is compared, numbers with their signs, findings in sentences."""

from __future__ import annotations

from sim.experiment.compare.effects import Effect
from sim.experiment.compare.found import Compared, Comparison
from sim.experiment.compare.intervals import Interval
from sim.experiment.compare.tipping import FURTHEST, HALF
from sim.report.names import brief, party_name
from sim.report.words import NBSP, listed, whole
from sim.scenario.language.scenario import Scenario

NEXT_TO_NOTHING = 0.05  # of the other end of an interval: nothing that anybody would notice
LEAST = 0.0005  # of a share: below it, and above 1 minus it, one decimal would say 0 or 100


# --- numbers -----------------------------------------------------------------------------------


def percent(share: float) -> str:
    """A share in per cent with one decimal, without claiming 0 or 100 where it is neither."""
    if 0.0 < share < LEAST:
        return "<0.1"
    return ">99.9" if 1.0 - LEAST < share < 1.0 else f"{100 * share:.1f}"


def by_percent(count: int, total: int) -> str:
    """A count as a whole per cent, without claiming 0 or 100 where it is neither."""
    return whole(count / total)


def places(effect: Effect, value: float) -> str:
    """A difference or a level of a quantity, with a true minus sign: points, days, or levels."""
    unit = effect.quantity.unit
    text = (
        f"{100 * value:.1f}"
        if unit == "share"
        else f"{value:.1f}"
        if unit == "days"
        else f"{value:.2f}"
    )
    return "0.0" if text in {"-0.0", "-0.00"} else text.replace("-", "−")


def change(effect: Effect) -> str:
    """A difference with its sign."""
    return signed(effect, effect.difference)


def signed(effect: Effect, value: float) -> str:
    """A number of a quantity with its sign."""
    told = places(effect, value)
    return told if told.startswith("−") or not float(told) else f"+{told}"


def span(effect: Effect, interval: Interval, word: str = "to") -> str:
    """An interval with signs."""
    return f"{signed(effect, interval.low)} {word} {signed(effect, interval.high)}"


def centre(value: float, unit: str) -> str:
    """Where a distribution lies: days with one decimal, what has no unit with two."""
    return (f"{value:.1f}{NBSP}days" if unit == "days" else f"{value:.2f}").replace("-", "−")


# --- names -------------------------------------------------------------------------------------


def quantity_words(scenario: Scenario, quantity: str) -> str:
    """The words for a quantity that an outcome of the scenario gives."""
    name, _, rung = quantity.partition("=")
    outcome = next(each for each in scenario.outcomes if each.id == name)
    told, on = outcome.name or outcome.id, outcome.at_end or outcome.highest
    if not rung or on is None:
        return told
    rungs = {each.id: each.name or each.id for each in scenario.issue(on.issue).rungs}
    return f"{told}: {rungs[rung]}"


def parameter_words(scenario: Scenario, name: str) -> str:
    """A parameter in words: whose, and what; as the file calls it where it is no stance's."""
    actor, _, rest = name.partition("/")
    if not rest:
        return name.replace(".", ": ").replace("-", " ")
    issue, _, what = rest.partition(".")
    issue, _, reaction = issue.partition("/")
    who = brief(party_name(scenario, actor))
    if reaction:
        return f"{who}: {what} of “{reaction.replace('-', ' ')}”"
    words = what.split(".")
    if words[0] == "resistance":
        step = 1 if words[1] == "first" else int(words[2]) + 2
        rung = scenario.issue(issue).rungs[step]
        kind = "resistance to" if words[1] == "first" else "step of resistance to"
        return f"{who}: {kind} “{rung.name or rung.id}”"
    return f"{who}: {' '.join(words).replace('_', ' ').replace('choice sd', 'chance of choice')}"


def parameter_brief(scenario: Scenario, name: str) -> str:
    """A parameter in few letters, for tables: `US: standing`, `US: weight of kharkiv`."""
    actor, _, rest = name.partition("/")
    if not rest:
        return name
    issue, _, what = rest.partition(".")
    who = party_name(scenario, actor).split(" (")[0]
    capitals = "".join(word[0] for word in who.split() if word[0].isupper())
    who = capitals if len(capitals) > 1 else who
    reaction = issue.partition("/")[2]
    told = f"{what} of {reaction}" if reaction else what.replace(".", " ").replace("_", " ")
    return f"{who}: {told}"


def days_effect(found: Comparison, each: Compared, quantity: str) -> Effect | None:
    """The days at or above the rung that an outcome is about; None where there is none."""
    outcome = next((one for one in found.scenario.outcomes if one.id == quantity), None)
    if outcome is None or outcome.first_reaches is None:
        return None
    at = outcome.first_reaches
    return next(
        (
            one.days
            for one in each.rungs
            if (one.stance, one.rung) == (f"{at.actor}/{at.issue}", at.rung)
        ),
        None,
    )


# --- sentences ---------------------------------------------------------------------------------


def finding(found: Comparison, each: Compared) -> str:
    """What a variant does to the headline outcome, with its uncertainty, in plain words."""
    effects = each.effects(found.question.headline.id)
    if not effects:
        why = "the variant has no such outcome" if each.missing else "hardly a pair came to an end"
        return f"{each.world.title}: not compared, {why}."
    if each.identical:
        return f"{each.world.title}: everything is identical in every run."
    if all(effect.identical for effect in effects):
        return f"{each.world.title}: identical in every run."
    effect = max(effects, key=lambda one: abs(one.difference))
    rung = effect.quantity.id.partition("=")[2]
    told = f"“{quantity_words(found.scenario, effect.quantity.id)}” " if rung else ""
    return f"{each.world.title}: {told}{_told(effect)}"


def _told(effect: Effect) -> str:
    parts = [_from_to(effect) + _surely(effect), _known(effect)]
    parts += [_when(effect)] if effect.timing is not None else []
    if effect.few and effect.pairs is not None:
        few = effect.pairs.discordant
        parts.append(f"Only {few} pairs differ: too few to rely on the first interval")
    return " ".join(f"{part}." for part in parts if part)


def _from_to(effect: Effect) -> str:
    if effect.quantity.unit == "share":
        if effect.difference == 0.0:
            return (
                f"in {percent(effect.baseline)}{NBSP}% of runs as before, but not in the same runs"
            )
        way = "more" if effect.difference > 0 else "fewer"
        points = places(effect, abs(effect.difference))
        now, was = percent(effect.variant), percent(effect.baseline)
        return f"in {now}{NBSP}% of runs instead of {was}{NBSP}%, {points} points {way}"
    unit = " days" if effect.quantity.unit == "days" else ""
    now, was = places(effect, effect.variant), places(effect, effect.baseline)
    return f"{now}{unit} on average instead of {was}{unit}"


def _surely(effect: Effect) -> str:
    """What more runs would settle."""
    told = f" ({span(effect, effect.monte_carlo)} by {effect.runs:,} pairs"
    inside = effect.monte_carlo.low <= 0.0 <= effect.monte_carlo.high
    return f"{told}, so that its sign is not settled)" if inside else f"{told})"


def _known(effect: Effect) -> str:
    """What more runs would not settle."""
    if effect.parameters is None:
        return ""
    if effect.parameters.sd == 0.0:
        return "How far it depends on the parameters could not be told from chance"
    between = effect.parameters.interval
    told = f"If the parameters were known it would lie between {span(effect, between, 'and')}"
    near, far = sorted((abs(between.low), abs(between.high)))
    if between.low < 0.0 < between.high and near > NEXT_TO_NOTHING * far:
        return f"{told}: its direction depends on them"
    return f"{told}: under some next to nothing" if near <= NEXT_TO_NOTHING * far else told


def _when(effect: Effect) -> str:
    """How the pairs that reach it in both worlds lie in time."""
    timing = effect.timing
    assert timing is not None
    both = timing.sooner + timing.same + timing.later
    if not both:
        return "No pair reaches it in both worlds"
    counts = {"sooner": timing.sooner, "at the same time": timing.same, "later": timing.later}
    words = [f"{word} in {by_percent(n, both)}{NBSP}%" for word, n in counts.items() if n]
    return f"Where both worlds reach it, it comes {listed(words)}"


def tipping_sentence(found: Comparison, each: Compared) -> str:
    """What would have to be otherwise for the finding to cross one half."""
    tipping = each.world.tipping
    if tipping is None or not tipping.tips:
        return ""
    over = "over" if tipping.share >= HALF else "under"
    least = tipping.least
    if least is None:
        count = len(tipping.tips)
        return (
            f"It stays {over} one half wherever one of the {count} main assumptions is put within "
            f"{FURTHEST:.0f} of its standard deviations."
        )
    assert least.to is not None
    assert least.sds is not None
    name, far = parameter_words(found.scenario, least.parameter), abs(least.sds)
    to, now = (centre(value, least.unit) for value in (least.to, least.centre))
    return (
        f"It would no longer be {over} one half with {name} at {to} instead of {now}, "
        f"{far:.1f} standard deviations away."
    )
