//! A way to the database that can be cut: as a whole, or at one commit.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// Where a commit is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The server never sees it.
    Before,
    /// The server does it, and the client never knows.
    After,
}

/// Forwards connections to the server of an address.
pub(crate) struct Forwarder {
    /// The address that leads through it.
    pub(crate) url: String,
    open: watch::Sender<bool>,
    /// How many commits still pass before one is cut; below zero none is.
    commits: Arc<AtomicI64>,
    has_cut: Arc<AtomicBool>,
}

impl Forwarder {
    pub(crate) async fn new(url: &str, cut: Cut) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (start, host) = url.rsplit_once('@').unwrap();
        let (host, database) = host.split_once('/').unwrap();
        let (open, is_open) = watch::channel(true);
        let commits = Arc::new(AtomicI64::new(-1));
        let has_cut = Arc::new(AtomicBool::new(false));
        let this = Self {
            url: format!("{start}@127.0.0.1:{port}/{database}"),
            open,
            commits: commits.clone(),
            has_cut: has_cut.clone(),
        };
        let host = host.to_owned();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if !*is_open.borrow() {
                    continue;
                }
                let Ok(server) = TcpStream::connect(&host).await else {
                    continue;
                };
                let (mut is_open, commits, has_cut) =
                    (is_open.clone(), commits.clone(), has_cut.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        () = forward(client, server, cut, &commits, &has_cut) => {}
                        _ = is_open.wait_for(|open| !open) => {}
                    }
                });
            }
        });
        this
    }

    /// Cuts all connections and refuses new ones, or lets them through again.
    pub(crate) fn set_open(&self, open: bool) {
        self.open.send_replace(open);
    }

    /// Cuts the connection of a commit, after this number of others.
    pub(crate) fn cut_after(&self, commits: i64) {
        self.commits.store(commits, Ordering::SeqCst);
    }

    pub(crate) fn has_cut(&self) -> bool {
        self.has_cut.load(Ordering::SeqCst)
    }
}

async fn forward(
    client: TcpStream,
    server: TcpStream,
    cut: Cut,
    commits: &AtomicI64,
    has_cut: &AtomicBool,
) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = async {
        let mut bytes = [0; 65536];
        while let Ok(count @ 1..) = from_client.read(&mut bytes).await {
            let is_commit = bytes[..count].windows(7).any(|it| it == b"COMMIT\0");
            let ends = is_commit
                && commits.load(Ordering::SeqCst) >= 0
                && commits.fetch_sub(1, Ordering::SeqCst) == 0;
            if !(ends && cut == Cut::Before) && to_server.write_all(&bytes[..count]).await.is_err()
            {
                return;
            }
            if ends {
                has_cut.store(true, Ordering::SeqCst);
                return;
            }
        }
    };
    let down = async {
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    };
    tokio::select! {
        () = up => {}
        () = down => {}
    }
}
