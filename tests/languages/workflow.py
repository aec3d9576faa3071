"""Runs the workflow of booking against the sandbox, as it stands and where it has to stop.

    workflow.py --redocly PROGRAM --sandbox PROGRAM

`redocly respect` also holds each answer against the schema of the specification. It needs only the standard library.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from sandbox import Sandbox

WORKFLOW = Path(__file__).resolve().parents[2] / "spec/booking.arazzo.yaml"
STEPS = [
    "listAttendanceTypeCategoriesForAppointment",
    "listAttendanceTypesForAppointment",
    "listRegionsForAppointment",
    "listAttendanceUnitsForAppointment",
    "listDates",
    "listPeriods",
    "listHours",
    "createAppointment",
    "getAppointment",
]


def run(options: argparse.Namespace, server: Sandbox, key: str) -> tuple[bool, list[str], str]:
    """Whether the workflow succeeded, the operations that the sandbox saw, and what the runner printed."""
    inputs = json.dumps({"apiKey": key, "companyID": 1, "name": "Marina Duarte"})
    command = [options.redocly, "respect", WORKFLOW, "--input", inputs, "--server", f"tatodesk={server.url}"]
    done = subprocess.run(command, capture_output=True, text=True)
    seen = [request["operation"] for request in server.control("requests")["requests"]]
    return done.returncode == 0, seen, done.stdout + done.stderr


# What happens, whether the workflow succeeds then, and how many of its steps are called.
CASES = [
    ("as it stands", None, True, 9),
    ("an unknown key", None, False, 1),
    ("an hour that is taken", {"operation": "createAppointment", "faults": [{"inBand": {"error": {"message": "no"}}}]}, False, 8),
    ("a server that fails", {"operation": "listDates", "faults": [{"status": {"status": 500}}]}, False, 5),
    ("a row of the wrong type", {"operation": "listAttendanceUnitsForAppointment", "faults": [{"wrongType": {"row": 0}}]}, False, 4),
]


def main() -> int:
    parser = argparse.ArgumentParser()
    for name in ("--redocly", "--sandbox"):
        parser.add_argument(name, type=Path, required=True)
    options = parser.parse_args()
    wrong = 0
    for name, rule, succeeds, steps in CASES:
        with Sandbox(options.sandbox) as server:
            if rule:
                server.post("faults", rule)
            key = "another-key" if name == "an unknown key" else server.key
            succeeded, seen, output = run(options, server, key)
        right = succeeded == succeeds and seen == STEPS[:steps]
        wrong += not right
        print(f"{name}: {'ended' if succeeded else 'stopped'} after {len(seen)} calls{'' if right else ', WRONG'}")
        if not right:
            print(output)
    print(f"{WORKFLOW.name}: {len(CASES)} runs, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
