//! Lists as people have them: each is planned right, or refused with line and reason.

use serde_json::json;

use super::{Ran, Stage};

/// The bytes of a list, how many of its rows are planned, and how standard error begins.
type Case = (Vec<u8>, u64, &'static str);

fn utf16(text: &str) -> Vec<u8> {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn lists_are_planned_right_or_refused_with_line_and_reason() {
    let long = format!(
        "telefone;nome;data\n81900000001;{};x\n81900000002;Davi;x\n",
        "n".repeat(1_000_000)
    );
    let cases: [Case; 13] = [
        // Excel in Brazil: semicolons and Windows-1252.
        (
            b"nome;telefone;data\r\nJo\xe3o;(81) 90000-0001;\xe0s 9h\r\n".to_vec(),
            1,
            "",
        ),
        (
            "\u{feff}nome,telefone,data\nMarina,81900000001,x\n".into(),
            1,
            "",
        ),
        (
            "nome;telefone;data\rMarina;81900000001;x\rDavi;81900000002;x\r".into(),
            2,
            "",
        ),
        (
            "nome;telefone;data\n\"Marina\nDuarte\";81900000001;x\nDavi;1;x\n".into(),
            1,
            "warning: left out: line 4: the phone number",
        ),
        (
            "nome;telefone;data\nMarina;8190000001.0;x\nDavi;81900000002;x\n".into(),
            1,
            "warning: left out: line 2: the phone number",
        ),
        (
            "nome;telefone;data\nMarina;'81900000001;x\nDavi;81900000002;x\n".into(),
            2,
            "",
        ),
        (
            "nome;telefone;data;\r\nMarina;81900000001;x;\r\n".into(),
            1,
            "",
        ),
        (
            "nome;telefone;data;telefone\nMarina;81900000001;x;2\n".into(),
            0,
            "error: the list cannot be used: line 1: several columns are named telefone",
        ),
        (
            " nome ; telefone;data \nMarina;81900000001;x\n".into(),
            1,
            "",
        ),
        (
            long.into(),
            1,
            "warning: left out: line 2: the cell in column 2 has more than 4,096 characters",
        ),
        (
            "Marina;81900000001;x\nDavi;81900000002;x\n".into(),
            0,
            "error: the list cannot be used: line 1: no column is named telefone",
        ),
        (
            utf16("nome;telefone;data\nMarina;81900000001;às 9h\n"),
            1,
            "",
        ),
        // A text of the template that is empty.
        (
            "nome;telefone;data\n;81900000001;x\nDavi;81900000002;x\n".into(),
            1,
            "warning: left out: line 2: parameter 1 is empty",
        ),
    ];
    for (place, (list, planned, told)) in cases.into_iter().enumerate() {
        let stage = Stage::new("");
        std::fs::write(stage.path("list.csv"), list).unwrap();
        let Ran(code, stdout, stderr) = stage.plan(&[]);
        assert!(stderr.starts_with(told), "{place}: {stderr}");
        assert_eq!(told.is_empty(), stderr.is_empty(), "{place}: {stderr}");
        if planned == 0 {
            assert_eq!((code, stdout.as_str()), (2, ""), "{place}");
        } else {
            assert_eq!(code, 0, "{place}: {stderr}");
            let confirm = format!("--confirm {planned}\n");
            assert!(stdout.ends_with(&confirm), "{place}: {stdout}");
        }
    }
}

#[test]
fn a_list_of_windows_1252_arrives_as_it_was_meant() {
    for stage in Stage::each("") {
        let list = b"nome;telefone;data\r\nJo\xe3o;(81) 90000-0001;\xe0s 9h\r\n";
        std::fs::write(stage.path("list.csv"), list).unwrap();
        let Ran(code, _, stderr) = stage.plan(&["--encoding", "utf-8"]);
        assert_eq!(code, 2);
        assert!(
            stderr.contains("line 2: the bytes are not UTF-8"),
            "{stderr}"
        );
        assert_eq!(stage.plan(&["--encoding", "windows-1252"]).0, 0);
        let Ran(_, stdout, _) = stage.send(&["export-subject", "81900000001"]);
        let told = super::object(&stdout);
        assert_eq!(told["recipients"][0]["params"][0], "João");
        assert_eq!(told["recipients"][0]["params"][1], "às 9h");
    }
}

#[test]
fn json_lines_keys_and_suppression_lists_are_read() {
    let list = concat!(
        "{\"id\": 1, \"fone\": 5581900000001, \"nome\": \"Marina\"}\n",
        "{\"id\": 2, \"fone\": \"+55 81 90000-0001\", \"nome\": \"Davi\"}\n",
        "{\"id\": 2, \"fone\": \"(81) 90000-0003\", \"nome\": \"Helena\"}\n",
        "{\"id\": 4, \"fone\": \"(81) 90000-0004\", \"nome\": \"Clara\"}\n",
        "{\"id\": 5, \"fone\": \"(81) 90000-0005\"}\n",
    );
    for stage in Stage::each("") {
        std::fs::write(stage.path("list.jsonl"), list).unwrap();
        std::fs::write(stage.path("stop.txt"), "81 90000-0004\n\n").unwrap();
        let plan = |more: &[&str]| {
            let given = [
                "plan",
                "autumn",
                "--channel",
                "whatsapp",
                "--app",
                "an-app",
                "--template",
                "t",
                "--jsonl",
                "list.jsonl",
                "--map",
                "phone=fone",
                "--param",
                "nome",
                "--key",
                "id",
                "--suppress",
                "stop.txt",
                "--rate",
                "2",
            ];
            stage.send(&[&given[..], more].concat())
        };
        let Ran(code, _, stderr) = plan(&[]);
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.ends_with("with --dedupe\n"), "{stderr}");
        let Ran(code, stdout, stderr) = plan(&["--dedupe", "--json"]);
        assert_eq!(code, 0, "{stderr}");
        let told = super::object(&stdout);
        assert_eq!(told["recipients"], 2);
        assert_eq!((&told["rows"], &told["left_out"]), (&json!(5), &json!(3)));
        assert_eq!(told["kinds"]["mobile"], 2);
        let reasons: Vec<String> = stderr
            .lines()
            .map(|line| super::object(line)["message"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(
            reasons,
            [
                "line 3: the recipient stands in line 2, too",
                "line 4: the recipient is on the suppression list",
                "line 5: parameter 1 is empty",
            ]
        );
        let Ran(_, stdout, _) = stage.send(&["results", "autumn"]);
        let mut rows = csv::Reader::from_reader(stdout.as_bytes());
        let keys: Vec<String> = rows
            .records()
            .map(|row| row.unwrap()[4].to_owned())
            .collect();
        assert_eq!(keys, ["1", "2", "", "", ""]);
    }
}

#[test]
fn the_plan_says_how_long_it_takes_at_the_rate() {
    let stage = Stage::new(&super::people(121));
    let Ran(code, stdout, _) = stage.plan(&["--rate", "2"]);
    assert_eq!(
        (code, stdout.as_str()),
        (
            0,
            "121 of 121 rows will be sent (mobile 121), in at least 60s.\n\
             By sms of the app an-app: the template appointment_confirmed, filled from nome, data.\n\
             Send them: tatodesk send run autumn --confirm 121\n"
        )
    );
    let Ran(_, stdout, _) = stage.plan(&["--rate", "2", "--json"]);
    let told = super::object(&stdout);
    assert_eq!(told["params"], serde_json::json!(["nome", "data"]));
    assert_eq!(
        (&told["channel"], &told["template"]),
        (&"sms".into(), &"appointment_confirmed".into())
    );
}

#[test]
fn the_column_of_recipients_is_of_the_channel() {
    let stage = Stage::new(super::LIST);
    for (channel, map) in [
        ("sms", "email=telefone"),
        ("whatsapp", "email=telefone"),
        ("email", "phone=telefone"),
    ] {
        let given = ["plan", "autumn", "--app", "a", "--template", "t", "--csv"];
        let more = ["list.csv", "--channel", channel, "--map", map];
        let Ran(code, _, stderr) = stage.send(&[&given[..], &more].concat());
        assert_eq!(code, 2);
        assert!(
            stderr.contains("--map email=COLUMN is for --channel email"),
            "{stderr}"
        );
        assert!(!stage.path("tatodesk.ledger").exists());
    }
}
