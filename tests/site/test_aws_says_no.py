"""AWS says no: a page in words, with what was typed, and one line in the log that says what an operator has to do."""

from io import StringIO

import pytest
from botocore.response import StreamingBody
from django.core.management import CommandError, call_command

from pettracker_site.aws import clients, error_advice
from pettracker_site.aws.errors import Refused, StoreUnavailable
from pettracker_site.files.storage import file_storage
from pettracker_site.management import photo_job
from photos.domain import Status
from photos.imaging import decoding, formats, pipeline
from tests.aws import reset
from tests.faults.injector import Injector, without_pauses
from tests.faults.plan import Fault, Trouble
from tests.faults.truth import Truth
from tests.pictures import jpeg
from tests.site.forms import file, pet_form

SLOW_DOWN = Fault(Trouble.ERROR, 503, "SlowDown")
DENIED = Fault(Trouble.ERROR, 403, "AccessDenied")
pytestmark = pytest.mark.django_db


@pytest.fixture
def injector(aws):
    with Injector().standing() as it:
        yield it


def refused(caplog) -> list:
    return [each for each in caplog.records if each.getMessage() == "AWS call refused"]


class TestRecords:
    CODES = ("UnrecognizedClientException", "InvalidSignatureException", "AccessDeniedException", "SomethingNew")

    @pytest.mark.parametrize("code", CODES[:2])
    def test_keys_that_are_not_known_for_a_moment_are_tried_again(self, injector, as_owner, code):
        injector.plan.add(Fault(Trouble.ERROR, 400, code), "dynamodb:*", first=1, last=1)
        assert as_owner.get("/pets/").status_code == 200

    @pytest.mark.parametrize("code", CODES)
    def test_what_was_typed_stays_and_an_operator_is_told_what_to_do(self, injector, as_owner, caplog, code):
        injector.plan.add(Fault(Trouble.ERROR, 400, code), "dynamodb:*")
        answer = as_owner.post("/pets/add/", pet_form(notes="much typed text"))
        assert answer.status_code == 503
        assert "much typed text" in answer.text
        [line] = refused(caplog)
        assert (line.levelname, line.code, line.advice) == ("ERROR", code, error_advice.advice(code))
        assert "much typed text" not in caplog.text

    @pytest.mark.parametrize(
        ("code", "reasons"),
        [
            ("AccessDenied", ("None", "AccessDenied")),
            ("AccessDenied", ("ThrottlingError", "AccessDenied")),
            ("ItemCollectionSizeLimitExceeded", ("ItemCollectionSizeLimitExceeded",)),
            ("ResourceNotFoundException", ("ValidationError", "ResourceNotFoundException")),
        ],
    )
    def test_so_is_a_transaction_that_is_cancelled_by_it_at_once(self, injector, as_owner, caplog, code, reasons):
        cancelled = Fault(Trouble.ERROR, 400, "TransactionCanceledException", reasons)
        injector.plan.add(cancelled, "dynamodb:TransactWriteItems")
        answer = as_owner.post("/pets/add/", pet_form(notes="much typed text"))
        assert answer.status_code == 503
        assert "much typed text" in answer.text
        [line] = refused(caplog)
        assert (line.levelname, line.advice) == ("ERROR", error_advice.advice(code))
        assert injector.plan.seen.count("dynamodb:TransactWriteItems") == 1

    @pytest.mark.parametrize("reason", ["ThrottlingError", "ProvisionedThroughputExceeded", "TransactionConflict"])
    def test_a_transaction_that_came_at_a_bad_moment_needs_no_operator(self, injector, as_owner, caplog, reason):
        cancelled = Fault(Trouble.ERROR, 400, "TransactionCanceledException", ("None", reason))
        injector.plan.add(cancelled, "dynamodb:TransactWriteItems", last=5)
        assert as_owner.post("/pets/add/", pet_form()).status_code == 302
        assert refused(caplog) == []

    def test_a_mistake_of_ours_is_a_500_as_ever(self, injector, as_owner):
        injector.plan.add(Fault(Trouble.ERROR, 400, "ValidationException"), "dynamodb:*")
        as_owner.raise_request_exception = False
        assert as_owner.get("/pets/").status_code == 500


class TestUploads:
    def send(self, client, pet):
        return client.post(f"/pets/{pet.id}/photos/add/", {"photos": file("a.jpg", jpeg(64, 48))})

    @pytest.mark.parametrize(
        ("code", "status"),
        [
            ("AccessDenied", 403),
            ("InvalidAccessKeyId", 403),
            ("NoSuchBucket", 404),
            ("OperationAborted", 409),
            ("RequestTimeTooSkewed", 403),
            ("SignatureDoesNotMatch", 403),
        ],
    )
    def test_one_is_told_in_words_and_nothing_is_shown(self, injector, as_owner, pet, pet_records, code, status):
        injector.plan.add(Fault(Trouble.ERROR, status, code), "s3:PutObject")
        assert self.send(as_owner, pet).status_code == 503
        assert pet_records.get(pet.id).photo_count == 0

    def test_files_that_may_not_even_be_cleaned_up_change_nothing(self, injector, as_owner, pet, photo_records):
        injector.plan.add(DENIED, "s3:PutObject", first=3)
        injector.plan.add(DENIED, "s3:DeleteObjects")
        assert self.send(as_owner, pet).status_code == 503
        [photo] = Truth().photos().values()
        assert photo.status == Status.PENDING  # it names what is there, for the sweeper

    @pytest.mark.parametrize("trouble", [Trouble.ERROR, Trouble.ERROR_AFTER_COMMIT])
    def test_throttling_is_waited_out_and_the_file_arrives_whole(self, injector, as_owner, pet, trouble):
        injector.plan.add(Fault(trouble, 503, "SlowDown"), "s3:PutObject", first=1, last=4)
        injector.plan.add(Fault(trouble, 400, "ThrottlingException"), "dynamodb:TransactWriteItems", first=1, last=3)
        assert self.send(as_owner, pet).status_code == 302
        [photo] = Truth().photos().values()
        assert Truth().content(photo.original_key) == jpeg(64, 48).getvalue()


def test_new_keys_in_the_file_are_found_and_sign_addresses(aws, as_owner, pet, add_photo, tmp_path, monkeypatch):
    add_photo(pet)
    keys = tmp_path / "credentials"

    def write(name: str) -> None:
        keys.write_text(f"[default]\naws_access_key_id = {name}\naws_secret_access_key = secret\n")

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(keys))
    write("AKIDOLD")
    reset()
    try:
        with Injector().standing() as injector:
            assert "AKIDOLD" in as_owner.get("/pets/").text
            write("AKIDNEW")
            injector.plan.add(Fault(Trouble.ERROR, 400, "UnrecognizedClientException"), "dynamodb:*", first=1, last=1)
            page = as_owner.get("/pets/").text
    finally:
        monkeypatch.undo()
        reset()
    assert "AKIDNEW" in page
    assert "AKIDOLD" not in page


class Cut:
    """A body that ends before its end."""

    def read(self, *_):
        return b""


def test_an_original_that_is_cut_off_is_not_taken_for_whole(aws, monkeypatch, caplog):
    body = StreamingBody(Cut(), 10)
    monkeypatch.setattr(clients.s3(), "get_object", lambda **_: {"Body": body})
    with pytest.raises(Refused, match="IncompleteReadError"):
        list(file_storage().read("photos/pet/photo.jpg"))
    [line] = refused(caplog)
    assert line.advice == error_advice.DAMAGED


class TestManyFilesAtOnce:
    """S3 takes the call, and names those files that it kept."""

    @pytest.fixture
    def s3(self, aws, monkeypatch):
        """Keeps what `kept` says of each call to come, by code; `asked` are the keys of each call."""
        asked, kept = [], []

        def delete_objects(Delete, **_):
            asked.append([each["Key"] for each in Delete["Objects"]])
            return {"Errors": [{"Key": key, "Code": code} for key, code in kept.pop(0).items()] if kept else []}

        monkeypatch.setattr(clients.s3(), "delete_objects", delete_objects)
        with without_pauses():
            yield asked, kept

    def test_those_it_had_trouble_with_are_asked_for_again(self, s3, caplog):
        asked, kept = s3
        kept += [{"b": "InternalError", "c": "SlowDown"}, {"c": "SlowDown"}]
        file_storage().delete_all(["a", "b", "c"])
        assert asked == [["a", "b", "c"], ["b", "c"], ["c"]]
        assert refused(caplog) == []

    def test_trouble_that_stays_is_no_refusal(self, s3, caplog):
        s3[1].extend([{"a": "InternalError"}] * 20)
        with pytest.raises(StoreUnavailable) as raised:
            file_storage().delete_all(["a"])
        assert not isinstance(raised.value, Refused)
        assert refused(caplog) == []

    def test_a_refusal_is_told_whatever_trouble_there_is_beside_it(self, s3, caplog):
        asked, kept = s3
        kept += [{"a": "InternalError", "b": "AccessDenied"}]
        with pytest.raises(Refused, match="AccessDenied"):
            file_storage().delete_all(["a", "b"])
        assert len(asked) == 1
        [line] = refused(caplog)
        assert line.advice == error_advice.RIGHTS


class TestCommands:
    @pytest.fixture
    def photos_of_old(self, pet, add_photo, monkeypatch):
        made = [add_photo(pet, shade) for shade in range(3)]
        for module in (formats, pipeline):
            monkeypatch.setattr(module, "SIZES", (160, 640, 800, 1600))
        monkeypatch.setattr(decoding, "prepare", pipeline.prepare)  # another process knows nothing of those sizes
        return made

    def rederive(self) -> str:
        out = StringIO()
        with pytest.raises(CommandError) as end:
            call_command("rederive", "--workers", "1", stdout=out, stderr=out)
        return f"{out.getvalue()} {end.value}"

    def test_a_photo_that_may_not_be_read_is_named_and_the_others_are_made_anew(self, photos_of_old, injector):
        injector.plan.add(DENIED, "s3:GetObject", first=2, last=2)
        said = self.rederive()
        assert "2 made anew" in said
        assert [photo.original_key in said for photo in photos_of_old].count(True) == 1

    def test_where_none_may_be_read_it_ends_there(self, photos_of_old, injector, monkeypatch):
        monkeypatch.setattr(photo_job, "_MOST_DENIED", 2)
        injector.plan.add(DENIED, "s3:GetObject")
        assert "Stopped because AWS refuses" in self.rederive()
        assert injector.plan.seen.count("s3:GetObject") < 4

    @pytest.mark.parametrize(
        "name", ["count_records", "check_integrity", "finish_moves", "check_drift", "provision", "rederive", "reread"]
    )
    def test_keys_that_are_not_known_end_a_command_with_a_sentence(self, aws, name):
        def refuse(**_):
            raise Refused("UnrecognizedClientException")

        made = [clients.dynamodb(), clients.s3(), clients.cloudformation()]
        for client in made:
            client.meta.events.register_first("before-send.*", refuse, unique_id="refuse")
        try:
            with pytest.raises(CommandError, match="UnrecognizedClientException"):
                call_command(name, stdout=StringIO(), stderr=StringIO())
        finally:
            for client in made:
                client.meta.events.unregister("before-send.*", unique_id="refuse")
