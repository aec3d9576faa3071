//! What a WhatsApp message can carry in its header: an image, a video or a document, by address or by upload; or a text.

use std::{error, fmt};

use tatodesk_api::types::{MediaId, WhatsAppDocument, WhatsAppHeaderParameter, WhatsAppMedia};

/// The longest name of a file, in characters: what file systems take.
const LONGEST_FILENAME: usize = 255;

/// One parameter of a WhatsApp template's header.
///
/// A medium is given by an address that WhatsApp can fetch, or by the id that
/// [`upload_media`](crate::sections::whatsapp::WhatsApp::upload_media) answers. Only images are documented; videos and documents follow
/// the same pattern (inferred), as WhatsApp's own API has them. A document can have the [name of its file](HeaderMedia::filename).
///
/// ```
/// use tatodesk::{HeaderMedia, ids::MediaId};
///
/// let by_address = HeaderMedia::image_link("https://www.example.com/logo.jpg");
/// let by_upload = HeaderMedia::image_id(MediaId::from("30d46a43-0000-4000-8000-000000000001".to_owned()));
/// ```
#[derive(Clone, Debug)]
#[doc(alias("header", "image", "link"))]
pub struct HeaderMedia(WhatsAppHeaderParameter);

impl HeaderMedia {
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

    /// A document at an address. Its recipient sees "Untitled" unless [`filename`](HeaderMedia::filename) names it.
    pub fn document_link(link: impl Into<String>) -> Self {
        let mut document = WhatsAppDocument::new();
        document.link = Some(link.into());
        Self::document(document)
    }

    /// An uploaded document. Its recipient sees "Untitled" unless [`filename`](HeaderMedia::filename) names it.
    pub fn document_id(id: MediaId) -> Self {
        let mut document = WhatsAppDocument::new();
        document.id = Some(id);
        Self::document(document)
    }

    /// Names the file of a document, which the recipient sees and saves.
    ///
    /// The name has an ending and no folder.
    ///
    /// On the wire: `filename`, beside the document's address or id. Tatodesk documents it nowhere; WhatsApp's own API has it
    /// (inferred, errata [N22](crate::docs::errata#n22)).
    ///
    /// ```
    /// # fn example() -> Result<(), tatodesk::FilenameError> {
    /// use tatodesk::HeaderMedia;
    ///
    /// let bill = HeaderMedia::document_link("https://www.example.com/4711.pdf").filename("boleto.pdf")?;
    /// # Ok(())
    /// # }
    /// # example().unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// When this is no document, or the text is no name of a file: see [`FilenameError`].
    pub fn filename(mut self, name: impl Into<String>) -> Result<Self, FilenameError> {
        let document = self
            .0
            .document
            .as_mut()
            .ok_or(FilenameError::NotADocument)?;
        document.filename = Some(checked(name.into())?);
        Ok(self)
    }

    /// A text, for templates whose header is one with a placeholder.
    pub fn text(text: impl Into<String>) -> Self {
        let mut parameter = WhatsAppHeaderParameter::new("text");
        parameter.text = Some(text.into());
        Self(parameter)
    }

    fn image(medium: WhatsAppMedia) -> Self {
        let mut parameter = WhatsAppHeaderParameter::new("image");
        parameter.image = Some(medium);
        Self(parameter)
    }

    fn video(medium: WhatsAppMedia) -> Self {
        let mut parameter = WhatsAppHeaderParameter::new("video");
        parameter.video = Some(medium);
        Self(parameter)
    }

    fn document(medium: WhatsAppDocument) -> Self {
        let mut parameter = WhatsAppHeaderParameter::new("document");
        parameter.document = Some(medium);
        Self(parameter)
    }
}

/// Why a medium cannot have this name of a file. Does not repeat the name, which may be a person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FilenameError {
    /// The medium is no document: WhatsApp shows the name of no other.
    NotADocument,
    /// There is nothing in the name but blanks.
    Empty,
    /// The name has more than 255 characters.
    TooLong,
    /// The name is a path: it holds a `/` or a `\\`, or is `.` or `..`.
    Path,
    /// The name holds a control character, for instance a line break.
    Control,
}

impl fmt::Display for FilenameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotADocument => "only a document has a file name",
            Self::Empty => "the file name is empty",
            Self::TooLong => "the file name has more than 255 characters",
            Self::Path => "the file name is a path; give the name without a folder",
            Self::Control => "the file name holds a control character",
        })
    }
}

impl error::Error for FilenameError {}

fn checked(name: String) -> Result<String, FilenameError> {
    if name.trim().is_empty() {
        return Err(FilenameError::Empty);
    }
    if name.contains(['/', '\\']) || name == "." || name == ".." {
        return Err(FilenameError::Path);
    }
    if name.contains(char::is_control) {
        return Err(FilenameError::Control);
    }
    if name.chars().count() > LONGEST_FILENAME {
        return Err(FilenameError::TooLong);
    }
    Ok(name)
}

fn by_link(link: String) -> WhatsAppMedia {
    let mut medium = WhatsAppMedia::new();
    medium.link = Some(link);
    medium
}

fn by_id(id: MediaId) -> WhatsAppMedia {
    let mut medium = WhatsAppMedia::new();
    medium.id = Some(id);
    medium
}

impl From<HeaderMedia> for WhatsAppHeaderParameter {
    fn from(media: HeaderMedia) -> Self {
        media.0
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn wire(media: HeaderMedia) -> Value {
        serde_json::to_value(WhatsAppHeaderParameter::from(media)).unwrap()
    }

    #[test]
    fn every_kind_stands_under_its_type() {
        let address = "https://www.example.com/medium";
        let id = || MediaId::from("30d46a43".to_owned());
        for (link, upload, name) in [
            (
                HeaderMedia::image_link(address),
                HeaderMedia::image_id(id()),
                "image",
            ),
            (
                HeaderMedia::video_link(address),
                HeaderMedia::video_id(id()),
                "video",
            ),
            (
                HeaderMedia::document_link(address),
                HeaderMedia::document_id(id()),
                "document",
            ),
        ] {
            assert_eq!(wire(link), json!({"type": name, name: {"link": address}}));
            assert_eq!(
                wire(upload),
                json!({"type": name, name: {"id": "30d46a43"}})
            );
        }
        assert_eq!(
            wire(HeaderMedia::text("Marina")),
            json!({"type": "text", "text": "Marina"})
        );
    }

    #[test]
    fn a_document_has_the_name_of_its_file() {
        let by_link = HeaderMedia::document_link("https://www.example.com/4711.pdf");
        let by_upload = HeaderMedia::document_id(MediaId::from("30d46a43".to_owned()));
        for (document, place) in [
            (by_link, json!({"link": "https://www.example.com/4711.pdf"})),
            (by_upload, json!({"id": "30d46a43"})),
        ] {
            for name in ["boleto.pdf", "2ª via, março.pdf", ".pdf", &"é".repeat(255)] {
                let mut expected = place.clone();
                expected["filename"] = name.into();
                let named = document.clone().filename(name).unwrap();
                assert_eq!(wire(named)["document"], expected);
            }
            assert_eq!(wire(document)["document"], place);
        }
    }

    #[test]
    fn a_text_that_is_no_name_of_a_file_is_refused() {
        use FilenameError::*;
        for (name, error) in [
            ("", Empty),
            (" \t", Empty),
            ("bills/boleto.pdf", Path),
            ("C:\\boleto.pdf", Path),
            ("..", Path),
            ("boleto\n.pdf", Control),
            ("boleto\0.pdf", Control),
            (&"é".repeat(256), TooLong),
        ] {
            let document = HeaderMedia::document_link("https://www.example.com/4711.pdf");
            assert_eq!(document.filename(name).unwrap_err(), error, "{name:?}");
        }
    }

    #[test]
    fn only_a_document_has_one() {
        let id = || MediaId::from("30d46a43".to_owned());
        for other in [
            HeaderMedia::image_link("https://www.example.com/logo.jpg"),
            HeaderMedia::image_id(id()),
            HeaderMedia::video_link("https://www.example.com/film.mp4"),
            HeaderMedia::video_id(id()),
            HeaderMedia::text("Marina"),
        ] {
            let refused = other.filename("boleto.pdf").unwrap_err();
            assert_eq!(refused, FilenameError::NotADocument);
        }
    }
}
