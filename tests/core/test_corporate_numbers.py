"""A corporate number proves itself by its first digit."""

from __future__ import annotations

import pytest

from core.corporate_numbers import UnfitNumber, check_digit, checked

#: Published numbers of public bodies and of a company.
REAL = ("7000012050002", "8000012010038", "1180301018771", "8700110005901", "5835678256246")


@pytest.mark.parametrize("number", REAL)
def test_a_real_number_fits(number: str) -> None:
    assert checked(number) == number
    assert check_digit(number[1:]) == int(number[0])


@pytest.mark.parametrize(
    "typed",
    [
        "７００００１２０５０００２",
        "7-0000-1205-0002",
        "7 0000 1205 0002",
        "T7000012050002",
        "7ー0000ー1205ー0002",
    ],
)
def test_it_may_be_typed_in_any_width_and_with_hyphens(typed: str) -> None:
    assert checked(typed) == "7000012050002"


@pytest.mark.parametrize("place", range(13))
def test_one_wrong_digit_is_found(place: int) -> None:
    number = "7000012050002"
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]

    with pytest.raises(UnfitNumber):
        checked(wrong)


@pytest.mark.parametrize("typed", ["", "700001205000", "70000120500022", "七千", "7000012O50002"])
def test_what_has_not_thirteen_digits_is_none(typed: str) -> None:
    with pytest.raises(UnfitNumber):
        checked(typed)


def test_no_check_digit_is_zero() -> None:
    assert check_digit("000000000000") == 9
    assert check_digit("900000000000") == 9
