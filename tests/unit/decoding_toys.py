"""What runs in a decoding process of a test: it does what the first six letters say, then decodes the rest."""

import os
import signal
import sys
import time
from io import BytesIO

from pettracker_site.files.decoding import worker
from pettracker_site.files.decoding.decoder import Task
from pettracker_site.files.decoding.protocol import ANSWER, FRAME, MAX_ANSWER, MORE
from photos.imaging import answers, pipeline
from photos.limits import MAX_BYTES

TASK = Task("from tests.unit.decoding_toys import main; main()", answers.from_bytes, MAX_BYTES)


def main() -> None:
    pipe = os.dup(1)
    worker.CPU_SECONDS = 1
    worker.MOST_MEMORY = 512 * 1024 * 1024

    def prepare(file, before_heavy):
        match file.read(6):
            case b"dies  " | b"\xff\xd8\xffdie":
                os.kill(os.getpid(), signal.SIGSEGV)
            case b"killed":
                os.kill(os.getpid(), signal.SIGKILL)
            case b"hangs ":
                time.sleep(600)
            case b"spins ":
                while True:
                    pass
            case b"memory":
                bytearray(1024 * 1024 * 1024)
            case b"grows ":
                pieces = [b"x" * 100_000 for _ in range(1_000)]
                worker.kept = pieces.pop()  # on top of all, so that the C library keeps what is below it
                del pieces
                file.seek(6)
            case b"errs  ":
                raise ZeroDivisionError(file.read().decode())
            case b"silent":
                os.close(pipe)
                sys.exit(0)
            case b"rubbis":
                os.write(pipe, b"\xff" * 64)
                time.sleep(600)
            case b"long  ":
                os.write(pipe, FRAME.pack(ANSWER, MAX_ANSWER + 1))
                time.sleep(600)
            case b"asks  ":
                while True:
                    os.write(pipe, FRAME.pack(MORE, 0))
                    file._channel.read(file._length)
            case b"babble":
                os.write(pipe, FRAME.pack(ANSWER, 0))
            case b"heavy ":
                before_heavy()
            case _:
                file.seek(0)
        return answers.to_bytes(pipeline.prepare(BytesIO(file.read())))

    worker.main(prepare)
