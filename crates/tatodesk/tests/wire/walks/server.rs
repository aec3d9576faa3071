//! A server that answers each page as a test says, on a connection of its own.

use std::sync::{Arc, Mutex};

use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::server::{Answering, read};

/// A page that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) page: i64,
    pub(crate) limit: i64,
    /// How often the page was asked for before.
    pub(crate) times: usize,
}

pub(crate) struct PageServer {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl PageServer {
    /// Starts it on a port of its own. `answer` says what comes for a page.
    pub(crate) async fn start(answer: impl Fn(Asked) -> Answering + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::<Asked>::new()));
        let (kept, answer) = (Arc::clone(&asked), Arc::new(answer));
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                tokio::spawn(async move {
                    let request = read(&mut stream).await;
                    let Ok(body) = serde_json::from_slice::<serde_json::Value>(&request.body)
                    else {
                        return;
                    };
                    let page = body["page"].as_i64().unwrap();
                    let asked = {
                        let mut kept = kept.lock().unwrap();
                        let times = kept.iter().filter(|asked| asked.page == page).count();
                        let limit = body["limit"].as_i64().unwrap();
                        kept.push(Asked { page, limit, times });
                        Asked { page, limit, times }
                    };
                    let answering = answer(asked);
                    // A caller that has gone does not read it.
                    let _ = stream.write_all(&answering.bytes).await;
                    if answering.stay {
                        std::future::pending::<()>().await;
                    }
                });
            }
        });
        Self { port, asked }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What was asked for so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The pages that were asked for so far, in that order.
    pub(crate) fn pages(&self) -> Vec<i64> {
        self.asked().iter().map(|asked| asked.page).collect()
    }
}

/// Departments with these ids, as rows.
pub(crate) fn rows(ids: std::ops::Range<i64>) -> String {
    let rows: Vec<String> = ids
        .map(|id| format!(r#"{{"ID": {id}, "name": "Department {id}"}}"#))
        .collect();
    format!("[{}]", rows.join(", "))
}

/// The page of a server that has `all` rows and keeps to the limit.
pub(crate) fn honest(asked: Asked, all: i64) -> String {
    let from = (asked.page * asked.limit).min(all);
    let to = (from + asked.limit).min(all);
    format!(r#"{{"count": "{all}", "departments": {}}}"#, rows(from..to))
}
