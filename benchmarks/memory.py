"""How much memory a piece of work takes at its peak: in a process of its own, so that nothing else is counted."""

import subprocess
import sys

from benchmarks.goals import needs_linux

_PROGRAM = """
import sys
def kilobytes(field):
    return int(next(line for line in open("/proc/self/status") if line.startswith(field)).split()[1])
{before}
resting = kilobytes("VmRSS")
{work}
print(kilobytes("VmHWM") - resting)
"""


def peak(before: str, work: str, *arguments: str) -> float:
    """MB (1,048,576 bytes) at the peak of `work`, above the process after `before`; both see `sys.argv[1:]`."""
    needs_linux()
    program = _PROGRAM.format(before=before, work=work)
    answer = subprocess.run([sys.executable, "-c", program, *arguments], check=True, stdout=subprocess.PIPE)
    return int(answer.stdout.split()[-1]) / 1024
