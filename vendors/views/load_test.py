"""What does this load test prove? For everybody, at the front door; nothing is stored."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.core import ratelimit
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from portal import clock
from portal.cage.outcome import Limits
from portal.cage.run import run
from portal.files.content import MEGABYTE, clean_name
from vendors.demand import PROPOSED, RequiredPeak, figure
from vendors.forms.load_test import MEGABYTES, LoadTestForm
from vendors.loadtest_proof import LoadTest, load_test

READ_TEST = "vendors.loadtest_reading:main"
LIMITS = Limits(wall_seconds=30, cpu_seconds=30, memory_bytes=1 << 30)
AT_ONCE = 2
"""Strangers' files that one process reads at a time; its other threads go on serving."""
BUSY = (
    "Several people are having files read right now. Wait a few seconds and press the button again."
)
TOO_OFTEN = "Many files were read for your address in the last hour. Try again later."
_seats = threading.BoundedSemaphore(AT_ONCE)


class Quota(FileUploadHandler):
    """Stops taking in a form's files once they are larger than agreed."""

    exceeded = False
    taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.taken += len(raw_data)
        if self.taken > MEGABYTES * MEGABYTE:
            self.exceeded = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of reading: a test, or the sentence that says why there is none."""

    test: LoadTest | None = None
    refusal: str = ""
    status: int = 422


@never_cache
@csrf_exempt  # the quota must be there before the form is read; the inner view checks its origin
@require_http_methods(["GET", "HEAD", "POST"])
def public_load_test(request: HttpRequest) -> HttpResponse:
    """Show the form; read the files that come with it and say what they prove."""
    quota = Quota(request)
    request.upload_handlers.insert(0, quota)
    return _answer(request, quota)


@csrf_protect
def _answer(request: HttpRequest, quota: Quota) -> HttpResponse:
    if request.method != "POST":
        return _show(request, LoadTestForm())
    posted, files = request.POST, request.FILES
    form = LoadTestForm(posted, files, too_large=quota.exceeded)
    if not form.is_valid():
        return _show(request, form, status=422)
    answer = _read(request, form, form.cleaned_data["required"])
    if answer.test is None:
        form.add_error("results" if answer.status == 422 else None, answer.refusal)
        return _show(request, form, status=answer.status)
    return _show(request, form, test=answer.test)


def _read(request: HttpRequest, form: LoadTestForm, required: RequiredPeak) -> Answer:
    """Read the files in the cage; they are gone when the request is over."""
    if not ratelimit.consume(request, action="load_test"):
        return Answer(refusal=TOO_OFTEN, status=429)
    with _seat() as seated:
        if not seated:
            return Answer(refusal=BUSY, status=503)
        outcome = run(READ_TEST, _inputs(form), limits=LIMITS)
    if not outcome:
        return Answer(refusal=outcome.sentence("The file"))
    facts: dict[str, Any] = dict(outcome.facts)
    test = load_test(facts.get("reading"), required, at=clock.now(), needs="what you need")
    return Answer(test=test, refusal=str(facts.get("refusal") or "The file could not be read."))


def _inputs(form: LoadTestForm) -> dict[str, Path]:
    paths = {}
    for number, one in enumerate(form.uploads):
        if isinstance(one, TemporaryUploadedFile):
            paths[f"{number}:{clean_name(one.name or '')}"] = Path(one.temporary_file_path())
    return paths


@contextmanager
def _seat() -> Iterator[bool]:
    """Take one of the few places without waiting for it."""
    seated = _seats.acquire(blocking=False)
    try:
        yield seated
    finally:
        if seated:
            _seats.release()


def _show(
    request: HttpRequest, form: LoadTestForm, *, test: LoadTest | None = None, status: int = 200
) -> HttpResponse:
    required = form.cleaned_data.get("required") if form.is_bound else None
    context = {
        "title": _("What does this load test prove?"),
        "form": form,
        "test": test,
        "demand": required.demand if required and test else None,
        "proposed": {name: figure(PROPOSED[name]) for name in ("burst", "retries", "headroom")},
        "bots": figure(PROPOSED["bot_share"] * 100),
        "megabytes": MEGABYTES,
    }
    return render(request, "vendors/public/load_test.html", context, status=status)
