use super::*;

fn progress(answer: &[&[u8]]) -> Progress {
    let mut progress = Progress::default();
    for bytes in answer {
        progress.wrote(bytes);
    }
    progress
}

#[test]
fn the_body_begins_behind_the_head_however_it_is_written() {
    let body = |at| Position { of: Of::Body, at };
    assert_eq!(progress(&[]).before(body(2), b"A: b\r\n\r\nbody"), 10);
    assert_eq!(progress(&[b"A: b\r\n"]).before(body(0), b"\r\nbody"), 2);
    assert_eq!(progress(&[b"A: b\r", b"\n"]).before(body(1), b"A: b"), 4);
    assert_eq!(progress(&[b"A: b\r\n\r\nbo"]).before(body(3), b"dy"), 1);
    assert_eq!(progress(&[b"A\r\r\n\r\nbo"]).body, Some(2));
    let answer = Position {
        of: Of::Answer,
        at: 3,
    };
    assert_eq!(progress(&[b"A:"]).before(answer, b" b"), 1);
    assert_eq!(progress(&[b"A: b"]).before(answer, b" b"), 0);
}
