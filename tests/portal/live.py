"""The product behind a real socket, for a real browser, on the test's own connection."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db import connections
from django.test import override_settings
from django.test.testcases import LiveServerThread, _StaticFilesHandler

T = TypeVar("T")


class OneAtATime(_StaticFilesHandler):
    """Answers requests one after the other: they share the connection that the test looks through."""

    turn = threading.Lock()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with self.turn:
            return super().__call__(environ, start_response)


@dataclass(frozen=True)
class Served:
    """Where the product answers, and a way to the rows while a browser holds the test's thread."""

    host: str
    shared: Any

    def at(self, label: str) -> str:
        return f"http://{label}.{self.host}"

    def rows(self, ask: Callable[[], T]) -> T:
        """Ask on the test's own connection, in a thread without the browser's event loop."""
        answers: list[T] = []

        def work() -> None:
            connections["default"] = self.shared
            answers.append(ask())

        with OneAtATime.turn:
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        return answers[0]


@contextmanager
def serving() -> Iterator[Served]:
    """Serve for the length of a block."""
    shared: Any = connections["default"]
    shared.inc_thread_sharing()
    # The server closes its connection after each request; this one is the test's.
    shared.close = lambda: None
    thread = LiveServerThread("127.0.0.1", OneAtATime, connections_override={"default": shared})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    host = f"localhost:{thread.port}"
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    form_action = [part.replace(settings.ROOT_HOST, host) for part in policy["form-action"]]
    try:
        with override_settings(
            ROOT_HOST=host,
            ROOT_URL=f"http://{host}",
            CONTENT_SECURITY_POLICY={"DIRECTIVES": policy | {"form-action": form_action}},
        ):
            yield Served(host, shared)
    finally:
        thread.terminate()
        del shared.close
        shared.dec_thread_sharing()
