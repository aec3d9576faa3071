//! What a caller puts around every request: tower layers with the feature `tower-0-5`, and nothing without it. Clients and requests use
//! it; it uses the evidence alone.

#[cfg(feature = "tower-0-5")]
mod layers;
#[cfg(not(feature = "tower-0-5"))]
mod off;

#[cfg(feature = "tower-0-5")]
pub use layers::HttpService;
#[cfg(feature = "tower-0-5")]
pub(crate) use layers::{Layered, Layers, is_elapsed};
#[cfg(not(feature = "tower-0-5"))]
pub(crate) use off::{Layered, Layers, is_elapsed};
