//! CRM records: typed or free-form, of objects that each account configures for itself.
//!
//! A record is anything that serializes as a JSON object, and records are read as any type that deserializes from one:
//!
//! ```
//! use serde::{Deserialize, Serialize};
//! use tatodesk::ids::CrmRecordId;
//!
//! /// A record of the object `orders`, with the names that this account gave to the fields.
//! #[derive(Serialize)]
//! #[serde(rename_all = "PascalCase")]
//! struct Order {
//!     produto: String,
//!     amount: u32,
//! }
//!
//! #[derive(Deserialize)]
//! #[serde(rename_all = "PascalCase")]
//! struct Stored {
//!     #[serde(rename = "id")]
//!     id: CrmRecordId,
//!     produto: String,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tatodesk_sandbox::Sandbox::start().await?;
//! # let tatodesk = tatodesk::Tatodesk::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).build()?;
//! let crm = tatodesk.crm();
//! for row in crm.list_records("orders").await?.records::<Stored>() {
//!     match row {
//!         Ok(order) => println!("{} {}", order.id, order.produto),
//!         Err(error) => println!("a record of another shape: {error}"),
//!     }
//! }
//!
//! let mut order = Order { produto: "Café".to_owned(), amount: 3 };
//! let created = crm.create_record("orders", &order).await?;
//! let id = created.record::<Stored>()?.ok_or("the answer has no record")?.id;
//! order.amount = 4;
//! crm.edit_record("orders", id.clone(), &order).await?;
//! crm.delete_record("orders", id).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The documentation shows no body for these calls. [`Crm`] says what is inferred, and how a body gets further members.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tatodesk_api::{
    types::{self, CrmRecordId},
    wire::{self, DecodeError},
};

use crate::{Answer, Call, Tatodesk, call::unsendable::Unsendable};

/// CRM records. The [module](crate::crm) has an example.
///
/// No body is documented for any of its calls (errata [T6](crate::docs::errata#t6), [E4](crate::docs::errata#e4)): that a
/// record's fields stand beside `apiName` is inferred. Where your account wants them elsewhere,
/// [`fields_under`](Crm::fields_under) moves them, and [`Call::member`] adds whatever else a
/// body needs.
#[derive(Clone, Debug)]
pub struct Crm<'a> {
    client: &'a Tatodesk,
    under: Option<String>,
}

impl Tatodesk {
    /// CRM records.
    pub fn crm(&self) -> Crm<'_> {
        Crm {
            client: self,
            under: None,
        }
    }
}

impl Crm<'_> {
    /// Puts the fields of records into a member of the body, instead of beside `apiName`.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use serde_json::json;
    ///
    /// let crm = tatodesk.crm().fields_under("data");
    /// crm.create_record("orders", &json!({"Product": "Guaraná"})).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fields_under(mut self, member: impl Into<String>) -> Self {
        self.under = Some(member.into());
        self
    }

    /// Lists the records of an object, with its columns.
    ///
    /// Wire: `POST https://api-v2.tatodesk.com/crm/v1/listObject`. Effect: read, safe to repeat.
    ///
    /// The prose speaks of filters, sorts and selected fields, but shows none: [`Call::member`] sends them as you write them
    /// (errata [E4](crate::docs::errata#e4)). [`Answer::records`] reads the rows as your own type.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// #[derive(serde::Deserialize)]
    /// struct Order {
    ///     #[serde(rename = "Product")]
    ///     product: String,
    /// }
    ///
    /// let answer = tatodesk.crm().list_records("orders").send().await?;
    /// for order in answer.records::<Order>().into_iter().flatten() {
    ///     println!("{}", order.product);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listObject", "dataObject", "tableData"))]
    pub fn list_records(&self, api_name: impl Into<String>) -> Call<types::ListObjectRequest> {
        let mut request = types::ListObjectRequest::new();
        request.api_name = Some(api_name.into());
        self.client.call(request)
    }

    /// Creates a record. It is anything that serializes as a JSON object: your own struct, a map, `serde_json::json!`.
    ///
    /// Wire: `POST https://api-v2.tatodesk.com/crm/v1/insertObject`, of which the heading says `api.tatodesk.com` (errata
    /// [T2](crate::docs::errata#t2); see [`Builder::operation_base_url`](crate::Builder::operation_base_url)). Effect: write;
    /// each call that arrives makes another record. It is sent again only if no connection was made, and a dropped future may
    /// still have created it.
    ///
    /// A record that does not serialize as a JSON object, or has a field that is called `apiName` as a member of the body is, makes
    /// [`send`](Call::send) end as [not sent](crate::Outcome::NotSent).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// #[derive(serde::Serialize)]
    /// struct Order {
    ///     #[serde(rename = "Product")]
    ///     product: String,
    /// }
    ///
    /// let order = Order { product: "Guaraná".into() };
    /// let created = tatodesk.crm().create_record("orders", &order).send().await?;
    /// if let Some(record) = &created.data_object {
    ///     println!("record {}", record.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("insertObject", "dataObject"))]
    pub fn create_record(
        &self,
        api_name: impl Into<String>,
        record: &impl Serialize,
    ) -> Call<types::InsertObjectRequest> {
        let mut request = types::InsertObjectRequest::new();
        request.api_name = Some(api_name.into());
        match self.place(record, &["apiName"]) {
            Ok(members) => {
                request.extra = members;
                self.client.call(request)
            }
            Err(why) => self.client.call(request).unsendable(why),
        }
    }

    /// Edits a record: writes the fields that are given.
    ///
    /// Wire: `POST https://api-v2.tatodesk.com/crm/v1/updateObject`, of which the heading says `api.tatodesk.com` (errata
    /// [T2](crate::docs::errata#t2)). Effect: write; repeating it writes the same values again and may overwrite what others
    /// wrote in between. It is sent again only if no connection was made, and a dropped future may still have edited the record.
    ///
    /// The documentation of this call is a copy of the one that deletes; the body is inferred from creating (errata
    /// [E3](crate::docs::errata#e3)).
    ///
    /// Fields that do not serialize as a JSON object, or of which one is called `apiName` or `ID` as members of the body are, make
    /// [`send`](Call::send) end as [not sent](crate::Outcome::NotSent).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::CrmRecordId;
    ///
    /// let id = CrmRecordId::from("0afda47e-0000-4000-8000-000000000001".to_owned());
    /// let fields = serde_json::json!({"Product": "Café"});
    /// tatodesk.crm().edit_record("orders", id, &fields).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("updateObject"))]
    pub fn edit_record(
        &self,
        api_name: impl Into<String>,
        id: CrmRecordId,
        fields: &impl Serialize,
    ) -> Call<types::UpdateObjectRequest> {
        let mut request = types::UpdateObjectRequest::new();
        request.api_name = Some(api_name.into());
        request.id = Some(id);
        match self.place(fields, &["apiName", "ID"]) {
            Ok(members) => {
                request.extra = members;
                self.client.call(request)
            }
            Err(why) => self.client.call(request).unsendable(why),
        }
    }

    /// Deletes one record of an object.
    ///
    /// Wire: `POST https://api-v2.tatodesk.com/crm/v1/deleteObject`, of which the heading says `api.tatodesk.com` (errata
    /// [T2](crate::docs::errata#t2)). Effect: write. It is sent again only if no connection was made, and a dropped future may
    /// still have deleted the record.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::CrmRecordId;
    ///
    /// let id = CrmRecordId::from("0afda47e-0000-4000-8000-000000000001".to_owned());
    /// tatodesk.crm().delete_record("orders", id).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("deleteObject"))]
    pub fn delete_record(
        &self,
        api_name: impl Into<String>,
        id: CrmRecordId,
    ) -> Call<types::DeleteObjectRequest> {
        let request = types::DeleteObjectRequest::new(api_name, id);
        self.client.call(request)
    }

    /// The further members of a body that carries a record. `taken` are the members that it has already.
    fn place(&self, record: &impl Serialize, taken: &[&str]) -> Result<wire::Extra, Unsendable> {
        let record = serde_json::to_value(record).map_err(|error| {
            Unsendable::encoding("the record does not serialize as JSON", error)
        })?;
        let Value::Object(fields) = record else {
            let reason = "the record is not a JSON object of fields and values";
            return Err(Unsendable::because(reason));
        };
        let members: wire::Extra = match &self.under {
            Some(member) => wire::Extra::from_iter([(member.clone(), Value::Object(fields))]),
            None => fields.into_iter().collect(),
        };
        match taken.iter().find(|name| members.get(name).is_some()) {
            Some(name) => Err(Unsendable::because(format!(
                "the body has a member {name:?} already: rename the field, or use Crm::fields_under"
            ))),
            None => Ok(members),
        }
    }
}

/// Gives a CRM call the method that adds members of the caller's choosing.
macro_rules! open_body {
    ($($request:ident { $($wire:literal => $member:ident: $make:expr),* }),* $(,)?) => {$(
        impl Call<types::$request> {
            /// Sets a further member at the top level of the body, exactly as given.
            ///
            /// The documentation leaves the body open.
            pub fn member(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
                let (name, value) = (name.into(), value.into());
                // A member of the same name must not stand in the body twice.
                match (name.as_str(), value) {
                    $(($wire, Value::String(text)) => {
                        self.request.$member = Some(($make)(text));
                        self.request.extra.remove($wire);
                    })*
                    (_, value) => {
                        $(if name == $wire { self.request.$member = None; })*
                        self.request.extra.insert(name, value);
                    }
                }
                self
            }
        }
    )*};
}

open_body! {
    ListObjectRequest { "apiName" => api_name: |text| text },
    InsertObjectRequest { "apiName" => api_name: |text| text },
    UpdateObjectRequest { "apiName" => api_name: |text| text, "ID" => id: CrmRecordId },
}

impl Call<types::DeleteObjectRequest> {
    /// Sets a further member at the top level of the body.
    ///
    /// The documentation leaves the body open. `apiName` and `ID` are required and are text, so another value for them is sent
    /// as its JSON text.
    pub fn member(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let (name, value) = (name.into(), value.into());
        match name.as_str() {
            "apiName" => self.request.api_name = text(value),
            "ID" => self.request.id = CrmRecordId::from(text(value)),
            _ => {
                self.request.extra.insert(name, value);
            }
        }
        self
    }
}

impl Answer<types::ListObjectResponse> {
    /// The rows as your own type, in their order. A row that does not fit costs only itself.
    pub fn records<T: DeserializeOwned>(&self) -> Vec<Result<T, DecodeError>> {
        let tables = self.data_object.iter();
        tables
            .flat_map(|table| &table.table_data)
            .map(|row| {
                wire::decode_value(
                    &row.0
                        .iter()
                        .map(|(name, value)| (name.clone(), value.clone()))
                        .collect(),
                )
            })
            .collect()
    }
}

impl Answer<types::InsertObjectResponse> {
    /// The created record as your own type; `None` if the answer has none.
    ///
    /// Its fields include `id`, `accountID`, `createdAt` and `updatedAt`.
    ///
    /// # Errors
    ///
    /// The record does not fit the type; the error says where, without values.
    pub fn record<T: DeserializeOwned>(&self) -> Result<Option<T>, DecodeError> {
        let Some(record) = &self.data_object else {
            return Ok(None);
        };
        // Encoding a record does not fail: its keys are texts. Null would fit no record.
        wire::decode_value(&serde_json::to_value(record).unwrap_or_default()).map(Some)
    }
}
