"""Locks the calling process down, for good, before it runs a stranger's code.

Four layers, each of which holds where another leaves a gap: resource limits, no capabilities, Landlock (which files,
no TCP, no signals out) and a seccomp allow-list (no new process, no exec, no socket, no chmod). Landlock alone does not
cover chmod and UDP; seccomp alone does not know paths. Everything fails closed: an error here must end the process.
Linux only; Landlock needs kernel 5.13, its signal scope 6.12. Where there is none, mounts of the process's own stand in
for it, provided that the fork server runs in namespaces that hold nothing but the Python installation.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import socket
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_libc = ctypes.CDLL(None, use_errno=True)
_libseccomp: ctypes.CDLL | None = None
with contextlib.suppress(
    OSError
):  # once, where no student's file can be in the way: the dynamic linker may look into the current folder
    _libseccomp = ctypes.CDLL("libseccomp.so.2", use_errno=True)


MEMORY_RESERVE = 64 << 20
"""Bytes between the soft and the hard memory limit, with which a process reports that it hit the soft one."""


class LockdownError(RuntimeError):
    """A protection could not be switched on."""


@dataclass(frozen=True)
class Limits:
    """What one student's process may use."""

    memory: int = 4 << 30
    """Bytes of address space on top of what the fork server has mapped."""
    cpu_seconds: int = 900
    """Seconds of processor time of one process; wall-clock limits are the grader's."""
    file_size: int = 256 << 20
    """Bytes of the largest file the process may write."""
    open_files: int = 256
    """File descriptors."""
    disk: int = 1 << 30
    """Bytes of all files it writes together; this and the next two are watched by the fork server, see `watch`."""
    files: int = 10_000
    """Files and folders in its scratch folder."""
    threads: int = 256
    """Threads; new processes are never allowed."""
    output: int = 200_000
    """Characters of all text outputs of one cell together."""
    gpu: bool = False
    """Whether the process may reach a GPU. CUDA reserves address space by the terabyte, so that then only memory that
    can be written is counted (RLIMIT_DATA instead of RLIMIT_AS)."""


@dataclass(frozen=True)
class Paths:
    """What a student's process may reach in the file system."""

    read: Sequence[str] = field(default=())
    write: Sequence[str] = field(default=())
    scratch: str = ""
    """Its own folder, also among `write`."""
    hide: Sequence[str] = field(default=())
    """Folders that are visible in the fork server's namespaces and must not be, `scratch` excepted; used without
    Landlock. Empty when the fork server has no namespaces."""


def lock_down(limits: Limits, paths: Paths) -> None:
    """Give up, irrevocably, everything student code must not have. Call it while single-threaded.

    Raises:
        LockdownError: the kernel refused a layer; the process must not go on.
        OSError: a resource limit could not be set.
    """
    _set_limits(limits)
    if landlock_abi() == 0:
        _own_mounts(paths)
    if limits.gpu:
        _own_names()
    _drop_capabilities()
    if landlock_abi() > 0:
        _landlock(paths)
    _seccomp((), limits.gpu)
    _prove()


def hold_back(limits: Limits, paths: Paths) -> None:
    """Give up what a stage, which runs the course's own cells and then forks students' processes, does not need.

    Each layer lies below those that a student's process adds, and takes from it nothing that it would have by itself.
    Without Landlock the file system stays as the fork server has it: mounts of its own would be those of all students.

    Raises:
        LockdownError: the kernel refused a layer; the process must not go on.
        OSError: a resource limit could not be set.
    """
    memory, space = _memory(limits)
    resource.setrlimit(memory, (space, resource.getrlimit(memory)[1]))  # a student's process sets a higher one
    _set_each(limits)
    _drop_capabilities()
    if landlock_abi() > 0:
        _landlock(paths)
    _seccomp(_FOR_FORKING + (_FOR_OWN_MOUNTS if landlock_abi() == 0 else []))
    _prove()


def _prove() -> None:
    """See that what must fail does, whatever the layers above said of themselves."""
    attempts: dict[str, Callable[[], object]] = {"a socket": socket.socket}
    if landlock_abi() > 0:
        attempts["the list of the root folder"] = lambda: os.listdir("/")
    for what, attempt in attempts.items():
        try:
            attempt()
        except PermissionError:
            continue
        raise LockdownError(f"{what} could be had after the process was locked down")


# ---------------------------------------------------------------- resource limits and capabilities


def _set_limits(limits: Limits) -> None:
    memory, space = _memory(limits)
    resource.setrlimit(memory, (space, space + MEMORY_RESERVE))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    _set_each(limits)


def _memory(limits: Limits) -> tuple[int, int]:
    """Return which limit bounds the memory, and its value in bytes."""
    with open("/proc/self/statm") as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    return resource.RLIMIT_DATA if limits.gpu else resource.RLIMIT_AS, mapped + limits.memory


def _set_each(limits: Limits) -> None:
    for what, value in (
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (value, value))


def _drop_capabilities() -> None:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    empty = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(header, empty), "dropping capabilities")
    _check(_libc.prctl(38, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS")


# ---------------------------------------------------------------- Landlock: files, TCP, signals

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = (1 << bit for bit in range(4))
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_MAKE_SPECIAL = 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 12  # char device, socket, fifo, block device, symlink
_ALL_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # the same numbers on every architecture


def landlock_abi() -> int:
    """Return the kernel's Landlock version, 0 when there is none."""
    return max(0, _libc.syscall(_CREATE, None, ctypes.c_size_t(0), 1))


class _RulesetAttr(ctypes.Structure):
    _fields_ = [
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    ]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32)]


def _landlock(paths: Paths) -> None:
    abi = landlock_abi()
    rights = _ALL_RIGHTS[min(abi, 5)]
    attr = _RulesetAttr(rights, 0b11 if abi >= 4 else 0, 0b11 if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = _check(_libc.syscall(_CREATE, ctypes.byref(attr), ctypes.c_size_t(size), 0), "Landlock")
    for path in paths.read:
        _allow(ruleset, path, (_READ_FILE | _READ_DIR) & rights)
    for path in paths.write:
        _allow(ruleset, path, rights & ~_EXECUTE & ~_MAKE_SPECIAL)
    _check(_libc.syscall(_RESTRICT, ruleset, 0), "Landlock")
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            rights &= _FILE_RIGHTS
        rule = _PathBeneath(rights, parent)
        _check(_libc.syscall(_ADD_RULE, ruleset, 1, ctypes.byref(rule), 0), f"Landlock rule for {path}")
    finally:
        os.close(parent)


# ---------------------------------------------------------------- without Landlock: mounts of its own

_NEWNS, _NEWUSER, _NEWNET = 0x00020000, 0x10000000, 0x40000000
_RDONLY, _NOSUID, _NODEV, _REMOUNT, _BIND, _REC, _SLAVE = 1, 2, 4, 32, 4096, 16384, 1 << 19


def _own_namespaces(kinds: int) -> None:
    user, group = os.getuid(), os.getgid()
    _check(_libc.unshare(_NEWUSER | kinds), "a user namespace")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _own_names() -> None:
    """Give the process names of sockets of its own, as far as the kernel does: see `_FOR_CUDA`."""
    with contextlib.suppress(LockdownError, OSError):
        _own_namespaces(_NEWNET)


def _own_mounts(paths: Paths) -> None:
    if not paths.hide:
        raise LockdownError("this kernel has no Landlock, and the fork server no namespaces")
    _own_namespaces(_NEWNS)
    _mount(None, "/", None, _REC | _SLAVE)
    scratch = os.open(paths.scratch, os.O_PATH | os.O_DIRECTORY)
    for path in paths.hide:
        if paths.scratch.startswith(path + "/"):
            _mount("tmpfs", path, "tmpfs", _NOSUID | _NODEV, "size=64k,mode=755")
            os.mkdir(paths.scratch)
            _mount(f"/proc/self/fd/{scratch}", paths.scratch, None, _BIND)
            _mount(None, path, None, _REMOUNT | _RDONLY | _NOSUID | _NODEV)
        else:
            _mount(path, path, None, _BIND | _REC)
            _mount(None, path, None, _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV)
    os.close(scratch)
    os.chdir(paths.scratch)


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    texts = [text.encode() if text is not None else None for text in (source, target, kind, data)]
    result = _libc.mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3])
    _check(result, f"mounting {target}")


# ---------------------------------------------------------------- seccomp: an allow-list of system calls

_ALLOWED = """
read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 close lseek mmap mprotect
munmap mremap madvise brk msync mincore stat lstat fstat newfstatat statx statfs fstatfs access
faccessat faccessat2 readlink readlinkat getcwd chdir fchdir getdents getdents64 mkdir mkdirat unlink unlinkat rmdir
rename renameat renameat2 truncate ftruncate fallocate fsync fdatasync fadvise64 sendfile copy_file_range umask
getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr dup dup2 dup3 pipe pipe2 fcntl flock ioctl poll ppoll
select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2
timerfd_create timerfd_settime timerfd_gettime futex futex_waitv set_robust_list get_robust_list rseq membarrier
set_tid_address sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max
sched_get_priority_min getpriority get_mempolicy getcpu nanosleep clock_nanosleep clock_gettime clock_getres
gettimeofday time times getrusage getrlimit sysinfo uname alarm setitimer getitimer getpid getppid gettid getpgrp
getpgid getsid getuid geteuid getgid getegid getgroups getresuid getresgid capget arch_prctl rt_sigaction
rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack pause getrandom exit exit_group
restart_syscall wait4 waitid recvfrom sendto recvmsg shutdown getsockopt setsockopt getsockname
getpeername
""".split()

# Not sendmsg: a file that is deleted and on its way through a pair of sockets takes space that nobody can see.
# These get EPERM, which Python turns into a PermissionError, so that the attempt is named in the result. Whatever
# stands on neither list gets ENOSYS, as on an older kernel: glibc then falls back, for example from clone3 to clone.
_REFUSED = """
socket connect bind listen accept accept4 sendmsg sendmmsg fork vfork execve execveat tkill ptrace
process_vm_readv process_vm_writev pidfd_open pidfd_getfd pidfd_send_signal
chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes
utimensat futimesat setxattr lsetxattr fsetxattr removexattr link linkat symlink symlinkat mknod mknodat mount
umount2 chroot pivot_root setns unshare bpf io_uring_setup memfd_create shmget shmat semget msgget setuid setgid
setreuid setregid setresuid setresgid setgroups capset setsid setpgid setpriority sched_setaffinity
sched_setscheduler reboot perf_event_open keyctl add_key userfaultfd
""".split()

# What a stage may do besides: fork, serve, end and lock down students' processes.
_FOR_FORKING = """
fork vfork clone accept accept4 pidfd_open kill tgkill prctl prlimit64 setrlimit capset seccomp
landlock_create_ruleset landlock_add_rule landlock_restrict_self
""".split()
_FOR_OWN_MOUNTS = ["unshare", "mount"]
# CUDA listens on a socket of this kind, by which processes share memory of the GPU, and does not start without. Nobody
# can connect to it. Its name holds the process's number; who took those of other processes would keep them from CUDA.
_FOR_CUDA = ["bind", "listen"]
_UNIX, _SOCK_SEQPACKET = 1, 5
_NUMBERS = {"landlock_create_ruleset": _CREATE, "landlock_add_rule": _ADD_RULE, "landlock_restrict_self": _RESTRICT}

_ACT_ALLOW = 0x7FFF0000
_ACT_ERRNO = 0x00050000
_EPERM, _ENOSYS = 1, 38
_UNSUPPORTED = 95
_TMPFILE = 0o20000000  # __O_TMPFILE: a file that never has a name; Python then makes one that has, and removes it
_CLONE_THREAD = 0x00010000 | 0x00000400  # CLONE_THREAD and CLONE_FILES: all threads have the same open files
_OPEN = {"open": 1, "openat": 2}  # which argument has the flags; not openat2, which hides them behind a pointer
_CLOSE_RANGE_UNSHARE = 2
_SOCK_STREAM = 1
# PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ, PR_SET_VMA: harmless and used by Python, glibc or torch.
_PRCTL_ALLOWED = (3, 15, 16, 23, 0x53564D41)
_CMP_NE, _CMP_EQ, _CMP_MASKED_EQ = 1, 4, 7


class _Compare(ctypes.Structure):
    _fields_ = [
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("datum_a", ctypes.c_uint64),
        ("datum_b", ctypes.c_uint64),
    ]


def _seccomp(also: Sequence[str] = (), gpu: bool = False) -> None:
    """Allow what is listed, what CUDA needs on a `gpu`, and what is in `also` under all conditions."""
    lib = _libseccomp
    if lib is None:
        raise LockdownError("libseccomp.so.2 is missing: install the package libseccomp2")
    lib.seccomp_init.restype = ctypes.c_void_p
    lib.seccomp_load.argtypes = [ctypes.c_void_p]
    lib.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(_Compare),
    ]  # fmt: skip
    context = lib.seccomp_init(_ACT_ERRNO | _ENOSYS)
    if not context:
        raise LockdownError("seccomp_init failed")

    def rule(action: int, name: str, *compare: _Compare) -> None:
        number = lib.seccomp_syscall_resolve_name(name.encode())
        if number < 0:  # libseccomp may be older than the kernel
            number = _NUMBERS.get(name, -1)
        if number < 0:  # not on this architecture, or unknown to this libseccomp: ENOSYS applies
            return
        array = (_Compare * len(compare))(*compare)
        if lib.seccomp_rule_add_array(context, action, number, len(compare), array) != 0:
            raise LockdownError(f"seccomp rule for {name}")

    refused = set(_REFUSED)
    if gpu:
        also = [*also, *_FOR_CUDA]
        refused.remove("socket")  # but for this one kind
        rule(_ACT_ALLOW, "socket", _Compare(0, _CMP_EQ, _UNIX), _Compare(1, _CMP_MASKED_EQ, 0xF, _SOCK_SEQPACKET))
        rule(_ACT_ERRNO | _EPERM, "socket", _Compare(0, _CMP_NE, _UNIX))
        for kind in range(1, _SOCK_SEQPACKET):
            rule(_ACT_ERRNO | _EPERM, "socket", _Compare(1, _CMP_MASKED_EQ, 0xF, kind))
    for name in (*_ALLOWED, *also):
        rule(_ACT_ALLOW, name)
    for name in sorted(refused.difference(also)):
        rule(_ACT_ERRNO | _EPERM, name)
    # Through one end of a pair of datagram sockets anything could be sent to any Unix socket that has a name.
    rule(_ACT_ALLOW, "socketpair", _Compare(1, _CMP_MASKED_EQ, 0xF, _SOCK_STREAM))
    pid = os.getpid()
    conditions = [
        (_ACT_ALLOW, "clone", _Compare(0, _CMP_MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD)),
        (_ACT_ERRNO | _EPERM, "clone", _Compare(0, _CMP_MASKED_EQ, _CLONE_THREAD, 0)),
        *((_ACT_ALLOW, name, _Compare(0, _CMP_EQ, pid)) for name in ("kill", "tgkill")),
        *((_ACT_ERRNO | _EPERM, name, _Compare(0, _CMP_NE, pid)) for name in ("kill", "tgkill")),
        *((_ACT_ALLOW, name, _Compare(flags, _CMP_MASKED_EQ, _TMPFILE, 0)) for name, flags in _OPEN.items()),
        *(
            (_ACT_ERRNO | _UNSUPPORTED, name, _Compare(flags, _CMP_MASKED_EQ, _TMPFILE, _TMPFILE))
            for name, flags in _OPEN.items()
        ),
        (_ACT_ALLOW, "close_range", _Compare(2, _CMP_MASKED_EQ, _CLOSE_RANGE_UNSHARE, 0)),
        *((_ACT_ALLOW, "prlimit64", _Compare(0, _CMP_EQ, own)) for own in (0, pid)),
        *((_ACT_ALLOW, "prctl", _Compare(0, _CMP_EQ, option)) for option in _PRCTL_ALLOWED),
    ]
    for action, name, compare in conditions:
        if name not in also:
            rule(action, name, compare)
    if lib.seccomp_load(context) != 0:
        raise LockdownError("the kernel refused the seccomp filter")


def _check(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise LockdownError(f"{what}: {os.strerror(code)}")
    return result
