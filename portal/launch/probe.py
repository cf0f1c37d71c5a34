"""Ask the web server of this machine: `python -m portal.launch.probe /-/ready` ends with 0 or 1."""

import http.client
import sys

from portal.environment import Environment, env_settings

PATIENCE_SECONDS = 10.0
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to ask there, not to listen


def status_of(environment: Environment, path: str) -> int | None:
    """Return the status, or nothing when nobody answers. Goes by address: names may not resolve."""
    address = environment.web_bind
    host = ANY_ADDRESS.get(address.host, address.host)
    line = http.client.HTTPConnection(host, address.port, timeout=PATIENCE_SECONDS)
    try:
        line.request("GET", path, headers={"Host": environment.root_url.partition("://")[2]})
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()


if __name__ == "__main__":
    sys.exit(status_of(env_settings, sys.argv[1]) != http.client.OK)
