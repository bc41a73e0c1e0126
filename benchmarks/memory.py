"""How much memory a piece of work takes at its peak: in a process of its own, so that nothing else is counted."""

import subprocess
import sys
from pathlib import Path

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
