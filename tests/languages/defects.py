"""Defects that are planted in the specification. Each must turn every language red, and for its own reason."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Callable

import yaml

import compare
from samples import LANGUAGES


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


# A defect of a code sample: its operation, what the sample says in each language and what it says instead, and what the finding
# must contain.
Texts = dict[str, tuple[str, str]]
SAMPLE_DEFECTS: list[tuple[str, Texts, str]] = [
    ("sendSms", dict.fromkeys(LANGUAGES, ("https://api.", "https://data.")), "calls https://data.tatodesk.com/dl/v1/sms"),
    ("listDates", dict.fromkeys(LANGUAGES, ('"attendanceUnitID"', '"unitID"')), "/attendanceUnitID"),
    ("listHours", dict.fromkeys(LANGUAGES, ("TATODESK-API-KEY", "API-KEY")), "the sandbox saw listHours, 401"),
    (
        "listPeriods",
        {"TypeScript": (" || answer.error)", ")"), "Python": ('answer.get("error")', "False")},
        "does not stop for The hour is taken",
    ),
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


def missed_in_samples(edition: Path, tools: Path, every_sample: Callable[[Path], dict[str, list[str]]]) -> int:
    """How many defects of the code samples are not found. All are planted at once, each in another operation."""
    spec = json.loads(edition.read_text(encoding="utf-8"))
    operations = {item["post"]["operationId"]: item["post"] for item in spec["paths"].values()}
    for operation, texts, _ in SAMPLE_DEFECTS:
        for sample in operations[operation]["x-codeSamples"]:
            if sample["label"] in texts:
                planted = sample["source"].replace(*texts[sample["label"]])
                assert planted != sample["source"], f"{operation}, {sample['label']}"
                sample["source"] = planted
    path = tools / "samples.json"
    path.write_text(json.dumps(spec), encoding="utf-8")
    missed = 0
    for language, found in every_sample(path).items():
        for operation, _, clue in SAMPLE_DEFECTS:
            seen = next((one for one in found if one.startswith(f"{operation}: ") and clue in one), None)
            print(f"{language}, {operation}: {seen or f'NOT FOUND among {len(found)} findings: {found[:2]}'}")
            missed += seen is None
        others = {one.split(":")[0] for one in found} - {operation for operation, *_ in SAMPLE_DEFECTS}
        if others:
            print(f"{language}: findings where nothing was planted: {sorted(others)}")
            missed += 1
    return missed


def self_test(
    spec: Path,
    tools: Path,
    every_language: Callable[[Path, str], dict[str, list[str]]],
    sample_defects: int,
) -> int:
    """Plants the defects. `sample_defects` are those of code samples that were not found."""
    sound = yaml.load(spec.read_text(encoding="utf-8"), yaml.CSafeLoader)
    missed = sample_defects
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
    print(f"{len(DEFECTS) + len(SAMPLE_DEFECTS)} planted defects, {len(COMPARED)} comparisons: {missed} wrong")
    return 1 if missed else 0
