//! Reads a world from a YAML or JSON file. An error names the path of the wrong place.

use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use serde::de::IgnoredAny;

use super::World;
use crate::words::plain;
use crate::yaml;

/// The built-in world. It has the ids of the documented examples, so that the examples find what they name. Its names are
/// invented.
const BUILT_IN: &str = include_str!("world.yaml");

/// It never changes, so each process reads it once.
static BUILT_IN_WORLD: LazyLock<Result<WorldFile, WorldError>> = LazyLock::new(|| BUILT_IN.parse());

/// A consistent world: what exists in a sandbox before the first request.
///
/// It is one YAML or JSON document. [`WorldFile::BUILT_IN`] is the built-in one; its comments explain the format. Every part
/// may be left out. An unknown member, or an id that nothing has, is refused:
///
/// ```
/// use tatodesk_sandbox::WorldFile;
///
/// let wrong = "units: [{id: 1, name: Centre, company: 9, region: 1, types: [], slotMinutes: 30}]";
/// let error = wrong.parse::<WorldFile>().expect_err("there is no company 9");
/// assert_eq!(error.path(), "units[0].company");
/// ```
#[derive(Clone)]
pub struct WorldFile(pub(crate) Arc<World>);

impl WorldFile {
    /// The text of the built-in world, which documents the format.
    pub const BUILT_IN: &'static str = BUILT_IN;

    /// The built-in world.
    ///
    /// # Errors
    /// None, unless the crate was built with a broken file.
    pub fn built_in() -> Result<Self, WorldError> {
        BUILT_IN_WORLD.clone()
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, is neither YAML nor JSON, or does not hang together.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, WorldError> {
        let text = std::fs::read_to_string(path).map_err(|e| WorldError::at("", e.to_string()))?;
        text.parse()
    }
}

impl FromStr for WorldFile {
    type Err = WorldError;

    fn from_str(text: &str) -> Result<Self, WorldError> {
        if is_nothing(text) {
            let reason =
                "there is nothing here, or comments alone; `{}` is a world without anything";
            return Err(WorldError::at("", reason));
        }
        let mut world: World = if text.trim_start().starts_with('{') {
            let mut json = serde_json::Deserializer::from_str(text);
            let world = serde_path_to_error::deserialize(&mut json).map_err(WorldError::read)?;
            json.end().map_err(|e| WorldError::at("", e.to_string()))?;
            world
        } else {
            yaml::read(text).map_err(|refused| WorldError::at(refused.path, refused.reason))?
        };
        world.check()?;
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        world.mark = hasher.finish();
        Ok(Self(Arc::new(world)))
    }
}

/// Whether a text is YAML without a value. Such a text would read as an empty world.
fn is_nothing(text: &str) -> bool {
    yaml::read(text).is_ok_and(|value: Option<IgnoredAny>| value.is_none())
}

/// A world may be made of real people by mistake, so only sizes are shown.
impl fmt::Debug for WorldFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorldFile")
            .field("companies", &self.0.companies.len())
            .field("units", &self.0.units.len())
            .finish_non_exhaustive()
    }
}

/// Why a world was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorldError {
    path: String,
    reason: String,
}

impl WorldError {
    pub(super) fn at(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
        }
    }

    fn read<E: fmt::Display>(error: serde_path_to_error::Error<E>) -> Self {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path };
        Self::at(path, plain(&error.into_inner().to_string()))
    }

    /// Where it is wrong, e.g. `units[0].company`; empty for the whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return write!(f, "the world is refused: {}", self.reason);
        }
        write!(f, "the world is refused at {}: {}", self.path, self.reason)
    }
}

impl std::error::Error for WorldError {}

impl From<WorldError> for std::io::Error {
    fn from(error: WorldError) -> Self {
        Self::new(std::io::ErrorKind::InvalidData, error)
    }
}
