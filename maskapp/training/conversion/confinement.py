"""Confinement of the process that converts a model, since a model file may run code.

On Linux it needs no special rights: Landlock leaves the program's own files to read and one folder
to write to, seccomp refuses the network, other programs and other processes, and resource limits
hold memory and the sizes of files. The process ends with the program. Other systems have no such
means, so only the limits that they know apply there.
"""

import contextlib
import ctypes
import errno
import os
import signal
import site
import sys
from collections.abc import Iterator
from pathlib import Path

_LEAST_MEMORY_BYTES, _MOST_MEMORY_BYTES = 2 << 30, 4 << 30
"""TensorFlow alone takes 600 MB; a network is in memory several times while it is converted."""
_LONGEST_CPU_S = 300  # of all threads; the parent limits the time on the clock
_LARGEST_FILE_BYTES = 2 << 30  # no .tflite file can be larger

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38

# linux/landlock.h; the numbers are the same on all processors.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_GET_VERSION = 1
_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS_OF_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_NETWORK_RIGHTS, _NETWORK_VERSION = 0b11, 4  # to bind and to connect TCP sockets
_SCOPES, _SCOPE_VERSION = 0b11, 6  # abstract sockets of other processes, and signals to them
_READABLE = (
    *("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/proc/self"),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system", "/dev/urandom"),
)

# seccomp.h
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_NOT_EQUAL, _MASKED_EQUAL = 1, 7
_REFUSED = (
    *("socket", "connect", "bind", "listen", "io_uring_setup", "execve", "execveat"),
    *("fork", "vfork", "kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"),
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp"),
    *("pidfd_open", "pidfd_getfd", "pidfd_send_signal", "unshare", "setns", "mount", "chroot"),
    *("add_key", "keyctl", "request_key", "bpf", "perf_event_open", "userfaultfd", "setrlimit"),
    *("sched_setaffinity", "setpriority", "ioprio_set", "shmget", "msgget", "semget", "mq_open"),
    # Landlock does not know these, or only in later versions.
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat"),
    *("setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr"),
    *("truncate", "utime", "utimes", "futimesat", "utimensat"),
)
_NEW_PROCESS_MASK = 0x00010000  # CLONE_THREAD: without it, clone makes a process


class _Ruleset(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("files", "network", "scopes")]


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("rights", ctypes.c_uint64), ("descriptor", ctypes.c_int32)]


class _Comparison(ctypes.Structure):
    _fields_ = [
        ("argument", ctypes.c_uint),
        ("operation", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    ]


def confine(folder: Path) -> bool:
    """Confine this process to its own folder, for good; call it before any thread is started.

    Args:
        folder: The only folder that can be written to, and read besides the program's own files.

    Returns:
        Whether files, network and processes are out of reach now; false on other systems than
        Linux, and on a Linux without Landlock or libseccomp.
    """
    _limit_resources()
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    try:
        _leave_only(folder, libc)
        _refuse_calls(ctypes.CDLL("libseccomp.so.2", use_errno=True))
    except OSError:
        return False
    return True


def _limit_resources() -> None:
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    limits = {
        resource.RLIMIT_DATA: _memory_limit(),
        resource.RLIMIT_FSIZE: _LARGEST_FILE_BYTES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: _LONGEST_CPU_S,
    }
    for kind, limit in limits.items():
        # Some seconds after the signal that says why, the processor time ends the process anyhow.
        hard = limit + 10 if kind == resource.RLIMIT_CPU else limit
        with contextlib.suppress(ValueError):  # already lower
            resource.setrlimit(kind, (limit, hard))


def _memory_limit() -> int:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(max(memory // 2, _LEAST_MEMORY_BYTES), _MOST_MEMORY_BYTES)


def _leave_only(folder: Path, libc: ctypes.CDLL) -> None:
    """Take all rights to files away, by Landlock."""
    version = _checked(libc.syscall(_CREATE_RULESET, None, 0, _GET_VERSION))
    rights = max(known for first, known in _FILE_RIGHTS_OF_VERSION.items() if first <= version)
    attributes = _Ruleset(
        rights,
        _NETWORK_RIGHTS if version >= _NETWORK_VERSION else 0,
        _SCOPES if version >= _SCOPE_VERSION else 0,
    )
    ruleset = _checked(
        libc.syscall(_CREATE_RULESET, ctypes.byref(attributes), ctypes.sizeof(attributes), 0)
    )
    _allow(libc, ruleset, folder, rights)
    for path in _program_files():
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            _allow(libc, ruleset, path, (_READ_FILE | _READ_DIR) if path.is_dir() else _READ_FILE)
    _checked(libc.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _program_files() -> Iterator[Path]:
    """Yield the files and folders of the program, Python and the system's libraries, if any."""
    own = [*sys.path, *site.getsitepackages(), sys.prefix, sys.base_prefix, *_READABLE]
    for text in dict.fromkeys(own):
        if text:
            yield Path(text)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _PathRule(rights, descriptor)
        _checked(libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0))
    finally:
        os.close(descriptor)


def _refuse_calls(seccomp: ctypes.CDLL) -> None:
    """Refuse calls of the system by a filter of libseccomp's."""
    seccomp.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(seccomp.seccomp_init(_ALLOW))

    def refuse(name: str, *conditions: _Comparison, error: int = errno.EPERM) -> None:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number < 0:  # unknown to this processor or this library
            return
        array = (_Comparison * len(conditions))(*conditions)
        add = seccomp.seccomp_rule_add_array
        _checked(add(context, _REFUSE | error, number, len(conditions), array))

    for name in _REFUSED:
        refuse(name)
    refuse("clone", _Comparison(0, _MASKED_EQUAL, _NEW_PROCESS_MASK, 0))
    refuse("tgkill", _Comparison(0, _NOT_EQUAL, os.getpid()))
    refuse("prlimit64", _Comparison(2, _NOT_EQUAL, 0))  # asking for a limit stays possible
    # Their arguments are in memory, where a filter cannot see them; C libraries know the others.
    for name in ("clone3", "openat2"):
        refuse(name, error=errno.ENOSYS)
    for name, argument in (("open", 1), ("openat", 2)):  # truncation of a file open for reading
        flags = os.O_ACCMODE | os.O_TRUNC
        refuse(name, _Comparison(argument, _MASKED_EQUAL, flags, os.O_RDONLY | os.O_TRUNC))
    _checked(seccomp.seccomp_load(context))
    seccomp.seccomp_release(context)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno() or -result, "the process cannot be confined")
    return result
