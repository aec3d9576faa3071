//! In-person services and appointments.

use tatodesk::Tatodesk;
use tatodesk::ids::CompanyId;
use tatodesk::ids::InPersonServiceId;
use tatodesk::ids::PeriodId;
use tatodesk::ids::RegionId;
use tatodesk::ids::ServiceClassificationId;
use tatodesk::ids::ServiceTypeCategoryId;
use tatodesk::ids::ServiceTypeId;
use tatodesk::ids::ServiceUnitId;
use tatodesk::jiff::civil::date;
use tatodesk::jiff::civil::time;

use super::{Outcome, check};

pub(super) fn in_person(tatodesk: &Tatodesk) -> Outcome {
    // Sample:
    let call = tatodesk.in_person().list_companies().active(true);
    check(call, "listCompaniesByUser");

    // Sample:
    let call = tatodesk.in_person().list_units(CompanyId(1)).active(true);
    check(call, "listAttendanceUnitsByUser");

    // Sample:
    let call = tatodesk.in_person().list_classifications();
    check(call, "listAttendanceClassifications");

    // Sample:
    let call = tatodesk.in_person().list_categories(ServiceUnitId(53));
    check(call, "listAttendanceTypeCategories");

    // Sample:
    let call = tatodesk
        .in_person()
        .list_types(ServiceUnitId(58))
        .category(ServiceTypeCategoryId(11));
    check(call, "listAttendanceTypes");

    // Sample:
    let call = tatodesk
        .in_person()
        .list_form_fields(ServiceUnitId(58))
        .types([ServiceTypeId(28)]);
    check(call, "listContactFormFields");

    // Sample:
    let (company, unit) = (CompanyId(1), ServiceUnitId(2));
    let (classification, types) = (ServiceClassificationId(3), [ServiceTypeId(140)]);
    let call = tatodesk
        .in_person()
        .create_service(company, unit, classification, types);
    check(call, "createPresentialAttendance");

    // Sample:
    let call = tatodesk.in_person().get_service(InPersonServiceId(2466214));
    check(call, "getPresentialAttendance");

    // Sample:
    let protocol = "20250917101813073".to_owned().into();
    let call = tatodesk
        .in_person()
        .add_attachments(protocol, ["https://example.com/identity-card"]);
    check(call, "createAttachments");
    Ok(())
}

pub(super) fn scheduling(tatodesk: &Tatodesk) -> Outcome {
    // Sample:
    let call = tatodesk
        .scheduling()
        .list_link_companies("custom-link-token");
    check(call, "listCustomCompanies");

    // Sample:
    let call = tatodesk
        .scheduling()
        .list_link_categories("custom-link-token");
    check(call, "listCustomAttendanceTypeCategories");

    // Sample:
    let call = tatodesk.scheduling().list_categories(CompanyId(1));
    check(call, "listAttendanceTypeCategoriesForAppointment");

    // Sample:
    let call = tatodesk.scheduling().list_types(ServiceTypeCategoryId(1));
    check(call, "listAttendanceTypesForAppointment");

    // Sample:
    let call = tatodesk.scheduling().list_regions([ServiceTypeId(1)]);
    check(call, "listRegionsForAppointment");

    // Sample:
    let call = tatodesk
        .scheduling()
        .list_units([ServiceTypeId(1)])
        .region(RegionId(53));
    check(call, "listAttendanceUnitsForAppointment");

    // Sample:
    let (company, unit, types) = (CompanyId(1), ServiceUnitId(288), [ServiceTypeId(1)]);
    let call = tatodesk.scheduling().list_dates(company, unit, types);
    check(call, "listDates");

    // Sample:
    let (company, unit, types) = (CompanyId(1), ServiceUnitId(288), [ServiceTypeId(1)]);
    let day = date(2025, 6, 25);
    let call = tatodesk
        .scheduling()
        .list_periods(company, unit, types, day);
    check(call, "listPeriods");

    // Sample:
    let (company, unit, types) = (CompanyId(1), ServiceUnitId(288), [ServiceTypeId(1)]);
    let day = date(2025, 6, 25);
    let call = tatodesk
        .scheduling()
        .list_hours(company, unit, types, day, PeriodId(2));
    check(call, "listHours");

    // Sample:
    let (company, unit, types) = (CompanyId(1), ServiceUnitId(288), [ServiceTypeId(1)]);
    let (day, hour) = (date(2025, 6, 25), time(15, 40, 0, 0));
    let booking = tatodesk
        .scheduling()
        .create_appointment(company, unit, types, day, hour);
    let call = booking.period(PeriodId(2)).contact("NAME", "Marina Duarte");
    check(call, "createAppointment");

    // Sample:
    let protocol = "20250625151315059".to_owned().into();
    let call = tatodesk.scheduling().get_appointment(protocol);
    check(call, "getAppointment");
    Ok(())
}
