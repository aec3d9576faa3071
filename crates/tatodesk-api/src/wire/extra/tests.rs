//! Tests of the members that the spec does not know.
use super::*;
use proptest::prelude::*;

#[test]
fn a_missing_member_is_null_and_debug_shows_nothing() {
    let extra = Extra::from_iter([("Marina".to_owned(), "Duarte".into())]);
    assert_eq!(extra["other"], Value::Null);
    assert_eq!(format!("{extra:?} {:?}", Extra::new()), "[[redacted]] []");
}

proptest! {
    #[test]
    fn it_is_a_map_of_any_size(members in prop::collection::vec((0..400u32, any::<i64>()), 0..600)) {
        let members = || members.iter().map(|(name, value)| (name.to_string(), Value::from(*value)));
        let (extra, map) = (Extra::from_iter(members()), BTreeMap::from_iter(members()));
        prop_assert_eq!(extra.len(), map.len());
        prop_assert_eq!(extra.is_empty(), map.is_empty());
        prop_assert!(extra.keys().eq(map.keys()));
        prop_assert!(map.iter().all(|(name, value)| extra.get(name) == Some(value)));
        prop_assert_eq!(serde_json::to_string(&extra).unwrap(), serde_json::to_string(&map).unwrap());
        prop_assert_eq!(Extra::from_iter(map.clone()), extra.clone());
        let (mut extra, mut map) = (extra, map);
        for name in ["0", "7", "399", "none"] {
            prop_assert_eq!(extra.remove(name), map.remove(name));
        }
        prop_assert_eq!(serde_json::to_string(&extra).unwrap(), serde_json::to_string(&map).unwrap());
    }
}
