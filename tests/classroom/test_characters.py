"""Which characters may stand in what people write."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from sim.classroom.acts import characters
from sim.classroom.acts.seats import SeatTaken

PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
TEXT = some.text(some.characters(categories=None), max_size=60) | some.text(
    some.sampled_from(
        "aZ\u0301\u200d\u200c\u200b\u202e \t\r\n\u2028\u0915\u094d\u212b\U0001f469\u3164"
    ),
    max_size=20,
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Ana \t B.\n", "Ana B."), ("\u202eAna\u202c", "Ana"), ("A\u200bn\u00ada", "Ana"), ("\u200b", ""),
        ("\u3164\u2800", ""), ("\u0301", ""), ("A\x00\x1b[31m", "A[31m"), ("A\u200dna", "Ana"),
        (PERSIAN, PERSIAN),
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"), ("Zoe\u0308", "Zo\u00eb"),
        ("o" + "\u0332" * 40, "o" + "\u0332" * 4), ("\ud800A", "A"), ("A\ufffe", "A"), ("A\u2028B", "A B"),
        ("\u6211", "\u6211"), ("\u2026", "\u2026"),
    ],
)  # fmt: skip
def test_a_name_is_what_can_be_seen_of_it(written: str, kept: str) -> None:
    assert characters.name(written) == kept


def test_a_text_keeps_its_lines() -> None:
    assert characters.text(" a\r\nb\u2028c\rd\x0b\u202ee\tf\x07 \n") == "a\nb\nc\nd\ne f"


@given(TEXT)
def test_what_was_kept_is_kept_again_as_it_is(written: str) -> None:
    for keep in (characters.name, characters.text):
        once = keep(written)
        assert keep(once) == once
        once.encode("utf-8")
        bad = {c for c in once if unicodedata.category(c) in {"Cc", "Cs", "Cf"}} - {
            "\n",
            *characters.JOINERS,
        }
        assert not bad
    assert "\n" not in characters.name(written)


def test_a_name_is_mended_or_refused_whatever_the_door() -> None:
    fields = {"seat": "s1", "team": "nato", "chair": "adviser", "token": "ab" * 32}
    assert SeatTaken.model_validate({**fields, "name": "\u202eAna \n B"}).name == "Ana B"
    assert SeatTaken.model_validate({**fields, "name": f"{'x' * 80}\u200b"}).name == "x" * 80
    for name in ("\u200b", "x" * 81, 7, None):
        with pytest.raises(ValidationError):
            SeatTaken.model_validate({**fields, "name": name})
