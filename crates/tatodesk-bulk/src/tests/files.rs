//! Files as people have them: read right, or refused with line and reason.

use crate::{Columns, Encoding, FileError, read_csv, read_jsonl};

fn columns() -> Columns {
    Columns::new("telefone").params(["nome"])
}

/// Each row as `line|to|name`, or its refusal.
fn read(file: impl AsRef<[u8]>) -> Result<Vec<String>, FileError> {
    let rows = read_csv(file.as_ref().to_vec(), Encoding::Auto, &columns())?;
    let shown = rows.map(|row| match row {
        Ok(row) => format!("{}|{}|{}", row.line, row.to, row.params[0]),
        Err(bad) => bad.to_string(),
    });
    Ok(shown.collect())
}

fn refusal(file: impl AsRef<[u8]>) -> String {
    read(file).unwrap_err().to_string()
}

#[test]
fn an_export_of_excel_in_brazil_is_read() {
    assert_eq!(
        read(b"nome;telefone;cidade\r\nJo\xe3o;(81) 90000-0001;Recife\r\n").unwrap(),
        ["2|(81) 90000-0001|João"]
    );
    assert_eq!(
        read("sep=;\r\nnome;telefone\r\nJoão;81900000001\r\n").unwrap(),
        ["3|81900000001|João"]
    );
    assert_eq!(
        read("nome\ttelefone\nJoão\t81900000001").unwrap(),
        ["2|81900000001|João"]
    );
    assert_eq!(
        read("nome,telefone,nota\nJoão,81900000001,\"a;b;c;d;e\"\n").unwrap(),
        ["2|81900000001|João"]
    );
}

#[test]
fn marks_and_line_ends_of_all_kinds_are_read() {
    assert_eq!(
        read("\u{feff}telefone,nome\n81900000001,João\n").unwrap(),
        ["2|81900000001|João"]
    );
    assert_eq!(
        read("telefone,nome\r81900000001,Ana\r81900000002,Davi\r").unwrap(),
        ["2|81900000001|Ana", "3|81900000002|Davi"]
    );
    assert_eq!(
        read("telefone,nome\n\n81900000001,Ana\n\n").unwrap(),
        ["3|81900000001|Ana"]
    );
    let utf16 = |little: bool| {
        let units = "\u{feff}telefone,nome\n81900000001,João\n".encode_utf16();
        units
            .flat_map(|unit| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            })
            .collect::<Vec<u8>>()
    };
    for file in [utf16(true), utf16(false)] {
        assert_eq!(read(&file).unwrap(), ["2|81900000001|João"]);
        assert!(refusal(&file[2..]).starts_with("line 1: the file has a NUL character"));
    }
}

#[test]
fn quoted_line_breaks_keep_the_lines_of_later_rows() {
    let file = "telefone,nome\n81900000001,\"Ana\nMaria\"\n81900000002,Davi\n";
    assert_eq!(
        read(file).unwrap(),
        ["2|81900000001|Ana\nMaria", "4|81900000002|Davi"]
    );
}

#[test]
fn texts_of_spreadsheets_come_as_they_are() {
    // The plan judges them.
    assert_eq!(
        read("telefone,nome\n8190000001.0,Ana\n'81900000001,Davi\n").unwrap(),
        ["2|8190000001.0|Ana", "3|'81900000001|Davi"]
    );
}

#[test]
fn headers_are_found_with_blanks_and_an_empty_last_column() {
    assert_eq!(
        read(" telefone ; nome ;\r\n81900000001;Ana;\r\n").unwrap(),
        ["2|81900000001|Ana"]
    );
    assert_eq!(
        read("telefone;nome\r\n81900000001;Ana;\r\n").unwrap(),
        ["2|81900000001|Ana"]
    );
}

#[test]
fn headers_that_are_missing_or_stand_twice_are_refused() {
    assert!(
        refusal("81900000001,Ana\n81900000002,Davi\n")
            .starts_with("line 1: no column is named telefone")
    );
    assert_eq!(
        refusal("telefone,nome,telefone\n1,2,3\n"),
        "line 1: several columns are named telefone"
    );
    assert!(refusal("").starts_with("line 1: no column is named"));
    assert!(
        refusal("sep=;\ntelefon;nome\n1;2\n").starts_with("line 2: no column is named telefone")
    );
    // A column that the campaign does not use may stand twice.
    assert_eq!(
        read("telefone,nome,x,x\n81900000001,Ana,1,2\n")
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn rows_of_another_width_and_long_cells_are_named() {
    let long = "x".repeat(1_000_000);
    let file = format!("telefone,nome\n81900000001\n81900000002,Davi,more\n81900000003,{long}\n");
    assert_eq!(
        read(file).unwrap(),
        [
            "line 2: 1 columns instead of 2",
            "line 3: 3 columns instead of 2",
            "line 4: the cell in column 2 has more than 4,096 characters",
        ]
    );
}

#[test]
fn a_quote_that_is_not_closed_does_not_swallow_the_rest() {
    let file = "telefone,nome\n81900000001,Ana\n81900000002,\"Davi\n81900000003,Helena\n81900000004,Clara\n";
    assert_eq!(refusal(file), "line 3: a quote is not closed");
    assert_eq!(
        refusal("telefone,nome\n81900000001,\"Ana"),
        "line 2: a quote is not closed"
    );
    // A quote within a field is none.
    assert_eq!(
        read("telefone,nome\n81900000001,5\" tela\n").unwrap(),
        ["2|81900000001|5\" tela"]
    );
}

#[test]
fn a_file_with_two_encodings_is_refused() {
    let mixed = b"telefone,nome\n81900000001,Jo\xc3\xa3o\n81900000002,Jo\xe3o\n";
    assert!(refusal(mixed).starts_with("line 3: the bytes are not UTF-8"));
    assert!(
        refusal(b"telefone,nome\n81900000001,Jo\xe3o \x81\n")
            .starts_with("line 2: the bytes are neither")
    );
    let told = read_csv(
        b"telefone,nome\n81900000001,Jo\xe3o\n".to_vec(),
        Encoding::Utf8,
        &columns(),
    );
    assert_eq!(told.err().unwrap().line, 2);
}

#[test]
fn json_lines_are_read() {
    let file = concat!(
        "{\"telefone\": \"(81) 90000-0001\", \"nome\": \"Ana\"}\n\n",
        "{\"telefone\": 5581900000002, \"nome\": \"Davi\"}\r\n",
        "{\"telefone\": 81900000003.0, \"nome\": \"Helena\"}\n",
        "{\"nome\": \"Clara\"}\n[1]\nnone\n",
    );
    let rows = read_jsonl(file.into(), &columns()).unwrap();
    let shown = rows.map(|row| {
        row.map_or_else(
            |bad| bad.to_string(),
            |row| format!("{}|{}|{}", row.line, row.to, row.params[0]),
        )
    });
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            "1|(81) 90000-0001|Ana",
            "3|5581900000002|Davi",
            "line 4: the member telefone is neither a text nor an integer",
            "5||Clara",
            "line 6: the line is not a JSON object",
            "line 7: the line is not a JSON object",
        ]
    );
}
