"""How much memory a piece of work takes at its peak: in a process of its own, so that nothing else is counted."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.goals import needs_linux

_PROGRAM = """
import sys
def decoders():
    return ()
{before}
from benchmarks.memory import megabytes, resident
processes = ("self", *decoders())
resting = {{each: resident(each) for each in processes}}
{work}
print(sum(megabytes("VmHWM", each) - resting[each] for each in processes))
"""


def megabytes(field: str, pid: int | str) -> float:
    """What Linux says of a process; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return int(next((line.split()[1] for line in lines if line.startswith(field)), "0")) / 1024


def resident(pid: int | str) -> float:
    return megabytes("VmRSS", pid)


def peak(before: str, work: str, *arguments: str) -> float:
    """MB (1,048,576 bytes) at the peak of `work`, above the process after `before`; both see `sys.argv[1:]`.

    Where `before` defines `decoders`, the peaks of the processes that it names come on top.
    """
    needs_linux()
    program = _PROGRAM.format(before=before, work=work)
    answer = subprocess.run([sys.executable, "-c", program, *arguments], check=True, stdout=subprocess.PIPE)
    return float(answer.stdout.split()[-1])


def by_role(gunicorn: int) -> dict[str, float]:
    """MB of gunicorn's processes: the sums of their proportional set sizes (PSS), as Linux tells them.

    A page that processes share counts once, in equal parts. Sums of resident sizes would count it once for each that
    was forked off, sums of private memory not at all.
    """
    master = psutil.Process(gunicorn)
    workers = master.children()
    decoders = [each for worker in workers for each in worker.children()]
    return {"master": _pss([master]), "workers": _pss(workers), "decoding": _pss(decoders)}


def _pss(processes: list[psutil.Process]) -> float:
    """Of those that have not ended."""
    total = 0.0
    for each in processes:
        with suppress(psutil.NoSuchProcess):
            total += each.memory_full_info().pss / 1024**2
    return total
