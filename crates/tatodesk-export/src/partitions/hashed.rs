//! Files whose SHA-256 is known when they are written, and the SHA-256 of files that are there.

use std::{
    fs::File,
    io::{self, BufWriter, Read as _, Write},
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

/// Where the bytes go.
enum Kind {
    /// A file that gets its name later.
    New(NewFile),
    /// A file that has no name, and is gone when it is closed, also by the end of the process.
    Unnamed(BufWriter<File>),
}

/// A new file that hashes what is written to it. It is created when the first bytes come.
pub(crate) struct HashedFile {
    /// `None` for a file without a name.
    target: Option<PathBuf>,
    file: Option<Kind>,
    hash: Sha256,
    bytes: u64,
}

impl HashedFile {
    pub(crate) fn new(target: PathBuf) -> Self {
        Self::of(Some(target))
    }

    /// A file for what is uploaded.
    #[cfg(feature = "object-store")]
    pub(crate) fn unnamed() -> Self {
        Self::of(None)
    }

    fn of(target: Option<PathBuf>) -> Self {
        Self {
            target,
            file: None,
            hash: Sha256::new(),
            bytes: 0,
        }
    }

    /// Creates the file now, so that it is there even if nothing is written.
    pub(crate) fn create(mut self) -> io::Result<Self> {
        self.open()?;
        Ok(self)
    }

    /// What was written so far.
    pub(crate) fn content(&self) -> Content {
        Content {
            bytes: self.bytes,
            sha256: hexadecimal(self.hash.clone()),
        }
    }

    fn open(&mut self) -> io::Result<&mut Kind> {
        Ok(match &mut self.file {
            Some(file) => file,
            none => none.insert(match &self.target {
                Some(target) => Kind::New(NewFile::create(target)?),
                None => Kind::Unnamed(BufWriter::new(tempfile::tempfile()?)),
            }),
        })
    }

    /// Writes all bytes to the disk. `None` if there is no file, because nothing was written.
    pub(crate) fn sync(self) -> io::Result<Option<SyncedFile>> {
        match self.file {
            Some(Kind::New(file)) => file.sync().map(Some),
            _ => Ok(None),
        }
    }

    /// The file without a name, at its beginning. `None` if nothing was written.
    #[cfg(feature = "object-store")]
    pub(crate) fn into_file(self) -> io::Result<Option<File>> {
        let Some(Kind::Unnamed(file)) = self.file else {
            return Ok(None);
        };
        let mut file = file.into_inner().map_err(|error| error.into_error())?;
        io::Seek::rewind(&mut file)?;
        Ok(Some(file))
    }
}

impl Write for HashedFile {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let written = match self.open()? {
            Kind::New(file) => file.write(piece)?,
            Kind::Unnamed(file) => file.write(piece)?,
        };
        self.hash.update(&piece[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.file {
            Some(Kind::New(file)) => file.flush(),
            Some(Kind::Unnamed(file)) => file.flush(),
            None => Ok(()),
        }
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
