//! Which requests the mocks answer.

use tatodesk::{
    Error, MediaFile, MediaUpload,
    ids::CompanyId,
    serde_json::json,
    types::{ListServiceUnitsByUserResponse, UploadMediaResponse, UploadedMedia},
};
use tatodesk_httpmock::{MockServerExt as _, httpmock::MockServer};

use super::client;

const APP: &str = "f550afc1-0000-4000-8000-000000000001";

#[tokio::test]
async fn a_call_is_compared_as_a_whole() {
    let server = MockServer::start_async().await;
    let tatodesk = client(&server);
    let units = |company| tatodesk.in_person().list_units(CompanyId(company));
    let mock = server.mock_call(&units(1).active(true), |then| {
        then.ok(&ListServiceUnitsByUserResponse::new());
    });
    units(1).active(true).send().await.unwrap();
    for other in [units(1), units(1).active(false), units(2).active(true)] {
        assert_eq!(other.send().await.unwrap_err().status().unwrap(), 404);
    }
    assert!(tatodesk.in_person().list_companies().send().await.is_err());
    mock.assert_calls(1);
}

#[tokio::test]
async fn some_members_tell_requests_apart() {
    let server = MockServer::start_async().await;
    let tatodesk = client(&server);
    let mock = server.in_person().list_types(|when, then| {
        when.body_includes(json!({"attendanceUnitID": 288}));
        then.rejected("closed");
    });
    let types = |unit: i64| tatodesk.in_person().list_types(unit.into()).send();
    assert_eq!(types(288).await.unwrap_err().message(), Some("closed"));
    assert_eq!(types(28).await.unwrap_err().status().unwrap(), 404);
    mock.assert_calls(1);
}

#[tokio::test]
async fn headers_are_matched_by_httpmock_itself() {
    let server = MockServer::start_async().await;
    let mock = server.in_person().list_companies(|when, then| {
        let key = "00000000-0000-4000-8000-000000000001";
        when.into_inner().header("tatodesk-api-key", key);
        then.into_inner().json_body(json!({"companies": null}));
    });
    let call = client(&server).in_person().list_companies();
    assert!(call.send().await.unwrap().companies.is_empty());
    mock.assert();
}

fn logo() -> MediaFile {
    MediaFile::from_bytes(&b"\xff\xd8 not much of a picture"[..]).file_name("logo.jpg")
}

fn uploaded() -> UploadMediaResponse {
    UploadMediaResponse::new(UploadedMedia::new("m-1".into()))
}

#[tokio::test]
async fn an_upload_is_compared_part_by_part() {
    let server = MockServer::start_async().await;
    let tatodesk = client(&server);
    let upload = |file| tatodesk.whatsapp().upload_media(APP, file);
    let mock = server.mock_call(&upload(logo()), |then| {
        then.ok(&uploaded());
    });
    for _ in 0..2 {
        assert_eq!(*upload(logo()).send().await.unwrap(), uploaded());
    }
    let others = [
        upload(MediaFile::from_bytes(&b"\xff\xd8 not much of a picturE"[..]).file_name("logo.jpg")),
        upload(logo().file_name("other.jpg")),
        upload(logo().content_type("image/png")),
        tatodesk.whatsapp().upload_media("another app", logo()),
        tatodesk.call(MediaUpload::new(logo(), APP).field("more", "1")),
    ];
    for other in others {
        let error: Error = other.send().await.unwrap_err();
        assert_eq!(error.status().unwrap(), 404);
    }
    mock.assert_calls(2);
}

#[tokio::test]
async fn an_upload_is_told_by_its_fields() {
    let server = MockServer::start_async().await;
    let tatodesk = client(&server);
    let mock = server.whatsapp().upload_media(|when, then| {
        when.field("appID", APP).file_name("logo.jpg");
        then.rejected("the picture is too large");
    });
    let upload = |app| tatodesk.whatsapp().upload_media(app, logo()).send();
    let error = upload(APP).await.unwrap_err();
    assert_eq!(error.message(), Some("the picture is too large"));
    let prefix = upload(&APP[..8]).await.unwrap_err();
    assert_eq!(prefix.status().unwrap(), 404);
    mock.assert_calls(1);
}

#[tokio::test]
async fn fields_are_found_however_they_are_encoded() {
    let server = MockServer::start_async().await;
    let tatodesk = client(&server);
    let texts = [
        ("título", "Olá"),
        ("two words", "two  words"),
        ("a\"b", "\"quoted\""),
        ("50%", "100%"),
        ("a/b", "c\r\nd"),
        ("", ""),
        ("appID", "another"),
    ];
    for (name, value) in texts {
        let mut mock = server.whatsapp().upload_media(|when, then| {
            when.field("first", "1")
                .field(name, value)
                .field("appID", APP);
            then.ok(&uploaded());
        });
        let form = |first: &str, value: &str| {
            let upload = MediaUpload::new(logo(), APP).field("first", first);
            tatodesk.call(upload.field(name, value)).send()
        };
        assert!(form("1", value).await.is_ok(), "{name}");
        assert!(form("1", &format!("{value}.")).await.is_err(), "{name}");
        assert!(form("1.", value).await.is_err(), "{name}");
        mock.assert_calls(1);
        mock.delete();
    }
}

#[tokio::test]
async fn what_a_medium_holds_is_no_field() {
    let server = MockServer::start_async().await;
    let mock = server.whatsapp().upload_media(|when, then| {
        when.field("campaign", "winter");
        then.ok(&uploaded());
    });
    let text = "Content-Disposition: form-data; name=\"campaign\"\r\n\r\nwinter\r\n";
    let file = MediaFile::from_bytes(text).file_name("form.txt");
    let call = client(&server).whatsapp().upload_media(APP, file);
    assert_eq!(call.send().await.unwrap_err().status().unwrap(), 404);
    mock.assert_calls(0);
}

#[tokio::test]
async fn file_names_are_found_however_they_are_encoded() {
    let server = MockServer::start_async().await;
    let tatodesk = client(&server);
    let upload = |file| tatodesk.whatsapp().upload_media(APP, file).send();
    for name in [
        "foto da fachada.jpg",
        "a\"b.jpg",
        "a\\b.jpg",
        "ação.jpg",
        "a\r\nb.jpg",
    ] {
        let mut mock = server.whatsapp().upload_media(|when, then| {
            when.file_name(name);
            then.ok(&uploaded());
        });
        assert!(upload(logo().file_name(name)).await.is_ok(), "{name}");
        assert!(
            upload(logo().file_name(name).content_type("image/png"))
                .await
                .is_ok(),
            "{name}"
        );
        assert!(
            upload(logo().file_name(format!("{name}2"))).await.is_err(),
            "{name}"
        );
        let unnamed = MediaFile::from_bytes(format!("filename=\"{name}\""));
        assert!(upload(unnamed).await.is_err(), "{name}");
        mock.assert_calls(2);
        mock.delete();
    }
}

#[tokio::test]
async fn members_are_compared_together() {
    let server = MockServer::start_async().await;
    let tatodesk = client(&server);
    let mock = server.in_person().list_units(|when, then| {
        when.body_includes(json!({"companyID": 2}))
            .body_includes(json!({"isActive": 1}));
        then.rejected("closed");
    });
    let units = |company| tatodesk.in_person().list_units(CompanyId(company));
    assert_eq!(
        units(2).active(true).send().await.unwrap_err().message(),
        Some("closed")
    );
    for other in [units(2), units(1).active(true)] {
        assert_eq!(other.send().await.unwrap_err().status().unwrap(), 404);
    }
    mock.assert_calls(1);
}

#[tokio::test]
async fn a_call_is_compared_with_its_headers() {
    let server = MockServer::start_async().await;
    let tatodesk = client(&server);
    let call = || tatodesk.in_person().list_companies();
    let tenant = |tenant: &str| call().with_header("x-tenant", tenant);
    let mock = server.mock_call(
        &tenant("porto").with_header("user-agent", "tests"),
        |then| {
            then.rejected("closed");
        },
    );
    let sent = [
        (
            tenant("porto")
                .with_header("User-Agent", "tests")
                .with_header("x-more", "1"),
            200,
        ),
        (tenant("porto"), 404),
        (tenant("recife").with_header("user-agent", "tests"), 404),
        (
            tenant("recife")
                .with_header("user-agent", "tests")
                .with_header("x-tenant", "porto"),
            200,
        ),
        (call(), 404),
    ];
    for (call, status) in sent {
        let headers = call.headers().clone();
        let error = call.send().await.unwrap_err();
        assert_eq!(error.status().unwrap(), status, "{headers:?}");
    }
    mock.assert_calls(2);
}
