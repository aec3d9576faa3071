use super::*;

#[test]
fn a_text_is_taken_apart_into_words_and_places() {
    use Piece::{Placeholder, Words};
    assert_eq!(
        pieces("{{1}}, see {{12}}."),
        [
            Words(""),
            Placeholder(1),
            Words(", see "),
            Placeholder(12),
            Words(".")
        ]
    );
    for words in ["", "a & b", "{{0}} {{x}} {{+1}} {{ 1 }} {{", "{{}} }} {1}"] {
        assert_eq!(pieces(words), [Words(words)]);
    }
    assert_eq!(pieces("{{{1}}}").len(), 1);
    assert_eq!(pieces("{{x {{1}}")[1..], [Placeholder(1), Words("")]);
}

#[test]
fn parameters_are_counted_from_the_texts() {
    let read = |yaml: &str| -> Template {
        crate::yaml::read(yaml).unwrap_or_else(|e| panic!("{yaml}: {e:?}"))
    };
    for (yaml, params) in [
        ("{channel: sms, id: a}", None),
        ("{channel: sms, id: a, text: Hello}", Some(0)),
        (
            r#"{channel: sms, id: a, text: "{{2}} {{1}} {{2}}"}"#,
            Some(2),
        ),
        (
            r#"{channel: email, id: a, subject: "{{1}}", text: Hello}"#,
            Some(1),
        ),
        (r#"{channel: email, id: a, subject: "{{1}}"}"#, None),
    ] {
        let template = read(yaml);
        assert_eq!(
            (template.params(), template.misfit()),
            (params, None),
            "{yaml}"
        );
    }
    for (yaml, member) in [
        (r#"{channel: sms, id: a, text: "{{2}}"}"#, "text"),
        (r#"{channel: sms, id: a, text: "{{1}} {{name}}"}"#, "text"),
        (
            r#"{channel: email, id: a, subject: "{{3}}", text: "{{1}}"}"#,
            "text",
        ),
        ("{channel: sms, id: a, header: {medium: image}}", "header"),
        ("{channel: whatsapp, id: a, header: {}}", "header"),
        (
            r#"{channel: whatsapp, id: a, header: {text: "{{2}}"}}"#,
            "header.text",
        ),
    ] {
        assert_eq!(read(yaml).misfit().map(|it| it.0), Some(member), "{yaml}");
    }
}

#[test]
fn a_place_that_nothing_filled_is_seen_whatever_it_is_called() {
    for text in ["{{2}}", "Hello {{name}}", "{{ 1 }}", "{{}}", "{{x {{1}}"] {
        assert!(unfilled(text), "{text}");
    }
    for text in ["", "{2}", "{{2", "2}}", "}}{{"] {
        assert!(!unfilled(text), "{text}");
    }
}
