//! The structure of the contact center: departments, service groups, the levels below them, and their opening hours.
//!
//! `filters` has the options that the lists share. This folder uses calls and the types of the API. Only callers use it.

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
    /// The contact center: departments have service groups, which have specialties, subspecialties, areas and subareas, each
    /// level below the one before.
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
