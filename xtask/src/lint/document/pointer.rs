//! Builds JSON pointers, and reads the names of components in references.

/// The pointer of a member of the value at `parent`.
pub(crate) fn child(parent: &str, name: &str) -> String {
    within(&mut parent.to_owned(), name, |at| at.clone())
}

/// Calls `then` with the pointer of a member. A whole walk reuses one text, so that it allocates little.
pub(crate) fn within<R>(at: &mut String, name: &str, then: impl FnOnce(&mut String) -> R) -> R {
    let length = at.len();
    at.push('/');
    if name.contains(['~', '/']) {
        at.push_str(&name.replace('~', "~0").replace('/', "~1"));
    } else {
        at.push_str(name);
    }
    let result = then(at);
    at.truncate(length);
    result
}

/// The pointer of a schema component.
pub(crate) fn component(name: &str) -> String {
    child("/components/schemas", name)
}

/// The name in a reference to a schema component. `None` for any other reference.
pub(crate) fn schema_name(reference: &str) -> Option<&str> {
    reference
        .strip_prefix("#/components/schemas/")
        .filter(|name| !name.contains('/'))
}
