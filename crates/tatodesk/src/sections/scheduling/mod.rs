//! Scheduling: the steps that lead to a free hour, booking it, and finding the appointment again.
//!
//! `booking` has the calls about one appointment. This folder uses calls and the types of the API. Only callers use it.

mod booking;

use jiff::civil::Date;
use tatodesk_api::types::{
    self, CompanyId, PeriodId, RegionId, ServiceTypeCategoryId, ServiceTypeId, ServiceUnitId,
};

use crate::{Call, sections::section};

section! {
    /// Appointments: category, service type, region, unit, day, period and hour, in this order; then the booking.
    Scheduling, scheduling
}

impl Scheduling<'_> {
    /// Lists the companies that a custom scheduling link offers. The token is the link's and works like a password.
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/listCustomCompanies`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// let answer = tatodesk.scheduling().list_link_companies("custom-link-token").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listCustomCompanies", "token"))]
    pub fn list_link_companies(
        &self,
        token: impl Into<String>,
    ) -> Call<types::ListCustomCompaniesRequest> {
        self.client
            .call(types::ListCustomCompaniesRequest::new(token))
    }

    /// Lists the service categories that a custom scheduling link offers.
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/listCustomAttendanceTypeCategories`. Effect: read, safe to repeat.
    ///
    /// The documented answer is a copy of the one that lists companies; both `companies` and `attendanceTypeCategories` are
    /// read (errata [E1](crate::docs::errata#e1)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// let answer = tatodesk.scheduling().list_link_categories("custom-link-token").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listCustomAttendanceTypeCategories", "token"))]
    pub fn list_link_categories(
        &self,
        token: impl Into<String>,
    ) -> Call<types::ListCustomServiceTypeCategoriesRequest> {
        self.client
            .call(types::ListCustomServiceTypeCategoriesRequest::new(token))
    }

    /// Lists the service categories of a company that can be booked: the first step.
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/listAttendanceTypeCategoriesForAppointment`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::CompanyId;
    ///
    /// let answer = tatodesk.scheduling().list_categories(CompanyId(1)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias(
        "listAttendanceTypeCategoriesForAppointment",
        "attendanceTypeCategories"
    ))]
    pub fn list_categories(
        &self,
        company: CompanyId,
    ) -> Call<types::ListServiceTypeCategoriesForAppointmentRequest> {
        self.client
            .call(types::ListServiceTypeCategoriesForAppointmentRequest::new(
                company,
            ))
    }

    /// Lists the service types of a category that can be booked: the second step.
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/listAttendanceTypesForAppointment`. Effect: read, safe to repeat.
    ///
    /// The wire's `categoryID` is the `attendanceTypeCategoryID` of elsewhere (errata [M2](crate::docs::errata#m2)). Prices are
    /// free text (errata [Y8](crate::docs::errata#y8)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::ServiceTypeCategoryId;
    ///
    /// let answer = tatodesk.scheduling().list_types(ServiceTypeCategoryId(1)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listAttendanceTypesForAppointment", "categoryID", "attendanceTypes"))]
    pub fn list_types(
        &self,
        category: ServiceTypeCategoryId,
    ) -> Call<types::ListServiceTypesForAppointmentRequest> {
        self.client
            .call(types::ListServiceTypesForAppointmentRequest::new(category))
    }

    /// Lists the regions in which service types can be booked: the third step.
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/listRegionsForAppointment`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::ServiceTypeId;
    ///
    /// let answer = tatodesk.scheduling().list_regions([ServiceTypeId(1)]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listRegionsForAppointment", "regions"))]
    pub fn list_regions(
        &self,
        types: impl IntoIterator<Item = ServiceTypeId>,
    ) -> Call<types::ListRegionsForAppointmentRequest> {
        self.client
            .call(types::ListRegionsForAppointmentRequest::new(types))
    }

    /// Lists the units that offer service types: the fourth step.
    ///
    /// They are those of one [`region`](Call::region).
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/listAttendanceUnitsForAppointment`. Effect: read, safe to repeat.
    ///
    /// Whether the region can be left out is not documented.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::{ServiceTypeId, RegionId};
    ///
    /// let answer = tatodesk.scheduling().list_units([ServiceTypeId(1)]).region(RegionId(53)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listAttendanceUnitsForAppointment", "attendanceUnits"))]
    pub fn list_units(
        &self,
        types: impl IntoIterator<Item = ServiceTypeId>,
    ) -> Call<types::ListServiceUnitsForAppointmentRequest> {
        self.client
            .call(types::ListServiceUnitsForAppointmentRequest::new(types))
    }

    /// Lists the days on which a unit has free hours: the fifth step.
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/listDates`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::*;
    ///
    /// let answer =
    ///     tatodesk.scheduling().list_dates(CompanyId(1), ServiceUnitId(288), [ServiceTypeId(1)]).send().await?;
    /// if let Some(first) = answer.dates.iter().find_map(|date| date.get()) {
    ///     println!("the first free day is {first}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listDates", "attendanceTypeIDs", "dates"))]
    pub fn list_dates(
        &self,
        company: CompanyId,
        unit: ServiceUnitId,
        types: impl IntoIterator<Item = ServiceTypeId>,
    ) -> Call<types::ListDatesRequest> {
        self.client
            .call(types::ListDatesRequest::new(company, unit, types))
    }

    /// Lists the periods of a day with free hours: the sixth step.
    ///
    /// Periods are morning, afternoon and evening.
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/listPeriods`. Effect: read, safe to repeat.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    /// use tatodesk::ids::*;
    ///
    /// let answer = tatodesk
    ///     .scheduling()
    ///     .list_periods(CompanyId(1), ServiceUnitId(288), [ServiceTypeId(1)], date(2025, 6, 25))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listPeriods", "periods"))]
    pub fn list_periods(
        &self,
        company: CompanyId,
        unit: ServiceUnitId,
        types: impl IntoIterator<Item = ServiceTypeId>,
        date: Date,
    ) -> Call<types::ListPeriodsRequest> {
        self.client
            .call(types::ListPeriodsRequest::new(company, unit, types, date))
    }

    /// Lists the free hours of a period of a day: the seventh step.
    ///
    /// Wire: `POST https://api.tatodesk.com/pa/listHours`. Effect: read, safe to repeat.
    ///
    /// The wire's `period` is the `periodID` of the booking (errata [Y7](crate::docs::errata#y7)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use jiff::civil::date;
    /// use tatodesk::ids::*;
    ///
    /// let answer = tatodesk
    ///     .scheduling()
    ///     .list_hours(CompanyId(1), ServiceUnitId(288), [ServiceTypeId(1)], date(2025, 6, 25), PeriodId(2))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("listHours", "hours", "period"))]
    pub fn list_hours(
        &self,
        company: CompanyId,
        unit: ServiceUnitId,
        types: impl IntoIterator<Item = ServiceTypeId>,
        date: Date,
        period: PeriodId,
    ) -> Call<types::ListHoursRequest> {
        self.client.call(types::ListHoursRequest::new(
            company, unit, types, date, period,
        ))
    }
}

impl Call<types::ListServiceUnitsForAppointmentRequest> {
    /// Only units of this region.
    #[doc(alias = "regionID")]
    pub fn region(mut self, region: RegionId) -> Self {
        self.request.region_id = Some(region);
        self
    }
}
