//! In-person services: companies, service units, what they offer, and creating and reading a service.

mod service;

use tatodesk_api::{
    types::{self, AttendanceTypeCategoryId, AttendanceTypeId, AttendanceUnitId, CompanyId},
    wire::Flag,
};

use crate::{Call, sections::section};

section! {
    /// In-person services: who waits for what at which counter. The wire calls a service an *attendance*.
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
    /// for unit in &answer.attendance_units {
    ///     println!("{} at {}", unit.name, unit.address.as_deref().unwrap_or("an unknown address"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listAttendanceUnitsByUser", "attendanceUnits"))]
    pub fn list_units(&self, company: CompanyId) -> Call<types::ListAttendanceUnitsByUserRequest> {
        self.client
            .call(types::ListAttendanceUnitsByUserRequest::new(company))
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
    pub fn list_classifications(&self) -> Call<types::ListAttendanceClassificationsRequest> {
        self.client
            .call(types::ListAttendanceClassificationsRequest::new())
    }

    /// Lists the service categories of a unit.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/pa/listAttendanceTypeCategories`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::AttendanceUnitId;
    ///
    /// let answer = tatodesk.in_person().list_categories(AttendanceUnitId(53)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listAttendanceTypeCategories", "attendanceTypeCategories"))]
    pub fn list_categories(
        &self,
        unit: AttendanceUnitId,
    ) -> Call<types::ListAttendanceTypeCategoriesRequest> {
        self.client
            .call(types::ListAttendanceTypeCategoriesRequest::new(unit))
    }

    /// Lists the service types that a unit offers, of one [`category`](Call::category) or of all.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/pa/listAttendanceTypes`. Effect: read, safe to repeat.
    ///
    /// Whether the category can be left out is not documented.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::{AttendanceTypeCategoryId, AttendanceUnitId};
    ///
    /// let answer = tatodesk
    ///     .in_person()
    ///     .list_types(AttendanceUnitId(58))
    ///     .category(AttendanceTypeCategoryId(11))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listAttendanceTypes", "attendanceTypes"))]
    pub fn list_types(&self, unit: AttendanceUnitId) -> Call<types::ListAttendanceTypesRequest> {
        self.client
            .call(types::ListAttendanceTypesRequest::new(unit))
    }

    /// Lists the form fields to fill in before a service of a unit, narrowed by category and service types.
    ///
    /// Wire: `POST https://api.tatodesk.com/dl/pa/listContactFormFields`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::{AttendanceTypeCategoryId, AttendanceTypeId, AttendanceUnitId};
    ///
    /// let answer = tatodesk
    ///     .in_person()
    ///     .list_form_fields(AttendanceUnitId(58))
    ///     .category(AttendanceTypeCategoryId(11))
    ///     .types([AttendanceTypeId(28)])
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listContactFormFields", "contactFormFields"))]
    pub fn list_form_fields(
        &self,
        unit: AttendanceUnitId,
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

impl Call<types::ListAttendanceUnitsByUserRequest> {
    /// Only units that are active, or only those that are not.
    #[doc(alias = "isActive")]
    pub fn active(mut self, active: bool) -> Self {
        self.request.is_active = Some(Flag::from(active));
        self
    }
}

impl Call<types::ListAttendanceTypesRequest> {
    /// Only service types of this category.
    #[doc(alias = "attendanceTypeCategoryID")]
    pub fn category(mut self, category: AttendanceTypeCategoryId) -> Self {
        self.request.attendance_type_category_id = Some(category);
        self
    }
}

impl Call<types::ListContactFormFieldsRequest> {
    /// Only fields of this category's form.
    #[doc(alias = "attendanceTypeCategoryID")]
    pub fn category(mut self, category: AttendanceTypeCategoryId) -> Self {
        self.request.attendance_type_category_id = Some(category);
        self
    }

    /// Only fields that these service types ask for.
    #[doc(alias = "attendanceTypeIDs")]
    pub fn types(mut self, types: impl IntoIterator<Item = AttendanceTypeId>) -> Self {
        self.request.attendance_type_ids = Some(types.into_iter().collect());
        self
    }
}
