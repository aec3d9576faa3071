//! A way to the database that can be cut as a whole, and on which something can happen at one commit.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// When something happens at a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The server does not see it yet.
    Before,
    /// The server has done it, and the client does not know.
    Done,
    /// The client knows.
    Known,
}

/// Which commits are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    All,
    /// Those of the ledger, and not those of the library of the jobs.
    Ledger,
    /// Those after which messages leave: the server gave the texts of people.
    Attempts,
}

type Act = Arc<dyn Fn() -> bool + Send + Sync>;

struct Planned {
    /// How many commits pass before it.
    left: u64,
    of: Of,
    moment: Moment,
    /// Returns whether the connection goes on.
    act: Act,
}

#[derive(Default)]
struct Plan {
    next: Mutex<Option<Planned>>,
    has_met: AtomicBool,
}

impl Plan {
    /// What happens at a commit that is sent now.
    fn meets(&self, is_ledger: bool, begins: bool) -> Option<(Moment, Act)> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let planned = next.as_mut()?;
        let counts = match planned.of {
            Of::All => true,
            Of::Ledger => is_ledger,
            Of::Attempts => begins,
        };
        if !counts {
            return None;
        }
        if planned.left > 0 {
            planned.left -= 1;
            return None;
        }
        next.take().map(|planned| (planned.moment, planned.act))
    }

    /// Does what was planned, in its moment: a commit on its way to the server is none yet.
    fn act(&self, act: &Act) -> bool {
        let goes_on = act();
        self.has_met.store(true, Ordering::SeqCst);
        goes_on
    }
}

/// Forwards connections to the server of an address.
pub(crate) struct Forwarder {
    /// The address that leads through it.
    pub(crate) url: String,
    open: watch::Sender<bool>,
    plan: Arc<Plan>,
}

impl Forwarder {
    pub(crate) async fn new(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (start, host) = url.rsplit_once('@').unwrap();
        let (host, database) = host.split_once('/').unwrap();
        let (open, is_open) = watch::channel(true);
        let plan = Arc::<Plan>::default();
        let this = Self {
            url: format!("{start}@127.0.0.1:{port}/{database}"),
            open,
            plan: plan.clone(),
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
                let (mut is_open, plan) = (is_open.clone(), plan.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        () = forward(client, server, &plan) => {}
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

    /// Does something at a commit, after this number of others. It returns whether the connection goes on.
    pub(crate) fn at_commit(
        &self,
        commits: u64,
        of: Of,
        moment: Moment,
        act: impl Fn() -> bool + Send + Sync + 'static,
    ) {
        let planned = Planned {
            left: commits,
            of,
            moment,
            act: Arc::new(act),
        };
        *self
            .plan
            .next
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(planned);
    }

    /// Whether that has happened.
    pub(crate) fn has_met(&self) -> bool {
        self.plan.has_met.load(Ordering::SeqCst)
    }
}

async fn forward(client: TcpStream, server: TcpStream, plan: &Plan) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    // A connection has one statement at a time: the next answer is that of the commit.
    let waiting: Mutex<Option<(Moment, Act)>> = Mutex::new(None);
    let begins = AtomicBool::new(false);
    let up = async {
        let mut bytes = [0; 65536];
        let mut is_ledger = false;
        while let Ok(count @ 1..) = from_client.read(&mut bytes).await {
            let has = |text: &[u8]| bytes[..count].windows(text.len()).any(|it| it == text);
            is_ledger |= has(b"SET search_path TO");
            let met = if has(b"COMMIT\0") {
                plan.meets(is_ledger, begins.swap(false, Ordering::SeqCst))
            } else {
                None
            };
            match met {
                Some((Moment::Before, act)) if !plan.act(&act) => return,
                Some((Moment::Before, _)) | None => {}
                later => *waiting.lock().unwrap_or_else(PoisonError::into_inner) = later,
            }
            if to_server.write_all(&bytes[..count]).await.is_err() {
                return;
            }
        }
    };
    let down = async {
        let mut bytes = [0; 65536];
        while let Ok(count @ 1..) = from_server.read(&mut bytes).await {
            if bytes[..count].windows(6).any(|it| it == b"Marina") {
                begins.store(true, Ordering::SeqCst);
            }
            let met = waiting
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            if let Some((Moment::Done, act)) = &met
                && !plan.act(act)
            {
                break;
            }
            if to_client.write_all(&bytes[..count]).await.is_err() {
                break;
            }
            if let Some((Moment::Known, act)) = &met
                && !plan.act(act)
            {
                break;
            }
        }
    };
    tokio::select! {
        () = up => {}
        () = down => {}
    }
}
