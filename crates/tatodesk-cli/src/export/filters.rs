//! The options that narrow a report or a list: every documented filter, as a member of the request's `filter`.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use serde_json::{Map, Value, json};
use tatodesk::{Call, Tatodesk, wire};
use tatodesk_export::ExportRequest;
use tatodesk_export::Report::{
    self, AdHocNotifications as AdHoc, Areas, Campaigns, DetailedJourneys,
    DigitalServices as Digital, GroupedJourneys, InPersonServices as InPerson, Reviews,
    ServiceGroups, Specialties, SubAreas, Subspecialties, Tickets,
};

use crate::report;
use Shape::{Additional, Bool, Form, Id, Ids, Minutes, Text, Texts};

/// How the value of an option becomes JSON.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    /// One integer.
    Id,
    /// A list of integers: repeat the option for each.
    Ids,
    /// A list of texts: repeat the option for each.
    Texts,
    Text,
    Bool,
    /// A duration in minutes.
    Minutes,
    /// `KEY=VALUE`.
    Form,
    /// `ID=VALUE`.
    Additional,
}

/// Option, member on the wire, shape, the reports and lists that have it, help.
type Row = (
    &'static str,
    &'static str,
    Shape,
    &'static [Report],
    &'static str,
);

const JOURNEYS: &[Report] = &[GroupedJourneys, DetailedJourneys];
const SERVICES: &[Report] = &[Digital, InPerson];
const LISTS: &[Report] = &[ServiceGroups, Specialties, Subspecialties, Areas, SubAreas];
const WITH_STATUS: &[Report] = &[Digital, InPerson, Tickets];

#[rustfmt::skip]
const FILTERS: &[Row] = &[
    ("protocol", "protocol", Text, WITH_STATUS, "Only the row with this protocol"),
    ("session", "sessionID", Text, &[Digital, Reviews], "Only rows of this messaging session"),
    ("status", "statusIDs", Ids, WITH_STATUS, "Only rows in this state"),
    ("department", "departmentIDs", Ids, &[Digital, Campaigns, Tickets], "Only rows of this department"),
    ("department", "departmentIDs", Ids, LISTS, ""),
    ("user", "userIDs", Ids, &[Digital, InPerson, Tickets, AdHoc], "Only rows of this agent"),
    ("tag", "tagIDs", Ids, SERVICES, "Only rows with this tag"),
    ("tag", "chatbotTagIds", Texts, &[Reviews], ""),
    ("channel", "channelIDs", Ids, &[Digital], "Only services through this channel"),
    ("rate", "rates", Ids, &[Digital], "Only services with this rating"),
    ("sentiment", "sentiments", Ids, &[Digital], "Only services with this sentiment"),
    ("duration", "attendanceTime", Minutes, SERVICES, "Only services that lasted so long"),
    ("waiting-time", "waitingTime", Minutes, SERVICES, "Only services that waited so long"),
    ("first-agent-reply", "firstAgentReply", Minutes, &[Digital], "Only services whose first answer took so long"),
    ("agent-reply-time", "timeAgentClientReply", Minutes, &[Digital], "Only services in which the agent took so long to answer"),
    ("client-reply-time", "timeClientAgentReply", Minutes, &[Digital], "Only services in which the client took so long to answer"),
    ("paused-time", "pausedTime", Minutes, &[InPerson], "Only services that were paused so long"),
    ("form", "form", Form, WITH_STATUS, "Only rows whose form has this value"),
    ("additional-data", "additionalData", Additional, SERVICES, "Only services with this additional information"),
    ("archived", "archived", Bool, &[Campaigns], "Only campaigns that are archived, or only the others"),
    ("code", "attendanceCode", Text, &[InPerson], "Only services with this ticket code"),
    ("company", "companyIDs", Ids, &[InPerson], "Only services at this company"),
    ("unit", "attendanceUnitIDs", Ids, &[InPerson], "Only services at this unit"),
    ("type", "attendanceTypeIDs", Ids, &[InPerson], "Only services of this type"),
    ("organization", "organizationIDs", Ids, &[Tickets], "Only tickets of this organization"),
    ("project", "projectIDs", Ids, &[Tickets], "Only tickets of this project"),
    ("chatbot", "chatbotID", Text, JOURNEYS, "Only events of this chatbot"),
    ("journey", "chatbotJourneyID", Text, JOURNEYS, "Only events of this journey"),
    ("template", "mktTemplateIDs", Texts, &[AdHoc], "Only notifications from this template"),
    ("api-key-id", "apiKeyIDs", Texts, &[AdHoc], "Only notifications that were sent with this API key"),
    ("service", "service", Text, &[AdHoc], "Only notifications through this service, such as whatsapp"),
    ("service-group", "attendanceGroupIDs", Ids, &[ServiceGroups], "Only this service group, or what belongs to it"),
    ("service-group", "attendanceGroupID", Id, &[Specialties], ""),
    ("specialty", "groupSpecializationIDs", Ids, &[Specialties], "Only this specialty, or what belongs to it"),
    ("specialty", "groupSpecializationID", Id, &[Subspecialties], ""),
    ("subspecialty", "subSpecializationIDs", Ids, &[Subspecialties], "Only this subspecialty, or what belongs to it"),
    ("subspecialty", "subspecializationID", Id, &[Areas], ""),
    ("area", "areaIDs", Ids, &[Areas], "Only this area, or what belongs to it"),
    ("area", "areaID", Id, &[SubAreas], ""),
    ("sub-area", "subAreaIDs", Ids, &[SubAreas], "Only this subarea"),
    ("normal-opening-hours", "isNormalOpenningHour", Bool, LISTS, "Only what keeps the normal opening hours, or only the others"),
];

/// The filters that were given: options and their values.
pub(crate) struct Filters(Vec<(&'static str, Vec<String>)>);

/// Adds the options. The help leaves out those that none of the reports in question has; they are known all the same, so that they are
/// refused by name.
fn augmented(mut command: Command, in_question: fn(Report) -> bool) -> Command {
    for (option, _, shape, _, help) in FILTERS {
        if command.get_arguments().any(|it| it.get_id() == option) {
            continue;
        }
        let rows = FILTERS.iter().filter(|row| row.0 == *option);
        let one = rows.clone().find(|row| row.2 == Id);
        let (value, more) = match shape {
            Id | Ids | Texts => ("ID", "; repeat for each"),
            Text => ("TEXT", ""),
            Bool => ("true|false", ""),
            Minutes => (
                "MINUTES",
                ": over:5, at-least:5, under:5, at-most:5 or 5..10",
            ),
            Form => ("KEY=VALUE", ""),
            Additional => ("ID=VALUE", ""),
        };
        let except = match one.and_then(|row| row.3.first()) {
            Some(report) => format!(", but for {report} give one"),
            None => String::new(),
        };
        let action = match shape {
            Ids | Texts => ArgAction::Append,
            _ => ArgAction::Set,
        };
        let is_shown = rows
            .flat_map(|row| row.3)
            .any(|report| in_question(*report));
        command = command.arg(
            Arg::new(*option)
                .long(*option)
                .value_name(value)
                .action(action)
                .help(format!("{help}{more}{except}"))
                .help_heading("Filters")
                .hide(!is_shown),
        );
    }
    command
}

impl Args for Filters {
    fn augment_args(command: Command) -> Command {
        augmented(command, |_| true)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Filters {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given: Vec<(&'static str, Vec<String>)> = Vec::new();
        for (option, ..) in FILTERS {
            let is_known = given.iter().any(|(known, _)| known == option);
            match matches.get_many::<String>(option) {
                Some(values) if !is_known => given.push((*option, values.cloned().collect())),
                _ => {}
            }
        }
        Ok(Self(given))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The filters of reports. The help lists none that only lists have.
pub(crate) struct ReportFilters(pub(crate) Filters);

impl Args for ReportFilters {
    fn augment_args(command: Command) -> Command {
        augmented(command, Report::has_days)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ReportFilters {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Filters::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl Filters {
    /// The members of the report's filter. A filter that the report does not have is refused.
    pub(crate) fn members(&self, report: Report) -> Result<Map<String, Value>, report::Report> {
        let mut members = Map::new();
        for (option, values) in &self.0 {
            let of_report = |row: &&Row| row.0 == *option && row.3.contains(&report);
            let Some((_, member, shape, ..)) = FILTERS.iter().find(of_report) else {
                return Err(report::Report::usage(format!(
                    "--{option} is no filter of {report}"
                )));
            };
            if *shape == Id && values.len() > 1 {
                return Err(report::Report::usage(format!(
                    "--{option}: {report} takes one value"
                )));
            }
            let value = value(*shape, values).ok_or_else(|| {
                report::Report::usage(format!("--{option}: the value is not one (see --help)"))
            })?;
            members.insert((*member).to_owned(), value);
        }
        Ok(members)
    }
}

/// The call with these members of its filter, and with this size of its pages, if it has pages.
pub(crate) fn narrowed<R: ExportRequest>(
    tatodesk: &Tatodesk,
    call: &Call<R>,
    members: &Map<String, Value>,
    page_size: Option<u32>,
) -> Result<Call<R>, report::Report> {
    let wrong = |error: serde_json::Error| report::Report::usage(error.to_string());
    let mut body = serde_json::to_value(call.request()).map_err(wrong)?;
    match body.get_mut("filter").and_then(Value::as_object_mut) {
        Some(filter) => filter.extend(members.clone()),
        None if members.is_empty() => {}
        None => body["filter"] = members.clone().into(),
    }
    if let (Some(size), Some(_)) = (page_size, &R::REPORT.operation().paging) {
        body["limit"] = size.into();
    }
    let body = serde_json::to_vec(&body).map_err(wrong)?;
    let request = wire::decode_request(&body)
        .map_err(|error| report::Report::usage(error.message).path(error.path))?;
    Ok(tatodesk.call(request))
}

fn value(shape: Shape, values: &[String]) -> Option<Value> {
    let last = values.last()?;
    let integer = |text: &String| text.parse::<i64>().ok();
    match shape {
        Id => integer(last).map(Value::from),
        Ids => values
            .iter()
            .map(integer)
            .map(|id| id.map(Value::from))
            .collect(),
        Texts => Some(
            values
                .iter()
                .map(|text| Value::from(text.as_str()))
                .collect(),
        ),
        Text => Some(Value::from(last.as_str())),
        Bool => match last.as_str() {
            "true" => Some(1.into()),
            "false" => Some(2.into()),
            _ => None,
        },
        Minutes => minutes(last),
        Form | Additional => {
            let (key, value) = last.split_once('=')?;
            let name = if shape == Form { "key" } else { "ID" };
            Some(json!({name: key, "value": value}))
        }
    }
}

/// The filter of a duration: `over:5`, or `5..10`.
fn minutes(text: &str) -> Option<Value> {
    if let Some((first, last)) = text.split_once("..") {
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        let range = json!({"operation": 5, "value": first, "valueFinal": last});
        return (first <= last).then_some(range);
    }
    let (word, number) = text.split_once(':')?;
    let operation = match word {
        "under" => 1,
        "at-most" => 2,
        "over" => 3,
        "at-least" => 4,
        _ => return None,
    };
    let number: u32 = number.parse().ok()?;
    Some(json!({"operation": operation, "value": number}))
}
