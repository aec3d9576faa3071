use super::*;

fn keys() -> Keys {
    Keys::new(
        ["sandbox-key", "a/b\"c~"].into_iter(),
        Some("a-key-of-somebody"),
    )
}

#[test]
fn a_long_text_is_cut_between_characters() {
    assert_eq!(keys().text("/pa/ação"), "/pa/ação");
    let most = "ã".repeat(MAX_TEXT / 2);
    assert_eq!(keys().text(&most), most);
    assert_eq!(keys().text(&format!("{most}o")), format!("{most}…"));
    let body = vec![b'x'; 100_000];
    assert_eq!(keys().body(&body).len(), MAX_BODY + CUT.len_utf8());
    assert_eq!(keys().body(b"a\xffb\xf0"), "a\u{fffd}b\u{fffd}");
}

#[test]
fn keys_are_left_out_however_they_are_written() {
    for text in [
        "sandbox-key",
        r"sandbox\u002dkey",
        r"\u0073\u0061\u006e\u0064\u0062\u006F\u0078\u002D\u006b\u0065\u0079",
        "sandbox%2Dkey",
        r#"a/b\"c~"#,
        r#"a\/b\u0022c~0"#,
        "a~1b%22c%7e",
        "a-key-of-somebody",
    ] {
        assert_eq!(keys().text(&format!("<{text}>")), "<[key]>", "{text}");
    }
    assert_eq!(
        keys().text("sandbox-ke sandbox%2xkey %"),
        "sandbox-ke sandbox%2xkey %"
    );
    // Cut in the middle of a key, none of it stays.
    let text = format!("{}sandbox-key", "x".repeat(MAX_TEXT - 3));
    assert_eq!(keys().text(&text), format!("{}…", "x".repeat(MAX_TEXT - 3)));
    // Invalid bytes beside it hide nothing.
    assert_eq!(keys().body(b"\xffsandbox-key\xff"), "\u{fffd}[key]\u{fffd}");
}

#[test]
fn a_short_text_that_no_key_is_takes_no_words_out() {
    let keys = Keys::new(["", "longer-key-2", "longer-key"].into_iter(), Some("a"));
    assert_eq!(keys.text("a banana"), "a banana");
    assert_eq!(keys.text("longer-key-2"), "[key]");
}
