"""Makes clients in other languages from the specification, and holds them against the sandbox, each other and the vectors.

    stage.py --tools FOLDER --sandbox PROGRAM --rust PROGRAM [--self-test]

Each client does a whole job against a sandbox of its own; what it learned and what the sandbox saw must equal what the Rust
SDK learned and sent. Then each client runs the test vectors, and calls the URLs that the documentation names. The code samples
of the specification run too. With
`--self-test`, defects are planted in the specification, and each must turn every language red.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import clients
import compare
import defects
import samples
from sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "spec/tatodesk.yaml"
EDITION = ROOT / "spec/tatodesk-3.1.json"


def job(sandbox: Path, work) -> dict:
    """What a job learned, and what its sandbox saw."""
    with Sandbox(sandbox) as server:
        learned = json.loads(work(server.url, server.key))
        return {"learned": learned, "saw": server.saw()}


def by_rust(sandbox: Path, program: Path) -> dict:
    def work(url: str, key: str) -> str:
        return clients.run("job", [program], ROOT, TATODESK_BASE_URL=url, TATODESK_API_KEY=key)

    return job(sandbox, work)


def findings(client: clients.Client, spec: Path, sandbox: Path, reference: dict) -> list[str]:
    """What is wrong with one language. The steps after a failed one are tried where they can be."""
    found = []
    started = time.monotonic()
    try:
        client.generate(spec)
    except clients.Failed as failed:
        return [str(failed)]
    for step in (lambda: check(client), lambda: whole_job(client, sandbox, reference), lambda: vectors(client)):
        try:
            found += step()
        except (clients.Failed, OSError) as failed:
            found.append(str(failed))
    print(f"{client.name}: {len(found)} findings, {time.monotonic() - started:.0f} s", flush=True)
    return found


def check(client: clients.Client) -> list[str]:
    client.check()
    return []


def whole_job(client: clients.Client, sandbox: Path, reference: dict) -> list[str]:
    return [f"job: {difference}" for difference in compare.differences(job(sandbox, client.run_job), reference)]


def vectors(client: clients.Client) -> list[str]:
    all_of_them = compare.vectors(ROOT / "spec/vectors")
    urls = compare.hosts(clients.HERE / "hosts.tsv")
    results = client.run_vectors([compare.call(vector) for vector in all_of_them])
    found = []
    for vector, result in zip(all_of_them, results):
        found += [f"vectors: {wrong}" for wrong in compare.judged(vector, result, urls, client.keeps_nulls)]
    called = {vector["operation"] for vector in all_of_them}
    if called != urls.keys():
        found.append(f"vectors: in the table of hosts or in the vectors alone: {sorted(called ^ urls.keys())}")
    if len(results) != len(all_of_them):
        found.append(f"vectors: {len(results)} results of {len(all_of_them)}")
    return found


def every_language(spec: Path, options: argparse.Namespace, reference: dict, run: str) -> dict[str, list[str]]:
    languages = [kind(options.tools, options.tools / run / kind.name) for kind in clients.ALL]
    with ThreadPoolExecutor(len(languages)) as pool:
        found = pool.map(lambda client: findings(client, spec, options.sandbox, reference), languages)
        return {client.name: wrong for client, wrong in zip(languages, found)}


def every_sample(edition: Path, options: argparse.Namespace) -> dict[str, list[str]]:
    """The findings of the code samples, by language."""

    def of(language: str) -> list[str]:
        return samples.findings(language, edition, options.tools, lambda: Sandbox(options.sandbox))

    return {f"samples in {language}": of(language) for language in samples.LANGUAGES}


def main() -> int:
    parser = argparse.ArgumentParser()
    for name in ("--tools", "--sandbox", "--rust"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()

    reference = by_rust(options.sandbox, options.rust)
    if options.self_test:
        return defects.self_test(SPEC, options.tools, lambda spec, run: every_language(spec, options, reference, run))
    found = every_language(SPEC, options, reference, "run")
    languages = len(found)
    found.update(every_sample(EDITION, options))
    for language, wrong in found.items():
        for one in wrong[:20]:
            print(f"{language}: {one}")
    count = len(compare.vectors(ROOT / "spec/vectors"))
    wrong = sum(map(len, found.values()))
    print(f"{languages} languages beside Rust, {count} vectors, {samples.COUNT} code samples in 2 languages: {wrong} findings")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
