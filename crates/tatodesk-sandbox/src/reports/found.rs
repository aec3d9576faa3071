//! The records of all products, as a search by protocol shows them.

use serde_json::{Value, json};

use super::filter::pairs;
use crate::spec::moment::Moment;
use crate::state::services::Service;
use crate::world::words::{IN_PERSON, Word, word};
use crate::world::{Department, FormValue, World};

/// A record that a search by protocol found, of any product.
pub(crate) struct FoundRecord<'w> {
    pub(crate) id: i64,
    pub(crate) made: Moment,
    pub(crate) status: Word,
    pub(crate) department: Option<&'w Department>,
    pub(crate) user: Option<i64>,
    pub(crate) forms: Value,
    /// Additional information: `[{ID, value}]`, which is inferred.
    pub(crate) notes: Value,
}

impl FoundRecord<'_> {
    /// The record as the API writes it. Only here does the API show the true instant.
    pub(crate) fn write(self, world: &World) -> Value {
        let (status, word) = self.status;
        json!({
            "ID": self.id,
            "protocol": self.made.protocol(),
            "statusID": status,
            "status": word,
            "date": self.made.instant(),
            "departmentID": self.department.map(|it| it.id),
            "department": self.department.map(|it| &it.name),
            "userID": self.user,
            "userName": world.user(self.user),
            "forms": self.forms,
            "additionalDatas": self.notes,
        })
    }
}

/// An in-person service, as a search by protocol shows it.
pub(crate) fn found_service(world: &World, service: &Service) -> Value {
    let values = |list: &'_ [FormValue], name| {
        let values = list.iter();
        pairs(name, values.map(|it| (it.key.as_str(), it.value.as_str())))
    };
    let found = FoundRecord {
        id: service.id,
        made: service.made,
        status: (service.status, word(&IN_PERSON, service.status)),
        department: None,
        user: service.user,
        forms: values(&service.form, "key"),
        notes: values(&service.notes, "ID"),
    };
    found.write(world)
}
