"""What the system must bring is named with the command that brings it."""

import pytest

from portal.launch import system


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without browser and libraries, where we may not install."""
    monkeypatch.setattr(system, "PDF_LIBRARIES", {"libnowhere.so.9": "libpango-1.0-0"})
    monkeypatch.setattr(system, "DRIVER_LIBRARIES", {"libnowhere.so.9": "libatomic1"})
    monkeypatch.setattr(system, "BROWSERS", ("no-such-browser",))
    monkeypatch.setattr("os.geteuid", lambda: 1000)


def test_what_is_missing_is_told_with_its_command(
    bare: None, capsys: pytest.CaptureFixture[str]
) -> None:
    system.provide(["pdf", "browser"])
    said = capsys.readouterr().out
    assert "no PDF can be made" in said
    assert "sudo apt-get install --no-install-recommends libpango-1.0-0\n" in said
    assert "the tests in a browser are skipped" in said
    assert "sudo apt-get install --no-install-recommends chromium libatomic1\n" in said


def test_nothing_is_said_where_nothing_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "PDF_LIBRARIES", {})
    system.provide(["pdf"])
    assert capsys.readouterr().out == ""
