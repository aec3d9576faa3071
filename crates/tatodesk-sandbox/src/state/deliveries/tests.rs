use super::*;

#[test]
fn debug_shows_no_person() {
    let delivery = Delivery {
        at: jiff::civil::date(2025, 6, 25).at(8, 0, 0, 0),
        channel: Channel::WhatsApp,
        to: "5581900000001".to_owned(),
        app: "secret-app".to_owned(),
        template: "101".to_owned(),
        params: vec!["Marina".to_owned()],
        media: vec![Medium::Link {
            kind: "image".to_owned(),
            url: "https://example.com/marina".to_owned(),
            file_name: Some("marina.pdf".to_owned()),
        }],
        key_id: 1,
        webhook: None,
        metadata: BTreeMap::from([("NAME".to_owned(), Value::from("Marina"))]),
    };
    let shown = format!("{delivery:?}");
    assert!(
        shown.contains("WhatsApp") && shown.contains("101"),
        "{shown}"
    );
    for hidden in ["55819", "arina", "secret-app"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
