//! Files whose SHA-256 is known when they are written, and the SHA-256 of files that are there.

use std::{
    fs::File,
    io::{self, Read as _, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use crate::file::{NewFile, SyncedFile};

/// How many bytes a file has, and their SHA-256 in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// A new file that hashes what is written to it. It is created when the first bytes come.
pub(crate) struct HashedFile {
    target: PathBuf,
    file: Option<NewFile>,
    hash: Sha256,
    bytes: u64,
}

impl HashedFile {
    pub(crate) fn new(target: PathBuf) -> Self {
        Self {
            target,
            file: None,
            hash: Sha256::new(),
            bytes: 0,
        }
    }

    /// Creates the file now, so that it is there even if nothing is written.
    pub(crate) fn create(mut self) -> io::Result<Self> {
        self.file = Some(NewFile::create(&self.target)?);
        Ok(self)
    }

    /// What was written so far.
    pub(crate) fn content(&self) -> Content {
        Content {
            bytes: self.bytes,
            sha256: hexadecimal(self.hash.clone()),
        }
    }

    /// Writes all bytes to the disk. `None` if there is no file, because nothing was written.
    pub(crate) fn sync(self) -> io::Result<Option<SyncedFile>> {
        self.file.map(NewFile::sync).transpose()
    }
}

impl Write for HashedFile {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(NewFile::create(&self.target)?),
        };
        let written = file.write(piece)?;
        self.hash.update(&piece[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), NewFile::flush)
    }
}

/// The content of a file.
pub(crate) fn content(path: &Path) -> io::Result<Content> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        match file.read(&mut piece)? {
            0 => break,
            read => {
                hash.update(&piece[..read]);
                bytes += read as u64;
            }
        }
    }
    Ok(Content {
        bytes,
        sha256: hexadecimal(hash),
    })
}

/// The SHA-256 of a text.
pub(crate) fn sha256(text: &str) -> String {
    hexadecimal(Sha256::new_with_prefix(text))
}

fn hexadecimal(hash: Sha256) -> String {
    let bytes = hash.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
