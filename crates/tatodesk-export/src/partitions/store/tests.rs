use std::{
    fs::File,
    io::{Seek as _, Write as _},
};

use futures_util::TryStreamExt as _;
use object_store::{
    Attributes, Error, ObjectStore, ObjectStoreExt as _, memory::InMemory, path::Path,
};

use super::{Address, parse, told::told, upload::Upload};

fn file(bytes: usize) -> File {
    let mut file = tempfile::tempfile().expect("a file");
    let text: Vec<u8> = (0..bytes).map(|at| (at % 251) as u8).collect();
    file.write_all(&text).expect("room");
    file.rewind().expect("a beginning");
    file
}

/// Objects of one part and of several.
#[tokio::test]
async fn a_file_is_visible_whole_or_not_at_all() {
    let mib = 1024 * 1024;
    for bytes in [0, 1, 5 * mib, 5 * mib + 1, 10 * mib, 13 * mib + 7] {
        let store = InMemory::new();
        let (path, nothing) = (Path::from("a"), Attributes::new());
        let upload = Upload::prepare(&store, &path, Some(file(bytes)), &nothing).await;
        let mut upload = upload.expect("an upload");
        assert_eq!(matches!(upload, Upload::Large(_)), bytes > 5 * mib);
        let all = || store.list(None).try_collect::<Vec<_>>();
        assert!(all().await.expect("a list").is_empty(), "{bytes}");
        let put = upload
            .land(&store, &path, None, &nothing)
            .await
            .expect("it lands");
        let meta = store.head(&path).await.expect("an object");
        assert_eq!((meta.size, meta.e_tag), (bytes as u64, put.e_tag));
        let got = store.get(&path).await.expect("an object").bytes().await;
        let got = got.expect("bytes");
        assert!(
            got.iter()
                .enumerate()
                .all(|(at, byte)| *byte == (at % 251) as u8)
        );

        let aborted = Upload::prepare(&store, &Path::from("b"), Some(file(bytes)), &nothing).await;
        aborted.expect("an upload").abort().await;
        assert_eq!(all().await.expect("a list").len(), 1, "{bytes}");
    }
}

#[test]
fn an_error_is_one_line_that_names_the_cause() {
    let generic = |text: &str| Error::Generic {
        store: "S3",
        source: text.into(),
    };
    let path = || "a".to_owned();
    let xml = "Error performing GET http://127.0.0.1/a in 1ms - Server returned non-2xx status code: 403 Forbidden: <?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>Access\nDenied</Message><RequestId>7</RequestId></Error>";
    for (error, wanted) in [
        (
            Error::PermissionDenied {
                path: path(),
                source: xml.into(),
            },
            "the store refuses access: AccessDenied: Access Denied",
        ),
        (
            Error::Unauthenticated {
                path: path(),
                source: "no".into(),
            },
            "the store does not accept the credentials",
        ),
        (
            Error::NotFound {
                path: path(),
                source: "<Code>NoSuchBucket</Code>".into(),
            },
            "it is not there: NoSuchBucket",
        ),
        (
            generic(
                "Received redirect without LOCATION, this normally indicates an incorrectly configured region",
            ),
            "the store is in another region, so set the right one",
        ),
        (
            generic(
                "<Code>AuthorizationHeaderMalformed</Code><Message>the region 'a' is wrong; expecting 'b'</Message>",
            ),
            "AuthorizationHeaderMalformed: the region 'a' is wrong; expecting 'b'",
        ),
        (
            generic("Error performing PUT http://169.254.169.254/latest/api/token"),
            "no credentials are in the environment, and this machine gives none",
        ),
        (
            generic("cut\r\n\tby \u{7} a bell"),
            "Generic S3 error: cut by a bell",
        ),
    ] {
        assert_eq!(told(&error), wanted);
    }
    let long = told(&generic(&"é".repeat(5000)));
    assert!(long.chars().count() <= 301 && long.ends_with('…'), "{long}");
}

#[test]
fn addresses_are_those_of_stores_and_folders() {
    let store = |text: &str| match parse(text) {
        Ok(Address::Store(root)) => (root.name, root.prefix.to_string()),
        Ok(Address::Folder(folder)) => panic!("{folder:?}"),
        Err(error) => panic!("{error}"),
    };
    assert_eq!(
        store("s3://bucket/a/b%20c/"),
        ("s3://bucket/a/b%20c".to_owned(), "a/b c".to_owned())
    );
    assert_eq!(
        store("s3://bucket"),
        ("s3://bucket".to_owned(), String::new())
    );
    assert_eq!(store("gs://bucket/a").1, "a");
    match parse("file:///data/of%20a%20year") {
        Ok(Address::Folder(folder)) => assert_eq!(folder, std::path::Path::new("/data/of a year")),
        _ => panic!("no folder"),
    }
    for text in [
        "s3://key:secret@bucket/a",
        "s3://key@bucket/a",
        "abfss://c:secret@account.dfs.core.windows.net/a",
        "s3://bucket/a?secret=1",
        "s3://bucket/a#secret",
        "https://secret.example/a",
        "ftp://secret/a",
        "memory:///secret",
        "s3:///secret",
        "file://secret/a",
        "://secret",
    ] {
        let Err(error) = parse(text) else {
            panic!("{text} is taken");
        };
        let error = error.to_string();
        assert!(
            error.contains(" cannot be used: ") && !error.contains('\n'),
            "{text}: {error}"
        );
        assert!(!error.contains("secret"), "{text}: {error}");
    }
}

#[test]
fn debug_shows_the_place_and_no_credentials() {
    let s3 = object_store::aws::AmazonS3Builder::new()
        .with_bucket_name("bucket")
        .with_region("sa-east-1")
        .with_access_key_id("canary-id")
        .with_secret_access_key("canary-key")
        .with_token("canary-token")
        .build()
        .expect("a store");
    let store = std::sync::Arc::new(s3);
    let partitions = crate::Partitions::in_store(store, Path::from("a/b"), crate::Format::Csv);
    let shown = format!("{partitions:?} {partitions:#?}");
    assert!(shown.contains("AmazonS3(bucket)/a/b"), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
}
