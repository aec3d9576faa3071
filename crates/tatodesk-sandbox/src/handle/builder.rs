//! The builder: all settings of a sandbox before it starts.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::Arc;

use jiff::civil::{DateTime, date};
use tokio::sync::{mpsc, watch};

use crate::faults::{self, BadRule, Rule};
use crate::handle::Sandbox;
use crate::hub::hosts::{BadHost, BadOrigin, Hosts};
use crate::hub::limits::Limits;
use crate::hub::{Observer, Shared};
use crate::server::admission::{Connections, max_connections};
use crate::server::listener::{ControlListener, Listener};
use crate::spec::spec;
use crate::state::State;
use crate::state::clock::BadTime;
use crate::state::record::RequestRecord;
use crate::world::WorldFile;

/// Settings of a sandbox: its addresses, clock, world, limits and faults.
#[derive(Clone)]
pub struct Builder {
    address: SocketAddr,
    control: Option<SocketAddr>,
    hosts: Hosts,
    max_connections: Option<NonZeroUsize>,
    now: DateTime,
    runs: bool,
    per_second: Option<NonZeroU32>,
    rules: Vec<Rule>,
    observer: Option<Observer>,
    world: Option<WorldFile>,
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("address", &self.address)
            .field("control", &self.control)
            .field("hosts", &self.hosts)
            .field("max_connections", &self.max_connections)
            .field("now", &self.now)
            .field("runs", &self.runs)
            .field("per_second", &self.per_second)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            control: None,
            hosts: Hosts::default(),
            max_connections: None,
            now: date(2025, 6, 25).at(7, 0, 0, 0),
            runs: false,
            per_second: None,
            rules: Vec::new(),
            observer: None,
            world: None,
        }
    }
}

impl Builder {
    /// The address to listen on; port 0 is any free port. The default is `127.0.0.1:0`.
    #[must_use]
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// A second address for the control API and the pages.
    ///
    /// Port 0 is any free port.
    ///
    /// No fault reaches it: a test can remove rules there while [`Fault::Refuse`](crate::Fault::Refuse) resets every other
    /// connection, or while the port is closed. By default they answer at [`address`](Self::address) alone.
    #[must_use]
    pub fn control_address(mut self, address: SocketAddr) -> Self {
        self.control = Some(address);
        self
    }

    /// Another host under which the control API and the pages answer.
    ///
    /// It is a name or an address; any port is accepted. By default they answer under loopback names and addresses (`localhost`
    /// and the names below it, `127.0.0.0/8`, `[::1]`) and the address at which the sandbox listens.
    ///
    /// The sandbox refuses requests with another `Host` header with status 403, and those of web pages of another origin too. So
    /// a page that a person visits cannot control the sandbox, even when its name resolves to this machine. Pages of an allowed
    /// host can.
    ///
    /// # Errors
    /// When the text is more than a host: with a scheme or a port, for instance.
    pub fn allow_host(mut self, host: &str) -> Result<Self, BadHost> {
        self.hosts.allow(host)?;
        Ok(self)
    }

    /// Lets web pages of another origin call the operations from a browser (CORS).
    ///
    /// The origin is that of the page under development, `http://localhost:3000` for instance. The sandbox then answers the
    /// preflight requests of its pages and lets them read each answer. By default no page of another origin can. The control API
    /// stays closed to them.
    ///
    /// # Errors
    /// When the text is not `http://` or `https://`, a host and perhaps a port: a `*`, or an address with a path, for instance.
    pub fn allow_origin(mut self, origin: &str) -> Result<Self, BadOrigin> {
        self.hosts.allow_origin(origin)?;
        Ok(self)
    }

    /// The maximum of connections at a time, at all addresses together.
    ///
    /// The default is half of the files that the process may open, and at most 512. The next connection gets status 503, and
    /// idle connections are closed. With a [control address](Self::control_address), the control
    /// address has an eighth of them. [`start`](Self::start) fails where the process may not open enough files.
    #[must_use]
    pub fn max_connections(mut self, max: NonZeroUsize) -> Self {
        self.max_connections = Some(max);
        self
    }

    /// The local time of the sandbox, which decides the dates that can be booked.
    ///
    /// The default is 25 June 2025, 07:00: the day on which the documentation books its appointment. The clock stands
    /// still, except for one millisecond per new record.
    #[must_use]
    pub fn now(mut self, now: DateTime) -> Self {
        self.now = now;
        self
    }

    /// Lets the clock run with the time of the machine from the start.
    #[must_use]
    pub fn running_clock(mut self) -> Self {
        self.runs = true;
        self
    }

    /// Limits calls per second and key; the others get 429 with `Retry-After`.
    ///
    /// Seconds count on the sandbox's clock: while it stands still, the first calls pass and no others do.
    #[must_use]
    pub fn rate_limit(mut self, per_second: NonZeroU32) -> Self {
        self.per_second = Some(per_second);
        self
    }

    /// Adds a fault from the start, after earlier ones.
    #[must_use]
    pub fn fault(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Adds faults from the start, from YAML or JSON.
    ///
    /// The text is one rule or a list of rules.
    ///
    /// # Errors
    /// When the text is not such a rule or list.
    pub fn faults(mut self, text: &str) -> Result<Self, BadRule> {
        self.rules.extend(faults::read(text)?);
        Ok(self)
    }

    /// Calls a function with each request of the API after it was handled.
    ///
    /// The sandbox calls it before the answer is complete, so it must not take long.
    #[must_use]
    pub fn on_request(mut self, observer: impl Fn(&RequestRecord) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// What exists before the first request. The default is [`WorldFile::built_in`].
    #[must_use]
    pub fn world(mut self, world: WorldFile) -> Self {
        self.world = Some(world);
        self
    }

    /// Starts the sandbox. It answers from the moment this returns.
    ///
    /// # Errors
    /// When the address cannot be opened, the time is outside the years 1 to 9998, a fault cannot happen, or the process may
    /// not open as many files as connections were asked for.
    pub async fn start(self) -> io::Result<Sandbox> {
        let world = match self.world {
            Some(world) => world,
            None => WorldFile::built_in()?,
        };
        let invalid = |reason: String| io::Error::new(io::ErrorKind::InvalidInput, reason);
        BadTime::check(self.now).map_err(|e| invalid(e.to_string()))?;
        let max = max_connections(self.max_connections)?;
        let mut state = State::new(world, self.now);
        state.clock.run(self.runs);
        let limits = Limits::new(self.per_second);
        let (commands, received) = mpsc::channel(1);
        let named = |address: SocketAddr| {
            move |e: io::Error| io::Error::new(e.kind(), format!("cannot listen on {address}: {e}"))
        };
        let listener = Listener::bind(self.address).map_err(named(self.address))?;
        let base_url = format!("http://{}", listener.address);
        let control = match self.control {
            Some(address) => Some(ControlListener::bind(address).map_err(named(address))?),
            None => None,
        };
        let mut hosts = self.hosts;
        hosts.listen(listener.address.ip());
        hosts.listen(
            control
                .as_ref()
                .map_or(listener.address, |it| it.address)
                .ip(),
        );
        let shared = Shared::new(spec()?, hosts, state, limits, self.observer, commands);
        shared
            .add_rules(self.rules)
            .map_err(|e| invalid(e.to_string()))?;
        let shared = Arc::new(shared);
        // The sender is never used. When it is dropped, the servers stop.
        let (stop, stopped) = watch::channel(());
        let mut control_url = base_url.clone();
        let mut connections = Connections::alone(max);
        let control = control.map(|listener| {
            control_url = format!("http://{}", listener.address);
            let (of_api, of_control) = Connections::shared(max);
            connections = of_api;
            listener.serve(Arc::clone(&shared), stopped.clone(), of_control)
        });
        let serve = listener.serve(Arc::clone(&shared), received, stopped, connections);
        let server = tokio::spawn(async {
            match control {
                Some(control) => tokio::join!(serve, control).0,
                None => serve.await,
            }
        });
        Ok(Sandbox::new(shared, base_url, control_url, stop, server))
    }
}
