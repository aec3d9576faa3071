//! Phone numbers against the crate `phonelib`, which reads them by Google's metadata: two readers of one text find one number.
//!
//! Where the two differ on purpose, these tests ask it about another text of the same number, or not at all:
//! - It knows no carriers, and reads `xx` as letters on keys.
//! - It reads `011`, and `00` with a carrier's code, as the start of an international number.
//! - It drops the first digit of a number that is too long, as if only callers inside the country dialled it.
//! - It takes numbers of special services in any groups.

use std::collections::{BTreeMap, BTreeSet};

use phonelib::{PhoneFormat, PhoneNumber, PhoneNumberType};
use proptest::prelude::*;

use super::{Phone, area_codes, countries::Country};

/// The number that the oracle reads, unless it finds none, or an extension.
fn oracle(text: &str) -> Option<String> {
    let number = PhoneNumber::parse_with_country(text, "BR")?;
    let digits = number.e164().trim_start_matches('+').to_owned();
    number.extension().is_none().then_some(digits)
}

fn read(text: &str) -> Option<String> {
    text.parse::<Phone>()
        .ok()
        .map(|phone| phone.digits().to_owned())
}

#[test]
fn area_codes_are_those_of_the_oracle() {
    for code in 10..100 {
        let kind = phonelib::detect_phone_number_type(&format!("+55{code}32000001"));
        let exists = kind == Some(PhoneNumberType::FixedLine);
        assert_eq!(
            area_codes::is_area_code(&code.to_string()),
            exists,
            "{code}"
        );
    }
}

#[test]
fn country_codes_are_those_of_the_oracle() {
    let codes_of_countries: BTreeSet<u32> = phonelib::countries()
        .iter()
        .map(|country| country.prefix)
        .map(|code| if code >= 1000 { 1 } else { code })
        .collect();
    for code in 1..1000 {
        let text = code.to_string();
        let exists = Country::of(&text).is_some_and(|(code, _)| code == text);
        assert_eq!(exists, codes_of_countries.contains(&code), "{code}");
    }
}

/// The ordinary lengths of the oracle's countries, each behind the country's code there, which holds an area code for some islands.
fn ordinary_lengths() -> impl Iterator<Item = (String, usize)> {
    phonelib::countries().iter().flat_map(|oracle| {
        let prefix = oracle.prefix.to_string();
        let (code, country) = Country::of(&prefix).unwrap();
        let of_area = prefix.len() - code.len();
        let lengths = country.ordinary.iter();
        lengths.map(move |length| (prefix.clone(), length - of_area))
    })
}

#[test]
fn lengths_of_numbers_are_those_of_the_oracle() {
    let mut of_oracle = BTreeMap::<u32, BTreeSet<usize>>::new();
    for country in phonelib::countries()
        .iter()
        .filter(|country| country.prefix < 1000)
    {
        let lengths = country.phone_lengths.iter();
        of_oracle
            .entry(country.prefix)
            .or_default()
            .extend(lengths.map(|length| usize::from(*length)));
    }
    for (code, lengths) in of_oracle {
        let code = code.to_string();
        let (_, country) = Country::of(&code).unwrap();
        // Of the code 1 it also has the shorter numbers of some islands, without their area code.
        let ours: BTreeSet<usize> = (0..16)
            .filter(|length| country.has_length(*length))
            .collect();
        assert!(
            ours == lengths || code == "1",
            "{code}: {ours:?} {lengths:?}"
        );
        assert!(
            country
                .ordinary
                .iter()
                .all(|length| lengths.contains(length)),
            "{code}"
        );
    }
}

#[test]
fn an_extension_behind_any_country_s_number_is_refused() {
    let (mut extensions, mut accepted) = (0, BTreeSet::new());
    for (code, length) in ordinary_lengths() {
        for first in '1'..='9' {
            let digits = format!("{first}{}", &"2345678901234"[..length - 1]);
            let Some(number) = PhoneNumber::parse(&format!("+{code}{digits}")) else {
                continue;
            };
            let text = number.format(PhoneFormat::International);
            for extension in ["12", "123", "3001"] {
                for before in [" ", "-", ".", " - ", "/", "\u{a0}"] {
                    let text = format!("{text}{before}{extension}");
                    // As which this is how the oracle writes a longer number.
                    let longer = PhoneNumber::parse(&format!("+{}", digits_of(&text)))
                        .map(|number| number.format(PhoneFormat::International));
                    if longer
                        == Some(
                            text.replace(['-', '.', '/', '\u{a0}'], " ")
                                .replace("   ", " "),
                        )
                    {
                        continue;
                    }
                    extensions += 1;
                    if read(&text).is_some() {
                        let groups = text.split([' ', '\u{a0}']).map(str::len);
                        accepted.insert(groups.collect::<Vec<_>>());
                    }
                }
            }
        }
    }
    assert!(extensions > 70_000, "{extensions}");
    // These are how Germany and Indonesia write longer numbers. Three and three digits are no whole number there.
    assert_eq!(
        accepted,
        BTreeSet::from([vec![3, 3, 3, 4], vec![3, 3, 4, 3]])
    );
}

/// How a Brazilian number is written, that number, and a text of it that the oracle can read.
type Written = (String, String, String);

fn brazilian() -> impl Strategy<Value = Written> {
    let area = (11..100_u8)
        .prop_map(|code| code.to_string())
        .prop_filter("an area code", |code| area_codes::is_area_code(code));
    let trunk = prop::sample::select(vec![
        ("", ""),
        ("0", "0"),
        ("0 ", "0 "),
        ("+55 ", "+55 "),
        ("+55", "+55"),
        ("\u{202a}+55 ", "+55 "),
        ("(+55) ", "(+55) "),
        ("55 ", "+55 "),
        ("0055 ", "+55 "),
        ("+55 (0) ", "+55 "),
        ("+55 0", "+55 "),
        ("0xx", "0"),
        ("0 15 ", "0 "),
        ("031", "0"),
        ("0-41-", "0"),
        ("+55 0 21 ", "+55 "),
        ("tel:+55-", "tel:+55-"),
        ("'", ""),
    ]);
    let around = prop::sample::select(vec![
        ("(", ") "),
        ("(", ")"),
        ("", " "),
        ("", "-"),
        ("", "."),
        ("", ""),
    ]);
    let first = prop_oneof!["9[0-9]{4}", "[2-9][0-9]{3}"];
    let gap = prop::sample::select(vec!["-", " ", ".", "", " - ", "\u{a0}", "\u{2011}"]);
    (trunk, around, area, first, gap, "[0-9]{4}").prop_map(
        |((trunk, known), (open, close), area, first, gap, last)| {
            let national = format!("{open}{area}{close}{first}{gap}{last}");
            (
                format!("{trunk}{national}"),
                format!("55{area}{first}{last}"),
                // It does not know this hyphen.
                format!("{known}{national}").replace('\u{2011}', "-"),
            )
        },
    )
}

fn of_another_country() -> impl Strategy<Value = Written> {
    let codes: Vec<_> = ordinary_lengths()
        .filter(|(code, length)| code != "55" && (6..=10).contains(length))
        // Belarus: ten digits that start with 8 are a service's number or have a trunk 8. We refuse them.
        .filter(|(code, length)| code != "375" || *length < 10)
        .collect();
    let numbers = (prop::sample::select(codes), "[2-9]{4}[0-9]{6}").prop_filter_map(
        "a number of eight digits at least",
        |((code, length), digits)| {
            let number = format!("+{code}{}", &digits[..length]);
            // Andorra, and Saint Pierre and Miquelon: of nine digits only numbers with certain starts are ordinary. All others look
            // like six digits and an extension.
            let is_ordinary = length == 6 || !["376", "508"].contains(&&*code);
            PhoneNumber::parse(&number).filter(|number| is_ordinary && number.e164().len() > 8)
        },
    );
    let format = prop::sample::select(vec![
        PhoneFormat::E164,
        PhoneFormat::International,
        PhoneFormat::RFC3966,
    ]);
    (numbers, format).prop_map(|(number, format)| {
        let text = number.format(format);
        (text.clone(), number.e164()[1..].to_owned(), text)
    })
}

fn any_number() -> impl Strategy<Value = Written> {
    prop_oneof![brazilian(), of_another_country()]
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Whether the text has the number's digits at its end, and before them only what stands in front of numbers.
fn has_no_further_digit(text: &str, number: &str) -> bool {
    let digits = digits_of(text);
    let (country, _) = Country::of(number).unwrap();
    let Some(front) = digits.strip_suffix(&number[country.len()..]) else {
        return false;
    };
    let front = front.strip_prefix("00").unwrap_or(front);
    let trunk = front.strip_prefix(country).unwrap_or(front);
    match trunk.len() {
        0 => true,
        1 => trunk == "0",
        // A carrier.
        3 => trunk.starts_with('0') && country == "55",
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn spellings_of_people_have_the_digits_of_the_oracle((text, digits, known) in any_number()) {
        prop_assert_eq!(read(&text), Some(digits.clone()), "{}", text);
        prop_assert_eq!(oracle(&known), Some(digits), "{}", known);
    }

    #[test]
    fn whatever_follows_a_number_is_refused(
        (text, ..) in any_number(),
        digit in "[0-9]",
        tail in prop::sample::select(vec![
            ".D", ",D", ",DD", "/D", "/DDDD", " (D)", "(DDDD)", " ramal D", "xD", "*D", " D", "-D", " - D", "\u{2013}D", ";ext=D",
            " a DDDD", "#D", "\nD", "ED", ".", "/", " (", " / +55 81 90000-000D",
        ]),
    ) {
        let text = text + &tail.replace('D', &digit);
        prop_assert_eq!(read(&text), None, "{}", text);
    }

    #[test]
    fn a_changed_text_has_no_further_digit_and_is_no_other_number(
        (text, ..) in any_number(),
        place in any::<prop::sample::Index>(),
        inserted in "[0-9 ().x*/+-]{0,2}",
        removed in 0..2_usize,
    ) {
        let mut characters: Vec<char> = text.chars().collect();
        let at = place.index(characters.len());
        characters.splice(at..at + removed, inserted.chars());
        let text: String = characters.into_iter().collect();
        if let Some(number) = read(&text) {
            prop_assert!(has_no_further_digit(&text, &number), "{} -> {}", text, number);
            let differs_on_purpose = ["00", "011"].iter().any(|front| digits_of(&text).starts_with(front))
                || text.contains(['x', '*'])
                || oracle(&format!("+{number}")) != Some(number.clone());
            if let Some(other) = oracle(&text).filter(|_| !differs_on_purpose) {
                prop_assert_eq!(other, number, "{}", text);
            }
        }
    }
}
