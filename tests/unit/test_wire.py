"""DynamoDB's answers as its wire has them: items as Python values, and all else as botocore's own parser reads it."""

import base64
import json
import random
import zlib
from contextlib import suppress
from decimal import Decimal
from functools import cache

import botocore.session
import pytest
from botocore.awsrequest import HeadersDict
from botocore.model import ServiceModel
from botocore.parsers import ResponseParserError, ResponseParserFactory

from pettracker_site.aws.wire import HELD, ParserFactory, from_wire, to_wire
from tests.wire_answers import anything, in_python

# What holds typed values and is not read: members that are sent back as they came, and answers that nobody asks for.
SENT_BACK = {"LastEvaluatedKey", "UnprocessedItems", "UnprocessedKeys", "ItemCollectionMetrics"}
NOT_ASKED_FOR = {
    "BatchExecuteStatementOutput",
    "DescribeExportOutput",
    "ExecuteStatementOutput",
    "ExecuteTransactionOutput",
    "ExportTableToPointInTimeOutput",
    "SearchVectorsOutput",
}


@cache
def model() -> ServiceModel:
    return botocore.session.get_session().get_service_model("dynamodb")


def parsed(body: bytes | dict, shape: str, status: int = 200, factory: type = ParserFactory, **headers: str) -> dict:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    told = HeadersDict({"x-amzn-RequestId": "1", "Content-Type": "application/x-amz-json-1.0"})
    told.update({name.replace("_", "-"): value for name, value in headers.items()})
    response = {"headers": told, "status_code": status, "body": data, "context": {}}
    return factory().create_parser("json").parse(response, model().shape_for(shape))


def by_botocore(*arguments, **options) -> dict:
    return parsed(*arguments, factory=ResponseParserFactory, **options)


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


class TestValues:
    @pytest.mark.parametrize(
        ("typed", "value"),
        [
            ({"S": ""}, ""),
            ({"S": "N"}, "N"),
            ({"S": "\U0001f415 \x00"}, "\U0001f415 \x00"),
            ({"B": text_of(b"\x00\xff")}, b"\x00\xff"),
            ({"B": ""}, b""),
            ({"BOOL": False}, False),
            ({"NULL": True}, None),
            ({"SS": ["a", ""]}, {"a", ""}),
            ({"NS": ["1", "-2.50"]}, {Decimal(1), Decimal("-2.5")}),
            ({"BS": [text_of(b"a"), text_of(b"\xff")]}, {b"a", b"\xff"}),
            ({"L": []}, []),
            ({"M": {}}, {}),
            ({"L": [{"M": {"a": {"L": [{"N": "1"}, {"B": text_of(b"x")}]}}}]}, [{"a": [Decimal(1), b"x"]}]),
        ],
    )
    def test_each_type_has_its_python_value(self, typed, value):
        [read] = from_wire({"a": typed}).values()
        assert read == value
        assert type(read) is type(value)

    @pytest.mark.parametrize("number", ["0", "-0", "1E+3", "-1.50", "9.9999999999999999999999999999999999999E+125"])
    def test_a_number_keeps_its_sign_digits_and_exponent(self, number):
        assert str(from_wire({"a": {"N": number}})["a"]) == number

    @pytest.mark.parametrize("number", ["1" * 39, "1E+127", "two", ""])
    def test_what_is_no_number_of_dynamodb_is_not_rounded_to_one(self, number):
        with pytest.raises(ArithmeticError):
            from_wire({"a": {"N": number}})

    def test_an_item_nested_as_deep_as_dynamodb_allows_is_read(self):
        typed: dict = {"S": "end"}
        for _ in range(32):
            typed = {"M": {"a": {"L": [typed]}}}
        value = from_wire({"a": typed})["a"]
        for _ in range(32):
            value = value["a"][0]
        assert value == "end"

    def test_what_is_written_is_read_back(self):
        item = {
            "a": "",
            "b": b"\xff",
            "c": {"x"},
            "d": {Decimal("-2.5")},
            "e": [{"f": None}, True],
            "g": Decimal("1E+9"),
        }
        sent = json.dumps({"Item": to_wire(item)}, default=text_of).encode()
        assert parsed(sent, "GetItemOutput")["Item"] == item


class TestAnswers:
    REX, READ = {"PetId": {"S": "rex"}, "Weight": {"N": "4.10"}}, {"PetId": "rex", "Weight": Decimal("4.10")}

    @pytest.mark.parametrize(
        ("shape", "body", "read"),
        [
            ("GetItemOutput", {"Item": REX}, {"Item": READ}),
            ("GetItemOutput", {}, {}),
            ("UpdateItemOutput", {"Attributes": REX}, {"Attributes": READ}),
            ("QueryOutput", {"Items": [REX], "Count": 1}, {"Items": [READ], "Count": 1}),
            ("BatchGetItemOutput", {"Responses": {"Pets": [REX]}}, {"Responses": {"Pets": [READ]}}),
            ("TransactGetItemsOutput", {"Responses": [{"Item": REX}, {}]}, {"Responses": [{"Item": READ}, {}]}),
        ],
    )
    def test_items_are_read_where_an_answer_holds_them(self, shape, body, read):
        answer = parsed(body, shape)
        del answer["ResponseMetadata"]
        assert answer == read

    @pytest.mark.parametrize("shape", HELD)
    def test_whatever_an_answer_holds_is_as_botocore_and_boto3_read_it(self, shape):
        chance = random.Random(shape)
        status = 400 if shape.endswith("Exception") else 200
        for _ in range(20):
            body = json.dumps(anything(model().shape_for(shape), chance), ensure_ascii=chance.random() < 0.5).encode()
            said = by_botocore(body, shape, status)
            for name in said.keys() & HELD[shape]:
                said[name] = in_python(said[name], model().shape_for(shape).members[name])
            assert parsed(body, shape, status) == said

    def test_of_what_is_there_twice_the_last_counts_as_botocore_has_it(self):
        body = b'{"Item": {"a": {"S": "1"}}, "Item": {"a": {"S": "1"}, "b": {"S": "1", "S": "2"}, "a": {"N": "3"}}}'
        assert parsed(body, "GetItemOutput")["Item"] == {"a": Decimal(3), "b": "2"}
        assert by_botocore(body, "GetItemOutput")["Item"] == {"a": {"N": "3"}, "b": {"S": "2"}}

    def test_keys_that_are_sent_back_stay_as_the_client_takes_them(self):
        key = {"PetId": {"S": "rex"}, "Hash": {"B": text_of(b"\xff")}}
        body = {"Items": [], "LastEvaluatedKey": key}
        assert parsed(body, "QueryOutput")["LastEvaluatedKey"] == {"PetId": {"S": "rex"}, "Hash": {"B": b"\xff"}}

    def test_no_answer_with_items_is_forgotten(self):
        """Fails where botocore learns of another one; then say in `HELD` how it is read."""

        def holds_items(shape, seen=()) -> bool:
            if shape.name == "AttributeValue":
                return True
            if shape.name in seen:
                return False
            inner = {"list": lambda: [shape.member], "map": lambda: [shape.value]}.get(shape.type_name)
            inside = inner() if inner else shape.members.values() if shape.type_name == "structure" else []
            return any(holds_items(each, (*seen, shape.name)) for each in inside)

        answers = [model().operation_model(name).output_shape for name in model().operation_names]
        answers = [each for each in answers if each and each.name not in NOT_ASKED_FOR] + model().error_shapes
        there = {
            each.name: held
            for each in answers
            if (held := {name for name, member in each.members.items() if holds_items(member)} - SENT_BACK)
        }
        assert there == {shape: set(held) for shape, held in HELD.items()}

    @pytest.mark.parametrize("body", [b"", b"{}", b'{"Table": {"TableName": "Pets", "CreationDateTime": 1.5}}'])
    def test_all_else_is_as_botocore_reads_it(self, body):
        assert parsed(body, "DescribeTableOutput") == by_botocore(body, "DescribeTableOutput")

    def test_the_metadata_is_botocores(self):
        told = parsed({"Item": self.REX}, "GetItemOutput", x_amz_crc32="7")["ResponseMetadata"]
        assert told == by_botocore({"Item": self.REX}, "GetItemOutput", x_amz_crc32="7")["ResponseMetadata"]
        assert (told["RequestId"], told["HTTPStatusCode"], told["HTTPHeaders"]["x-amz-crc32"]) == ("1", 200, "7")

    @pytest.mark.parametrize("protocol", ["rest-xml", "query", "rest-json"])
    def test_other_protocols_are_left_to_botocore(self, protocol):
        assert type(ParserFactory().create_parser(protocol)) is type(ResponseParserFactory().create_parser(protocol))


class TestErrors:
    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (400, {"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "slower"}),
            (400, {"__type": "ValidationException", "Message": "capital"}),
            (400, {"__type": "com.amazon.coral.service#ExpiredTokenException:http://internal/", "message": ""}),
            (400, {"message": "nameless"}),
            (400, {}),
            (413, b""),
            (403, b"<p>Forbidden by a proxy</p>"),
            (500, b"<html><body>no</body></html>"),
            (503, b""),
            (500, {"__type": "InternalServerError", "message": "again"}),
        ],
    )
    def test_code_message_and_metadata_are_botocores(self, status, body):
        assert parsed(body, "GetItemOutput", status) == by_botocore(body, "GetItemOutput", status)

    @pytest.mark.parametrize(
        "body", [b"\xff\xfe\xfd", b"[]", b"5", b'{"__type": 5}', b"[" * 100_000], ids=lambda body: body[:20]
    )
    @pytest.mark.parametrize("status", [400, 503])
    def test_one_whose_body_is_garbage_is_known_by_its_status(self, status, body):
        assert parsed(body, "GetItemOutput", status)["Error"]["Code"] == str(status)

    def test_the_item_of_a_failed_condition_is_read(self):
        body = {"__type": "a#ConditionalCheckFailedException", "message": "no", "Item": TestAnswers.REX}
        said = parsed(body, "ConditionalCheckFailedException", 400)
        assert said == {"message": "no", "Item": TestAnswers.READ}

    def test_the_items_of_a_cancelled_transaction_are_read(self):
        failed = {"Code": "ConditionalCheckFailed", "Message": "no", "Item": TestAnswers.REX}
        body = {"Message": "cancelled", "CancellationReasons": [{"Code": "None", "Message": None}, failed]}
        said = parsed(body, "TransactionCanceledException", 400)
        reasons = [{"Code": "None"}, failed | {"Item": TestAnswers.READ}]
        assert said == {"Message": "cancelled", "CancellationReasons": reasons}


class TestDamage:
    """What is damaged reads as if nothing were there: attempts.py tells it from that, and asks again."""

    ODD = (
        {"X": "?"}, {}, {"S": "a", "N": "1"}, {"S": 5}, {"S": None}, {"N": "x"}, {"B": "*"}, {"BOOL": "no"},
        {"L": "ab"}, {"L": {}}, {"M": []}, {"M": "a"}, {"SS": [1]}, {"SS": "ab"}, {"NS": "12"}, {"BS": ""}, "rex",
        ["S"], None,
    )  # fmt: skip

    @pytest.mark.parametrize("typed", ODD, ids=str)
    def test_a_value_of_no_known_type_ends_the_call_and_is_not_told(self, typed):
        with pytest.raises(ResponseParserError, match=r"^an item in GetItemOutput is not as DynamoDB writes them$"):
            parsed({"Item": {"Secret": typed}}, "GetItemOutput")

    def test_where_the_checksum_is_right_it_is_no_damage(self):
        body = json.dumps({"Item": {"a": {"X": "?"}}}).encode()
        with pytest.raises(ResponseParserError):
            parsed(body, "GetItemOutput", x_amz_crc32=str(zlib.crc32(body)))

    @pytest.mark.parametrize("typed", ODD, ids=str)
    def test_where_it_is_wrong_the_answer_is_for_others_to_judge(self, typed):
        answer = parsed({"Item": {"a": typed}}, "GetItemOutput", x_amz_crc32="1")
        assert answer.keys() == {"ResponseMetadata"}

    @pytest.mark.parametrize("body", [b"\xff", b"[]", b"null", b"{", b"<p>", b"[" * 100_000], ids=lambda body: body[:9])
    def test_what_is_no_json_object_is_empty(self, body):
        assert parsed(body, "GetItemOutput").keys() == {"ResponseMetadata"}

    def test_no_beginning_of_an_answer_is_taken_for_it(self):
        body = json.dumps({"Count": 1, "Items": [TestAnswers.REX]}).encode()
        for length in range(1, len(body)):
            assert parsed(body[:length], "QueryOutput").keys() == {"ResponseMetadata"}

    @pytest.mark.parametrize("depth", [330, 400, 100_000])
    def test_no_depth_of_an_item_is_too_much(self, depth):
        """Whichever of both readers is at its end first."""
        body = b'{"Item": {"a": ' + b'{"L": [' * depth + b"]}" * depth + b"}}"
        with suppress(ResponseParserError):
            assert parsed(body, "GetItemOutput").keys() == {"ResponseMetadata"}

    @pytest.mark.parametrize("body", [b'{"Table": 5}', b'{"Table": {"CreationDateTime": "never"}}'])
    def test_another_answer_that_is_none_of_dynamodbs_ends_the_call(self, body):
        with pytest.raises(ResponseParserError):
            parsed(body, "DescribeTableOutput")
