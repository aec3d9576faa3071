"""The code samples of the specification, `x-codeSamples`. Each is checked as its language checks programs, and run against the
sandbox as it stands."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Callable, Iterator

import clients
import compare

# The name of a language in the samples, its folder and ending, and what follows a sample so that a test reads its answer.
LANGUAGES = {
    "TypeScript": ("typescript", ".ts", "\nexport { answer };\n"),
    "Python": ("python", ".py", "\n"),
}

# The file that the samples upload.
FILE = bytes(range(256))
COUNT = 52
REFUSAL = "The hour is taken"


def operations(spec: Path) -> Iterator[dict]:
    """The operations with their samples, and the documented request of each."""
    for item in json.loads(spec.read_text(encoding="utf-8"))["paths"].values():
        post = item["post"]
        examples = post["requestBody"]["content"].get("application/json", {}).get("examples", {})
        yield {
            "id": post["operationId"],
            "samples": {sample["label"]: sample["source"] for sample in post["x-codeSamples"]},
            "body": next((example["value"] for example in examples.values()), {}),
            "form": "multipart/form-data" in post["requestBody"]["content"],
        }


def programs(language: str, known: list[dict], tools: Path, folder: Path) -> list[str | Path]:
    """Writes and checks the samples of a language, and returns the command that runs them."""
    name, ending, last = LANGUAGES[language]
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "samples").mkdir(parents=True)
    (folder / "logo.png").write_bytes(FILE)
    shutil.copy(clients.HERE / name / f"samples{ending}", folder)
    files = [f"samples{ending}"]
    for operation in known:
        files.append(f"samples/{operation['id']}{ending}")
        (folder / files[-1]).write_text(operation["samples"][language] + last, encoding="utf-8")
    if language == "Python":
        mypy = [tools / "venv/bin/mypy", "--strict", "--no-error-summary", "--cache-dir", tools / "mypy"]
        clients.run("mypy", [*mypy, "--scripts-are-modules", *files], folder)
        return [tools / "venv/bin/python", "samples.py"]
    for file in ("tsconfig.json", "package.json"):
        shutil.copy(clients.HERE / name / file, folder)
    (folder / "node_modules").symlink_to(tools / "node_modules")
    settings = json.loads((folder / "tsconfig.json").read_text(encoding="utf-8"))
    settings["include"] = files
    (folder / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    clients.run("tsc", [tools / "node_modules/.bin/tsc", "--project", "."], folder)
    return ["node", "out/samples.js"]


def findings(language: str, spec: Path, tools: Path, start: Callable) -> list[str]:
    """What is wrong with the samples of a language. `start` starts a sandbox."""
    known = list(operations(spec))
    ids = json.dumps([operation["id"] for operation in known])
    folder = tools / "samples" / language.lower()
    try:
        command = programs(language, known, tools, folder)

        def play(server, key: str) -> tuple[list[dict], list[dict]]:
            """What each sample did, and what the sandbox saw of it."""
            variables = {"TATODESK_BASE_URL": server.url, "TATODESK_API_KEY": key}
            results = json.loads(clients.run("samples", command, folder, ids, **variables))
            seen = server.control("requests")["requests"][-len(known) :]
            return results, seen

        with start() as server:
            results, seen = play(server, server.key)
            uploads = server.control("uploads")["uploads"]
            refused, _ = play(server, "another-key")
            server.post("faults", {"faults": [{"inBand": {"error": {"message": REFUSAL}}}]})
            failed, _ = play(server, server.key)
    except clients.Failed as failed_step:
        return [str(failed_step)]
    if not len(known) == len(results) == len(seen) == COUNT:
        return [f"{len(known)} operations, {len(results)} results, {len(seen)} requests"]
    if [upload["sha256"] for upload in uploads] != [hashlib.sha256(FILE).hexdigest()]:
        return [f"the file did not arrive once and whole: {uploads}"]
    urls = compare.hosts(clients.HERE / "hosts.tsv")
    found = []
    for operation, *results_of_it in zip(known, results, seen, refused, failed):
        found += [f"{operation['id']}: {wrong}" for wrong in judged(operation, urls, *results_of_it)]
    return found


def judged(
    operation: dict, urls: dict[str, str], result: dict, request: dict, refused: dict, failed: dict
) -> Iterator[str]:
    """What is wrong with a sample: `result` is what it did, and `request` what the sandbox saw. `refused` is what it did with a
    wrong key, and `failed` what it did with an error inside status 200."""
    if result["url"] != urls[operation["id"]]:
        yield f"calls {result['url']}, and the documentation {urls[operation['id']]}"
    if request["operation"] != operation["id"] or request["status"] != 200 or request["breaches"]:
        yield f"the sandbox saw {request['operation']}, {request['status']}, {request['breaches']}"
    if not operation["form"]:
        for difference in compare.differences(json.loads(request["requestBody"] or "null"), operation["body"]):
            yield f"sent {difference}"
    if "stopped" in result:
        yield f"stopped: {result['stopped']}"
    # The log of the sandbox cuts long answers.
    elif len(request["answerBody"] or "") < 4000:
        for difference in compare.differences(result["answer"], json.loads(request["answerBody"] or "null")):
            yield f"read {difference}"
    for done, clue in ((refused, "401"), (failed, REFUSAL)):
        if clue not in done.get("stopped", ""):
            yield f"does not stop for {clue}: {done}"
