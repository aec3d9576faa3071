//! The facade against the local Tatodesk: answers decode, state is kept, what is sent is sent once.

use tatodesk::{HeaderMedia, MediaFile, Outcome, Tatodesk, ids::*};
use tatodesk_sandbox::Sandbox;
use tokio_util::io::ReaderStream;

async fn start() -> (Sandbox, Tatodesk) {
    let sandbox = Sandbox::start().await.unwrap();
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()
        .unwrap();
    (sandbox, tatodesk)
}

#[tokio::test]
async fn an_hour_is_booked_once() {
    let (_sandbox, tatodesk) = start().await;
    let (company, unit, kind) = (CompanyId(1), ServiceUnitId(288), ServiceTypeId(1));
    let scheduling = tatodesk.scheduling();
    let answer = scheduling.list_dates(company, unit, [kind]).await.unwrap();
    let date = answer.dates[0].get().unwrap();
    let answer = scheduling
        .list_periods(company, unit, [kind], date)
        .await
        .unwrap();
    let period = answer.periods[0].id;
    let hours = || async {
        let answer = scheduling
            .list_hours(company, unit, [kind], date, period)
            .await
            .unwrap();
        answer.into_inner().hours.into_vec()
    };
    let hour = hours().await.remove(0);
    let book = || {
        scheduling
            .create_appointment(company, unit, [kind], date, hour.get().unwrap())
            .category(ServiceTypeCategoryId(1))
            .period(period)
            .channel(ChannelId(1))
            .contact("NAME", "Marina Duarte")
    };
    let booked = book().await.unwrap();
    assert!(!hours().await.contains(&hour));
    let error = book().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert!(error.message().is_some(), "{error}");
    let answer = scheduling
        .get_appointment(booked.protocol.clone())
        .await
        .unwrap();
    assert_eq!(answer.appointment.as_ref().unwrap().id, booked.id);
}

#[tokio::test]
async fn a_message_with_an_uploaded_image_is_delivered_once() {
    let (sandbox, tatodesk) = start().await;
    let app = "f550afc1-0000-4000-8000-000000000001";
    let logo = MediaFile::from_bytes("not much of a picture").file_name("logo.jpg");
    let uploaded = tatodesk
        .whatsapp()
        .upload_media(app, logo)
        .send()
        .await
        .unwrap();
    tatodesk
        .whatsapp()
        .send_template(
            app,
            "second_bill_notice",
            "(81) 90000-0001".parse().unwrap(),
        )
        .header_param(HeaderMedia::image_id(uploaded.into_inner().media.media_id))
        .body_params(["Marina", "30/07/2024"])
        .send()
        .await
        .unwrap();
    assert_eq!(sandbox.deliveries().len(), 1);
}

#[tokio::test]
async fn a_source_of_unknown_length_is_uploaded_in_chunks() {
    let (sandbox, tatodesk) = start().await;
    let open = || async { Ok(ReaderStream::new(std::io::Cursor::new(vec![7; 300_000]))) };
    let media = MediaFile::from_source(None, open).file_name("logo.png");
    let app = "f550afc1-0000-4000-8000-000000000001";
    let upload = tatodesk.whatsapp().upload_media(app, media);
    upload.send().await.unwrap();
    let uploads = sandbox.uploads();
    assert_eq!((uploads.len(), uploads[0].bytes), (1, 300_000));
    assert_eq!(uploads[0].content_type.as_deref(), Some("image/png"));
}

#[tokio::test]
async fn a_wrong_key_is_a_refusal() {
    let (sandbox, _) = start().await;
    let tatodesk = Tatodesk::builder()
        .api_key("wrong")
        .base_url(sandbox.base_url())
        .build()
        .unwrap();
    let error = tatodesk.in_person().list_companies().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Rejected, 1));
    assert!(!format!("{error} {error:?}").contains("wrong"));
}
