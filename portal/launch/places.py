"""Where the launcher keeps things, for whom, and who may use them at a time."""

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from portal.environment import PROJECT_ROOT, SERVICES_FILE
from portal.launch.problems import LaunchError

SYSTEM_STORE = Path("/var/lib/plumbline")
LARGEST_LOG = 5 * 1024 * 1024
NEEDED_BYTES = 600 * 1024 * 1024
OWN_NAMES = {
    SERVICES_FILE, "files", "lock", "logs", "running.json",
    "scheduler", "secret_key", "spool", "static", "store",
}  # fmt: skip
SERVICE_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Places:
    """The data folder, and the store in it (or beside it) that database and broker write to."""

    data: Path
    store: Path
    account: str | None

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def record(self) -> Path:
        return self.data / "running.json"

    @property
    def services_file(self) -> Path:
        return self.data / SERVICES_FILE

    def make(self) -> None:
        for folder in (self.data, self.logs, self.data / "spool", self.data / "scheduler"):
            folder.mkdir(parents=True, exist_ok=True)
        self.store.mkdir(parents=True, exist_ok=True)
        if self.account:
            self.data.chmod(0o711)
            shutil.chown(self.store, self.account)
        self.store.chmod(0o700)
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > LARGEST_LOG:
                log.replace(log.with_suffix(".old"))


def secret_in(folder: Path, name: str) -> str:
    """Return the secret of this name, made at its first use."""
    kept = folder / name
    if not kept.exists() or not kept.read_text(encoding="ascii").strip():
        draft = kept.with_suffix(".new")
        with suppress(FileNotFoundError):
            draft.unlink()
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
        draft.replace(kept)
    return kept.read_text(encoding="ascii").strip()


def find_places(data: Path) -> Places:
    """Decide where database files go: in the data folder wherever the account can get there."""
    account = service_account()
    if account is None or reachable_by(account, _nearest_existing(data)):
        return Places(data, data / "store", account)
    digest = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Places(data, SYSTEM_STORE / digest, account)


def service_account() -> str | None:
    """PostgreSQL refuses to run as root, so root becomes somebody harmless for it."""
    if os.geteuid() != 0:
        return None
    for name in SERVICE_ACCOUNTS:
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise LaunchError("PostgreSQL doesn't run as root and there is no user “nobody” to run it as.")


def reachable_by(account: str, path: Path) -> bool:
    person = pwd.getpwnam(account)
    flag = "-x" if path.is_dir() else "-r"
    asked = subprocess.run(
        ["/usr/bin/test", flag, str(path)],
        user=person.pw_uid,
        group=person.pw_gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return asked.returncode == 0


def check_data_folder(data: Path) -> None:
    """A folder that holds something else is not ours to fill, and never ours to delete."""
    if not data.exists():
        return
    if not data.is_dir():
        raise LaunchError(f"DATA_DIR: “{data}” is not a folder. Name a folder, or an absent one.")
    strange = sorted({entry.name for entry in data.iterdir()} - OWN_NAMES)
    if strange and data != PROJECT_ROOT / ".data":
        raise LaunchError(
            f"DATA_DIR: “{data}” holds other things ({', '.join(strange[:3])}). Name an empty or "
            "absent folder."
        )


def check_room(data: Path) -> None:
    free = shutil.disk_usage(_nearest_existing(data)).free
    if free < NEEDED_BYTES:
        raise LaunchError(
            f"The disk of {data} has {free // 1024**2} MB left and about "
            f"{NEEDED_BYTES // 1024**2} MB are needed. Make room, or set DATA_DIR to a folder on "
            "another disk."
        )


@contextmanager
def only_one(places: Places) -> Iterator[None]:
    """Hold the data folder; the system lets go of it however this process ends."""
    places.data.mkdir(parents=True, exist_ok=True)
    with (places.data / "lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise LaunchError(
                f"Plumbline already runs with {places.data} (process {lock.read().strip()}). "
                "Stop it with Ctrl-C in its terminal, or give this one another DATA_DIR and "
                "ROOT_HOST."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def remove(places: Places) -> None:
    """Delete what the launcher and the product keep, and nothing else."""
    for name in sorted(OWN_NAMES):
        path = places.data / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if places.store.exists():
        shutil.rmtree(places.store)
    with suppress(OSError):
        places.data.rmdir()


def _nearest_existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())
