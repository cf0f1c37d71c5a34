"""What a person reads when something can't be started, and the one way of saying things."""

import contextlib
import errno
import sys


class LaunchError(Exception):
    """Something is in the way; the message says what, and what to do next."""


def say(sentence: str) -> None:
    """Print at once; a terminal that was closed meanwhile is no reason to leave things running."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()


def sentence_for(problem: OSError) -> str:
    """Turn what the system said into what a person can do about it."""
    where = f" ({problem.filename})" if problem.filename else ""
    if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{where}. Make room, then start again; nothing saved is lost."
    if problem.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"No permission to write{where}. Start as the user who started it first, or set "
            "DATA_DIR to a folder of your own."
        )
    return f"{problem.strerror or problem}{where}."
