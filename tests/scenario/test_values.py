"""Numbers, durations, moments and bases as a file writes them."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime
from statistics import NormalDist, fmean, median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from sim.scenario import typical
from sim.scenario.checks.cites import sentences
from sim.scenario.language.basis import Basis
from sim.scenario.language.moments import Moment
from sim.scenario.language.numbers import Duration, Number


def refusal(model: type[BaseModel], value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(value)
    return "; ".join(line["msg"] for line in caught.value.errors(include_url=False))


@pytest.mark.parametrize(
    ("written", "shape", "arguments", "support"),
    [
        (3, "value", (3.0,), (3.0, 3.0)),
        ({"value": 3.5}, "value", (3.5,), (3.5, 3.5)),
        ({"uniform": [1, 2]}, "uniform", (1.0, 2.0), (1.0, 2.0)),
        ({"uniform": [1, 3], "max": 2}, "uniform", (1.0, 3.0), (1.0, 2.0)),
        ({"triangular": [1, 1, 4]}, "triangular", (1.0, 1.0, 4.0), (1.0, 4.0)),
        ({"normal": [0, 1], "min": -1}, "normal", (0.0, 1.0), (-1.0, 8.3)),
        ({"exponential": 2}, "exponential", (2.0,), (0.0, 73.6)),
    ],
)
def test_a_number(
    written: object, shape: str, arguments: tuple[float, ...], support: tuple[float, float]
) -> None:
    number = Number.model_validate(written)
    assert (number.shape, number.arguments) == (shape, arguments)
    assert number.support == pytest.approx(support)


def test_the_support_of_a_lognormal_is_within_eight_deviations_of_its_median() -> None:
    low, high = Number.model_validate({"lognormal": [2, 0.5]}).support
    assert low == pytest.approx(2 * math.exp(-4.15))
    assert high == pytest.approx(2 * math.exp(4.15))


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (2, 2.0),
        ("2 d", 2.0),
        ("1.5 days", 1.5),
        ("6 h", 0.25),
        ("30 min", 1 / 48),
        ("10 s", 10 / 86_400),
        ("2 w", 14.0),
        ("-1 d", -1.0),
        (" 3d ", 3.0),
    ],
)
def test_a_duration(written: object, days: float) -> None:
    assert Duration.model_validate(written).arguments == (days,)


def test_the_parts_of_a_drawn_duration_have_units_too() -> None:
    number = Duration.model_validate({"normal": ["2 d", "12 h"], "min": "6 h"})
    assert (number.arguments, number.support[0]) == ((2.0, 0.5), 0.25)


@pytest.mark.parametrize("written", ["2", "d", "2 months", "2 D", "1e3 d", "", "2 d 3 h"])
def test_what_is_no_duration(written: str) -> None:
    expected = "expected days or a duration such as '2 d', '6 h', '30 min'"
    assert refusal(Duration, written) == f"found {written!r}, {expected}"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (True, "found true, expected a number"),
        ("1", "found '1', expected a number"),
        ({"value": 1, "min": 0}, "a single value takes no min or max"),
        ({"uniform": [1, 1]}, "found [1.0, 1.0], expected rising numbers [low, high]"),
        ({"normal": [0, 1], "min": 2, "max": 1}, "min and max leave nothing to draw from"),
        ({"lognormal": [0, 1]}, "found 0.0, expected more than 0"),
        ({"exponential": -1}, "found -1.0, expected more than 0"),
        ({"normal": [float("nan"), 1]}, "found nan, expected a finite number"),
        (10**400, "found a number of more than 300 digits"),
    ],
)
def test_what_is_no_number(written: object, message: str) -> None:
    assert refusal(Number, written) == message


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e3))
def test_min_and_max_cut_the_support(mean: float, spread: float) -> None:
    number = Number.model_validate({"normal": [mean, spread], "min": mean, "max": mean + spread})
    assert number.support == (mean, mean + spread)


def utc(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2024, 5, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2024-05-13", utc(13), utc(14)),
        ("2024-05-13..2024-05-15", utc(13), utc(16)),
        ("2024-05-13..2024-05-13", utc(13), utc(14)),
        ("2024-05-13T14:30", utc(13, 14, 30), utc(13, 14, 30)),
        ("2024-05-13 14:30:00Z", utc(13, 14, 30), utc(13, 14, 30)),
        ({"date": "2024-05-13", "plus": "2 d"}, utc(13), utc(14)),
    ],
)
def test_a_moment(written: object, first: datetime, last: datetime) -> None:
    moment = Moment.model_validate(written)
    assert (moment.first, moment.last) == (first, last)
    assert moment.exact is (first == last)


@pytest.mark.parametrize(
    "written",
    [
        "2024-02-30", "2024-5-13", "13 May 2024", "2024-05-13T24:00", "2024-05-13T14:30+02:00",
        "2024-05-13..", "9999-12-31", "0000-01-01", "", None, 5, ["2024-05-13"], {},
        {"date": "2024-05-13"}, {"date": 5, "plus": 1}, {"first": "2024-05-13"},
        "２０２４-05-13",  # noqa: RUF001 (digits, but not ours)
    ],
)  # fmt: skip
def test_what_is_no_moment(written: Any) -> None:  # noqa: ANN401
    assert "found" in refusal(Moment, written) or "missing" in refusal(Moment, written)


@pytest.mark.parametrize(
    ("written", "cites", "assumed"),
    [
        ("wsj S1; nyt", ("wsj S1", "nyt"), None),
        (["wsj S1", "nyt"], ("wsj S1", "nyt"), None),
        ("assumed, for want of data", (), "for want of data"),
        ("assumed: for want of data", (), "for want of data"),
        ({"cites": ["wsj"], "assumed": "for want of data"}, ("wsj",), "for want of data"),
    ],
)
def test_a_basis(written: object, cites: tuple[str, ...], assumed: str | None) -> None:
    basis = Basis.model_validate(written)
    assert (basis.cites, basis.assumed) == (cites, assumed)


@pytest.mark.parametrize("written", ["", ";", [], {}, "assumed", "assumed, so there", 3])
def test_what_is_no_basis(written: object) -> None:
    assert refusal(Basis, written)


@pytest.mark.parametrize(
    ("cite", "found"),
    [
        ("wsj", []),
        ("wsj S3", [3]),
        ("wsj S3-S5", [3, 4, 5]),
        ("wsj S3–5, S9", [3, 4, 5, 9]),
        ("wsj page 4, PS3", []),
        ("S1 S2", [2]),  # the first word is the source
    ],
)
def test_the_sentences_of_a_citation(cite: str, found: list[int]) -> None:
    assert [number for span in sentences(cite) for number in span] == found


SHAPES: list[tuple[dict[str, Any], Any]] = [
    ({"uniform": [1, 4]}, lambda r: r.uniform(1, 4)),
    ({"normal": [1, 2]}, lambda r: r.gauss(1, 2)),
    ({"lognormal": [2, 0.5]}, lambda r: r.lognormvariate(math.log(2), 0.5)),
    ({"triangular": [0, 1, 5]}, lambda r: r.triangular(0, 5, 1)),
    ({"exponential": 3}, lambda r: r.expovariate(1 / 3)),
]


@pytest.mark.parametrize(("written", "draw"), SHAPES)
def test_mean_and_median_agree_with_draws(written: dict[str, Any], draw: Any) -> None:  # noqa: ANN401
    rng = random.Random(1)  # noqa: S311 (no secret)
    drawn = [draw(rng) for _ in range(40_000)]
    number = Number.model_validate(written)
    assert typical.mean(number) == pytest.approx(fmean(drawn), abs=0.05)
    assert typical.median(number) == pytest.approx(median(drawn), abs=0.05)


@pytest.mark.parametrize(("written", "draw"), SHAPES)
def test_the_median_of_a_cut_shape(written: dict[str, Any], draw: Any) -> None:  # noqa: ANN401
    rng = random.Random(1)  # noqa: S311 (no secret)
    drawn = [value for _ in range(40_000) if 1.2 <= (value := draw(rng)) <= 3]
    number = Number.model_validate({**written, "min": 1.2, "max": 3})
    assert typical.median(number) == pytest.approx(median(drawn), abs=0.03)


def test_the_median_of_a_half_normal() -> None:
    number = Number.model_validate({"normal": [0, 1], "min": 0})
    assert typical.median(number) == pytest.approx(NormalDist().inv_cdf(0.75))
