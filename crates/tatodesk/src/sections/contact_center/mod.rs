//! The structure of the contact center: departments, service groups, the levels below them, and their opening hours.
//!
//! Departments have service groups. A group has specialties, and below each specialty are subspecialties, areas and subareas:
//!
//! ```
//! use tatodesk::ids::*;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tatodesk_sandbox::Sandbox::start().await?;
//! # let tatodesk = tatodesk::Tatodesk::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).build()?;
//! let center = tatodesk.contact_center();
//! let answer = center.list_departments().await?;
//! for department in &answer.departments {
//!     println!("{} {}", department.id, department.name);
//! }
//! let answer = center.list_groups().departments([DepartmentId(335)]).await?;
//! let group = answer.service_groups.first().ok_or("the department has no group")?;
//! println!("{} {:?}", group.name, group.description);
//! let answer = center.list_specialties(group.id).await?;
//! let specialty = answer.specialties.first().ok_or("the group has no specialty")?.id;
//! let answer = center.list_subspecialties(specialty).await?;
//! for subspecialty in &answer.subspecialties {
//!     println!("{} {}", subspecialty.id, subspecialty.name);
//! }
//!
//! let hours = center.list_schedules(group.id).specialty(specialty).await?;
//! for open in &hours.opening_hours {
//!     println!("{:?} from {:?} to {:?}", open.day, open.start_time(), open.end_time());
//! }
//! let others = center.list_schedule_exceptions(group.id).specialty(specialty).await?;
//! for day in &others.exceptions {
//!     println!("{:?} {:?}", day.date(), day.description);
//! }
//! # assert!(!hours.opening_hours.is_empty() && !others.exceptions.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! The lists come in pages: each has `page` and `limit`.

// `filters` has the options that the lists share. This folder uses calls and the types of the API. Only callers use it.

mod filters;

use tatodesk_api::types::{
    self, AreaId, AreasFilter, ServiceGroupId, SpecialtiesFilter, SpecialtyId, SubAreasFilter,
    SubspecialtiesFilter, SubspecialtyId,
};

use crate::{
    Call,
    sections::{paged, section},
};

section! {
    /// The contact center: departments, service groups, and the levels below them. The [module](crate::contact_center) has an example.
    ContactCenter, contact_center
}

impl ContactCenter<'_> {
    /// Lists the departments, active or not.
    ///
    /// Wire: `POST https://api.tatodesk.com/cc/v1/listDepartments`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// let answer = tatodesk.contact_center().list_departments().page(0).limit(10).send().await?;
    /// for department in &answer.departments {
    ///     println!("{}: {}", department.id, department.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listDepartments", "departments"))]
    pub fn list_departments(&self) -> Call<types::ListDepartmentsRequest> {
        self.client.call(types::ListDepartmentsRequest::new())
    }

    /// Lists the service groups.
    ///
    /// Wire: `POST https://api.tatodesk.com/cc/v1/listAttendanceGroups`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::DepartmentId;
    ///
    /// let answer = tatodesk.contact_center().list_groups().departments([DepartmentId(7)]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listAttendanceGroups", "attendanceGroups"))]
    pub fn list_groups(&self) -> Call<types::ListServiceGroupsRequest> {
        self.client.call(types::ListServiceGroupsRequest::new())
    }

    /// Lists the specialties of a service group.
    ///
    /// Wire: `POST https://api.tatodesk.com/cc/v1/listGroupSpecializations`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::ServiceGroupId;
    ///
    /// let answer = tatodesk.contact_center().list_specialties(ServiceGroupId(455)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listGroupSpecializations", "specializations"))]
    pub fn list_specialties(&self, group: ServiceGroupId) -> Call<types::ListSpecialtiesRequest> {
        let mut filter = SpecialtiesFilter::new();
        filter.service_group_id = Some(group);
        let mut request = types::ListSpecialtiesRequest::new();
        request.filter = Some(filter);
        self.client.call(request)
    }

    /// Lists the subspecialties of a specialty.
    ///
    /// Wire: `POST https://api.tatodesk.com/cc/v1/listSubSpecializations`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::SpecialtyId;
    ///
    /// let answer = tatodesk.contact_center().list_subspecialties(SpecialtyId(165)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listSubSpecializations", "subSpecializations"))]
    pub fn list_subspecialties(
        &self,
        specialty: SpecialtyId,
    ) -> Call<types::ListSubspecialtiesRequest> {
        let mut filter = SubspecialtiesFilter::new();
        filter.specialty_id = Some(specialty);
        let mut request = types::ListSubspecialtiesRequest::new();
        request.filter = Some(filter);
        self.client.call(request)
    }

    /// Lists the areas of a subspecialty.
    ///
    /// Wire: `POST https://api.tatodesk.com/cc/v1/listAreas`. Effect: read, safe to repeat.
    ///
    /// The wire spells this one `subspecializationID` (errata [Y7](crate::docs::errata#y7)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::SubspecialtyId;
    ///
    /// let answer = tatodesk.contact_center().list_areas(SubspecialtyId(375)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listAreas", "areas", "subspecializationID"))]
    pub fn list_areas(&self, subspecialty: SubspecialtyId) -> Call<types::ListAreasRequest> {
        let mut filter = AreasFilter::new();
        filter.subspecialty_id = Some(subspecialty);
        let mut request = types::ListAreasRequest::new();
        request.filter = Some(filter);
        self.client.call(request)
    }

    /// Lists the subareas of an area.
    ///
    /// Wire: `POST https://api.tatodesk.com/cc/v1/listSubAreas`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::AreaId;
    ///
    /// let answer = tatodesk.contact_center().list_subareas(AreaId(940)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listSubAreas", "subAreas"))]
    pub fn list_subareas(&self, area: AreaId) -> Call<types::ListSubAreasRequest> {
        let mut filter = SubAreasFilter::new();
        filter.area_id = Some(area);
        let mut request = types::ListSubAreasRequest::new();
        request.filter = Some(filter);
        self.client.call(request)
    }

    /// Lists the opening hours of a service group, or of a level below it.
    ///
    /// Wire: `POST https://api.tatodesk.com/cc/v1/listOpeningHours`. Effect: read, safe to repeat.
    ///
    /// A weekday can stand in the list more than once, and `object` says which level the hours come from (errata
    /// [N6](crate::docs::errata#n6)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::{ServiceGroupId, SpecialtyId};
    ///
    /// let answer = tatodesk
    ///     .contact_center()
    ///     .list_schedules(ServiceGroupId(455))
    ///     .specialty(SpecialtyId(165))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listOpeningHours", "openingHours"))]
    pub fn list_schedules(&self, group: ServiceGroupId) -> Call<types::ListOpeningHoursRequest> {
        let mut request = types::ListOpeningHoursRequest::new();
        request.service_group_id = Some(group);
        self.client.call(request)
    }

    /// Lists the days with other hours, of a service group or a level below it.
    ///
    /// Wire: `POST https://api.tatodesk.com/cc/v1/listOpeningHourExceptions`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::ServiceGroupId;
    ///
    /// let answer = tatodesk.contact_center().list_schedule_exceptions(ServiceGroupId(455)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listOpeningHourExceptions", "exceptions"))]
    pub fn list_schedule_exceptions(
        &self,
        group: ServiceGroupId,
    ) -> Call<types::ListOpeningHourExceptionsRequest> {
        let mut request = types::ListOpeningHourExceptionsRequest::new();
        request.service_group_id = Some(group);
        self.client.call(request)
    }
}

paged! {
    optional:
    ListDepartmentsRequest,
    ListServiceGroupsRequest,
    ListSpecialtiesRequest,
    ListSubspecialtiesRequest,
    ListAreasRequest,
    ListSubAreasRequest,
}
