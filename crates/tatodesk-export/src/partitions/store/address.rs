//! Reads the URL of a store. Credentials come from the environment.

use std::sync::Arc;

use object_store::{
    Error, ObjectStore, ObjectStoreScheme, RetryConfig, aws::AmazonS3Builder,
    azure::MicrosoftAzureBuilder, gcp::GoogleCloudStorageBuilder,
};
use url::Url;

use super::{objects::Root, told::told};
use crate::error::ExportError;

/// How often a request is made again. The library's own number would wait minutes for a store that is not there.
const RETRIES: usize = 4;

/// A folder of this machine, or a prefix of a store.
pub(crate) enum Address {
    Folder(std::path::PathBuf),
    Store(Root),
}

/// Reads `s3://bucket/prefix`, `gs://bucket/prefix`, `az://container/prefix`, `abfss://container@account…/prefix` or `file:///folder`.
pub(crate) fn parse(text: &str) -> Result<Address, ExportError> {
    let refused = |reason: &str| ExportError::Store {
        // A URL that is refused may have a password in it.
        url: text.split(':').next().unwrap_or_default().to_owned() + "://…",
        reason: reason.to_owned(),
    };
    let url = Url::parse(text).map_err(|error| refused(&error.to_string()))?;
    let is_azure = url.scheme().starts_with("abfs");
    if url.password().is_some() || (!url.username().is_empty() && !is_azure) {
        return Err(refused(
            "credentials belong into the environment, and not into the URL",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused("the URL has more than a place"));
    }
    if url.scheme() == "file" {
        let folder = url.to_file_path();
        return folder
            .map(Address::Folder)
            .map_err(|()| refused("no folder of this machine"));
    }
    let (scheme, prefix) = match ObjectStoreScheme::parse(&url) {
        Ok((scheme, prefix)) if url.scheme() != "https" => (scheme, prefix),
        _ => {
            return Err(refused(
                "known are s3://, gs://, az://, abfss:// and file:///",
            ));
        }
    };
    let store = store(&scheme, &url).map_err(|error| refused(&told(&error)))?;
    let store =
        store.ok_or_else(|| refused("known are s3://, gs://, az://, abfss:// and file:///"))?;
    Ok(Address::Store(Root {
        store,
        prefix,
        name: text.trim_end_matches('/').to_owned(),
    }))
}

fn store(scheme: &ObjectStoreScheme, url: &Url) -> Result<Option<Arc<dyn ObjectStore>>, Error> {
    let retry = RetryConfig {
        max_retries: RETRIES,
        ..RetryConfig::default()
    };
    Ok(Some(match scheme {
        ObjectStoreScheme::AmazonS3 => {
            let s3 = AmazonS3Builder::from_env().with_url(url.as_str());
            Arc::new(s3.with_retry(retry).build()?)
        }
        ObjectStoreScheme::GoogleCloudStorage => {
            let gcs = GoogleCloudStorageBuilder::from_env().with_url(url.as_str());
            Arc::new(gcs.with_retry(retry).build()?)
        }
        ObjectStoreScheme::MicrosoftAzure => {
            let azure = MicrosoftAzureBuilder::from_env().with_url(url.as_str());
            Arc::new(azure.with_retry(retry).build()?)
        }
        _ => return Ok(None),
    }))
}
