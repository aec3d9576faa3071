use super::{ColumnError, ColumnRules, HashKey, ShortHashKey};
use crate::Report;

fn key() -> HashKey {
    HashKey::new([7; 32]).expect("it is long enough")
}

#[test]
fn a_column_that_the_report_has_not_is_refused_with_the_nearest_one() {
    let table = [
        (Report::Tickets, "emial", Some("email")),
        (Report::Tickets, "Email", Some("email")),
        (Report::Tickets, "e-mail", Some("email")),
        (Report::Tickets, "additional", Some("additionalData")),
        (Report::Campaigns, "sessionId", Some("sessionID")),
        (Report::DigitalServices, "username", Some("userName")),
        (Report::AdHocNotifications, "Extra", Some("extra")),
        (Report::AdHocNotifications, "to", None),
        (Report::Tickets, "", None),
        (Report::Tickets, "telefone", None),
        (Report::Tickets, "subject,email", Some("subject")),
    ];
    for (report, name, nearest) in table {
        let dropped = ColumnRules::new().drop_column(name);
        let hashed = ColumnRules::new().hash_column(name, &key());
        for rules in [dropped, hashed] {
            let unknown = ColumnError::Unknown {
                report,
                name: name.to_owned(),
                nearest,
            };
            assert_eq!(rules.check(report), Err(unknown), "{report} {name}");
        }
    }
    let rules = ColumnRules::new().drop_column("emial");
    let error = rules.check(Report::Tickets).expect_err("a misspelt name");
    assert_eq!(
        error.to_string(),
        "tickets has no column `emial`; did you mean `email`?"
    );
}

#[test]
fn rules_that_contradict_each_other_or_leave_nothing_are_refused() {
    let both = ColumnRules::new()
        .hash_column("email", &key())
        .drop_column("email");
    let refused = Err(ColumnError::DroppedAndHashed("email"));
    assert_eq!(both.check(Report::Tickets), refused);

    let extra = ColumnRules::new().hash_column("extra", &key());
    assert_eq!(extra.check(Report::Tickets), Err(ColumnError::ExtraHashed));

    let extra = ColumnRules::new().drop_column("extra");
    assert_eq!(extra.check(Report::Tickets), Ok(()));
    let none = extra.check(Report::AdHocNotifications);
    assert_eq!(none, Err(ColumnError::NoneLeft));
    for &report in Report::ALL {
        let columns = report.columns().iter();
        let all = columns.fold(ColumnRules::new(), |rules, column| {
            rules.drop_column(column.name)
        });
        assert_eq!(all.check(report), Ok(()));
        let none = all.drop_column("extra").check(report);
        assert_eq!(none, Err(ColumnError::NoneLeft));
    }
    // Twice the same is no contradiction.
    let twice = ColumnRules::new().drop_column("email").drop_column("email");
    assert_eq!(twice.check(Report::Tickets), Ok(()));
}

#[test]
fn a_key_has_enough_bytes_and_is_not_shown() {
    for bytes in [&b""[..], b"secret", &[0; 15]] {
        assert_eq!(HashKey::new(bytes).err(), Some(ShortHashKey));
    }
    let key = HashKey::new("secret secret secret").expect("it is long enough");
    let rules = ColumnRules::new().hash_column("email", &key);
    assert!(!format!("{rules:?}").contains("secret"));
    let said: Vec<String> = b"secret".iter().map(u8::to_string).collect();
    assert!(!format!("{rules:?}").contains(&said.join(", ")));
}
