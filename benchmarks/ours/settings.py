"""Production, with one more address: an empty page."""

from pettracker_site.settings.production import *

ROOT_URLCONF = "benchmarks.ours.urls"
