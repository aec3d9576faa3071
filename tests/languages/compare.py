"""What is compared: results member by member, and what clients sent and decoded with the vectors."""

from __future__ import annotations

import json
from itertools import zip_longest
from pathlib import Path
from typing import Any, Iterator

ABSENT = object()


def differences(left: Any, right: Any, pointer: str = "") -> Iterator[str]:
    """The members that differ, by JSON pointer. An absent member equals null."""
    left = None if left is ABSENT else left
    right = None if right is ABSENT else right
    if isinstance(left, dict) and isinstance(right, dict):
        for name in sorted(left.keys() | right.keys()):
            yield from differences(left.get(name), right.get(name), f"{pointer}/{name}")
    elif isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            yield f"{pointer}: {len(left)} elements, not {len(right)}"
        for index, (one, other) in enumerate(zip_longest(left, right, fillvalue=ABSENT)):
            yield from differences(one, other, f"{pointer}/{index}")
    elif type(left) is not type(right) or left != right:
        yield f"{pointer}: {json.dumps(left, ensure_ascii=False)}, not {json.dumps(right, ensure_ascii=False)}"


def lost_nulls(sent: Any, decoded: Any, pointer: str = "") -> Iterator[str]:
    """Members that were null in an answer, and that the client did not keep. It takes them for members that are never null."""
    if isinstance(sent, dict) and isinstance(decoded, dict):
        for name, value in sent.items():
            if value is None and name not in decoded and name != "error":
                yield f"{pointer}/{name}: nothing, not null"
            yield from lost_nulls(value, decoded.get(name), f"{pointer}/{name}")
    elif isinstance(sent, list) and isinstance(decoded, list):
        for index, (one, other) in enumerate(zip(sent, decoded)):
            yield from lost_nulls(one, other, f"{pointer}/{index}")


def hosts(table: Path) -> dict[str, str]:
    """The documented URL of each operation."""
    lines = table.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {row[0]: row[1] for row in rows}


def vectors(folder: Path) -> list[dict]:
    """What a generated client can run: each request and each answer of each operation, with what is expected.

    Left out is what a generated client leaves to its user: answers that are no JSON, that are cut or never come, and
    success without the members that the specification promises in an extension.
    """
    shared = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    found = []
    for file in sorted((folder / "operations").glob("*.json")):
        operation = json.loads(file.read_text(encoding="utf-8"))
        own = operation["answers"]
        success = next(answer["body"] for answer in own if answer["outcome"] == "success")
        for answer in own + shared:
            if "body" not in answer or answer["outcome"] == "accepted":
                continue
            if answer.get("merge"):
                kept = {name: value for name, value in success.items() if name != "error"}
                answer = {**answer, "body": {**kept, **answer["body"]}}
            # Every answer meets the first request, and every request the first answer.
            for request in operation["requests"] if answer is own[0] else operation["requests"][:1]:
                found.append({"operation": operation["operation"], "request": request, "answer": answer})
    return found


def call(vector: dict) -> dict:
    """A vector as the programs read it."""
    request, answer = vector["request"], vector["answer"]
    body = {kind: request[kind] for kind in ("body", "form") if kind in request}
    text = json.dumps(answer["body"], ensure_ascii=False)
    return {"operation": vector["operation"], **body, "answer": {"status": answer["status"], "text": text}}


def judged(vector: dict, result: dict, urls: dict[str, str], keeps_nulls: bool) -> Iterator[str]:
    """What is wrong with what a client did."""
    operation, request, answer = vector["operation"], vector["request"], vector["answer"]
    place = f"{operation}, {request['name']}, {answer['name']}"
    if "failed" in result:
        yield f"{place}: {result['failed'].splitlines()[0]}"
        return
    sent = result["sent"]
    if sent["url"] != urls.get(operation):
        yield f"{place}: the client calls {sent['url']}, and the documentation {urls.get(operation)}"
    expected = {
        "method": request["method"],
        "url": request["url"],
        "key": "vector-key",
        "type": request["headers"]["Content-Type"],
        **{kind: request[kind] for kind in ("body", "form") if kind in request},
    }
    sent = {**sent, "type": (sent["type"] or "").split(";")[0]}
    for part in expected.get("form", {}).values():
        # Generated clients choose the type of a file themselves.
        if isinstance(part, dict):
            part.pop("contentType", None)
    for difference in differences(sent, expected):
        yield f"{place}: sent {difference}"
    decoded, body = result["value"] or {}, answer["body"]
    if answer["outcome"] != "success":
        # Beside an error, members may stand that no schema knows.
        decoded, body = {"error": decoded.get("error")}, {"error": body["error"]}
    elif answer["name"] == "memberIsUnknown":
        # The Python client ignores a member that it does not know. It must not fail on one.
        decoded = {**decoded, "isNew": body["isNew"]}
    for difference in differences(decoded, body):
        yield f"{place}: decoded {difference}"
    if keeps_nulls:
        for lost in lost_nulls(body, decoded):
            yield f"{place}: decoded {lost}"
    if (outcome := outcome_of(result)) != answer["outcome"]:
        yield f"{place}: {outcome}, not {answer['outcome']}"


def outcome_of(result: dict) -> str:
    """The outcome of a call by the rules of the specification's introduction, from what the client decoded."""
    status, error = result["status"], (result["value"] or {}).get("error")
    if status == 200:
        succeeded = error is None or error is False or error == "" or (error == 0 and not isinstance(error, bool))
        return "success" if succeeded else "rejected"
    return "rejected" if 400 <= status < 500 and status != 408 else "unknown"
