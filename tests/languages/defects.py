"""Defects that are planted in the specification. Each must turn every language red, and for its own reason."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Callable

import yaml

import compare


def wrong_host(spec: dict) -> None:
    path = spec["paths"]["/dl/v1/sms/messages"]
    # Some tools read the servers of the operation, where it has any.
    for place in (path, path["post"]):
        if "servers" in place:
            place["servers"][0]["url"] = "https://data.tatodesk.com"


def wrong_nullable(spec: dict) -> None:
    """A unit may have no street address. The sandbox has such a unit."""
    for unit in spec["components"]["schemas"].values():
        address = unit.get("properties", {}).get("address", {})
        if address.pop("nullable", False):
            return
    raise LookupError("no unit has an address that may be null")


def renamed_member(spec: dict) -> None:
    answer = spec["components"]["schemas"]["CreateAppointmentResponse"]
    answer["properties"]["protocolNumber"] = answer["properties"].pop("protocol")
    answer["x-required-on-success"] = ["ID", "protocolNumber"]


# The defect, and what a finding of every language must contain one of.
DEFECTS: list[tuple[Callable[[dict], None], list[str]]] = [
    (wrong_host, ["https://data.tatodesk.com/dl/v1/sms/messages"]),
    # The TypeScript compiler names no member: it says that its check of members that may be null does not compile.
    (wrong_nullable, ["/address: nothing, not null", "Address.Get undefined", "parameter of type 'never'"]),
    (renamed_member, ["'protocol'", '"protocol"', "Protocol undefined"]),
]


# What is compared, with what, and the pointers at which they must differ.
COMPARED: list[tuple[object, object, list[str]]] = [
    ({"a": 1, "b": None}, {"a": 1}, []),
    ({"a": [{"b": "1"}]}, {"a": [{"b": 1}]}, ["/a/0/b"]),
    ({"a": True}, {"a": 1}, ["/a"]),
    ({"a": [1, 2]}, {"a": [1]}, ["/a", "/a/1"]),
    ({"a": {"b": 1}}, {"a": {"c": 1}}, ["/a/b", "/a/c"]),
    ({"a": ""}, {}, ["/a"]),
    ([None], [], [""]),
]


def wrong_comparisons() -> list[str]:
    """The comparisons themselves, tried on small values."""
    wrong = []
    for left, right, expected in COMPARED:
        found = [said.split(":")[0] for said in compare.differences(left, right)]
        if found != expected:
            wrong.append(f"{left} and {right} differ at {found}, not at {expected}")
    if len(list(compare.lost_nulls({"a": [{"b": None, "error": None}]}, {"a": [{}]}))) != 1:
        wrong.append("a null that was lost is not found once")
    return wrong


def self_test(spec: Path, tools: Path, every_language: Callable[[Path, str], dict[str, list[str]]]) -> int:
    sound = yaml.load(spec.read_text(encoding="utf-8"), yaml.CSafeLoader)
    missed = 0
    for wrong in wrong_comparisons():
        print(wrong)
        missed += 1
    for plant, clues in DEFECTS:
        planted = copy.deepcopy(sound)
        plant(planted)
        assert planted != sound, plant.__name__
        path = tools / f"{plant.__name__}.json"
        path.write_text(json.dumps(planted), encoding="utf-8")
        for language, found in every_language(path, plant.__name__).items():
            lines = (line for one in found for line in one.splitlines())
            seen = next((line for line in lines if any(clue in line for clue in clues)), None)
            print(f"{plant.__name__}, {language}: {seen or f'NOT FOUND among {len(found)} findings: {found[:2]}'}")
            missed += seen is None
    print(f"{len(DEFECTS)} planted defects, {len(COMPARED)} comparisons: {missed} wrong")
    return 1 if missed else 0
