//! Campaigns: a row for each recipient.

use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use super::engine::Report;
use super::filter::{any_of, place};
use super::random::Draw;
use crate::spec::moment::Moment;
use crate::world::{Rows, World};

/// The filter of a request beside the dates.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Campaigns {
    archived: Option<i64>,
    #[serde(rename = "departmentIDs")]
    departments: Vec<i64>,
}

/// A recipient of a campaign.
#[derive(Debug)]
pub(crate) struct Row {
    index: u64,
    at: DateTime,
    archived: bool,
    template: Option<usize>,
    user: Option<i64>,
    person: Option<usize>,
    failed: bool,
    read: bool,
    reacted: bool,
    department: Option<usize>,
}

impl Report for Campaigns {
    type Row = Row;
    const KIND: u64 = 5;
    const MEMBER: &'static str = "campaignItems";

    fn rows(world: &World) -> &Rows {
        &world.reports.campaigns
    }

    fn row(world: &World, index: u64) -> Row {
        let mut draw = Draw::new(world.seed, Self::KIND | 0x80, index);
        let failed = draw.percent(5);
        let read = !failed && draw.percent(50);
        Row {
            index,
            at: Self::timeline(world).at(index),
            archived: draw.percent(20),
            template: place(&mut draw, world.templates.len()),
            user: draw.pick(&world.users).map(|it| it.id),
            person: place(&mut draw, world.people.len()),
            failed,
            read,
            reacted: read && draw.percent(30),
            department: place(&mut draw, world.contact_center.departments.len())
                .filter(|_| draw.percent(70)),
        }
    }

    fn at(row: &Row) -> DateTime {
        row.at
    }

    fn narrows(&self) -> bool {
        self.archived.is_some() || !self.departments.is_empty()
    }

    fn passes(&self, world: &World, row: &Row) -> bool {
        let department = row
            .department
            .map(|it| world.contact_center.departments[it].id);
        self.archived
            .is_none_or(|wanted| (wanted == 1) == row.archived)
            && any_of(&self.departments, department)
    }

    fn write(world: &World, row: Row) -> Value {
        let yes_no = |it: bool| if it { "Yes" } else { "No" };
        let template = row.template.map(|it| &world.templates[it]);
        let name = template.map_or("plain_notice", |it| it.id.as_str());
        let person = row.person.map(|it| &world.people[it]);
        json!({
            "campaignID": 1_000_000 + world.reports.campaigns.count - row.index,
            "targetAudienceID": 25_000_000 + world.reports.campaigns.count - row.index,
            "name": name,
            "campaignType": template.map_or("whatsapp", |it| it.channel.as_str()),
            "department": row.department.map(|it| &world.contact_center.departments[it].name),
            "template": template.map(|it| &it.id),
            "date": Moment(row.at).false_instant(),
            "campaignStatus": if row.failed { "Error" } else { "Finished" },
            "targetAudience": format!("pa-{name}"),
            "targetAudienceType": "Phone",
            "key": person.map_or("5581900000000", |it| it.phone.as_str()),
            "status": if row.failed { "Error" } else { "Completed" },
            "parameters": person.map(|it| &it.name),
            "error": row.failed.then_some("(#131008) A button of the template lacks its parameter"),
            "interaction": yes_no(row.reacted),
            "user": world.user(row.user),
            "sessionID": null,
            "read": yes_no(row.read),
            "delivered": yes_no(!row.failed),
            "whatsappBillable": null,
            "whatsappPricingModel": null,
            "whatsappCategory": null,
            "conversion": null,
        })
    }
}
