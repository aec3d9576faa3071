//! In-person services: companies, units, what they offer, the queue, and one service in it. The wire calls a service an *attendance*.
//!
//! A company has units, and a unit offers service types. A unit also has a form that asks for data of the person. With these,
//! [`create_service`](InPerson::create_service) puts a person into the queue of the unit:
//!
//! ```
//! use tatodesk::ids::*;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tatodesk_sandbox::Sandbox::start().await?;
//! # let tatodesk = tatodesk::Tatodesk::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).build()?;
//! let in_person = tatodesk.in_person();
//! let companies = in_person.list_companies().active(true).await?;
//! for company in &companies.companies {
//!     println!("{} {}", company.id, company.name);
//! }
//! let company = CompanyId(1); // what the person chose, as all ids here
//! let units = in_person.list_units(company).active(true).await?;
//! for unit in &units.service_units {
//!     println!("{} {}", unit.id, unit.name);
//! }
//! let unit = ServiceUnitId(1);
//! let types = in_person.list_types(unit).await?;
//! for service_type in &types.service_types {
//!     println!("{} {}", service_type.id, service_type.name);
//! }
//! let service_type = ServiceTypeId(2);
//! let queue = in_person.list_classifications().await?;
//! for classification in &queue.service_classifications {
//!     println!("{} {}", classification.id, classification.name);
//! }
//!
//! let mut call = in_person.create_service(company, unit, ServiceClassificationId(1), [service_type]);
//! let form = in_person.list_form_fields(unit).types([service_type]).await?;
//! for field in &form.contact_form_fields {
//!     match field.contact_form_key_name.as_deref() {
//!         Some("NAME") => call = call.fill(field, "Marina Duarte"),
//!         Some(key) if field.is_required() == Some(true) => return Err(format!("ask for {key}").into()),
//!         _ => {}
//!     }
//! }
//! let created = call.send().await?;
//!
//! let found = in_person.get_service(created.service.id).await?;
//! let service = found.in_person_service.as_ref().ok_or("there is no such service")?;
//! assert_eq!(service.protocol, created.service.protocol);
//! # Ok(())
//! # }
//! ```
//!
//! The [reports](crate::reports) have the services of many days.

// `service` has the calls about one service. This folder uses calls and the types of the API. Only callers use it.

mod service;

use tatodesk_api::{
    types::{self, CompanyId, ServiceTypeCategoryId, ServiceTypeId, ServiceUnitId},
    wire::Flag,
};

use crate::{Call, sections::section};

section! {
    /// In-person services: who waits for what at which counter. The [module](crate::in_person) goes from the companies to a service.
    InPerson, in_person
}

impl InPerson<'_> {
    /// Lists the companies that the key's user may see.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/pa/listCompaniesByUser`. Effect: read, safe to repeat.
    ///
    /// Companies spell the flag for "deleted" `isDelete` (errata [Y1](crate::docs::errata#y1)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// let answer = tatodesk.in_person().list_companies().active(true).send().await?;
    /// for company in &answer.companies {
    ///     println!("{}: {}", company.id.0, company.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listCompaniesByUser", "companies"))]
    pub fn list_companies(&self) -> Call<types::ListCompaniesByUserRequest> {
        self.client.call(types::ListCompaniesByUserRequest::new())
    }

    /// Lists the service units of a company that the key's user may see.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/pa/listAttendanceUnitsByUser`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::CompanyId;
    ///
    /// let answer = tatodesk.in_person().list_units(CompanyId(1)).active(true).send().await?;
    /// for unit in &answer.service_units {
    ///     println!("{} at {}", unit.name, unit.address.as_deref().unwrap_or("an unknown address"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listAttendanceUnitsByUser", "attendanceUnits"))]
    pub fn list_units(&self, company: CompanyId) -> Call<types::ListServiceUnitsByUserRequest> {
        self.client
            .call(types::ListServiceUnitsByUserRequest::new(company))
    }

    /// Lists the classifications that order a queue, such as common or preferential.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/pa/listAttendanceClassifications`. Effect: read, safe to repeat.
    ///
    /// No body is documented; an empty object is sent (errata [T6](crate::docs::errata#t6)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// let answer = tatodesk.in_person().list_classifications().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listAttendanceClassifications", "attendanceClassifications"))]
    pub fn list_classifications(&self) -> Call<types::ListServiceClassificationsRequest> {
        self.client
            .call(types::ListServiceClassificationsRequest::new())
    }

    /// Lists the service categories of a unit.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/pa/listAttendanceTypeCategories`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::ServiceUnitId;
    ///
    /// let answer = tatodesk.in_person().list_categories(ServiceUnitId(53)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listAttendanceTypeCategories", "attendanceTypeCategories"))]
    pub fn list_categories(
        &self,
        unit: ServiceUnitId,
    ) -> Call<types::ListServiceTypeCategoriesRequest> {
        self.client
            .call(types::ListServiceTypeCategoriesRequest::new(unit))
    }

    /// Lists the service types that a unit offers, of one [`category`](Call::category) or of all.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/pa/listAttendanceTypes`. Effect: read, safe to repeat.
    ///
    /// Whether the category can be left out is not documented.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::{ServiceTypeCategoryId, ServiceUnitId};
    ///
    /// let answer = tatodesk
    ///     .in_person()
    ///     .list_types(ServiceUnitId(58))
    ///     .category(ServiceTypeCategoryId(11))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listAttendanceTypes", "attendanceTypes"))]
    pub fn list_types(&self, unit: ServiceUnitId) -> Call<types::ListServiceTypesRequest> {
        self.client.call(types::ListServiceTypesRequest::new(unit))
    }

    /// Lists the form fields to fill in before a service of a unit.
    ///
    /// Category and service types narrow the list.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/pa/listContactFormFields`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::{ServiceTypeCategoryId, ServiceTypeId, ServiceUnitId};
    ///
    /// let answer = tatodesk
    ///     .in_person()
    ///     .list_form_fields(ServiceUnitId(58))
    ///     .category(ServiceTypeCategoryId(11))
    ///     .types([ServiceTypeId(28)])
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listContactFormFields", "contactFormFields"))]
    pub fn list_form_fields(
        &self,
        unit: ServiceUnitId,
    ) -> Call<types::ListContactFormFieldsRequest> {
        self.client
            .call(types::ListContactFormFieldsRequest::new(unit))
    }
}

impl Call<types::ListCompaniesByUserRequest> {
    /// Only companies that are active, or only those that are not.
    #[doc(alias = "isActive")]
    pub fn active(mut self, active: bool) -> Self {
        self.request.is_active = Some(Flag::from(active));
        self
    }
}

impl Call<types::ListServiceUnitsByUserRequest> {
    /// Only units that are active, or only those that are not.
    #[doc(alias = "isActive")]
    pub fn active(mut self, active: bool) -> Self {
        self.request.is_active = Some(Flag::from(active));
        self
    }
}

impl Call<types::ListServiceTypesRequest> {
    /// Only service types of this category.
    #[doc(alias = "attendanceTypeCategoryID")]
    pub fn category(mut self, category: ServiceTypeCategoryId) -> Self {
        self.request.service_type_category_id = Some(category);
        self
    }
}

impl Call<types::ListContactFormFieldsRequest> {
    /// Only fields of this category's form.
    #[doc(alias = "attendanceTypeCategoryID")]
    pub fn category(mut self, category: ServiceTypeCategoryId) -> Self {
        self.request.service_type_category_id = Some(category);
        self
    }

    /// Only fields that these service types ask for.
    #[doc(alias = "attendanceTypeIDs")]
    pub fn types(mut self, types: impl IntoIterator<Item = ServiceTypeId>) -> Self {
        self.request.service_type_ids = Some(types.into_iter().collect());
        self
    }
}
