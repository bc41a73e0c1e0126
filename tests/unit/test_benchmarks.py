"""`make bench` as a whole: what fails is a goal that is missed, and loses nothing of what was measured."""

from benchmarks.goals import Measure, conclude, show
from benchmarks.report import BEGIN, END, replaced

ORDER = ["pages", "cold", "photos"]


def test_what_fails_keeps_what_came_before_it_and_is_a_missed_goal():
    def measures():
        yield Measure("a page", 0.5, 1.0)
        raise SystemExit("no server")

    shown = show("pages", measures())
    assert [each.verdict for each in shown] == ["ok", "MISS"]
    assert conclude(shown) == 1
    assert conclude(shown[:1]) == 0


def test_a_table_written_anew_takes_its_old_place_and_others_stay():
    page = f"# Performance\n\n{BEGIN}\n\n{END}\n\nWords `of ours`.\n"
    for module, value in (("photos", 3.0), ("pages", 1.0), ("cold", 2.0), ("pages", 4.0)):
        page = replaced(page, module, [Measure(f"of {module}", value, details="`a`, b")], ORDER)
    rows = [line for line in page.splitlines() if line.startswith("| of ")]
    assert rows == [
        "| of pages | 4.00 | – | told | `a`, b |",
        "| of cold | 2.00 | – | told | `a`, b |",
        "| of photos | 3.00 | – | told | `a`, b |",
    ]
    assert [page.count(f"benchmarks.{module}`") for module in ORDER] == [1, 1, 1]
    assert page.startswith("# Performance")
    assert page.endswith("Words `of ours`.\n")
