//! Every operation, parameter, component and member must have a description.

use crate::lint::document::model::Document;
use crate::lint::document::pointer::child;
use crate::lint::document::sites::{Node, Place};
use crate::lint::finding::Findings;
use openapiv3::ReferenceOr;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for op in &document.operations {
        let texts = [
            ("summary", &op.operation.summary),
            ("description", &op.operation.description),
        ];
        for (member, text) in texts {
            need(text.as_deref(), child(&op.pointer, member), findings);
        }
        let own = op.operation.parameters.iter().enumerate();
        let own = own.map(|(index, parameter)| (&op.pointer, index, parameter));
        let shared = op.item.parameters.iter().enumerate();
        let shared = shared.map(|(index, parameter)| (&op.path_pointer, index, parameter));
        for (at, index, parameter) in own.chain(shared) {
            if let ReferenceOr::Item(parameter) = parameter {
                let pointer = child(&child(at, "parameters"), &index.to_string());
                let text = parameter.parameter_data_ref().description.as_deref();
                need(text, child(&pointer, "description"), findings);
            }
        }
    }
    for site in &document.sites {
        // A bare reference has no description; `own-words` finds it.
        if let (Place::Component | Place::Property(_), Node::Schema(schema)) =
            (&site.place, site.node)
        {
            let text = schema.schema_data.description.as_deref();
            need(text, child(&site.pointer, "description"), findings);
        }
    }
}

fn need(text: Option<&str>, pointer: String, findings: &mut Findings) {
    if text.is_none_or(|text| text.trim().is_empty()) {
        findings.add(
            pointer,
            "description",
            "there is no description",
            "say in our own words what it is; name its unit and the meaning of special values",
        );
    }
}

#[cfg(test)]
mod tests;
