//! The multipart upload: what goes over the line, and what is refused before anything does.
mod recorder;

use recorder::Recorder;
use std::io::Write;
use tatodesk_api::Error;
use tatodesk_api::raw::RawError;
use tatodesk_api::upload::{MediaFile, MediaUpload};

const ANSWER: &str = r#"{"media": {"mediaID": "900000000000001"}, "error": null}"#;
const APP: &str = "f550afc1-0000-4000-8000-000000000001";

/// A form as it stands on the wire: each part's head and content.
fn form(boundary: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut form = Vec::new();
    for (head, content) in parts {
        form.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
        );
        form.extend_from_slice(content);
        form.extend_from_slice(b"\r\n");
    }
    form.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    form
}

fn boundary(request: &recorder::Request) -> String {
    let content_type = request.header("content-type").unwrap();
    content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_file_is_streamed_with_its_length_and_the_documented_fields_in_order() {
    let mut file = tempfile::Builder::new()
        .prefix("caf\u{e9} ")
        .suffix(".png")
        .tempfile()
        .unwrap();
    let content: Vec<u8> = (0..3_000_000_u32)
        .map(|number| (number % 251) as u8)
        .collect();
    file.write_all(&content).unwrap();
    let name = file
        .path()
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();

    let recorder = Recorder::start(1, ANSWER).await;
    let answer = recorder
        .client()
        .upload_media(MediaUpload::new(MediaFile::from_path(file.path()), APP))
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.media.media_id.as_str(), "900000000000001");

    let request = recorder.requests().await.remove(0);
    assert!(
        request
            .head()
            .starts_with("POST /prefix/dl/v1/whatsapp/media HTTP/1.1\r\n")
    );
    assert_eq!(request.header("tatodesk-api-key"), Some("key-1"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("transfer-encoding"), None);
    let head = format!("name=\"media\"; filename=\"{name}\"\r\ncontent-type: image/png");
    let expected = form(
        &boundary(&request),
        &[(&head, &content), ("name=\"appID\"", APP.as_bytes())],
    );
    assert_eq!(
        request.header("content-length"),
        Some(expected.len().to_string().as_str())
    );
    assert!(request.body() == expected, "the form differs");
}

#[tokio::test]
async fn an_empty_file_is_sent_as_one() {
    let file = tempfile::Builder::new().prefix("empty").tempfile().unwrap();
    let name = file
        .path()
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    let recorder = Recorder::start(1, ANSWER).await;
    let upload = MediaUpload::new(MediaFile::from_path(file.path()), APP);
    recorder.client().upload_media(upload).await.unwrap();

    let request = recorder.requests().await.remove(0);
    let head =
        format!("name=\"media\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream");
    let expected = form(
        &boundary(&request),
        &[(&head, b""), ("name=\"appID\"", APP.as_bytes())],
    );
    assert_eq!(request.body(), expected);
}

#[tokio::test]
async fn bytes_names_types_and_further_fields_are_sent_as_given() {
    let recorder = Recorder::start(1, "<html>").await;
    let media = MediaFile::from_bytes("abc")
        .file_name("a\r\nb\".bin")
        .content_type("audio/ogg; codecs=opus");
    let upload = MediaUpload::new(media, 7)
        .field("note", "Ol\u{e1}")
        .field("empty", "");
    let answer = recorder.client().raw_upload_media(upload).await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "<html>");

    let request = recorder.requests().await.remove(0);
    let expected = form(
        &boundary(&request),
        &[
            (
                "name=\"media\"; filename=\"a__b\\\".bin\"\r\ncontent-type: audio/ogg; codecs=opus",
                b"abc",
            ),
            ("name=\"appID\"", b"7"),
            ("name=\"note\"", "Ol\u{e1}".as_bytes()),
            ("name=\"empty\"", b""),
        ],
    );
    assert_eq!(
        String::from_utf8_lossy(request.body()),
        String::from_utf8_lossy(&expected)
    );
}

#[tokio::test]
async fn a_medium_that_cannot_be_opened_is_refused_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::start(0, ANSWER).await;
    let client = recorder.client();
    for path in [
        folder.path().join("no-such-file.png"),
        folder.path().to_path_buf(),
    ] {
        let upload = MediaUpload::new(MediaFile::from_path(&path), APP);
        let error = client.raw_upload_media(upload.clone()).await.unwrap_err();
        assert!(matches!(error, RawError::File(_)), "{error:?}");
        let error = client.upload_media(upload).await.unwrap_err();
        assert!(
            matches!(&error, Error::InvalidRequest(why) if why.starts_with("the file to be uploaded"))
        );
    }
    let media = MediaFile::from_bytes("abc").content_type("image/png\r\nx: y");
    let error = client
        .raw_upload_media(MediaUpload::new(media, APP))
        .await
        .unwrap_err();
    assert!(matches!(error, RawError::Refused(_)), "{error:?}");
    assert!(recorder.requests().await.is_empty());
}

#[test]
fn debug_shows_nothing_of_a_medium() {
    let upload = MediaUpload::new(MediaFile::from_bytes("Marina").file_name("marina.png"), APP);
    assert_eq!(
        format!("{upload:?} {:?}", MediaFile::from_path("marina.png")),
        "MediaUpload { .. } MediaFile { .. }"
    );
}
