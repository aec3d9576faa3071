//! Tests of the search against a search byte by byte.
use super::{quote, special};
use proptest::prelude::*;

proptest! {
    #[test]
    fn it_finds_what_a_search_byte_by_byte_finds(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), 0x1f..0x24_u8, 0x5b..0x5e_u8, 0x7f..0x82_u8], 0..40),
        start in 0..48_usize,
    ) {
        let places = bytes.iter().enumerate().skip(start);
        let expected = places
            .map(|(place, byte)| (place, *byte))
            .find(|(_, byte)| matches!(byte, b'"' | b'\\' | 0..0x20));
        prop_assert_eq!(special(&bytes, start), expected);
        if let Some(rest) = bytes.get(start..) {
            let place = rest.iter().position(|byte| *byte == b'"');
            prop_assert_eq!(quote(rest), place.map(|place| &rest[place..]));
        }
    }
}
