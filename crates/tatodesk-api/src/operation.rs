//! What an operation is: its entry in the operation table, and the traits that tie requests, answers and operations together.
use crate::wire::{List, MalformedElements};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::{self, Debug, Display, Formatter};

/// One operation of the API: its address, its effect, and its names.
///
/// These are the names of the wire and of the documentation.
///
/// The table of all operations is [`OPERATIONS`](crate::OPERATIONS).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Operation {
    /// The operation's name, for instance `listCompaniesByUser`.
    pub id: &'static str,
    /// The HTTP method; the API knows only `POST`.
    pub method: &'static str,
    /// Scheme and host that the operation is documented on, for instance `https://api.tatodesk.com`.
    pub server: &'static str,
    /// The path, with its leading slash.
    pub path: &'static str,
    /// What a call does to the world, and so whether it is safe to repeat.
    pub effect: Effect,
    /// The product that the operation belongs to, and so which API key opens it.
    pub product: Product,
    /// Where page, limit, rows and count are, for operations that answer in pages.
    pub paging: Option<Paging>,
    /// The documentation's section.
    pub section: &'static str,
    /// The documentation's title.
    pub title: &'static str,
    /// The place in [`OPERATIONS`](crate::OPERATIONS), where each client's own table has what is ready for the operation.
    pub(crate) index: usize,
}

impl Operation {
    /// The operation with this name, if there is one.
    ///
    /// ```
    /// # use tatodesk_api::Operation;
    /// let operation = Operation::find("listCompaniesByUser").expect("an operation of the API");
    /// assert_eq!(operation.path, "/dl/pa/listCompaniesByUser");
    /// assert!(Operation::find("makeCoffee").is_none());
    /// ```
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Operation> {
        crate::OPERATIONS
            .iter()
            .find(|operation| operation.id == id)
    }

    /// The host without its scheme, for instance `api.tatodesk.com`.
    #[must_use]
    pub fn host(&self) -> &'static str {
        self.server
            .split_once("://")
            .map_or(self.server, |(_, host)| host)
    }
}

/// What a call does to the world.
///
/// This decides what may be sent a second time.
///
/// No further effect will come unnoticed: a program that repeats calls must decide about each, so a `match` names them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// Changes nothing: safe to repeat.
    Read,
    /// Changes a record: repeating it may change it twice.
    Write,
    /// Reaches a person: repeating it may reach them twice.
    Send,
}

impl Effect {
    /// The word that the spec uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Send => "send",
        }
    }
}

impl Display for Effect {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The product of an operation.
///
/// Each product may have an API key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Product {
    /// In-person services and their scheduling.
    InPerson,
    /// Notifications by e-mail, WhatsApp and SMS.
    Notifications,
    /// Reports of the Data API.
    Data,
    /// CRM objects.
    Crm,
    /// Departments, groups, specialties and service schedules of the contact center.
    ContactCenter,
    /// Application sessions and events.
    Pulse,
    /// Chatbot journeys.
    Chatbot,
    /// Survey forms and answers.
    Survey,
}

impl Product {
    /// Every product, in the order of the documentation.
    pub const ALL: [Product; 8] = [
        Self::InPerson,
        Self::Notifications,
        Self::Data,
        Self::Crm,
        Self::ContactCenter,
        Self::Pulse,
        Self::Chatbot,
        Self::Survey,
    ];

    /// The word that the spec uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InPerson => "in-person",
            Self::Notifications => "notifications",
            Self::Data => "data",
            Self::Crm => "crm",
            Self::ContactCenter => "contact-center",
            Self::Pulse => "pulse",
            Self::Chatbot => "chatbot",
            Self::Survey => "survey",
        }
    }
}

impl Display for Product {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where an operation that answers in pages keeps what paging needs. All are wire names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Paging {
    /// The request member that holds the page's number.
    pub page: &'static str,
    /// The request member that holds the number of rows wanted in a page.
    pub limit: &'static str,
    /// The response member that holds the rows; none where no response is documented.
    pub rows: Option<&'static str>,
    /// The response member that holds the number of all rows, where there is one.
    pub count: Option<&'static str>,
    /// The limit that the server is documented to take when none is given.
    pub default_limit: Option<u32>,
}

/// A typed request: the JSON body of one operation.
///
/// Every operation but the multipart upload has one.
pub trait ApiRequest: Serialize + DeserializeOwned + Clone + Debug + Send + Sync + 'static {
    /// What the operation answers with.
    type Response: ApiResponse;
    /// The operation that this is the body of.
    const OPERATION: &'static Operation;
}

/// A typed request of an operation that only reads ([`Effect::Read`]).
///
/// So its calls may be copied and sent again.
pub trait ReadRequest: ApiRequest {}

/// A typed request of an operation that answers in pages of rows: those with [`Operation::paging`].
///
/// The members that it reads and writes are those that [`Paging::page`] and [`Paging::limit`] name.
pub trait PagedRequest: ReadRequest {
    /// The number of the page that is asked for, counted from 0; a request that names none asks for 0.
    fn page(&self) -> i64;
    /// Asks for another page.
    fn set_page(&mut self, page: i64);
    /// How many rows the page may have at most; `None` where the server decides.
    fn limit(&self) -> Option<i64>;
    /// Asks for at most this many rows.
    fn set_limit(&mut self, limit: i64);
}

/// A typed answer that is one page of rows.
///
/// Operations have it that answer in pages and whose rows the documentation shows.
///
/// ```
/// use tatodesk_api::{PagedResponse, types::ListDepartmentsResponse};
///
/// let answer: ListDepartmentsResponse = serde_json::from_str(r#"{"departments": [], "count": "66"}"#)?;
/// assert_eq!((answer.rows().total_len(), PagedResponse::count(&answer)), (0, Some(66)));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait PagedResponse: ApiResponse {
    /// A row.
    type Row: Serialize + DeserializeOwned + Clone + Debug + Send + Sync + 'static;
    /// The rows of the page; malformed ones are kept apart.
    fn rows(&self) -> &List<Self::Row>;
    /// How many rows all pages have, as far as the server says. The documentation shows wrong ones, so it is a hint.
    fn count(&self) -> Option<u64>;
}

/// A typed answer.
pub trait ApiResponse:
    Serialize + DeserializeOwned + Clone + Debug + Send + Sync + 'static
{
    /// The elements of lists, at any depth, that did not read as their type and were kept as they came: the first ones, in the
    /// order of the document, and how many there are in all.
    fn malformed(&self) -> MalformedElements<'_>;
}

/// Work on the request type of an operation that is known by its name.
///
/// The caller implements it.
///
/// Hand it to [`visit_operation`](crate::visit_operation).
pub trait OperationVisitor {
    /// What comes of it.
    type Output;
    /// Is called with the operation's request type.
    fn visit<R: ApiRequest>(self) -> Self::Output;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OPERATIONS;
    use std::collections::BTreeSet;

    #[test]
    fn words_are_the_specs() {
        assert_eq!(Effect::Send.to_string(), "send");
        assert_eq!(
            format!("{:>6}|{:<6}", Effect::Read, Effect::Write),
            "  read|write "
        );
        let words: BTreeSet<_> = Product::ALL.iter().map(ToString::to_string).collect();
        assert_eq!(words.len(), Product::ALL.len());
        assert!(words.contains("contact-center"));
    }

    #[test]
    fn requests_are_marked_as_reads_by_the_effect_of_their_operation_alone() {
        struct TypeName;

        impl OperationVisitor for TypeName {
            type Output = &'static str;

            fn visit<R: ApiRequest>(self) -> &'static str {
                std::any::type_name::<R>()
            }
        }

        let generated = include_str!("generated/operations.rs");
        let (mut reads, mut others) = (0, 0);
        for operation in &OPERATIONS {
            let Some(path) = crate::visit_operation(operation.id, TypeName) else {
                continue;
            };
            let (_, name) = path.rsplit_once("::").expect("a path");
            let is_read = operation.effect == Effect::Read;
            let marker = format!("impl ReadRequest for types::{name} {{}}");
            assert_eq!(generated.contains(&marker), is_read, "{}", operation.id);
            *(if is_read { &mut reads } else { &mut others }) += 1;
        }
        assert!(reads > 30 && others > 5, "{reads} {others}");
        assert_eq!(generated.matches("impl ReadRequest for").count(), reads);
    }

    #[test]
    fn requests_and_answers_are_marked_as_paged_where_the_table_says_so() {
        let generated = include_str!("generated/operations.rs");
        let paging = OPERATIONS.iter().filter_map(|operation| operation.paging);
        let with_rows = paging.clone().filter(|paging| paging.rows.is_some());
        let marked = |name: &str| generated.matches(&format!("impl {name} for")).count();
        assert_eq!(marked("PagedRequest"), paging.count());
        assert_eq!(marked("PagedResponse"), with_rows.count());
        assert!(marked("PagedRequest") > marked("PagedResponse"));
    }

    #[test]
    fn every_operation_is_found_by_its_name_and_its_place_and_no_two_share_one() {
        let mut seen = BTreeSet::new();
        for operation in &OPERATIONS {
            assert_eq!(Operation::find(operation.id), Some(operation));
            assert_eq!(&OPERATIONS[operation.index], operation);
            assert!(
                seen.insert(operation.id.to_ascii_lowercase()),
                "{} is not unique",
                operation.id
            );
            assert_eq!(operation.method, "POST");
            assert_eq!(operation.server, format!("https://{}", operation.host()));
            assert!(operation.path.starts_with('/'));
        }
        assert_eq!(Operation::find("noSuchOperation"), None);
    }
}
