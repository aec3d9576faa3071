"""Says what a run of schemathesis did, and fails if that is less than it should have been."""

import json
import sys
from collections import Counter

from schemathesis.checks import CHECKS, load_all_checks

LEAST = 50


def main(report_path, events_path, ids_path):
    with open(report_path, encoding="utf-8") as file:
        report = json.load(file)
    with open(ids_path, encoding="utf-8") as file:
        operations = [line for line in file if line.strip() and not line.startswith("#")]
    examples, checks = Counter(), set()
    with open(events_path, encoding="utf-8") as file:
        for line in file:
            scenario = json.loads(line).get("ScenarioFinished")
            if scenario is None:
                continue
            recorder = scenario["recorder"]
            if scenario["phase"] == "fuzzing":
                examples[recorder["label"]] += len(recorder["cases"])
            for made in recorder["checks"].values():
                checks.update(check["name"] for check in made)
    load_all_checks()
    missing = set(CHECKS.get_all_names()) - checks
    cases, tested = report["test_cases"], report["operations"]
    least = min(examples.values(), default=0)
    wrong = {
        "it did not come to its end": not report["complete"],
        "it had failures": report["failures"] or cases["with_failures"],
        "it had errors": cases["errored"] or tested["errored"],
        f"not all {len(operations)} operations were tested": {tested["tested"], len(examples)} != {len(operations)},
        f"some have fewer than {LEAST} examples": least < LEAST,
        f"without {', '.join(sorted(missing))}": missing,
    }
    verdict = "; ".join(text for text, found in wrong.items() if found)
    print(
        f"schemathesis {report['schemathesis_version']}: {len(examples)} operations, at least {least} random examples each, "
        f"{cases['generated']} requests in all, {len(checks)} checks, {report['running_time']:.0f} s: {verdict or 'no finding'}"
    )
    return 1 if verdict else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
