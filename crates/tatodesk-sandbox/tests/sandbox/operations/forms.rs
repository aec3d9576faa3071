//! Forms that the upload of a medium does not take.

use reqwest::multipart::{Form, Part};

use crate::caller::{Caller, answer};
use crate::spec::violations::{UPLOAD, breach};

#[tokio::test]
async fn a_wrong_form_is_400() {
    let caller = Caller::new().await;
    let media = || Part::bytes(vec![1, 2, 3]).file_name("logo.png");
    let cases = [
        ("/appID", Form::new().part("media", media())),
        ("/media", Form::new().text("appID", "app")),
        (
            "/appID",
            Form::new()
                .part("media", media())
                .text("appID", "app")
                .text("appID", "another"),
        ),
        (
            "/media",
            Form::new()
                .part("media", media())
                .text("appID", "app")
                .part("media", media()),
        ),
        (
            "/extra",
            Form::new()
                .part("media", media())
                .text("appID", "app")
                .text("extra", "x"),
        ),
    ];
    for (pointer, form) in cases {
        assert_eq!(
            breach(400, caller.request(UPLOAD).multipart(form))
                .await
                .as_deref(),
            Some(pointer)
        );
    }
    let many = (0..17).fold(Form::new(), |form, at| form.text(format!("part{at}"), "x"));
    let sent = caller.request(UPLOAD).multipart(many);
    let (status, body) = answer(sent).await;
    let message = body["error"]["message"].as_str().unwrap_or_default();
    assert!(status == 400 && message.contains("16 parts"), "{body}");
    let cut = caller
        .request(UPLOAD)
        .header("content-type", "multipart/form-data; boundary=x")
        .body("--x\r\n");
    breach(400, cut).await;
    let no_boundary = caller
        .request(UPLOAD)
        .header("content-type", "multipart/form-data")
        .body("");
    breach(400, no_boundary).await;
    assert!(caller.sandbox.uploads().is_empty());
}
