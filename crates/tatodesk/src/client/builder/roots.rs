//! Root certificates, where the SDK makes TLS itself.

use super::Builder;

impl Builder {
    /// Trusts these root certificates in PEM besides the system's.
    ///
    /// They may be those of a company whose proxy looks into TLS, or of a test server. Calling it again adds more.
    ///
    /// [`build`](Builder::build) refuses a text without a certificate that can be read.
    ///
    /// ```no_run
    /// let pem = std::fs::read("/etc/ssl/company.pem")?;
    /// let tatodesk = tatodesk::Tatodesk::builder().api_key("key").root_certificates(pem).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.settings.roots.push(pem.into());
        self
    }
}
