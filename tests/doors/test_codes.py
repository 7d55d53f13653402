"""One-time codes: when one is right, and that it is right once."""

from datetime import UTC, datetime, timedelta

import pyotp

from salesops.web.people import codes

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)
STEP = timedelta(seconds=codes.STEP_SECONDS)


def shown(moment):
    return pyotp.TOTP(SECRET).at(int(moment.timestamp()))


def matched(code, moment=NOW, after=-1):
    return codes.matched_step(SECRET, code, moment, after)


def test_the_code_of_the_standard_is_right():
    # RFC 6238, appendix B: the secret's first six-digit code at 59 seconds.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert codes.matched_step(secret, "287082", datetime.fromtimestamp(59, UTC), -1) == 1


def test_a_code_is_right_for_half_a_minute_before_and_after_its_own():
    late = [matched(shown(NOW), NOW + n * STEP) is not None for n in range(-2, 3)]
    assert late == [False, True, True, True, False]


def test_a_code_is_right_once_and_so_is_every_one_before_it():
    step = matched(shown(NOW))
    assert matched(shown(NOW), after=step) is None
    assert matched(shown(NOW - STEP), after=step) is None
    assert matched(shown(NOW + STEP), NOW + STEP, after=step) == step + 1


def test_a_code_may_be_typed_with_a_space_and_nothing_but_digits():
    code = shown(NOW)
    assert matched(f"{code[:3]} {code[3:]}")
    for wrong in ("", "12345", "abcdef", code + "0", "１２３４５６", "٠١٢٣٤٥"):
        assert matched(wrong) is None


def test_recovery_codes_are_ten_and_different_and_typed_as_one_likes():
    given = codes.new_recovery_codes()
    assert len(set(given)) == 10
    assert codes.plain(given[0].lower().replace("-", " ")) == codes.plain(given[0])
    assert len(codes.plain(given[0])) == 12


def test_the_picture_is_drawn_here_and_names_who_it_is_for():
    address = codes.address(SECRET, "bo")
    assert address.startswith("otpauth://totp/SalesOps:bo?") and SECRET in address
    assert codes.picture(address).startswith("data:image/svg+xml")
