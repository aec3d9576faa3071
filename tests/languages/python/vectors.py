"""Runs test vectors with the client that openapi-generator makes.

It reads calls from standard input, each an operation with a request and an answer, and prints what the client sent and
what it made of the answer. No call leaves the machine.
"""

from __future__ import annotations

import base64
import datetime
import inspect
import json
import re
import sys
from typing import Any, Callable

import tatodesk_client
from tatodesk_client import ApiClient, Configuration
from tatodesk_client.exceptions import ApiException


class Answer:
    """The answer of a vector, in the form in which the generated client reads answers."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        self.reason = ""
        self.data = text.encode()
        self.headers = {"content-type": "application/json"}

    def read(self) -> bytes:
        return self.data

    def getheaders(self) -> dict[str, str]:
        return self.headers

    def getheader(self, name: str, default: str | None = None) -> str | None:
        return self.headers.get(name.lower(), default)


class Transport:
    """Stands where the generated client sends requests: keeps each one, and answers as the vector says."""

    def __init__(self) -> None:
        self.sent: dict[str, Any] | None = None
        self.answer = Answer(200, "{}")

    def request(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: Any = None,
        post_params: Any = None,
        _request_timeout: Any = None,
    ) -> Answer:
        head = {"method": method, "url": url, "key": headers.get("TATODESK-API-KEY"), "type": headers["Content-Type"]}
        if post_params:
            self.sent = {**head, "form": {name: part(value) for name, value in post_params}}
        else:
            self.sent = {**head, "body": json.loads(json.dumps(body))}
        return self.answer


def part(value: Any) -> Any:
    """A part of a form as the vectors write it."""
    if isinstance(value, tuple):
        return {"fileName": value[0], "base64": base64.b64encode(value[1]).decode()}
    return value


def operations(client: ApiClient) -> dict[str, Callable[..., Any]]:
    """The function of each operation, by its name without underscores in lower case."""
    found = {}
    for name in dir(tatodesk_client):
        if name.endswith("Api"):
            api = getattr(tatodesk_client, name)(client)
            for method in dir(api):
                if not re.search(r"^_|^api_client$|_with_http_info$|_without_preload_content$", method):
                    found[method.replace("_", "")] = getattr(api, method)
    return found


def arguments(function: Callable[..., Any], call: dict[str, Any]) -> list[Any]:
    """What the function takes before its options: the typed request, or the parts of a form."""
    names = [name for name in inspect.signature(function).parameters if not name.startswith("_")]
    if "form" in call:
        parts = {re.sub("[^a-z]", "", name.lower()): value for name, value in call["form"].items()}
        wanted = [parts[name.replace("_", "")] for name in names]
        return [
            (value["fileName"], base64.b64decode(value["base64"])) if isinstance(value, dict) else value
            for value in wanted
        ]
    model = getattr(tatodesk_client, call["operation"][0].upper() + call["operation"][1:] + "Request", None)
    # A request that has no members has no type of its own.
    return [model.from_dict(call["body"]) if model else call["body"]]


def run(call: dict[str, Any], functions: dict[str, Callable[..., Any]], transport: Transport) -> dict[str, Any]:
    transport.sent, transport.answer = None, Answer(call["answer"]["status"], call["answer"]["text"])
    function = functions.get(call["operation"].lower())
    if function is None:
        return {"failed": f"the client has no {call['operation']}"}
    try:
        found = function(*arguments(function, call))
    except ApiException as refused:
        value = refused.data.to_dict() if refused.data is not None else None
        return {"sent": transport.sent, "status": refused.status, "value": value}
    except Exception as failed:
        return {"sent": transport.sent, "failed": f"{type(failed).__name__}: {failed}"}
    return {"sent": transport.sent, "status": 200, "value": found.to_dict()}


def wire(value: Any) -> str:
    """A date or an instant, which the client decodes, as it is on the wire."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON")


def main() -> None:
    client, transport = ApiClient(Configuration(api_key={"ApiKey": "vector-key"})), Transport()
    setattr(client, "rest_client", transport)
    functions = operations(client)
    results = [run(call, functions, transport) for call in json.load(sys.stdin)]
    print(json.dumps(results, ensure_ascii=False, default=wire))


if __name__ == "__main__":
    main()
