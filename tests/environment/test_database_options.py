"""Options behind the ? of DATABASE_URL, all the way to the server."""

import os
import subprocess
import sys

from django.db import connection

from portal.environment import PROJECT_ROOT

ASK = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("show application_name")
    print(cursor.fetchone()[0])
connection.close_pool()
"""


def test_the_server_sees_what_the_url_says(db: None) -> None:
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(connection.settings_dict)
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATABASE_URL": f"{url}?application_name=from%20the%20address",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert asked.stdout.strip() == "from the address", asked.stderr
