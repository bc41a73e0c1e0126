"""How gunicorn serves PetTracker: `python -m gunicorn -c infra/gunicorn.conf.py`, in the project's folder.

Settings that are missing or make no sense end the start here, by name, before a port is opened.
"""

import ctypes
import gc
import os
from pathlib import Path
from typing import Any

# As Python's gc.freeze asks: nothing is collected while the application is loaded, which would leave holes in pages
# that the workers share; what is loaded is then set aside, so that no worker's collection writes to those pages.
gc.disable()

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pettracker_site.settings.production")

from django.conf import settings  # noqa: E402
from django.urls import get_resolver  # noqa: E402

wsgi_app = "pettracker_site.wsgi"

# Only the proxy on this machine, unless the operator says otherwise (a container listens on all addresses).
bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")

# Requests wait for AWS most of their time, so threads share a process; a second process keeps the pages coming while
# one makes thumbnails, and serves on when the other is replaced. One per core is enough: WEB_CONCURRENCY=4.
# Measured on two cores that the embedded AWS shares (`python -m benchmarks.load --compare --seconds 30`, one run), 95
# of 100 lists come within 970 ms by 1 process of 8 threads, 390 ms by 2 of 4, 490 ms by 2 of 8, 550 ms by 2 of 16,
# 350 ms by 4 of 4. A second process halves it; more threads gain nothing there, more processes than cores little.
# Not measured: an AWS that is slow, for which the threads are.
workers = settings.WEB_PROCESSES
worker_class = "pettracker_site.web.worker.Worker"  # gunicorn's gthread, and no silence holds a thread
# The same number sizes the connection pools to AWS, so that no thread waits for another's connection.
threads = settings.WEB_THREADS

# The application is loaded once, before the workers are forked: they start at once and share its memory, and what
# stops it stops the start. That is safe because nothing is opened while it loads: AWS clients are made at their first
# use and so in the worker (two processes on one TLS connection would read each other's answers), and so are database
# connections (tests/servers/test_gunicorn.py).
preload_app = True

# A worker whose main loop is silent for so long is killed. Threads are not timed by it: AWS calls have their own
# time-outs, pages and uploads their deadlines.
timeout = 30
# On SIGTERM requests that have begun may end; an upload gives its stores 15 s. It must be shorter than what kills the
# container: 30 s on ECS and Kubernetes, but 10 s for `docker stop` without --time 30.
graceful_timeout = 25
# Longer than a load balancer keeps an idle connection (60 s on AWS), so that it never sends into one that just closed.
# An idle connection takes no thread.
keepalive = 75
# How many connections a process holds, most of them idle ones of the proxy; above that it accepts none, and they wait
# in the kernel's queue. Half of the 1,024 files that a process may usually open: the rest is for AWS and the database.
worker_connections = 500
# The fragments that many pictures leave in memory go with the process, now and then, and not in all at the same time.
max_requests = 10_000
max_requests_jitter = 1_000

# The longest address of ours is a page with its cursor, under 2 KB; the longest header the cookies, under 4 KB.
limit_request_line = 4094
# A browser sends some 20 header fields, and proxies add some 10; what sends more than twice that is no browser.
limit_request_fields = 64
limit_request_field_size = 8190

# Whose X-Forwarded-Proto the server itself believes (FORWARDED_ALLOW_IPS, else this machine). Django decides by
# DJANGO_BEHIND_PROXY; here one header only, so that two cannot disagree.
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}

# Liveness is told by touching a file; in memory, because a slow disk would look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# Nobody steers the server by a socket, and a container has no home folder for it.
control_socket_disable = True

# Its own lines look like the application's; the line per request is the application's.
logconfig_dict = settings.LOGGING
accesslog = None


_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


def when_ready(server: Any) -> None:
    """Nothing is forked yet: load what would else be loaded by each worker's first request, and set it all aside."""
    get_resolver().url_patterns  # noqa: B018 - reading it imports the views
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    # By itself glibc gives each thread an arena of its own, and each keeps what the largest requests left in it.
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_ARENA_MAX, 2)
    gc.enable()
    # A page makes many more than the 700 objects after which Python looks for cycles, and nearly all of them go by
    # themselves when it is sent: looked through less often, they cost less, and a worker is replaced anyway.
    gc.set_threshold(50_000, 20, 100)
