"""What a vendor takes home of what it handed in: as received, whole, and for nobody else."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.digests import Sealed, verify
from portal.files import storage
from tests.cast import Cast
from tests.vendors.scene import Scene, join
from tests.vendors.views.test_answering import PDF, autoscale, send
from vendors.models import Evidence, Submission


def hand_in(scene: Scene, person: Client, *, after: int = 0) -> Submission:
    base = f"/responses/{scene.clearwater.pk}"
    person.post(f"{base}/check/", {"after": str(after), "confirmed": "on"})
    return Submission.objects.get(number=after + 1)


def opened(answer: Any) -> dict[str, bytes]:
    """The members of the ZIP, each checked against the list of fingerprints in it."""
    assert answer["Content-Type"] == "application/zip"
    content = b"".join(answer.streaming_content)
    assert len(content) == int(answer["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert bundle.testzip() is None
        files = {name: bundle.read(name) for name in bundle.namelist()}
    lines = files.pop("SHA256SUMS").decode().splitlines()
    listed = {name: fingerprint for fingerprint, name in (one.split("  ", 1) for one in lines)}
    assert listed == {name: hashlib.sha256(one).hexdigest() for name, one in files.items()}
    return files


def attach(person: Client, url: str, content: bytes) -> None:
    file = SimpleUploadedFile("plan.pdf", content, "application/pdf")
    send(person, url, **autoscale(**{"cloud.autoscale:_file": file, "_upload": "cloud.autoscale"}))


def test_it_holds_answers_files_and_fingerprints(scene: Scene, vera: Client) -> None:
    other = PDF + b"% second\n"
    attach(vera, scene.topic(), PDF)
    attach(vera, scene.topic(), other)
    submission = hand_in(scene, vera)
    url = f"/responses/{scene.clearwater.pk}/submissions/1.zip"
    assert url in vera.get(f"/responses/{scene.clearwater.pk}/receipt/").content.decode()
    files = opened(vera.get(url))
    said = json.loads(files["submission.json"])
    assert said["fingerprint"] == submission.root
    leaves = json.loads(files["leaves.json"])
    sealed = Sealed.from_dict({"root": submission.root, "leaves": leaves})
    assert verify(said["content"], sealed) == ()
    said["content"]["answers"]["cloud.autoscale"]["value"]["limits"] += "!"
    assert verify(said["content"], sealed)
    # Two files of one name: both are there, byte for byte.
    kept = [content for name, content in files.items() if name.endswith("-plan.pdf")]
    assert sorted(kept) == sorted([PDF, other])


def test_it_stays_what_was_handed_in(scene: Scene, vera: Client) -> None:
    attach(vera, scene.topic(), PDF)
    hand_in(scene, vera)
    send(vera, scene.topic(), **autoscale(**{"cloud.autoscale:time:amount": "45"}))
    attached = Evidence.objects.get()
    send(vera, scene.topic(), _remove=f"{attached.pk}:cloud.autoscale")
    hand_in(scene, vera, after=1)
    base = f"/responses/{scene.clearwater.pk}/submissions"
    first, second = opened(vera.get(f"{base}/1.zip")), opened(vera.get(f"{base}/2.zip"))
    assert first[f"files/{attached.pk}-plan.pdf"] == PDF
    assert not [name for name in second if name.startswith("files/")]
    seconds = [
        json.loads(one["submission.json"])["content"]["answers"]["cloud.autoscale"]["value"]["time"]
        for one in (first, second)
    ]
    assert [one["seconds"] for one in seconds] == [90, 45]


def test_it_is_for_the_people_on_the_response_alone(
    scene: Scene, vera: Client, sign_in: Callable[..., Client], cast: Cast
) -> None:
    send(vera, scene.topic(), **autoscale())
    hand_in(scene, vera)
    url = f"/responses/{scene.clearwater.pk}/submissions/1.zip"
    colleague = join(scene.clearwater, "kim@clearwater.example", "Kim Lake")
    rival = join(scene.tollgate, "tess@tollgate.example", "Tess Toll")
    assert "submission.json" in opened(sign_in(colleague).get(url))
    assert sign_in(rival).get(url).status_code == 404
    assert sign_in(cast.ann).get(url).status_code == 403
    assert vera.get(url.replace("1.zip", "2.zip")).status_code == 404
    scene.clearwater.members.filter(person_id=colleague.pk).delete()
    assert sign_in(colleague).get(url).status_code == 404


def test_a_file_that_is_gone_is_an_error_and_no_half_copy(scene: Scene, vera: Client) -> None:
    attach(vera, scene.topic(), PDF)
    hand_in(scene, vera)
    storage.path_of(Evidence.objects.get().file.key).unlink()
    vera.raise_request_exception = False
    answer = vera.get(f"/responses/{scene.clearwater.pk}/submissions/1.zip")
    assert answer.status_code == 500
    assert answer["Content-Type"].startswith("text/html")
