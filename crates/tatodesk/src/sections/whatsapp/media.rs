//! What a WhatsApp message can carry in its header: an image, a video or a document, by address or by upload; or a text.

use tatodesk_api::types::{MediaId, WhatsAppHeaderParameter, WhatsAppMedia};

/// One parameter of a WhatsApp template's header.
///
/// A medium is given by an address that WhatsApp can fetch, or by the id that
/// [`upload_media`](crate::sections::whatsapp::WhatsApp::upload_media) answers. Only images are documented; videos and documents follow
/// the same pattern (inferred), as WhatsApp's own API has them.
///
/// ```
/// use tatodesk::{Media, ids::MediaId};
///
/// let by_address = Media::image_link("https://www.example.com/logo.jpg");
/// let by_upload = Media::image_id(MediaId::from("8c2bb4c0-0000-4000-8000-000000000001".to_owned()));
/// ```
#[derive(Clone, Debug)]
#[doc(alias("header", "image", "link"))]
pub struct Media(WhatsAppHeaderParameter);

impl Media {
    /// An image at an address.
    pub fn image_link(link: impl Into<String>) -> Self {
        Self::image(by_link(link.into()))
    }

    /// An uploaded image.
    pub fn image_id(id: MediaId) -> Self {
        Self::image(by_id(id))
    }

    /// A video at an address.
    pub fn video_link(link: impl Into<String>) -> Self {
        Self::video(by_link(link.into()))
    }

    /// An uploaded video.
    pub fn video_id(id: MediaId) -> Self {
        Self::video(by_id(id))
    }

    /// A document at an address.
    pub fn document_link(link: impl Into<String>) -> Self {
        Self::document(by_link(link.into()))
    }

    /// An uploaded document.
    pub fn document_id(id: MediaId) -> Self {
        Self::document(by_id(id))
    }

    /// A text, for templates whose header is one with a placeholder.
    pub fn text(text: impl Into<String>) -> Self {
        Self(WhatsAppHeaderParameter {
            text: Some(text.into()),
            ..of_type("text")
        })
    }

    fn image(medium: WhatsAppMedia) -> Self {
        Self(WhatsAppHeaderParameter {
            image: Some(medium),
            ..of_type("image")
        })
    }

    fn video(medium: WhatsAppMedia) -> Self {
        Self(WhatsAppHeaderParameter {
            video: Some(medium),
            ..of_type("video")
        })
    }

    fn document(medium: WhatsAppMedia) -> Self {
        Self(WhatsAppHeaderParameter {
            document: Some(medium),
            ..of_type("document")
        })
    }
}

fn of_type(type_: &str) -> WhatsAppHeaderParameter {
    WhatsAppHeaderParameter {
        type_: type_.to_owned(),
        image: None,
        video: None,
        document: None,
        text: None,
    }
}

fn by_link(link: String) -> WhatsAppMedia {
    WhatsAppMedia {
        link: Some(link),
        id: None,
    }
}

fn by_id(id: MediaId) -> WhatsAppMedia {
    WhatsAppMedia {
        link: None,
        id: Some(id),
    }
}

impl From<Media> for WhatsAppHeaderParameter {
    fn from(media: Media) -> Self {
        media.0
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn wire(media: Media) -> Value {
        serde_json::to_value(WhatsAppHeaderParameter::from(media)).unwrap()
    }

    #[test]
    fn every_kind_stands_under_its_type() {
        let address = "https://www.example.com/medium";
        let id = || MediaId::from("8c2bb4c0".to_owned());
        for (link, upload, name) in [
            (Media::image_link(address), Media::image_id(id()), "image"),
            (Media::video_link(address), Media::video_id(id()), "video"),
            (
                Media::document_link(address),
                Media::document_id(id()),
                "document",
            ),
        ] {
            assert_eq!(wire(link), json!({"type": name, name: {"link": address}}));
            assert_eq!(
                wire(upload),
                json!({"type": name, name: {"id": "8c2bb4c0"}})
            );
        }
        assert_eq!(
            wire(Media::text("Marina")),
            json!({"type": "text", "text": "Marina"})
        );
    }
}
