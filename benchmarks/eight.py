"""Memory while eight large PNGs are sent to one web process at once, and what is left afterwards:
`python -m benchmarks.eight`. No goals; docs/photos.md tells the numbers. Linux only.
"""

import gc
import os
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from benchmarks import memory, samples
from benchmarks.decoder import prepare
from pettracker_site.files.decoding.pool import Pool
from photos.imaging.decoding import TASK

AT_ONCE = 8


def main() -> None:
    pool = Pool(TASK, waiting=AT_ONCE)
    seen: list[tuple[float, float]] = []
    stop = threading.Event()

    def here() -> tuple[float, float]:
        """MB of this process, and of those that decode."""
        return memory.resident(os.getpid()), sum(map(memory.resident, pool.pids))

    def look() -> None:
        while not stop.wait(0.01):
            seen.append(here())

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.png"
        width, height = samples.MEGAPIXELS[48]
        picture = samples.photo(width // 8, height // 8).resize((width, height), Image.Resampling.NEAREST)
        picture.save(path, compress_level=1)
        del picture
        prepare(pool, path)  # what the first one alone costs
        gc.collect()
        at_rest = here()
        looking = threading.Thread(target=look)
        looking.start()
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(lambda _: prepare(pool, path), range(AT_ONCE)))
        taken = time.perf_counter() - began
        time.sleep(1)
        stop.set()
        looking.join()
    left = here()
    print(f"{'MB':<24}{'web process':>14}{'decoders':>12}{'together':>12}")
    peak = (max(own for own, _ in seen), max(others for _, others in seen), max(map(sum, seen)))
    for name, (own, others, together) in {
        "before": (*at_rest, sum(at_rest)),
        "most": peak,
        "a second afterwards": (*left, sum(left)),
    }.items():
        print(f"{name:<24}{own:>14.0f}{others:>12.0f}{together:>12.0f}")
    print(f"{AT_ONCE} in {taken:.1f} s")
    pool.close()


if __name__ == "__main__":
    main()
