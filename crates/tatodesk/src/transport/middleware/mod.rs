//! What a caller puts around every request: tower layers with the feature `tower`, and nothing without it. Clients and requests use
//! it; it uses the evidence alone.

#[cfg(feature = "tower")]
mod layers;
#[cfg(not(feature = "tower"))]
mod off;

#[cfg(feature = "tower")]
pub use layers::HttpService;
#[cfg(feature = "tower")]
pub(crate) use layers::{Layered, Layers, is_elapsed};
#[cfg(not(feature = "tower"))]
pub(crate) use off::{Layered, Layers, is_elapsed};
