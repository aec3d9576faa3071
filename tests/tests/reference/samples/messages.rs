//! Messages and media.

use tatodesk::HeaderMedia;
use tatodesk::MediaFile;
use tatodesk::Tatodesk;

use super::{Outcome, check};

pub(super) fn all(tatodesk: &Tatodesk) -> Outcome {
    // Sample:
    let app = "f550afc1-0000-4000-8000-000000000001";
    let mail = tatodesk
        .email()
        .send_template(app, "42", "marina@example.com");
    let call = mail.params(["Marina"]).attachment("letter.txt", "Hello");
    check(call, "sendEmail");

    // Sample:
    let app = "f550afc1-0000-4000-8000-000000000001";
    let logo = MediaFile::from_path("logo.png");
    let call = tatodesk.whatsapp().upload_media(app, logo);
    check(call, "uploadMedia");

    // Sample:
    let app = "f550afc1-0000-4000-8000-000000000001";
    let to = "(81) 90000-0001".parse()?;
    let message = tatodesk
        .whatsapp()
        .send_template(app, "second_bill_notice", to);
    let logo = HeaderMedia::image_link("https://www.example.com/logo.jpg");
    let call = message
        .header_param(logo)
        .body_params(["Marina", "30/07/2024"]);
    check(call, "sendWhatsApp");

    // Sample:
    let app = "f550afc1-0000-4000-8000-000000000001";
    let to = "(81) 90000-0001".parse()?;
    let sms = tatodesk
        .sms()
        .send_template(app, "appointment_confirmed", to);
    let call = sms.params(["Marina", "25/06/2025"]);
    check(call, "sendSms");
    Ok(())
}
