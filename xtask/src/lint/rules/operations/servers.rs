//! Each path has one server: one of the four hosts, and one that the documentation names for the operation. The
//! operation repeats it, for tools that read servers there only.

use crate::lint::document::model::{Document, Op};
use crate::lint::document::pointer::child;
use crate::lint::finding::Findings;
use crate::lint::rules::errata::ids_on;
use crate::lint::tables::{HOSTS, HOSTS_ERRATUM};
use openapiv3::Server;
use serde_json::Value;
use std::collections::BTreeSet;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for (index, server) in document.model.servers.iter().enumerate() {
        let pointer = child("/servers", &index.to_string());
        known(&server.url, child(&pointer, "url"), findings);
    }
    described(&document.model.servers, "/servers", findings);
    for op in &document.operations {
        if op.operation.servers != op.item.servers {
            findings.add(
                child(&op.pointer, "servers"),
                "operation-server",
                "some tools read the servers of a path only, others those of an operation only",
                "write the server of the path here too, with the same words",
            );
        }
        let at = child(&op.path_pointer, "servers");
        described(&op.item.servers, &at, findings);
        path_server(op, findings);
    }
}

/// Checks that each server says what is there.
fn described(servers: &[Server], at: &str, findings: &mut Findings) {
    for (index, server) in servers.iter().enumerate() {
        let text = server.description.as_deref().unwrap_or_default();
        if text.trim().is_empty() {
            findings.add(
                child(&child(at, &index.to_string()), "description"),
                "server-description",
                "the server has no description",
                "say which operations are there",
            );
        }
    }
}

fn path_server(op: &Op<'_>, findings: &mut Findings) {
    let pointer = child(&op.path_pointer, "servers");
    let [server] = op.item.servers.as_slice() else {
        findings.add(
            if op.item.servers.is_empty() {
                op.path_pointer.clone()
            } else {
                pointer
            },
            "path-server",
            format!("{} has {} servers", op.path, op.item.servers.len()),
            "give the path exactly one server",
        );
        return;
    };
    let url = child(&child(&pointer, "0"), "url");
    let Some(host) = known(&server.url, url.clone(), findings) else {
        return;
    };
    let documented = documented_hosts(op);
    if !documented.is_empty() && !documented.contains(&host) {
        findings.add(
            url,
            "documented-host",
            format!("{host} is not one of the documented hosts {documented:?}"),
            "name a documented host, or correct x-documented-as.hosts",
        );
    }
    if documented.len() > 1 && !ids_on(&op.operation.extensions).contains(&HOSTS_ERRATUM) {
        findings.add(
            op.pointer.clone(),
            "documented-host",
            "more than one host is documented, and no erratum says which one is used",
            format!("add {HOSTS_ERRATUM} to x-errata of {}", op.id()),
        );
    }
}

/// The short name of one of the four hosts.
fn known(url: &str, pointer: String, findings: &mut Findings) -> Option<&'static str> {
    let host = HOSTS.iter().find(|(_, known)| *known == url);
    if host.is_none() {
        let all: Vec<_> = HOSTS.iter().map(|(_, url)| *url).collect();
        findings.add(
            pointer,
            "path-server",
            format!("{url} is not a host of Tatodesk"),
            format!("write one of {}", all.join(", ")),
        );
    }
    host.map(|(name, _)| *name)
}

/// The documented hosts that exist. The rule `x-documented-as` reports others.
fn documented_hosts<'a>(op: &Op<'a>) -> BTreeSet<&'a str> {
    let hosts = op.operation.extensions.get("x-documented-as");
    let hosts = hosts.and_then(|documented| documented.get("hosts"));
    let hosts = hosts.and_then(Value::as_array);
    let hosts = hosts.into_iter().flatten().filter_map(Value::as_str);
    hosts
        .filter(|host| HOSTS.iter().any(|(name, _)| name == host))
        .collect()
}

#[cfg(test)]
mod tests;
