//! Each language writes the same request, whatever stands in it.

use super::{RustSamples, rust, samples};
use crate::yaml;

/// A spec of one operation, whose request is this example.
fn source(language: &str, example: &str) -> String {
    let spec = format!(
        r##"{{"paths": {{"/v1/save": {{"servers": [{{"url": "https://api.example.com"}}], "post": {{
            "operationId": "save", "requestBody": {{"content": {{"application/json": {{
                "examples": {{"documented": {{"value": {example}}}}}}}}}}}}}}}}}}}"##
    );
    sample(&spec, language)
}

fn sample(spec: &str, language: &str) -> String {
    let spec = yaml::read(spec).expect("a spec");
    let mut all = samples(&spec, &RustSamples::new());
    let all = all.remove("save").expect("the samples of the operation");
    let found = all.into_iter().find(|sample| sample.label == language);
    found.expect(language).source
}

#[test]
fn a_request_in_each_language() {
    let example = r#"{"b": [1, {"deep": null}], "a": true, "none": [], "name": "D'Ávila \"x\"\n"}"#;
    insta::assert_snapshot!(source("curl", example), @r#"
    curl 'https://api.example.com/v1/save' \
      --header "TATODESK-API-KEY: $TATODESK_API_KEY" \
      --header 'Content-Type: application/json' \
      --data '{
      "b": [
        1,
        {
          "deep": null
        }
      ],
      "a": true,
      "none": [],
      "name": "D'\''Ávila \"x\"\n"
    }'
    "#);
    insta::assert_snapshot!(source("TypeScript", example), @r#"
    const response = await fetch('https://api.example.com/v1/save', {
      method: 'POST',
      headers: { 'TATODESK-API-KEY': process.env.TATODESK_API_KEY ?? '', 'Content-Type': 'application/json' },
      body: JSON.stringify({
        "b": [
          1,
          {
            "deep": null
          }
        ],
        "a": true,
        "none": [],
        "name": "D'Ávila \"x\"\n"
      }),
    });
    const answer = await response.json();
    if (!response.ok || answer.error) throw new Error(`${response.status}: ${JSON.stringify(answer.error)}`);
    "#);
    insta::assert_snapshot!(source("Python", example), @r#"
    import os

    import httpx

    response = httpx.post(
        "https://api.example.com/v1/save",
        headers={"TATODESK-API-KEY": os.environ["TATODESK_API_KEY"]},
        json={
            "b": [
                1,
                {
                    "deep": None,
                },
            ],
            "a": True,
            "none": [],
            "name": "D'Ávila \"x\"\n",
        },
    )
    answer = response.raise_for_status().json()
    if answer.get("error"):
        raise RuntimeError(answer["error"])
    "#);
}

#[test]
fn a_request_without_an_example_is_an_empty_object() {
    let spec = r#"{"paths": {"/save": {"servers": [{"url": "https://api.example.com"}], "post": {
        "operationId": "save", "requestBody": {"content": {"application/json": {}}}}}}}"#;
    assert!(sample(spec, "curl").ends_with("--data '{}'"));
    assert!(sample(spec, "TypeScript").contains("body: JSON.stringify({}),"));
    assert!(sample(spec, "Python").contains("    json={},\n"));
}

#[test]
fn a_form_in_each_language() {
    let spec = r##"{"paths": {"/save": {"servers": [{"url": "https://api.example.com"}], "post": {
        "operationId": "save", "requestBody": {"content": {"multipart/form-data": {
            "schema": {"$ref": "#/components/schemas/Form"}}}}}}},
        "components": {"schemas": {"Form": {"properties": {
            "media": {"type": "string", "format": "binary"}, "appID": {"type": "string", "example": "it's \"a\""}}}}}}"##;
    insta::assert_snapshot!(sample(spec, "curl"), @r#"
    curl 'https://api.example.com/save' \
      --header "TATODESK-API-KEY: $TATODESK_API_KEY" \
      --form 'media=@logo.png' \
      --form 'appID=it'\''s "a"'
    "#);
    insta::assert_snapshot!(sample(spec, "TypeScript"), @r#"
    import { readFile } from 'node:fs/promises';

    const form = new FormData();
    form.append('media', new Blob([new Uint8Array(await readFile('logo.png'))], { type: 'image/png' }), 'logo.png');
    form.append('appID', "it's \"a\"");
    const response = await fetch('https://api.example.com/save', {
      method: 'POST',
      headers: { 'TATODESK-API-KEY': process.env.TATODESK_API_KEY ?? '' },
      body: form,
    });
    const answer = await response.json();
    if (!response.ok || answer.error) throw new Error(`${response.status}: ${JSON.stringify(answer.error)}`);
    "#);
    insta::assert_snapshot!(sample(spec, "Python"), @r#"
    import os

    import httpx

    response = httpx.post(
        "https://api.example.com/save",
        headers={"TATODESK-API-KEY": os.environ["TATODESK_API_KEY"]},
        data={"appID": "it's \"a\""},
        files={"media": open("logo.png", "rb")},
    )
    answer = response.raise_for_status().json()
    if answer.get("error"):
        raise RuntimeError(answer["error"])
    "#);
}

#[test]
fn a_sample_ends_at_its_check_and_has_its_imports() {
    let test = "\
use tatodesk::Tatodesk;
use tatodesk::ids::UnitId;
use tatodesk::jiff::civil::date;

use super::check;

fn all(tatodesk: &Tatodesk) {
    // Sample:
    let call = update(UnitId(1))
        .send();
    check(call, \"listDates\");

    // Sample:
    let call = date(1);
    check(call, \"listHours\");

    // Sample:
    let call = candidate();
    check(call, \"listPeriods\");
}
";
    let end = "let answer = call.send().await?;";
    let expected = [
        (
            "listDates",
            "use tatodesk::ids::UnitId;\n\nlet call = update(UnitId(1))\n    .send();\n",
        ),
        (
            "listHours",
            "use tatodesk::jiff::civil::date;\n\nlet call = date(1);\n",
        ),
        ("listPeriods", "let call = candidate();\n"),
    ];
    let expected = expected.map(|(id, sample)| (id.to_owned(), format!("{sample}{end}")));
    assert_eq!(rust::samples(test), expected.into());
}
