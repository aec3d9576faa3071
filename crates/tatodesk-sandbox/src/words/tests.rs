use super::*;

#[test]
fn no_type_of_this_program_is_named() {
    for (said, plainly) in [
        (
            "invalid type: unit value, expected struct FaultFile",
            "expected an object, found nothing",
        ),
        (
            "at: invalid type: null, expected u32 at line 3 column 4",
            "at: expected a whole number, found nothing at line 3 column 4",
        ),
        (
            "invalid type: string \"a, expected u8\", expected a sequence",
            "expected a list, found string \"a, expected u8\"",
        ),
        (
            "invalid value: integer `-1`, expected usize",
            "expected a whole number, found integer `-1`",
        ),
        (
            "invalid value: integer `0`, expected a nonzero u32",
            "expected a whole number from 1, found integer `0`",
        ),
        (
            "invalid length 1, expected struct Rule with 6 elements",
            "expected an object, found another number of elements",
        ),
        (
            "invalid type: unit variant, expected struct variant",
            "expected a word with its members, found a word alone",
        ),
        (
            "invalid type: floating point `1.5`, expected struct variant Fault::Cut",
            "expected an object, found a number with a fraction",
        ),
        (
            "data did not match any variant of untagged enum RetryAfter",
            "this has none of the forms that it can have",
        ),
        (
            "unknown variant `explode`, expected one of `gzip`, `cut`",
            "unknown variant `explode`, expected one of `gzip`, `cut`",
        ),
    ] {
        assert_eq!(plain(said), plainly);
    }
}
