"""`python -m portal.launch run | services | test-services -- COMMAND | reset`."""

import argparse
import sys

from portal.environment import env_settings
from portal.launch import commands
from portal.launch.problems import LaunchError, say, sentence_for
from portal.launch.supervisor import Stopped


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m portal.launch", description=__doc__)
    choices = parser.add_subparsers(dest="what", required=True)
    everything = choices.add_parser("run", help="start everything, for trying out")
    everything.add_argument(
        "--empty", action="store_true", help="with the demo's mailbox, without its content"
    )
    choices.add_parser("services", help="start database and broker only")
    beside = choices.add_parser("test-services", help="run a command beside fresh services")
    beside.add_argument("command", nargs="+")
    reset = choices.add_parser("reset", help="delete the data of the trial")
    reset.add_argument("--yes", action="store_true", help="don't ask")
    chosen = parser.parse_args()
    try:
        match chosen.what:
            case "run":
                return commands.run(env_settings, empty=chosen.empty)
            case "services":
                return commands.services(env_settings)
            case "test-services":
                return commands.test_services(env_settings, chosen.command)
            case _:
                return commands.reset(env_settings, sure=chosen.yes)
    except Stopped:
        say("Stopped.")
        return 130 if chosen.what == "test-services" else 0
    except LaunchError as problem:
        say(f"\n{problem}")
    except OSError as problem:
        say(f"\n{sentence_for(problem)}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
