//! The site of this workspace is whole: all operations and errata are on it, its links lead somewhere, and it needs no network.

use std::{collections::BTreeSet, path::Path, sync::LazyLock};

use super::{Pages, markdown, render, site::Site};
use crate::samples::RustSamples;

static PAGES: LazyLock<Pages> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    render(root).expect("the site")
});

/// The values of an attribute in a page. Attributes are written with double quotes.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!(" {attribute}=\"");
    let rest = page
        .split(start.as_str())
        .skip(1)
        .map(|rest| rest.split_once('"'));
    rest.map(|value| value.expect("the end of a value").0)
        .collect()
}

fn pages() -> impl Iterator<Item = (&'static String, &'static String)> {
    PAGES.iter().filter(|(name, _)| name.ends_with(".html"))
}

static SITE: LazyLock<Site> = LazyLock::new(|| {
    let spec = include_str!("../../../spec/tatodesk.yaml");
    Site::new(spec, &[], &[], &RustSamples::new()).expect("the site")
});

/// The article of an operation.
fn article(id: &str) -> &'static str {
    let start = format!("<article class=\"operation\" id=\"{id}\">");
    let page = pages().find_map(|(_, page)| page.split_once(start.as_str()));
    let (_, rest) = page.unwrap_or_else(|| panic!("no article of {id}"));
    rest.split_once("</article>").expect("its end").0
}

#[test]
fn every_operation_is_on_the_site() {
    let site = &*SITE;
    assert_eq!(site.operations.len(), 52);
    let index = values(&PAGES["index.html"], "data-operation");
    let ids: Vec<_> = site.operations.iter().map(|op| op.id.as_str()).collect();
    assert_eq!(index.iter().collect::<BTreeSet<_>>(), ids.iter().collect());
    for op in &site.operations {
        let article = article(&op.id);
        let effect = format!("<span class=\"effect {0}\">{0}</span>", op.effect);
        for part in [
            &format!("POST {}{}", op.server, op.path),
            &effect,
            &op.product,
            "curl 'https",
            "let answer = call.send()",
            "await fetch(",
            "httpx.post(",
        ] {
            assert!(article.contains(part), "{}: {part}", op.id);
        }
        for erratum in &op.errata {
            assert!(
                article.contains(&format!("errata.html#{}", erratum.id)),
                "{}",
                op.id
            );
        }
        assert_eq!(
            op.paging.is_none(),
            article.contains("Not paged"),
            "{}",
            op.id
        );
        let examples = site.object(op).and_then(|op| {
            op.get("responses")?
                .get("200")?
                .get("content")?
                .get("application/json")?
                .get("examples")
        });
        let examples = examples.expect("examples").members().count();
        assert!(
            article.matches("class=\"example\"").count() >= examples,
            "{}",
            op.id
        );
    }
}

#[test]
fn every_member_of_requests_and_answers_is_described() {
    let site = &*SITE;
    for op in &site.operations {
        let article = article(&op.id);
        for name in op.request.iter().chain([&op.response]) {
            let component = site.component(name).expect(name);
            for id in component
                .get("x-errata")
                .into_iter()
                .flat_map(|ids| ids.elements())
            {
                let id = id.text().expect("an id");
                let note = format!(
                    "About this object. <span class=\"source\">Source: <a href=\"errata.html#{id}\">"
                );
                assert!(article.contains(&note), "{name}: {id}");
            }
            let members = component.get("properties");
            for (member, _) in members.into_iter().flat_map(|it| it.members()) {
                assert!(
                    article.contains(&format!("<code class=\"name\">{member}</code>")),
                    "{name}.{member}"
                );
            }
        }
        let members = article.matches("class=\"name\"").count();
        assert_eq!(
            article.matches("class=\"words\"").count(),
            members,
            "{}",
            op.id
        );
        let facts: Vec<_> = article.split("<p class=\"facts\">").skip(1).collect();
        assert_eq!(facts.len(), members, "{}", op.id);
        for fact in facts {
            let (fact, _) = fact.split_once("</p>").expect("its end");
            let (_, source) = fact.split_once("Source: ").expect("a source");
            assert!(
                source.starts_with("the documentation") || source.contains("errata.html#"),
                "{fact}"
            );
        }
    }
}

#[test]
fn every_erratum_is_on_the_site() {
    let site = &*SITE;
    let all = site.errata.all();
    let page = &PAGES["errata.html"];
    assert!(all.len() > 60, "{}", all.len());
    for erratum in all {
        let start = format!("<section class=\"erratum\" id=\"{}\">", erratum.id);
        let (_, rest) = page
            .split_once(start.as_str())
            .unwrap_or_else(|| panic!("{}", erratum.id));
        let (entry, _) = rest.split_once("</section>").expect("its end");
        assert!(entry.contains(&erratum.evidence), "{}", erratum.id);
        for text in [&erratum.documented, &erratum.decision] {
            assert!(
                entry.contains(&markdown::html(site, text).into_string()),
                "{}",
                erratum.id
            );
        }
    }
}

#[test]
fn no_link_inside_the_site_is_broken() {
    let mut links = 0;
    for (name, page) in pages() {
        let ids = values(page, "id");
        assert_eq!(
            ids.iter().collect::<BTreeSet<_>>().len(),
            ids.len(),
            "an id twice in {name}"
        );
        for link in values(page, "href") {
            if link.starts_with("https://") || link == "data:," {
                continue;
            }
            let (file, id) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { name } else { file };
            let target = PAGES.get(file).unwrap_or_else(|| panic!("{name}: {link}"));
            assert!(
                id.is_empty() || values(target, "id").contains(&id),
                "{name}: {link}"
            );
            links += 1;
        }
    }
    assert!(links > 1000, "{links}");
}

#[test]
fn nothing_is_loaded_from_another_machine() {
    for (name, page) in pages() {
        for part in page.split('<').skip(1) {
            let (tag, _) = part.split_once('>').expect("the end of a tag");
            let loads = !values(tag, "src").is_empty() || !values(tag, "srcset").is_empty();
            if loads || (!tag.starts_with("a ") && tag.contains(" href=")) {
                assert!(!tag.contains("//"), "{name}: {tag}");
            }
            assert!(
                !tag.contains(" style=") && !tag.contains(" on"),
                "{name}: {tag}"
            );
        }
    }
    for name in ["style.css", "search.js"] {
        let text = &PAGES[name];
        for word in [
            "http:",
            "https:",
            "url(",
            "@import",
            "fetch(",
            "XMLHttpRequest",
            "import ",
        ] {
            assert!(!text.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn no_text_becomes_markup() {
    let site = &*SITE;
    let html = |text: &str| markdown::html(site, text).into_string();
    for text in [
        "<script>alert(1)</script>",
        "a <img src=x onerror=y> b",
        "`<b>`",
        "<!-- a comment -->",
    ] {
        let html = html(text);
        let inside = html
            .replace("<p>", "")
            .replace("</p>", "")
            .replace("<code>", "")
            .replace("</code>", "");
        assert!(!inside.contains('<') && inside.contains("&lt;"), "{html}");
    }
    let cases = [
        (
            "see `listDates`",
            "<p>see <a href=\"in-person-service.html#listDates\"><code>listDates</code></a></p>\n",
        ),
        (
            "(`T7`)",
            "<p>(<a href=\"errata.html#T7\"><code>T7</code></a>)</p>\n",
        ),
        ("`noSuchThing`", "<p><code>noSuchThing</code></p>\n"),
        (
            "[`T7`](keys.html)",
            "<p><a href=\"keys.html\"><code>T7</code></a></p>\n",
        ),
        (
            "[`README.md`](README.md)",
            "<p><a href=\"spec.html\"><code>README.md</code></a></p>\n",
        ),
        (
            "[the spec](tatodesk.yaml)",
            "<p><a href=\"tatodesk.yaml\">the spec</a></p>\n",
        ),
        (
            "[Go](go.md), [the file](../tatodesk-3.1.json)",
            "<p><a href=\"go.html\">Go</a>, <a href=\"tatodesk-3.1.json\">the file</a></p>\n",
        ),
        (
            "[programs](../tests/languages/README.md) of `T7`",
            "<p>programs of <a href=\"errata.html#T7\"><code>T7</code></a></p>\n",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(html(text), expected);
    }
}

#[test]
fn the_spec_and_what_is_written_about_it_are_on_the_site() {
    for (file, words) in [
        ("spec.html", "Using it from other languages"),
        ("languages.html", "href=\"python.html\""),
        ("python.html", "openapi-generator"),
        ("typescript.html", "orval"),
        ("vectors.html", "sendAgain"),
        ("tatodesk.yaml", "operationId: listDates"),
        ("tatodesk-3.1.json", "\"openapi\": \"3.1.0\""),
        ("booking.arazzo.yaml", "operationId: $sourceDescriptions"),
    ] {
        assert!(PAGES[file].contains(words), "{file}");
    }
    for (name, page) in pages() {
        for file in ["spec.html", "languages.html", "vectors.html"] {
            assert!(values(page, "href").contains(&file), "{name}: {file}");
        }
    }
}
