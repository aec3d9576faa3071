use std::{fs, path::Path};

use tempfile::TempDir;

use super::{Pages, write};

fn pages(names: &[&str]) -> Pages {
    let page = |name: &&str| ((*name).to_owned(), format!("the page {name}"));
    names.iter().map(page).collect()
}

/// The files of a folder that a person sees.
fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("a folder");
    let names = names.map(|file| file.expect("a file").file_name());
    let mut names: Vec<_> = names
        .map(|name| name.into_string().expect("UTF-8"))
        .collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}

#[test]
fn old_pages_go_and_the_files_of_other_people_stay() {
    let folder = TempDir::new().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    write(folder.path(), &pages(&["a.html", "b.html", "c.css"])).expect("written");
    fs::write(at("notes.html"), "mine").expect("a file");
    fs::create_dir(at("deeper")).expect("a folder");
    fs::write(at("deeper/b.html"), "mine").expect("a file");
    fs::remove_file(at("c.css")).expect("removed");

    write(folder.path(), &pages(&["a.html", "d.html"])).expect("written");
    assert_eq!(
        files(folder.path()),
        ["a.html", "d.html", "deeper", "notes.html"]
    );
    assert!(at("deeper/b.html").exists());

    // A page of an earlier run whose name another file has taken since is a file of other people.
    fs::write(at("b.html"), "mine").expect("a file");
    write(folder.path(), &pages(&["a.html"])).expect("written");
    assert_eq!(
        files(folder.path()),
        ["a.html", "b.html", "deeper", "notes.html"]
    );
}

#[test]
fn a_file_that_it_did_not_write_is_not_replaced() {
    for name in ["index.html", "style.css", "tatodesk.yaml"] {
        let folder = TempDir::new().expect("a temporary folder");
        let file = folder.path().join(name);
        fs::write(&file, "mine").expect("a file");
        let refused = write(folder.path(), &pages(&["a.html", name])).expect_err("refused");
        assert!(
            refused.contains(name) && refused.contains("choose another folder"),
            "{refused}"
        );
        assert_eq!(fs::read_to_string(&file).expect("the file"), "mine");
        assert_eq!(files(folder.path()), [name], "nothing was written");
    }
}

#[test]
fn a_list_never_leads_out_of_the_folder() {
    let outside = TempDir::new().expect("a temporary folder");
    let folder = outside.path().join("site");
    write(&folder, &pages(&["a.html"])).expect("written");
    let mine = outside.path().join("mine.html");
    fs::write(&mine, "mine").expect("a file");
    let list = format!("a.html\n../mine.html\n{}\n..\n\n", mine.display());
    fs::write(folder.join(super::LIST), list).expect("a list");
    write(&folder, &pages(&["b.html"])).expect("written");
    assert_eq!(files(&folder), ["b.html"]);
    assert!(mine.exists());
}

#[test]
fn a_run_that_was_cut_short_is_taken_up() {
    let folder = TempDir::new().expect("a temporary folder");
    // Here a page cannot be written, because a folder has its name since the list was written.
    write(folder.path(), &pages(&["a.html", "b.html", "z.html"])).expect("written");
    fs::remove_file(folder.path().join("b.html")).expect("removed");
    fs::create_dir(folder.path().join("b.html")).expect("a folder");
    write(folder.path(), &pages(&["a.html", "b.html", "new.html"])).expect_err("no file");
    fs::remove_dir(folder.path().join("b.html")).expect("removed");
    write(folder.path(), &pages(&["new.html"])).expect("written");
    assert_eq!(files(folder.path()), ["new.html"]);
}
