"""The container and compose files say what the settings table and the addresses say."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.urls import resolve

from portal.environment import SETTINGS, Environment, SettingError, read_environment
from portal.launch.system import PDF_LIBRARIES

DEPLOY = Path(__file__).parents[2] / "deploy"
OURS = {setting.name for setting in SETTINGS}
NOT_OURS = {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
SITE_PARTS = ("migration", "web", "worker", "scheduler")
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?::([-?])([^}]*))?\}")


@pytest.fixture(scope="module")
def containerfile() -> str:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    return re.sub(r"\\\n\s*", " ", text)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return parsed


@pytest.fixture(scope="module")
def filled_in() -> dict[str, str]:
    """What an operator has in deploy/.env after following the page."""
    lines = (DEPLOY / "env.example").read_text(encoding="utf-8").splitlines()
    rows = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return rows | {name: "0123456789abcdef" * 4 for name, value in rows.items() if not value}


def image_variables(containerfile: str) -> dict[str, str]:
    return dict(
        pair.split("=", 1)
        for line in containerfile.splitlines()
        if line.startswith("ENV ")
        for pair in line.removeprefix("ENV ").split()
    )


def settings_of(
    part: str, compose: dict[str, Any], containerfile: str, values: dict[str, str]
) -> Environment:
    def fill(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        return values.get(name) or (rest if kind == "-" else "")

    told = compose["services"][part]["environment"]
    given = {name: VARIABLE.sub(fill, value) for name, value in told.items()}
    return read_environment(image_variables(containerfile) | given)


@pytest.mark.parametrize("part", SITE_PARTS)
def test_each_part_of_the_site_starts_with_what_the_page_asks_for(
    part: str, compose: dict[str, Any], containerfile: str, filled_in: dict[str, str]
) -> None:
    environment = settings_of(part, compose, containerfile, filled_in)
    assert environment.root_url == "https://reviews.example.org"
    assert not environment.trying_out
    assert environment.https
    assert environment.trusted_proxy
    assert environment.database.host in compose["services"]
    assert environment.mail_server is not None
    assert (environment.web_processes, environment.web_threads) == (2, 4)


def test_demo_mode_is_refused_there(
    compose: dict[str, Any], containerfile: str, filled_in: dict[str, str]
) -> None:
    told = compose["services"]["web"]["environment"]
    wrong = compose | {"services": {"web": {"environment": told | {"DEMO": "true"}}}}
    with pytest.raises(SettingError) as refused:
        settings_of("web", wrong, containerfile, filled_in)
    assert refused.value.name == "DEMO"


def test_every_variable_is_in_the_table(compose: dict[str, Any], containerfile: str) -> None:
    named = set(image_variables(containerfile)) - NOT_OURS
    for part in SITE_PARTS:
        named |= set(compose["services"][part]["environment"])
    assert named <= OURS
    launcher_only = {"TEST_DB_NAME", "PORTAL_PG_BINDIR", "PORTAL_BROKER_BINDIR"}
    assert OURS - named == launcher_only


def test_everything_asked_of_the_operator_is_in_the_example(
    compose: dict[str, Any], filled_in: dict[str, str]
) -> None:
    asked = {
        name
        for name, kind, _rest in VARIABLE.findall(
            (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
        )
        if kind == "?"
    }
    assert asked <= set(filled_in)
    assert set(filled_in) - asked == {"BOUNCE_ADDRESS"}


def test_the_ports_agree(compose: dict[str, Any], containerfile: str) -> None:
    port = image_variables(containerfile)["WEB_BIND"].rpartition(":")[2]
    assert re.findall(r"^EXPOSE (\d+)", containerfile, re.MULTILINE) == [port]
    caddyfile = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert re.findall(r"reverse_proxy (\S+)", caddyfile) == [f"web:{port}"]
    published = {name for name, part in compose["services"].items() if "ports" in part}
    assert published == {"proxy"}
    assert compose["services"]["proxy"]["ports"] == ["80:80", "443:443"]


def test_the_probes_ask_for_pages_that_exist_on_every_host(
    compose: dict[str, Any], containerfile: str
) -> None:
    asked = re.findall(r'portal\.launch\.probe", "([^"]+)"', containerfile)
    asked += [compose["services"]["web"]["healthcheck"]["test"][-1]]
    assert asked == ["/-/alive", "/-/ready"]
    for path in asked:
        for urls in ("portal.urls_front", "portal.urls_workspace"):
            assert resolve(path, urls).func.__module__ == "portal.health"


def test_web_and_worker_share_one_folder_of_files(
    compose: dict[str, Any], containerfile: str
) -> None:
    root = image_variables(containerfile)["FILES_ROOT"]
    for part in ("web", "worker"):
        assert f"files:{root}" in compose["services"][part]["volumes"]
    assert set(compose["volumes"]) == {"files", "spool", "database", "broker", "proxy"}


def test_the_image_has_what_the_pdf_engine_needs(containerfile: str) -> None:
    installed = re.search(r"install -y --no-install-recommends (.*?) &&", containerfile)
    assert installed is not None
    assert installed[1].split() == list(PDF_LIBRARIES.values())


def test_the_image_copies_only_what_is_there(containerfile: str) -> None:
    copied = re.findall(r"^COPY (\S+) ", containerfile, re.MULTILINE)
    assert [name for name in copied if not (DEPLOY.parent / name).exists()] == []
    assert {"portal", "vendors", "evaluations", "templates", "static"} <= set(copied)


def test_the_page_names_each_part(compose: dict[str, Any]) -> None:
    page = (DEPLOY / "README.md").read_text(encoding="utf-8")
    parts = {
        name.strip()
        for row in re.findall(r"^\| ([a-z, ]+) \|", page, re.MULTILINE)
        for name in row.split(",")
    }
    assert parts - {"part"} == set(compose["services"])
