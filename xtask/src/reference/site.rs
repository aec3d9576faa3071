//! What the pages say: the spec, the guides and the samples, read once, and the addresses of the pages.

use std::collections::BTreeMap;

use crate::{
    codegen::spec::operations::{self, Errata, Erratum, Op, component},
    samples::{RustSamples, Sample, samples},
    yaml::{self, Node},
};

/// All that the pages are made from.
pub(super) struct Site {
    /// The spec with its members in their order.
    pub(super) spec: Node,
    pub(super) operations: Vec<Op>,
    pub(super) errata: Errata,
    pub(super) sections: Vec<Section>,
    pub(super) guides: Vec<Guide>,
    /// The pages about the spec itself.
    pub(super) documents: Vec<Guide>,
    /// The code samples of each operation.
    pub(super) samples: BTreeMap<String, Vec<Sample>>,
}

/// A section of the documentation, which is one page.
pub(super) struct Section {
    pub(super) name: String,
    pub(super) file: String,
}

/// A guide or a document, which is one page.
pub(super) struct Guide {
    pub(super) title: String,
    pub(super) file: String,
    /// Markdown.
    pub(super) text: String,
}

impl Site {
    pub(super) fn new(
        spec: &str,
        guides: &[(String, String)],
        documents: &[(&str, String)],
        rust: &RustSamples,
    ) -> Result<Self, String> {
        let failed = |error: crate::codegen::Error| error.to_string();
        let api = operations::parse(spec).map_err(failed)?;
        let errata = Errata::of(&api).map_err(failed)?;
        let operations = operations::operations(&api, &errata).map_err(failed)?;
        let node = yaml::read(spec)
            .map_err(|refused| format!("line {}: {}", refused.line, refused.problem))?;
        let mut sections: Vec<Section> = Vec::new();
        for op in &operations {
            let name = &op.documented.section;
            if !sections.iter().any(|section| section.name == *name) {
                let file = format!("{}.html", name.to_lowercase().replace(' ', "-"));
                let name = name.clone();
                sections.push(Section { name, file });
            }
        }
        let guides = guides.iter().map(|(name, text)| {
            let file = guide_file(name).ok_or_else(|| format!("{name}: a guide is a file *.md"))?;
            guide(&file, text)
        });
        let documents = documents.iter().map(|(file, text)| guide(file, text));
        Ok(Self {
            samples: samples(&node, rust),
            spec: node,
            operations,
            errata,
            sections,
            guides: guides.collect::<Result<_, _>>()?,
            documents: documents.collect::<Result<_, _>>()?,
        })
    }

    /// The address of an operation.
    pub(super) fn operation_link(&self, id: &str) -> Option<String> {
        let op = self.operations.iter().find(|op| op.id == id)?;
        let section = &op.documented.section;
        let page = self.sections.iter().find(|it| it.name == *section)?;
        Some(format!("{}#{id}", page.file))
    }

    /// The address of an entry of the register.
    pub(super) fn erratum_link(&self, id: &str) -> Option<String> {
        self.erratum(id).map(|_| format!("errata.html#{id}"))
    }

    pub(super) fn erratum(&self, id: &str) -> Option<&Erratum> {
        self.errata.all().into_iter().find(|it| it.id == id)
    }

    /// The operation as it stands in the spec.
    pub(super) fn object(&self, op: &Op) -> Option<&Node> {
        self.spec.get("paths")?.get(&op.path)?.get("post")
    }

    /// The component that a schema names: by a reference, or by `allOf` of one reference.
    pub(super) fn target<'s>(&'s self, schema: &'s Node) -> Option<(String, &'s Node)> {
        let all = schema.get("allOf").map_or(&[][..], Node::elements);
        let holder = if all.len() == 1 { &all[0] } else { schema };
        let reference = holder.get("$ref")?.text()?;
        let name = component(reference, "").ok()?;
        let target = self.component(&name)?;
        Some((name, target))
    }

    /// The component schema of this name.
    pub(super) fn component(&self, name: &str) -> Option<&Node> {
        self.spec.get("components")?.get("schemas")?.get(name)
    }
}

/// The page of a guide. The number before its name orders the guides.
fn guide_file(name: &str) -> Option<String> {
    let stem = name.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '-');
    Some(format!("{}.html", stem.strip_suffix(".md")?))
}

fn guide(file: &str, text: &str) -> Result<Guide, String> {
    let title = text.lines().next().and_then(|line| line.strip_prefix("# "));
    let title = title.ok_or_else(|| format!("{file}: begin with a heading"))?;
    Ok(Guide {
        title: title.to_owned(),
        file: file.to_owned(),
        text: text.to_owned(),
    })
}
