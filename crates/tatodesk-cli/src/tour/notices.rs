//! The second chapter: notifies the person by WhatsApp, with an uploaded image, and by SMS.

use tatodesk::{HeaderMedia, MediaFile, Phone};

use super::booking::Booked;
use super::{NAME, PHONE, Tour};
use crate::report::Report;

/// The image that the message carries.
const IMAGE: &[u8] = include_bytes!("reminder.png");
const IMAGE_NAME: &str = "reminder.png";

/// An app of the account, and a template that the local Tatodesk knows.
const APP: &str = "f550afc1-0000-4000-8000-000000000001";
const TEMPLATE: &str = "appointment_confirmed";

pub(super) async fn notify(tour: &mut Tour, booked: &Booked) -> Result<(), Report> {
    let Tour { tatodesk, narrator } = tour;
    narrator.chapter("Two messages")?;
    let phone: Phone = PHONE
        .parse()
        .map_err(|error| Report::usage(format!("{PHONE}: {error}")))?;

    narrator.call(
        "Upload the image that the message will carry.",
        &format!(
            "tatodesk.whatsapp()\n    \
             .upload_media(app, MediaFile::from_bytes(image).file_name(\"{IMAGE_NAME}\"))"
        ),
    )?;
    let image = MediaFile::from_bytes(IMAGE).file_name(IMAGE_NAME);
    let uploaded = tatodesk
        .whatsapp()
        .upload_media(APP, image)
        .send()
        .await?
        .into_inner();
    let id = uploaded.media.media_id;
    narrator.result(&format!(
        "{} bytes are stored as medium {}",
        IMAGE.len(),
        id.as_str()
    ))?;

    narrator.call(
        &format!("Confirm by WhatsApp to {PHONE}, with that image."),
        &format!(
            "tatodesk.whatsapp().send_template(app, \"{TEMPLATE}\", phone)\n    \
             .header_param(HeaderMedia::image_id(id)).body_params([name, when])"
        ),
    )?;
    tatodesk
        .whatsapp()
        .send_template(APP, TEMPLATE, phone.clone())
        .header_param(HeaderMedia::image_id(id))
        .body_params([NAME, booked.when.as_str()])
        .send()
        .await?;
    narrator.result(&format!("accepted for {}", phone.digits()))?;

    narrator.call(
        "Remind by SMS.",
        &format!("tatodesk.sms().send_template(app, \"{TEMPLATE}\", phone).params([place, when])"),
    )?;
    tatodesk
        .sms()
        .send_template(APP, TEMPLATE, phone.clone())
        .params([booked.place.as_str(), booked.when.as_str()])
        .send()
        .await?;
    narrator.result(&format!("accepted for {}", phone.digits()))
}
