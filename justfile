# Every verb that CI uses, by the name that maintainers use. `just` lists them; each line also works by hand.

default:
    @just --list

# Run the main job against the embedded sandbox.
tour:
    cargo run -p tatodesk-cli -- tour

# Run all tests, the long ones at their small size.
test:
    cargo test --workspace

# Run all tests at their full size, as CI does.
test-full:
    TATODESK_TEST_SIZE=full cargo test --workspace

# Run the other examples of the README, and the programs of the cookbook.
examples:
    cargo run -p tatodesk --example blocking --features blocking
    cargo run -p tatodesk --example book
    cargo run -p tatodesk --example booking_with_form
    cargo run -p tatodesk --example nightly_export
    cargo run -p tatodesk --example bulk_whatsapp
    cargo run -p tatodesk --example upsert_record
    cargo run -p tatodesk --example web_service

# Hold what hostile answers cost in memory and time beside a tree of the same text.
hostile-answers:
    cargo bench -p tests --bench hostile_answers

# Measure all that BENCHMARKS.md states, and end with the table of aims; `--record` also writes the figures that later runs are held to (needs valgrind).
bench *ARGUMENTS:
    .ci/bench {{ARGUMENTS}}

# Fuzz what reads answers and texts, for hours; `just fuzz 60` for a minute (needs a C++ compiler).
fuzz SECONDS="14400":
    .ci/fuzz {{SECONDS}}

# Kill bulk sends at each commit and at random moments, and count what arrived.
bulk:
    .ci/bulk

# Send campaigns from several processes through PostgreSQL, which are killed, stopped and cut off (installs it); `just postgres full` for 100,000 recipients.
postgres *COMMAND:
    .ci/postgres {{COMMAND}}

# Lint the spec with our own rules.
lint:
    cargo xtask lint

# Lint the spec with spectral, redocly and openapi-spec-validator (needs Node and Python).
lint-outer:
    spec/lint/run

# Generate the code from the spec.
gen:
    cargo xtask gen

# Write the reference, a site for reading without a network, into target/reference.
reference:
    cargo xtask docs

# Prove that the generated code is current.
gen-check:
    cargo xtask gen --check

# Check the code for circles of imports, crowded folders and long files.
rooms:
    cargo xtask rooms

# Compare the public API and its foreign types with the files that list them; `just public-api --accept` writes the API's files.
public-api *ARGUMENTS:
    cargo xtask public-api {{ARGUMENTS}}

# Pack each crate that is to be published.
package:
    .ci/package

# Check formatting.
fmt:
    cargo fmt --all --check

# Lint the code (needs OpenSSL's headers: libssl-dev and pkg-config).
clippy:
    cargo clippy --workspace --all-targets --all-features -- -D warnings

# Compile the facade with each of its features alone (needs Python and OpenSSL's headers).
features:
    .ci/features

# Build and run the facade beside other crates' HTTP and TLS clients.
neighbours:
    .ci/neighbours

# Build the documentation (needs OpenSSL's headers).
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features

# Count the dependencies of a service.
dependencies:
    .ci/dependencies

# Check that no dependency declares a newer Rust than the crate that needs it (needs Python).
msrv:
    .ci/msrv

# Compare the libraries with their newest published versions. Works from the first release on.
semver:
    .ci/semver

# Compare the spec with that of the newest release, a tag v*; `cargo xtask diff OLD [NEW]` compares any two.
spec-diff:
    .ci/spec-diff

# Check licences and sources of the dependencies.
deny:
    .ci/deny

# Check the dependencies against RustSec's advisories (needs cargo-deny and GitHub).
advisories:
    cargo deny check advisories

# Hold the sandbox against the spec with schemathesis (needs Python).
schemathesis:
    .ci/schemathesis/run

# Open the pages of the sandbox and of the reference in headless Chromium (needs Node and Chromium).
browser:
    .ci/browser

# Make the README's picture of the sandbox's page (needs Node and Chromium).
picture: browser
    cp target/browser/page.png crates/tatodesk-sandbox/browser/page.png

# Make clients in TypeScript, Python and Go from the spec, and hold them against the Rust SDK (needs Node and Python).
languages:
    .ci/languages
    .ci/languages --self-test

# Export all reports and lists of a sandbox, and read the files with DuckDB, Python's csv and LibreOffice (needs Python).
exports:
    .ci/exports

# Measure exports beside a short Python script, in one run (needs Python); `just bench-exports 100000` with fewer rows.
bench-exports *ROWS:
    .ci/bench-exports {{ROWS}}

# Sync reports into an S3 server and into Azure's emulator on this machine, disturb the syncs, and read the objects with DuckDB (needs Node and Python).
object-store:
    .ci/object-store

# Run the workflow of booking against the sandbox (needs Node and Python).
workflow:
    .ci/workflow

# Everything, as CI does.
ci:
    .ci/run
