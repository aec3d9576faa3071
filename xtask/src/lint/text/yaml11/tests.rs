//! Plain words that readers of YAML 1.1 read differently are found.

use crate::lint::lint;

#[test]
fn plain_words_that_yaml_1_1_reads_differently() {
    let traps = [
        "a: No",
        "- 2022-01-28",
        "a: {b: 1, hour: 15:40}",
        "a: [on, 'off']",
        "a: 0123",
        "yes: 1",
    ];
    for line in traps {
        let found = lint(&format!("top:\n  {line}\n"));
        let found: Vec<_> = found.iter().filter(|one| one.rule == "yaml-1.1").collect();
        assert_eq!(found.len(), 1, "{line}: {found:#?}");
        assert!(
            found[0].pointer.starts_with("/top/"),
            "{line}: {}",
            found[0].pointer
        );
    }
    for line in [
        "a: 'No'",
        "a: \"15:40\"",
        "a: Not yet",
        "a: |\n    No\n  b: 1",
        "a: >-\n    yes",
        "a: [no-show, '2022-01-28']",
        "# no",
    ] {
        let found = lint(&format!("top:\n  {line}\n"));
        assert!(
            found.iter().all(|one| one.rule != "yaml-1.1"),
            "{line}: {found:#?}"
        );
    }
}
