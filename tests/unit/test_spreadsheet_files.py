"""Files as people bring them: what they are written in, what their columns are, and which lines are none."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pets.care.domain import Care
from pets.care.facts import Against, CareType
from pets.domain import Pet
from pets.profile import Kind, Profile
from pets.spreadsheets.columns import known, words
from pets.spreadsheets.forms import pack, unpack
from pets.spreadsheets.sheets import SHEETS
from pets.spreadsheets.table import Separator
from pets.spreadsheets.text import Encoding, Unreadable
from pets.spreadsheets.values import (
    BadCell,
    DateOrder,
    DecimalSign,
    detect_decimal,
    detect_order,
    plain_numbers,
    read_day,
)
from pets.weights.domain import Weight
from pets.weights.units import TypedUnit
from pettracker_site.aws import times
from pettracker_site.common.csv_lines import line
from tests.spreadsheets import read

OWNER = "11111111-1111-4111-8111-111111111111"
FEW = settings(max_examples=25, deadline=None)
PET = Pet.new(OWNER, "nonce", Profile("Rex", Kind.DOG), times.now())


def weights(data: bytes | str, **chosen: str) -> list[tuple[str, str, str]]:
    """Day, kilograms and note of all entries of a file that has no bad line."""
    reading, entries, bad = read(PET, "weights", data, **chosen)
    assert (reading.asks, bad) == ({}, [])
    return [(e.record.on.isoformat(), f"{e.record.kilograms.normalize():f}", e.record.note) for e in entries]


def entries(data: str, **chosen: str) -> list[tuple[str, str, str, str]]:
    reading, found, bad = read(PET, "health", data, **chosen)
    assert (reading.asks, bad) == ({}, [])
    made = [entry.record for entry in found]
    return [(e.on.isoformat(), str(e.type), e.title, e.next_due.isoformat() if e.next_due else "") for e in made]


def reasons(data: bytes | str, kind: str = "weights", **chosen: str) -> dict[int, str]:
    return {each.line: each.reason for each in read(PET, kind, data, **chosen)[2]}


class TestShapes:
    """Of programs that people come from, and of spreadsheets in four languages."""

    def test_sakapuss_names_the_unit_in_each_row(self):
        file = "date,poids,unite,notes\n2025-01-02,4.2,kg,ok\n2025-01-03,4100,g,\n"
        assert weights(file) == [("2025-01-02", "4.2", "ok"), ("2025-01-03", "4.1", "")]

    def test_baby_buddy_has_no_unit_which_is_asked_for(self):
        file = "child_id,weight,date,notes\n1,9.25,2025-01-02,\n"
        reading = read(PET, "weights", file)[0]
        assert set(reading.asks) == {"rest"}
        assert reading.ignored == ["child_id"]
        assert weights(file, rest="lb") == [("2025-01-02", "4.1957", "")]

    def test_einvault_weights_and_events(self):
        assert weights("weight,unit,notes,recordedAt\n9.25,lbs,,2025-01-02T10:00:00Z\n") == [
            ("2025-01-02", "4.1957", "")
        ]
        assert weights("weight,unit,notes,recordedAt\n4,kg,,1735812000000\n") == [("2025-01-02", "4", "")]
        file = (
            "type,title,notes,occurredAt,vetName,vetClinic\n"
            "vet_visit,Cough,better,2025-01-02T10:00:00Z,Dr. Y,At the sea\n"
            "vaccination,Rabies,,2025-01-03,,\nprocedure,Teeth,,2025-01-04,,\n"
        )
        assert [each[1] for each in entries(file)] == ["visit", "vaccination", "procedure"]
        first = read(PET, "health", file)[1][0].record
        assert (first.note, first.facts) == ("better", {"vet": "Dr. Y", "clinic": "At the sea"})

    def test_a_type_that_nobody_knows_is_asked_for_and_may_be_left_out(self):
        file = "type,title,occurredAt\nvisit,Cough,2025-01-02\nmedication,Pill,2025-01-03\n"
        assert set(read(PET, "health", file)[0].asks) == {"rest"}
        assert "medication" in reasons(file, "health", rest="-")[3]
        assert [each[1] for each in entries(file, rest="procedure")] == ["visit", "procedure"]

    def test_robipet_vaccines_weights_and_dewormings(self):
        assert weights("id,weight_kg,measurement_date,notes\n1,4.2,2025-01-02,x\n") == [("2025-01-02", "4.2", "x")]
        vaccines = "vaccine_name,vaccine_date,next_due_date,veterinarian,notes\nRabies,2025-01-02,2026-01-02,Dr. Y,\n"
        assert entries(vaccines) == [("2025-01-02", "vaccination", "Rabies", "2026-01-02")]
        worms = "product_name,treatment_date,weight_at_treatment,next_treatment_date\nMilbe,2025-01-02,4.2,2025-04-02\n"
        assert entries(worms) == [("2025-01-02", "parasites", "Milbe", "2025-04-02")]
        assert read(PET, "health", worms)[1][0].record.facts == {"against": Against.WORMS, "weight": Decimal("4.2")}

    @pytest.mark.parametrize(
        "file",
        [
            "Datum;Gewicht (kg);Bemerkung\n2.1.2025;4,2;gut\n",
            "Date\tPoids en kg\tRemarques\n2025-01-02\t4,2\tgut\n",
            "fecha,peso,unidad,notas\n2025-01-02,4.2,kilos,gut\n",
            "sep=;\nDate;Weight;Unit;Note\n2/1/2025;4,2;kg;gut\n",
        ],
    )
    def test_words_of_four_languages(self, file):
        assert weights(file, dates="dmy") == [("2025-01-02", "4.2", "gut")]

    def test_a_file_without_names_is_known_by_what_stands_in_it(self):
        assert weights("2025-01-02;4,2;fine\n2025-01-03;4,3;\n", rest="kg") == [
            ("2025-01-02", "4.2", ""),
            ("2025-01-03", "4.3", ""),
        ]

    def test_columns_may_be_chosen_by_hand(self):
        file = "a,b,c,d\n7,2025-01-02,fine,4.2\n"
        assert set(read(PET, "weights", "a,b\nx,y\n", rest="kg")[0].asks) == {"columns"}
        shape = read(PET, "weights", file)[0].settings.shape
        by_hand = {"column-0": "", "column-1": "on", "column-2": "note", "column-3": "weight", "shape": shape}
        assert weights(file, rest="kg", **by_hand) == [("2025-01-02", "4.2", "fine")]
        assert weights(file, rest="kg", **by_hand | {"shape": "another"}) == [("2025-01-02", "7", "")]
        assert "columns" in read(PET, "weights", file, rest="kg", **by_hand | {"column-0": "weight"})[0].asks

    def test_what_a_type_has_no_place_for_goes_into_the_note(self):
        file = "date,type,title,vet,note\n2025-01-02,deworming,Milbe,Dr. Y,fine\n"
        assert read(PET, "health", file)[1][0].record.note == "fine\nVet: Dr. Y"

    def test_words_stand_for_one_thing(self):
        import json
        from pathlib import Path

        from pets.spreadsheets import columns

        kept = json.loads((Path(columns.__file__).parent / "words.json").read_text())
        for group in ("weights", "health", "types", "units"):
            all_words = [word for many in kept[group].values() for word in many]
            assert len(all_words) == len(set(all_words))
        fields = {"weights": set(SHEETS["weights"].columns), "health": set(SHEETS["health"].columns)}
        assert {group: set(words()[group].values()) for group in fields} == fields
        for group, sheet in SHEETS.items():
            assert {known(group, name).field for name in sheet.columns.values()} == fields[group]


class TestEncodings:
    FILE = "date;weight_kg;note\r\n2025-01-02;4.2;größer – œuf\r\n"

    @pytest.mark.parametrize(
        ("encoding", "found"),
        [
            ("utf-8", Encoding.UTF_8),
            ("utf-8-sig", Encoding.UTF_8),
            ("utf-16", Encoding.UTF_16_LE),
            ("utf-16-le", Encoding.UTF_16_LE),
            ("utf-16-be", Encoding.UTF_16_BE),
            ("cp1252", Encoding.WINDOWS_1252),
        ],
    )
    def test_is_found_out(self, encoding, found):
        data = self.FILE.encode(encoding)
        assert read(PET, "weights", data)[0].settings.encoding == found
        assert weights(data) == [("2025-01-02", "4.2", "größer – œuf")]

    def test_can_be_chosen_and_a_wrong_one_is_told(self):
        with pytest.raises(Unreadable, match="UTF-8"):
            read(PET, "weights", self.FILE.encode("cp1252"), encoding="utf-8")
        assert weights(self.FILE.encode(), encoding="cp1252")[0][2].startswith("grÃ¶")


class TestDays:
    @pytest.mark.parametrize(
        ("days", "order"),
        [
            (["2025-12-31"], DateOrder.DAY_FIRST),
            (["31.12.2025", "1.2.2025"], DateOrder.DAY_FIRST),
            (["1/2/2025", "31/12/2025"], DateOrder.DAY_FIRST),
            (["1/2/2025", "12/31/2025"], DateOrder.MONTH_FIRST),
            (["1/2/2025", "3/4/2025"], None),
            (["2/2/2025"], DateOrder.DAY_FIRST),
            (["5.13.2025", "1/2/2025"], None),  # what is no day decides nothing
            (["12/31/2025", "12/30/2025", "31/12/2025"], DateOrder.MONTH_FIRST),
        ],
    )
    def test_the_order_is_what_the_rows_decide(self, days, order):
        assert detect_order(days) == order

    def test_is_asked_for_where_no_row_decides(self):
        file = "date,weight_kg\n1/2/2025,4\n"
        assert set(read(PET, "weights", file)[0].asks) == {"dates"}
        assert weights(file, dates="mdy") == [("2025-01-02", "4", "")]
        assert weights(file, dates="dmy") == [("2025-02-01", "4", "")]

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2025-1-2", "2025-01-02"),
            ("2025/01/02", "2025-01-02"),
            ("2025-01-02 23:30", "2025-01-02"),
            ("2.1.2025 10:00", "2025-01-02"),
            ("2.1.25", "2025-01-02"),
            ("31/12/24", "2024-12-31"),
            ("1735812000", "2025-01-02"),
        ],
    )
    def test_are_read(self, text, day):
        assert read_day(text, None).isoformat() == day

    @pytest.mark.parametrize(
        "text",
        ["31.2.2025", "2025-13-01", "1/2/2025", "yesterday", "12-31-24", "1.1.98", "9" * 41, "0.0.0000"],
    )
    def test_that_are_none_or_can_be_read_in_two_ways_are_refused(self, text):
        with pytest.raises(BadCell):
            read_day(text, None)


class TestNumbers:
    @pytest.mark.parametrize(
        ("numbers", "sign"),
        [
            (["4.2"], DecimalSign.POINT),
            (["4,2", "5"], DecimalSign.COMMA),
            (["1.234,5"], DecimalSign.COMMA),
            (["1,234.5"], DecimalSign.POINT),
            (["1.234.567"], DecimalSign.COMMA),
            (["4,125", "4,25"], DecimalSign.COMMA),
            (["4,125"], None),
            (["4.125"], None),
            (["4200"], DecimalSign.POINT),
        ],
    )
    def test_the_sign_is_what_the_rows_decide(self, numbers, sign):
        assert detect_decimal(numbers) == sign

    @pytest.mark.parametrize(
        ("text", "sign", "plain"),
        [
            ("4,125", DecimalSign.COMMA, "4.125"),
            ("4,125", DecimalSign.POINT, "4125"),
            ("4.2", DecimalSign.COMMA, "4.2"),
            ("1.234,5", DecimalSign.COMMA, "1234.5"),
            ("1,234.5 g", DecimalSign.POINT, "1234.5 g"),
            ("9 lb 4,5 oz", DecimalSign.COMMA, "9 lb 4.5 oz"),
        ],
    )
    def test_are_written_with_a_point(self, text, sign, plain):
        assert plain_numbers(text, sign) == plain


class TestBadLines:
    def test_each_has_its_number_and_its_reason_and_the_others_are_read(self):
        file = (
            "date,weight,unit,note\n2025-01-02,4.2,kg,\n2025-02-30,4.2,kg,\n\n2025-01-03,heavy,kg,\n2025-01-04,4,stone,\n"
            '2025-01-05,4,kg,x,y\n2999-01-01,4,kg,\n2025-01-06,4,kg,"a" b\n2025-01-07,900,kg,\n2025-01-08,,kg,\n'
        )
        found = reasons(file)
        assert [each.line for each in read(PET, "weights", file)[1]] == [2]
        assert {line: reason.split(".")[0][:28] for line, reason in found.items()} == {
            3: "There is no such day: 2025-0",
            5: "Weight: Write the weight as ",
            6: "We do not know this unit: st",
            7: "This line has 5 cells, and t",
            8: "Day: This day is still to co",
            9: "The quotation marks of this ",
            10: "Weight: That is more than th",
            11: "Weight: How much was it?",
        }

    def test_a_quotation_mark_that_is_never_closed_loses_no_line_before_it(self):
        file = 'date,weight_kg,note\n2025-01-02,4.2,fine\n2025-01-03,4.2,"never\n' + "2025-01-04,4.2,x\n" * 3
        found, bad = read(PET, "weights", file)[1:]
        assert [each.line for each in found] == [2]
        assert [(each.line, "lines 3 to 6" in each.reason) for each in bad] == [(3, True)]

    def test_line_ends_may_be_mixed_and_empty_lines_are_none(self):
        file = b"date,weight_kg\r2025-01-02,4.2\r\n\r\n\n,\n2025-01-03,4.3"
        assert [each[0] for each in weights(file)] == ["2025-01-02", "2025-01-03"]

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "empty"),
            (b"\xef\xbb\xbf \n \n", "empty"),
            (b"%PDF-1.7\n1 0 obj", "This is a PDF"),
            (b"PK\x03\x04rest", "workbook"),
            (b"date,weight\n2025-01-02,\x004", "not a file of text"),
            (b"\x00" * 900, "empty|not a file of text|not written"),
            (b"date,weight_kg\n2025-01-02," + b"4" * 30_000, "Line 2 is longer"),
            (b"," * 10_000, "more than 50 columns"),
            (b"a,b\n" * 1_000_000, "at most 5,000 rows"),
            (b"\n" * 900_000 + b"a", "at most 5,000 rows"),
            (b"a,b\n" * 5_002, "at most 5,000 rows"),
            (b'"' * 999_999, "longer than"),
        ],
        ids=lambda value: None if isinstance(value, str) else f"{bytes(value[:12])!r}x{len(value)}",
    )
    def test_what_is_no_table_of_one_pet_is_refused_as_a_whole(self, data, words):
        with pytest.raises(Unreadable, match=words):
            read(PET, "weights", data)

    @FEW
    @given(st.binary(max_size=400))
    def test_nothing_at_all_breaks_the_reader(self, data):
        for kind in SHEETS:
            with suppress(Unreadable):
                read(PET, kind, data, rest="kg" if kind == "weights" else "visit", dates="dmy", decimal=".")


TEXT = st.text(alphabet="=+-@'\"\n;,\tÄ9 aß", max_size=20).map(str.strip)
DAY = st.dates(date(2001, 1, 1), date(2025, 1, 1))
AMOUNTS = st.sampled_from(
    [("4.2", TypedUnit.KG), ("850 g", TypedUnit.G), ("9 lb 4 oz", TypedUnit.LB_OZ), ("4,25", TypedUnit.KG)]
)


def file_of(kind: str, records: list) -> str:
    sheet = SHEETS[kind](PET, OWNER)
    rows = [sheet.row(record) for record in records]
    return "".join([line(sheet.columns.values()), *(line(row.get(f, "") for f in sheet.columns) for row in rows)])


class TestOutAndInAgain:
    @FEW
    @given(st.lists(st.tuples(DAY, AMOUNTS, TEXT, st.booleans()), min_size=1, max_size=8))
    def test_weights_come_in_as_they_went_out(self, many):
        from pets.weights.units import read as read_weight

        records = [
            Weight(
                pet_id=PET.id,
                id="x",
                on=on,
                by=OWNER,
                created_at=times.now(),
                updated_at=times.now(),
                kilograms=read_weight(amount, unit).kilograms,
                entered=amount,
                unit=unit,
                note=note,
                approximate=approximate,
            )
            for on, (amount, unit), note, approximate in many
        ]
        found, bad = read(PET, "weights", file_of("weights", records))[1:]
        assert bad == []
        assert _said(e.record for e in found) == _said(records)

    @FEW
    @given(
        st.lists(
            st.builds(
                dict,
                on=DAY,
                title=st.sampled_from(["Rabies", "=1+1", "'x", 'a; -b, "c"']),
                note=TEXT,
                private_note=TEXT,
                next_due=st.none() | st.dates(date(2025, 1, 2), date(2030, 1, 1)),
                facts=st.fixed_dictionaries(
                    {},
                    optional={
                        "batch": st.sampled_from(["=1", "'x", "a-9"]),
                        "dose": st.integers(1, 20).map(Decimal),
                        "expires": DAY,
                        "cost": st.decimals(0, 999, places=2),
                        "reaction": TEXT.filter(bool),
                    },
                ),
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_health_entries_come_in_as_they_went_out(self, many):
        records = [
            Care(
                pet_id=PET.id,
                id="x",
                by=OWNER,
                created_at=times.now(),
                updated_at=times.now(),
                type=CareType.VACCINATION,
                **said,
            )
            for said in many
        ]
        found, bad = read(PET, "health", file_of("health", records))[1:]
        assert bad == []
        assert _said(e.record for e in found) == _said(records)


def _said(records) -> list[str]:
    """All that records say, in one order; numbers by their value."""

    def plain(value):
        if isinstance(value, dict):
            return {name: plain(each) for name, each in sorted(value.items()) if each is not None}
        return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)

    return sorted(repr((record.on, record.note, plain(record.own_item()))) for record in records)


@FEW
@given(st.binary(min_size=1, max_size=30_000))
def test_a_file_travels_with_the_form_in_fields_that_are_long_enough(data):
    pieces = pack(data)
    assert unpack(pieces) == data
    assert max(map(len, pieces)) <= 9_000


@pytest.mark.parametrize("pieces", [[], ["?"], ["eJw="], pack(b"x")[:1] * 2 + ["!"]])
def test_what_got_lost_on_the_way_is_told(pieces):
    with pytest.raises(Unreadable):
        unpack(pieces)


def test_a_small_form_that_would_unpack_to_much_is_cut_off():
    with pytest.raises(Unreadable, match="at most"):
        read(PET, "weights", unpack(pack(b"a" * 50_000_000)))


def test_separators_are_told_by_what_stands_between_names():
    for sign, separator in ((",", Separator.COMMA), (";", Separator.SEMICOLON), ("\t", Separator.TAB)):
        file = sign.join(["date", "weight_kg", "note"]) + "\n" + sign.join(["2025-01-02", "4", '"a,b;c"']) + "\n"
        assert read(PET, "weights", file)[0].settings.separator == separator


def test_a_text_with_more_of_another_sign_than_there_may_be_columns_says_nothing_of_separators():
    note = "with, " * 60
    for sign, separator in ((";", Separator.SEMICOLON), ("\t", Separator.TAB)):
        file = sign.join(["date", "weight_kg", "note"]) + "\n" + sign.join(["2025-01-02", "4", note]) + "\n"
        assert read(PET, "weights", file)[0].settings.separator == separator
