"""The walls that the child puts up around itself before it looks at anything."""

import ctypes
import platform
import resource
import signal
import struct
import sys

from portal.cage.outcome import Limits

PR_SET_PDEATHSIG = 1
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000

AF_UNIX = 1
EACCES = 13
# machine -> (architecture as seccomp names it, number of the socket call)
SOCKET_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


def put_up(limits: Limits) -> str:
    """Put up what the system allows; answer how the network was cut off, "" if it was not."""
    _limit_resources(limits)
    if sys.platform != "linux":
        return ""
    libc = ctypes.CDLL(None, use_errno=True)
    # A cage whose keeper was killed ends with it.
    libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # A new user namespace comes first: it gives an ordinary user the right to a network of its own,
    # and takes from root what it could do to the machine.
    for flags in (CLONE_NEWUSER | CLONE_NEWNET, CLONE_NEWNET):
        if libc.unshare(flags) == 0:
            return "namespace"
    return "filter" if _refuse_sockets(libc) else ""


def _limit_resources(limits: Limits) -> None:
    for kind, soft, hard in (
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
        # The soft limit ends the process by SIGXCPU, which tells it apart from other ends.
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 2),
        (resource.RLIMIT_FSIZE, limits.output_bytes, limits.output_bytes),
        (resource.RLIMIT_NOFILE, 256, 256),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        try:
            resource.setrlimit(kind, (soft, hard))
        except (OSError, ValueError):
            # Not every system knows every limit; the parent's wall limit holds everywhere.
            continue


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def _refuse_sockets(libc: ctypes.CDLL) -> bool:
    """Refuse every socket but local ones: for containers that forbid namespaces.

    Six steps of BPF: leave other architectures and other calls alone, leave AF_UNIX alone,
    answer EACCES to the rest.
    """
    if platform.machine() not in SOCKET_CALLS:
        return False
    architecture, socket_call = SOCKET_CALLS[platform.machine()]
    load, jump_if_equal, answer = 0x20, 0x15, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | EACCES
    steps = (
        (load, 0, 0, 4),
        (jump_if_equal, 0, 4, architecture),
        (load, 0, 0, 0),
        (jump_if_equal, 0, 2, socket_call),
        (load, 0, 0, 16),
        (jump_if_equal, 0, 1, AF_UNIX),
        (answer, 0, 0, allow),
        (answer, 0, 0, refuse),
    )
    program = _Program(len(steps), b"".join(struct.pack("=HBBI", *step) for step in steps))
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)
