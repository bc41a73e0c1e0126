"""What AWS does and moto does not: injected at the client, so that the code is ready for the real thing."""

import threading

import pytest
from botocore.exceptions import (
    ClientError,
    CredentialRetrievalError,
    EndpointConnectionError,
    MetadataRetrievalError,
    ReadTimeoutError,
)

from pettracker_site.aws import clients, deadline
from pettracker_site.aws.dynamo import Attr, Key, Table, Update, Write, batch_get
from pettracker_site.aws.errors import Conflict, NotFound, Refused, StoreUnavailable, translated
from pettracker_site.aws.paging import Page
from pettracker_site.aws.transactions import TransactionRefused, transact
from pettracker_site.files.storage import file_storage
from tests.aws import reset
from tests.store.makers import NOW, OWNER, new_pet, new_photo


class Client:
    """The real client, but for the operations whose answers (or errors) are given."""

    def __init__(self, real, **answers):
        self.real, self.answers, self.asked = real, answers, []

    def __getattr__(self, operation):
        def call(**request):
            self.asked.append((operation, request))
            waiting = self.answers.get(operation)
            answer = waiting.pop(0) if waiting else None
            if isinstance(answer, Exception):
                raise answer
            return getattr(self.real, operation)(**request) if answer is None else answer

        return call


def cancelled(*codes: str) -> ClientError:
    response = {
        "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
        "CancellationReasons": [{"Code": code} for code in codes],
    }
    return ClientError(response, "TransactWriteItems")


def parts_for(client: Client) -> dict[str, Write]:
    table, is_new = Table(client, "any", "PetId"), Attr("PetId").not_exists()
    return {"one": table.put({"PetId": "1"}, is_new), "other": table.put({"PetId": "2"}, is_new)}


def failed(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "GetItem")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(deadline.time, "sleep", lambda seconds: None)


@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_cancelled_transaction_is_tried_again_under_the_same_token(aws, code):
    client = Client(None, transact_write_items=[cancelled("None", code), cancelled(code), {}])
    transact(**parts_for(client))
    assert len({request["ClientRequestToken"] for _, request in client.asked}) == 1
    assert len(client.asked) == 3


def test_after_ten_attempts_a_transaction_is_given_up():
    client = Client(None, transact_write_items=[cancelled("TransactionConflict")] * 19)
    with pytest.raises(StoreUnavailable):
        transact(**parts_for(client))
    assert len(client.asked) == 10


def test_a_failed_condition_is_not_tried_again():
    client = Client(None, transact_write_items=[cancelled("TransactionConflict", "ConditionalCheckFailed")])
    with pytest.raises(TransactionRefused):
        transact(**parts_for(client))
    assert len(client.asked) == 1


def test_a_cancellation_for_another_reason_goes_up_untouched():
    with pytest.raises(ClientError):
        transact(**parts_for(Client(None, transact_write_items=[cancelled("ValidationError")])))


@pytest.mark.parametrize("operation", ["put_item", "update_item", "delete_item"])
def test_a_write_that_meets_a_transaction_is_tried_again(operation):
    client = Client(None, **{operation: [failed("TransactionConflictException"), {"Attributes": {}}]})
    table, is_new = Table(client, "any", "PetId"), Attr("PetId").not_exists()
    {
        "put_item": table.put({"PetId": "1"}, is_new),
        "update_item": table.update("1", Update({"a": 1}), is_new),
        "delete_item": table.delete("1", is_new),
    }[operation].run()
    assert len(client.asked) == 2


def test_a_write_that_meets_transactions_only_is_given_up():
    client = Client(None, put_item=[failed("TransactionConflictException")] * 19)
    with pytest.raises(StoreUnavailable):
        Table(client, "any", "PetId").put({"PetId": "1"}, Attr("PetId").not_exists()).run()
    assert len(client.asked) == 10


def test_objects_that_s3_kept_are_not_called_deleted(aws, monkeypatch):
    refusal = {"Errors": [{"Key": "a", "Code": "AccessDenied"}]}
    with monkeypatch.context() as patch:
        patch.setattr(clients, "s3", lambda: Client(None, delete_objects=[refusal]))
        with pytest.raises(Refused):
            file_storage().delete_all(["a"])


def test_keys_that_were_not_processed_are_asked_for_again(pet_records):
    one, two = pet_records.add(new_pet("One")), pet_records.add(new_pet("Two"))
    table = pet_records.table
    unprocessed = {table.name: {"Keys": [table.key(one.id), table.key(two.id)], "ConsistentRead": True}}
    client = Client(table.client, batch_get_item=[{"Responses": {}, "UnprocessedKeys": unprocessed}])
    found = batch_get(client, [(table, two.id), (table, "none"), (table, one.id)])
    assert [item and item["Name"] for item in found] == ["Two", None, "One"]


def test_keys_that_are_never_processed_are_an_unavailable_store(pet_records):
    table = pet_records.table
    unprocessed = {table.name: {"Keys": [table.key("x")]}}
    client = Client(None, batch_get_item=[{"UnprocessedKeys": unprocessed}] * 19)
    with pytest.raises(StoreUnavailable):
        batch_get(client, [(table, "x")])


def test_an_empty_page_that_has_a_next_is_not_the_end(pet_records):
    pet = pet_records.add(new_pet())
    table = pet_records.table
    last = {"OwnerId": {"S": OWNER}, "StatusName": {"S": "active"}, "PetId": {"S": "0"}}
    client = Client(table.client, query=[{"Items": [], "LastEvaluatedKey": last}])
    found = Table(client, table.name, "PetId").query("OwnerId-index", Key("OwnerId").eq(OWNER), limit=5)
    assert [item["PetId"] for item in found] == [pet.id]


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="x"),
        ReadTimeoutError(endpoint_url="x"),
        CredentialRetrievalError(provider="x", error_msg="x"),
        MetadataRetrievalError(error_msg="x"),
        failed("ThrottlingException"),
        failed("ProvisionedThroughputExceededException"),
        failed("ExpiredTokenException"),
        failed("Whatever", 503),
    ],
)
def test_a_store_that_does_not_answer_is_unavailable(error):
    with pytest.raises(StoreUnavailable), translated():
        raise error


@pytest.mark.parametrize("code", ["ValidationException", "SerializationException", "ConditionalCheckFailedException"])
def test_a_mistake_of_ours_and_what_was_asked_for_are_not_called_bad_weather(code):
    with pytest.raises(ClientError), translated():
        raise failed(code)


def test_a_cover_that_is_deleted_while_we_choose_it_is_not_chosen(pet_records, photo_records, monkeypatch):
    pet = pet_records.add(new_pet())
    cover, next_cover, other = (new_photo(pet, days=days) for days in (0, 2, 1))
    for photo in (cover, next_cover, other):
        photo_records.reserve(photo)
        photo_records.activate(photo, OWNER)
    choose = photo_records._next_cover

    def chosen_too_late(photo, **options):
        found = choose(photo, **options)
        monkeypatch.undo()
        photo_records.delete(found, NOW)
        return found

    monkeypatch.setattr(photo_records, "_next_cover", chosen_too_late)
    photo_records.delete(cover, NOW)
    now = pet_records.get(pet.id)
    assert (now.photo_count, now.cover_photo_id) == (1, other.id)


def test_a_photo_that_comes_while_the_last_one_is_deleted_becomes_the_cover(pet_records, photo_records, monkeypatch):
    pet = pet_records.add(new_pet())
    last, coming = new_photo(pet), new_photo(pet)
    for photo in (last, coming):
        photo_records.reserve(photo)
    photo_records.activate(last, OWNER)
    choose = photo_records._next_cover

    def looked_too_early(photo, **options):
        found = choose(photo, **options)
        monkeypatch.undo()
        photo_records.activate(coming, OWNER)
        return found

    monkeypatch.setattr(photo_records, "_next_cover", looked_too_early)
    photo_records.delete(last, NOW)
    now = pet_records.get(pet.id)
    assert (now.photo_count, now.cover_photo_id) == (1, coming.id)


def test_a_next_cover_that_the_index_does_not_know_yet_is_waited_for(pet_records, photo_records, monkeypatch):
    pet = pet_records.add(new_pet())
    cover, next_cover = new_photo(pet), new_photo(pet, days=1)
    for photo in (cover, next_cover):
        photo_records.reserve(photo)
        photo_records.activate(photo, OWNER)
    listed = photo_records.list_for_pet

    def yesterday(*arguments, **options):
        monkeypatch.undo()
        return Page(())

    monkeypatch.setattr(photo_records, "list_for_pet", yesterday)
    photo_records.delete(cover, NOW)
    assert listed(pet.id).items[0].id == pet_records.get(pet.id).cover_photo_id == next_cover.id


def test_a_photo_of_a_pet_that_is_gone_cannot_be_restored(pet_records, photo_records):
    pet = pet_records.add(new_pet())
    photo = new_photo(pet)
    photo_records.reserve(photo)
    photo_records.activate(photo, OWNER)
    photo_records.delete(photo, NOW)
    pet_records.delete(pet, NOW)
    with pytest.raises((Conflict, NotFound)):
        photo_records.restore(photo)
    assert pet_records.get(pet.id).photo_count == 0


def test_one_client_serves_all_threads(aws):
    reset()
    seen: set[int] = set()
    threads = [threading.Thread(target=lambda: seen.add(id(clients.dynamodb()))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reset()
    assert len(seen) == 1


def test_every_client_has_its_time_outs_attempts_and_pool_written_down(settings):
    for service, client in (("dynamodb", clients.dynamodb()), ("s3", clients.s3())):
        config, chosen = client.meta.config, settings.AWS_CLIENTS[service]
        assert chosen["attempts"] == 10
        assert (config.connect_timeout, config.read_timeout) == (chosen["connect_timeout"], chosen["read_timeout"])
        assert config.retries == {"mode": "standard", "total_max_attempts": 1}  # attempts.py makes the others
        assert config.max_pool_connections >= settings.WEB_THREADS
