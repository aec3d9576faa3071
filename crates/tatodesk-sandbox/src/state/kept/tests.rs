use super::*;

fn keys() -> Keys {
    Keys::new(["sandbox-key", "a/b\"c~", "a-key-of-somebody", "chave-ção😀"].into_iter())
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
        "chave-ção😀",
        "chave-%C3%A7%c3%a3o%F0%9F%98%80",
        r"chave-\u00e7\u00E3o\ud83d\ude00",
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
fn a_short_key_is_left_out_and_takes_no_words_out() {
    let keys = Keys::new(["", "longer-key-2", "longer-key", "a", "k3y", "7", "abcd"].into_iter());
    for (text, kept) in [
        ("a banana", "[key] banana"),
        (
            r#"{"key": "k3y", "k3y": "k3ys"}"#,
            r#"{"key": "[key]", "[key]": "k3ys"}"#,
        ),
        ("/k3y/7/77?k3y=7", "/[key]/[key]/77?[key]=[key]"),
        ("k3%79-7", "[key]-[key]"),
        ("xabcdx", "x[key]x"),
        ("longer-key-2", "[key]"),
    ] {
        assert_eq!(keys.text(text), kept);
    }
}
