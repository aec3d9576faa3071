//! `tatodesk send plan`: reads a list, freezes a campaign, and sends nothing.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::json;
use tatodesk_bulk::{
    Address, BadRow, Campaign, Channel, Columns, Encoding, Error, FileError, Header, Plan, Row,
    Window, read_csv, read_jsonl,
};

use super::common::{Place, left_out, refused, said};
use super::ledger::{Ledger, failed};
use crate::output::Finished;
use crate::report::Report;
use crate::usage::may_have_a_password;

/// Read a list and freeze it with a template as a campaign; nothing is sent.
#[derive(Args)]
#[command(group = clap::ArgGroup::new("list").required(true))]
pub(crate) struct PlanArgs {
    /// The name of the campaign
    name: String,

    #[arg(long)]
    channel: ChannelArg,

    /// The id of the app that sends
    #[arg(long)]
    app: String,

    /// The id of the template
    #[arg(long)]
    template: String,

    /// The list, as CSV with names of columns in its first line
    #[arg(long, value_name = "FILE", group = "list")]
    csv: Option<PathBuf>,

    /// The list, as JSON Lines
    #[arg(long, value_name = "FILE", group = "list")]
    jsonl: Option<PathBuf>,

    /// The column with the recipients: phone=COLUMN, or email=COLUMN
    #[arg(long, value_name = "KIND=COLUMN", value_parser = mapped)]
    map: (String, String),

    /// A column that fills a place of the template; repeat in the order of the places
    #[arg(long, value_name = "COLUMN")]
    param: Vec<String>,

    /// The column that makes recipients unique, in the place of the address
    #[arg(long, value_name = "COLUMN")]
    key: Option<String>,

    /// Keep the first row of each recipient; a list that repeats one is refused otherwise
    #[arg(long)]
    dedupe: bool,

    /// The encoding of a CSV file
    #[arg(long, default_value = "auto")]
    encoding: EncodingArg,

    /// The header of a WhatsApp template: image, video or document with a link or (image-id ...) an upload's id, or text
    #[arg(long, value_name = "KIND=VALUE", value_parser = header)]
    header: Option<Header>,

    /// Messages per second
    #[arg(long, default_value_t = 10.0)]
    rate: f64,

    /// Messages on their way at the same time
    #[arg(long, value_name = "N", default_value_t = 8)]
    concurrency: u32,

    /// Messages of the app and channel within 24 hours
    #[arg(long, value_name = "N")]
    per_day: Option<u32>,

    /// Send nothing before this time, such as 2026-12-01T09:00:00-03:00
    #[arg(long, value_name = "TIME")]
    not_before: Option<Timestamp>,

    /// Send nothing from this time on
    #[arg(long, value_name = "TIME")]
    expires_at: Option<Timestamp>,

    /// Send only in these hours, such as "mon-fri 09:00-18:00"; may be repeated
    #[arg(long, value_name = "DAYS HOURS")]
    window: Vec<Window>,

    /// The zone of the windows, as an offset or a name
    #[arg(long, default_value = "-03:00", allow_hyphen_values = true)]
    zone: String,

    /// Blank people's data this number of days after the campaign has ended
    #[arg(long, value_name = "DAYS")]
    retention_days: Option<u32>,

    /// Try a recipient again whose request the rate limit refused (status 429)
    #[arg(long)]
    resend_refused: bool,

    /// Addresses that never get a message of the channel, one a line; the ledger keeps their hashes
    #[arg(long, value_name = "FILE")]
    suppress: Option<PathBuf>,

    /// Write the rows that are left out to this file, as line and reason
    #[arg(long, value_name = "FILE")]
    bad_rows: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Clone, Copy, ValueEnum)]
enum ChannelArg {
    Whatsapp,
    Sms,
    Email,
}

#[derive(Clone, Copy, ValueEnum)]
enum EncodingArg {
    Auto,
    #[value(name = "utf-8")]
    Utf8,
    #[value(name = "windows-1252")]
    Windows1252,
}

/// What the column of the recipients has, and its name.
fn mapped(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((kind @ ("phone" | "email"), column)) if !column.is_empty() => {
            Ok((kind.to_owned(), column.to_owned()))
        }
        _ => Err("write phone=COLUMN or email=COLUMN".to_owned()),
    }
}

fn header(text: &str) -> Result<Header, String> {
    let (kind, value) = text.split_once('=').unwrap_or((text, ""));
    let value = value.to_owned();
    Ok(match kind {
        _ if value.is_empty() => return Err("write KIND=VALUE".to_owned()),
        "image" => Header::ImageLink(value),
        "image-id" => Header::ImageId(value),
        "video" => Header::VideoLink(value),
        "video-id" => Header::VideoId(value),
        "document" => Header::DocumentLink(value),
        "document-id" => Header::DocumentId(value),
        "text" => Header::Text(value),
        _ => {
            return Err(
                "the kind is image, video, document (each also with -id) or text".to_owned(),
            );
        }
    })
}

impl PlanArgs {
    fn channel(&self) -> Channel {
        match self.channel {
            ChannelArg::Whatsapp => Channel::WhatsApp,
            ChannelArg::Sms => Channel::Sms,
            ChannelArg::Email => Channel::Email,
        }
    }

    fn campaign(&self) -> Campaign {
        let mut campaign = Campaign::new(&self.name, self.channel(), &self.app, &self.template)
            .rate(self.rate)
            .concurrency(self.concurrency)
            .windows(self.window.iter().cloned())
            .zone(&self.zone)
            .resend_refused(self.resend_refused)
            .dedupe(self.dedupe);
        if let Some(header) = &self.header {
            campaign = campaign.header(header.clone());
        }
        if let Some(messages) = self.per_day {
            campaign = campaign.per_day(messages);
        }
        if let Some(time) = self.not_before {
            campaign = campaign.not_before(time);
        }
        if let Some(time) = self.expires_at {
            campaign = campaign.expires_at(time);
        }
        match self.retention_days {
            Some(days) => campaign.retention_days(days),
            None => campaign,
        }
    }

    fn rows(&self) -> Result<Box<dyn Iterator<Item = Result<Row, BadRow>>>, Report> {
        let (kind, column) = &self.map;
        if (kind == "email") != (self.channel() == Channel::Email) {
            let told = "--map email=COLUMN is for --channel email, and phone=COLUMN for the others";
            return Err(Report::usage(told));
        }
        let mut columns = Columns::new(column).params(&self.param);
        if let Some(key) = &self.key {
            columns = columns.key(key);
        }
        let encoding = match self.encoding {
            EncodingArg::Auto => Encoding::Auto,
            EncodingArg::Utf8 => Encoding::Utf8,
            EncodingArg::Windows1252 => Encoding::Windows1252,
        };
        let unread = |error: FileError| Report::usage(format!("the list cannot be used: {error}"));
        match (&self.csv, &self.jsonl) {
            (Some(csv), _) => Ok(Box::new(
                read_csv(read(csv)?, encoding, &columns).map_err(unread)?,
            )),
            (_, Some(jsonl)) => Ok(Box::new(
                read_jsonl(read(jsonl)?, &columns).map_err(unread)?,
            )),
            (None, None) => Err(Report::usage("no list: pass --csv or --jsonl")),
        }
    }

    async fn suppress(&self, ledger: &Ledger) -> Result<(), Report> {
        let Some(path) = &self.suppress else {
            return Ok(());
        };
        let text = String::from_utf8(read(path)?);
        let text = text.map_err(|_| Report::usage("the suppression list is not UTF-8"))?;
        let lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty());
        let addresses: Result<Vec<Address>, Report> = lines
            .map(|(number, line)| {
                let address = Address::parse(self.channel(), line.trim());
                address.map_err(|error| {
                    Report::usage(format!(
                        "the suppression list, line {}: {error}",
                        number + 1
                    ))
                })
            })
            .collect();
        let added = ledger.suppress(self.channel(), &addresses?).await;
        added.map(drop)
    }

    fn write_bad_rows(&self, rows: &[BadRow]) -> Result<(), Report> {
        let Some(path) = &self.bad_rows else {
            return Ok(());
        };
        let mut text = Vec::new();
        let mut writer = csv::Writer::from_writer(&mut text);
        let header = [("line".to_owned(), "reason".to_owned())];
        let rows = rows
            .iter()
            .map(|row| (row.line.to_string(), row.reason.to_string()));
        let written = header
            .into_iter()
            .chain(rows)
            .try_for_each(|(line, reason)| writer.write_record([line, reason]));
        let written = written
            .map_err(std::io::Error::from)
            .and_then(|()| writer.flush());
        drop(writer);
        let written = written.and_then(|()| fs::File::create(path)?.write_all(&text));
        written.map_err(|error| Report::usage(format!("--bad-rows cannot be written: {error}")))
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Report> {
    fs::read(path).map_err(|error| {
        let shown = path.to_string_lossy();
        // A person may have mixed up the options.
        let shown = match may_have_a_password(&shown) {
            true => "the file",
            false => &shown,
        };
        Report::usage(format!("{shown} cannot be read: {error}"))
    })
}

/// Plans, and lists every row that is left out.
pub(crate) async fn plan(arguments: &PlanArgs) -> Result<Finished, Report> {
    let rows = arguments.rows()?;
    let ledger = arguments.place.open(true).await?;
    arguments.suppress(&ledger).await?;
    let (plan, error) = match ledger.plan(&arguments.campaign(), rows).await {
        Ok(plan) => (plan, None),
        Err(Error::Duplicates(plan)) => ((*plan).clone(), Some(failed(Error::Duplicates(plan)))),
        Err(Error::NoRecipients(plan)) => {
            ((*plan).clone(), Some(failed(Error::NoRecipients(plan))))
        }
        Err(error) => return Err(failed(error)),
    };
    arguments.write_bad_rows(&plan.left_out)?;
    let reports: Vec<Report> = plan.left_out.iter().map(left_out).collect();
    if let Some(error) = error {
        return Ok(refused(reports, error));
    }
    let value = json!({
        "campaign": arguments.name, "recipients": plan.recipients, "rows": plan.rows, "left_out": plan.left_out.len(),
        "kinds": plan.kinds, "seconds": plan.duration.as_secs(), "known": plan.known, "channel": arguments.channel().as_str(),
        "app": arguments.app, "template": arguments.template, "params": arguments.param,
    });
    Ok(Finished {
        reports,
        ..said(arguments.place.json, words(arguments, &plan), value)
    })
}

fn words(arguments: &PlanArgs, plan: &Plan) -> String {
    let PlanArgs {
        name,
        app,
        template,
        param,
        ..
    } = arguments;
    let params = match param.is_empty() {
        true => String::new(),
        false => format!(", filled from {}", param.join(", ")),
    };
    let kinds: Vec<String> = plan
        .kinds
        .iter()
        .map(|(kind, count)| format!("{kind} {count}"))
        .collect();
    let known = if plan.known {
        " The ledger had this plan already."
    } else {
        ""
    };
    format!(
        "{} of {} rows will be sent ({}), in at least {}s.{known}\nBy {} of the app {app}: the template {template}{params}.\n\
         Send them: tatodesk send run {name} --confirm {}",
        plan.recipients,
        plan.rows,
        kinds.join(", "),
        plan.duration.as_secs(),
        arguments.channel(),
        plan.recipients
    )
}
