"""How days and times may be typed into any form, Django's screens included: never month first, which is a guess.

Django reads these by FORMAT_MODULE_PATH; what is not here stays as Django has it for the language.
"""

DATE_INPUT_FORMATS = ["%Y-%m-%d"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
