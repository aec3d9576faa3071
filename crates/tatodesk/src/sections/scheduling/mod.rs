//! Appointments: the steps that lead to a free hour, the booking, and finding the appointment again.
//!
//! The steps have an order, and each one takes what was chosen in the steps before: category, service type, region, unit, day, period,
//! hour. A program that knows an id already can leave out the step that lists it.
//!
//! ```
//! use tatodesk::ids::*;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tatodesk_sandbox::Sandbox::start().await?;
//! # let tatodesk = tatodesk::Tatodesk::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).build()?;
//! let scheduling = tatodesk.scheduling();
//! let company = CompanyId(1);
//! let answer = scheduling.list_categories(company).await?;
//! for category in &answer.service_type_categories {
//!     println!("{} {}", category.id, category.name);
//! }
//! let category = ServiceTypeCategoryId(1); // what the person chose
//! let answer = scheduling.list_types(category).await?;
//! let service_type = answer.service_types.first().ok_or("there is no service type")?.id;
//! let answer = scheduling.list_regions([service_type]).await?;
//! let region = answer.regions.first().ok_or("there is no region")?.id;
//! let answer = scheduling.list_units([service_type]).region(region).await?;
//! let unit = answer.service_units.first().ok_or("there is no unit")?.id;
//!
//! let answer = scheduling.list_dates(company, unit, [service_type]).await?;
//! let date = answer.dates.iter().find_map(|date| date.get()).ok_or("there is no free day")?;
//! let answer = scheduling.list_periods(company, unit, [service_type], date).await?;
//! let period = answer.periods.first().ok_or("there is no period")?.id;
//! let answer = scheduling.list_hours(company, unit, [service_type], date, period).await?;
//! let hour = answer.hours.iter().find_map(|hour| hour.get()).ok_or("there is no free hour")?;
//!
//! let mut booking = scheduling.create_appointment(company, unit, [service_type], date, hour).category(category).period(period);
//! let form = tatodesk.in_person().list_form_fields(unit).types([service_type]).await?;
//! for field in &form.contact_form_fields {
//!     if field.contact_form_key_name.as_deref() == Some("NAME") {
//!         booking = booking.fill(field, "Marina Duarte");
//!     }
//! }
//! let booked = booking.send().await?;
//!
//! let found = scheduling.get_appointment(booked.protocol.clone()).await?;
//! let appointment = found.appointment.as_ref().ok_or("there is no such appointment")?;
//! assert_eq!((appointment.date(), appointment.hour()), (Some(date), Some(hour)));
//! # Ok(())
//! # }
//! ```
//!
//! Another caller can book the hour first; then the booking ends as [rejected](crate::Outcome::Rejected). A custom scheduling link offers
//! companies and categories of its own: [`list_link_companies`](Scheduling::list_link_companies),
//! [`list_link_categories`](Scheduling::list_link_categories).

// `booking` has the calls about one appointment. This folder uses calls and the types of the API. Only callers use it.

mod booking;

use jiff::civil::Date;
use tatodesk_api::types::{
    self, CompanyId, PeriodId, RegionId, ServiceTypeCategoryId, ServiceTypeId, ServiceUnitId,
};

use crate::{Call, sections::section};

section! {
    /// Appointments: the steps to a free hour, and the booking. The [module](crate::scheduling) goes through all steps.
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
