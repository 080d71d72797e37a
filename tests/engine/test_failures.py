import asyncio

import pytest
from rattler import exceptions as rattler

from jupyter_envmgr.engine.failures import translated, without_secrets
from jupyter_envmgr.errors import EnvmgrError, UnsolvableError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (rattler.IoError("write failed: No space left on device (os error 28)"), "disk-full"),
        (rattler.InstallerError("hash mismatch when extracting x: expected a, got b"), "checksum"),
        (rattler.LinkError("Permission denied (os error 13)"), "not-writable"),
        (rattler.GatewayError("whatever"), "channel"),
        (rattler.InstallerError("failed to fetch x\nconnection reset by peer"), "channel"),
        (rattler.InstallerError("something new"), "engine"),
        (RuntimeError(), "engine"),
    ],
)
def test_each_kind_of_failure_has_its_code(error, code):
    with pytest.raises(EnvmgrError) as failed, translated("Installing"):
        raise error
    assert failed.value.code == code
    assert failed.value.hint
    assert failed.value.__cause__ is error


def test_a_rust_panic_is_a_problem_though_it_is_no_exception():
    class PanicException(BaseException):
        pass

    with pytest.raises(EnvmgrError) as failed, translated("Solving"):
        raise PanicException("index out of bounds")
    assert failed.value.message == "Solving failed: index out of bounds"


@pytest.mark.parametrize("error", [asyncio.CancelledError(), UnsolvableError("No.")])
def test_a_cancellation_and_our_own_errors_pass(error):
    with pytest.raises(type(error)) as same, translated("Solving"):
        raise error
    assert same.value is error


def test_secrets_of_channel_addresses_are_not_shown():
    with pytest.raises(EnvmgrError) as failed, translated("Solving"):
        raise rattler.GatewayError("cannot read 'https://me:pw@a.b/t/tk-123/c/noarch/x' now")
    shown = str(failed.value.problem)
    assert "pw" not in shown and "tk-123" not in shown
    assert without_secrets("https://a.b/c") == "https://a.b/c"
