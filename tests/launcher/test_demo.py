"""The parts of the demo that can be tried without serving it."""

import socket

import pytest

from launcher import demo
from launcher.checks import find_browser
from launcher.report import Failure


def test_a_taken_port_is_said_plainly():
    with socket.socket() as other:
        other.bind((demo.HOST, 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Failure, match=f"Port {port} cannot be used .*--port N"):
            demo.refuse_taken_port(port)


def test_a_browser_is_the_one_that_is_named_or_one_on_the_path(tmp_path):
    browser = tmp_path / "chromium"
    browser.touch(mode=0o755)

    assert [
        find_browser({"CHROMIUM": str(browser), "PATH": ""}),
        find_browser({"CHROMIUM": "/nowhere/chromium", "PATH": str(tmp_path)}),
        find_browser({"PATH": str(tmp_path)}),
        find_browser({"PATH": "/nowhere"}),
    ] == [str(browser), None, str(browser), None]
