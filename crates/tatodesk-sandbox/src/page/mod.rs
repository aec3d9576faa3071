//! The pages for people: what the sandbox holds at `/`, and the reference of the API at `/docs`.
//!
//! The program contains every file of the pages, and the pages forbid the browser to ask any other server. This folder
//! uses `hub`, `state`, `world` and `spec`. Only `server` uses it.

mod messages;
mod text;
mod view;
mod world;

use axum::body::Body;
use axum::http::{Method, Request, header};
use axum::response::{IntoResponse, Response};

use crate::hub::Shared;
use crate::spec::DOCUMENT;

const STYLE: &str = include_str!("../../assets/page.css");
const SCRIPT: &str = include_str!("../../assets/page.js");
const REDOC: &str = include_str!("../../assets/redoc/redoc.standalone.js");

/// Only what stands in the page, and what the sandbox itself answers.
const HOME_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                           connect-src 'self'; img-src data:; frame-ancestors 'none'";
/// The reference searches in a worker of its own.
const DOCS_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; \
                           worker-src blob:; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'";

const DOCS: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
                    <meta name=\"viewport\" content=\"width=device-width\">\n\
                    <title>Tatodesk API</title>\n<link rel=\"icon\" href=\"data:,\">\n\
                    <style>body { margin: 0 }</style>\n</head>\n\
                    <body>\n<redoc spec-url=\"/docs/openapi.json\"></redoc>\n\
                    <script src=\"/docs/redoc.js\"></script>\n</body>\n</html>\n";

/// A function that answers a page or an asset of one.
pub(crate) type PageHandler = fn(&Shared) -> Response;

/// Finds the page that a request is for. hyper leaves out the body of an answer to HEAD.
pub(crate) fn find(request: &Request<Body>) -> Option<PageHandler> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    Some(match request.uri().path() {
        "/" => |shared| page(home(shared), HOME_POLICY),
        "/docs" => |_| page(DOCS.to_owned(), DOCS_POLICY),
        "/docs/redoc.js" => |_| asset(REDOC, "text/javascript; charset=utf-8"),
        // JSON is YAML, too.
        "/openapi.yaml" => |_| asset(DOCUMENT, "application/yaml"),
        "/openapi.json" | "/docs/openapi.json" => |_| asset(DOCUMENT, "application/json"),
        _ => return None,
    })
}

fn home(shared: &Shared) -> String {
    let content = view::content(&shared.state());
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Tatodesk sandbox</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<style>\n{STYLE}</style>\n\
         <noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript>\n</head>\n<body>\n\
         <header><h1>Tatodesk sandbox</h1><p>Nothing that is sent here reaches a real person.</p>\
         <nav><a href=\"/docs\">API reference</a> <a href=\"/_sandbox\">Control API</a></nav></header>\n\
         <main>\n{content}</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

fn page(html: String, policy: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, html).into_response()
}

fn asset(text: &'static str, content_type: &'static str) -> Response {
    ([(header::CONTENT_TYPE, content_type)], text).into_response()
}
