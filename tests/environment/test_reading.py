"""Settings from the environment: types, defaults, and the sentence when one is wrong."""

from dataclasses import fields
from pathlib import Path

import pytest
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo

from portal.environment import (
    DATABASE_OPTIONS,
    PROJECT_ROOT,
    SETTINGS,
    TRYING_OUT_KEY,
    Environment,
    HostPort,
    SettingError,
    left_by_services,
    read_environment,
)

SERVING = {
    "ROOT_HOST": "reviews.example.org",
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgres://app:secret@db/plumbline",
    "EMAIL_URL": "smtp+tls://app:secret@mail.example.org",
    "BROKER_URL": "redis://broker:6379/0",
}


def test_nothing_set_is_good_for_trying_out() -> None:
    environment = read_environment({})
    assert environment.root_host == HostPort("localhost", 8000)
    assert environment.web_bind == HostPort("127.0.0.1", 8000)
    assert environment.secret_key == TRYING_OUT_KEY
    assert environment.trying_out
    assert not environment.debug
    assert not environment.demo


def test_an_empty_variable_counts_as_not_set() -> None:
    assert read_environment({"WEB_THREADS": "", "ROOT_HOST": ""}) == read_environment({})


def test_another_root_port_moves_the_web_server() -> None:
    environment = read_environment({"ROOT_HOST": "localhost:8123"})
    assert environment.web_bind == HostPort("127.0.0.1", 8123)
    assert environment.workspace_url("alder") == "http://alder.localhost:8123"


def test_workspaces_are_linked_under_the_root() -> None:
    environment = read_environment({**SERVING, "HTTPS": "true"})
    assert environment.workspace_url("alder") == "https://alder.reviews.example.org"


@pytest.mark.parametrize(
    ("given", "links"),
    [
        ({**SERVING, "HTTPS": "true"}, "https://reviews.example.org"),
        (SERVING, "http://reviews.example.org"),
        (SERVING | {"ROOT_HOST": "reviews.example.org:8080"}, "http://reviews.example.org:8080"),
        ({"ROOT_HOST": "localhost"}, "http://localhost:8000"),
    ],
)
def test_a_root_without_a_port_gets_the_usual_one(given: dict[str, str], links: str) -> None:
    assert read_environment(given).root_url == links


def test_the_environment_wins_over_what_services_left_behind() -> None:
    left = {"BROKER_URL": "redis://127.0.0.1:7001/0", "DATABASE_URL": "postgres://a@127.0.0.1/left"}
    environment = read_environment({"BROKER_URL": "redis://127.0.0.1:7002/0"}, left)
    assert environment.broker_url == "redis://127.0.0.1:7002/0"
    assert environment.database.name == "left"


def test_services_leave_their_addresses_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "services.env").write_text("BROKER_URL=redis://127.0.0.1:7001/0?a=b\n")
    assert left_by_services(tmp_path) == {"BROKER_URL": "redis://127.0.0.1:7001/0?a=b"}
    assert left_by_services(tmp_path / "nowhere") == {}


def test_options_of_the_database_reach_the_client(tmp_path: Path) -> None:
    authorities = tmp_path / "ca.pem"
    authorities.write_text("")
    url = f"postgres://a:b%3Fc@db/plumbline?sslmode=verify-full&sslrootcert={authorities}"
    database = read_environment({"DATABASE_URL": url}).database
    assert database.options == {"sslmode": "verify-full", "sslrootcert": str(authorities)}
    assert (database.password, database.name) == ("b?c", "plumbline")
    assert read_environment({}).database.options == {}


def test_every_option_is_one_of_the_client_and_stands_on_the_settings_page() -> None:
    page = (PROJECT_ROOT / "deploy" / "SETTINGS.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `") and line.count(" | ") == 1]
    assert [line.split("`")[1] for line in rows] == list(DATABASE_OPTIONS)
    make_conninfo(**dict.fromkeys(DATABASE_OPTIONS, "1"))
    with pytest.raises(ProgrammingError):
        make_conninfo(pgbouncer="1")


def test_a_mail_server_is_taken_apart() -> None:
    server = read_environment({"EMAIL_URL": "smtp+tls://ann%40x:p%2Fw@mail.example"}).mail_server
    assert server is not None
    assert (server.host, server.port, server.user) == ("mail.example", 587, "ann@x")
    assert server.password == "p/w"
    assert read_environment({}).mail_server is None


def test_secrets_stay_out_of_what_is_printed() -> None:
    environment = read_environment(SERVING)
    assert "secret" not in repr(environment)
    assert "k" * 50 not in repr(environment)
    assert "secret" not in repr(environment.database)


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("DEBUG", "maybe", "neither yes nor no"),
        ("ROOT_HOST", "http://localhost", "not a host name"),
        ("ROOT_HOST", "under_score.example", "not a host name"),
        ("ROOT_HOST", "localhost:99999", "not a port"),
        ("DATABASE_URL", "mysql://a@b/c", "must start with postgres://"),
        ("DATABASE_URL", "postgres://a@b", "names no database"),
        ("DATABASE_URL", "postgres:///c", "names no host"),
        ("DATABASE_URL", "postgres://a@b/c?sslmode=on", "of sslmode, “on” is none of disable,"),
        ("DATABASE_URL", "postgres://a@b/c?sslmode=", "“sslmode” has no value"),
        ("DATABASE_URL", "postgres://a@b/c?sslmode", "“sslmode” has no value"),
        ("DATABASE_URL", "postgres://a@b/c?sslmode=allow&sslmode=require", "“sslmode” twice"),
        ("DATABASE_URL", "postgres://a@b/c?SSLMODE=require", "“SSLMODE” is not an option"),
        (
            "DATABASE_URL",
            "postgres://a@b/c?options=-csearch_path%3Dx",
            "“options” is not an option",
        ),
        ("DATABASE_URL", "postgres://a@b/c?pgbouncer=true", "these can: sslmode, sslrootcert,"),
        ("DATABASE_URL", "postgres://a@b/c?host=elsewhere", "“host” belongs before the “?”"),
        ("DATABASE_URL", "postgres://a@b/c?sslrootcert=no/such.pem", "there is no file"),
        ("DATABASE_URL", "postgres://a@b/c?sslrootcert=system&sslmode=require", "needs sslmode="),
        ("DATABASE_URL", "postgres://a@b/c?connect_timeout=soon", "of connect_timeout, “soon”"),
        ("BROKER_URL", "redis://host:port/0", "can't be read"),
        ("BROKER_URL", "127.0.0.1:6379", "must start with redis://"),
        ("EMAIL_URL", "mail.example:25", "must start with smtp://"),
        ("MAIL_FROM", "Plumbline", "not an e-mail address"),
        ("BOUNCE_ADDRESS", "nobody", "not an e-mail address"),
        ("OPERATOR_EMAIL", "a b@c", "not an e-mail address"),
        ("TEST_DB_NAME", "a;drop", "not a database name"),
        ("PORTAL_PG_BINDIR", "no/such/folder", "there is no folder"),
        ("WEB_BIND", "8000", "not an address with a port"),
        ("WEB_BIND", "localhost:8000", "not an IP address"),
        ("WEB_PROCESSES", "0", "not a whole number"),
        ("WEB_THREADS", "many", "not a whole number"),
        ("WORKER_PROCESSES", "-1", "not a whole number"),
        ("LOG_LEVEL", "loud", "not a level"),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_was_wrong(
    name: str, value: str, what: str
) -> None:
    with pytest.raises(SettingError) as refused:
        read_environment({name: value})
    assert str(refused.value).startswith(f"{name}: ")
    assert what in str(refused.value)
    assert refused.value.code == str(refused.value)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"DEMO": "true"}, "DEMO"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": TRYING_OUT_KEY}, "SECRET_KEY"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"BROKER_URL": ""}, "BROKER_URL"),
        ({"EMAIL_URL": ""}, "EMAIL_URL"),
    ],
)
def test_a_site_that_others_reach_is_held_to_more(change: dict[str, str], name: str) -> None:
    assert read_environment(SERVING).root_host.host == "reviews.example.org"
    with pytest.raises(SettingError) as refused:
        read_environment({**SERVING, **change})
    assert refused.value.name == name


def test_demo_mode_refuses_to_listen_beyond_this_machine() -> None:
    assert read_environment({"DEMO": "true"}).demo
    with pytest.raises(SettingError) as refused:
        read_environment({"DEMO": "true", "WEB_BIND": "0.0.0.0:8000"})
    assert refused.value.name == "DEMO"


def test_each_row_has_its_attribute() -> None:
    assert [field.name for field in fields(Environment)] == [row.name.lower() for row in SETTINGS]


def test_the_settings_page_holds_the_table() -> None:
    page = (Path(__file__).parents[2] / "deploy" / "SETTINGS.md").read_text(encoding="utf-8")
    told = [
        tuple(cell.strip().strip("`") for cell in line.strip("|").split("|"))
        for line in page.splitlines()
        if line.startswith("| `") and line.count(" | ") == 3
    ]
    assert told == [(row.name, row.takes, row.default, row.meaning) for row in SETTINGS]
