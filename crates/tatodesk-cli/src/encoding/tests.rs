use super::*;

fn utf16_of(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn a_mark_is_no_part_of_the_text() {
    let said = "ação 😀\n";
    for bytes in [
        said.as_bytes().to_vec(),
        format!("{MARK}{said}").into_bytes(),
        format!("{MARK}{MARK}{said}").into_bytes(),
        utf16_of(&format!("{MARK}{said}"), u16::to_le_bytes),
        utf16_of(&format!("{MARK}{said}"), u16::to_be_bytes),
        utf16_of(&format!("{MARK}{MARK}{said}"), u16::to_be_bytes),
    ] {
        assert_eq!(text(bytes).as_deref(), Ok(said));
    }
    for empty in [&b""[..], b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"] {
        assert_eq!(text(empty.to_vec()).as_deref(), Ok(""));
    }
    let within = format!("a{MARK}b");
    assert_eq!(text(within.clone().into_bytes()), Ok(within));
}

#[test]
fn another_encoding_is_named() {
    for (bytes, told) in [
        (&b"{\n \"name\": \"Jo\xe3o\"}"[..], "byte 15, in line 2"),
        (b"\xef\xbb\xbf\xe7", "byte 4, in line 1"),
        (b"caf\xc3", "byte 4, in line 1"),
        (b"{\0\"\0", "byte 2 of the text is zero"),
        (b"\0{\0\"", "byte 1 of the text is zero"),
        (b"\xff\xfe{", "ends within a character"),
        (
            b"\xff\xfe{\0\x3d\xd8\"\0",
            "half of a surrogate pair: byte 5",
        ),
        (b"\xfe\xff\xde\0", "half of a surrogate pair: byte 3"),
        (b"\xff\xfe\0\0{\0\0\0", "UTF-32"),
        (b"\0\0\xfe\xff\0\0\0{", "UTF-32"),
    ] {
        let error = text(bytes.to_vec()).expect_err(told);
        assert!(error.contains(told), "{told}: {error}");
    }
}
