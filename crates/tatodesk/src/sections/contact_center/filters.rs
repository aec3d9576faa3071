//! What narrows the lists of the contact center.

use tatodesk_api::{
    types::{
        self, AreaId, AreasFilter, DepartmentId, ServiceGroupId, ServiceGroupsFilter,
        SpecialtiesFilter, SpecialtyId, SubAreaId, SubAreasFilter, SubspecialtiesFilter,
        SubspecialtyId,
    },
    wire::Flag,
};

use crate::Call;

/// The filter's methods that all levels have in common, and the one that names the level's own ids.
macro_rules! level_filters {
    ($($request:ident, $filter:ident, $(#[$docs:meta])* $wire:literal $method:ident = $member:ident: $id:ty;)*) => {$(
        impl Call<types::$request> {
            $(#[$docs])*
            #[doc(alias = $wire)]
            pub fn $method(mut self, $method: impl IntoIterator<Item = $id>) -> Self {
                self.filter().$member = Some($method.into_iter().collect());
                self
            }

            /// Only what belongs to these departments.
            #[doc(alias = "departmentIDs")]
            pub fn departments(mut self, departments: impl IntoIterator<Item = DepartmentId>) -> Self {
                self.filter().department_ids = Some(departments.into_iter().collect());
                self
            }

            /// Only what keeps the normal opening hours, or only what does not. The wire misspells it (errata
            /// [Y7](crate::docs::errata#y7)).
            #[doc(alias = "isNormalOpenningHour")]
            pub fn normal_opening_hours(mut self, normal: bool) -> Self {
                self.filter().is_normal_opening_hour = Some(Flag::from(normal));
                self
            }

            fn filter(&mut self) -> &mut $filter {
                self.request.filter.get_or_insert_default()
            }
        }
    )*};
}

level_filters! {
    ListServiceGroupsRequest, ServiceGroupsFilter,
        /// Only these service groups.
        "attendanceGroupIDs" groups = service_group_ids: ServiceGroupId;
    ListSpecialtiesRequest, SpecialtiesFilter,
        /// Only these specialties.
        "groupSpecializationIDs" specialties = specialty_ids: SpecialtyId;
    ListSubspecialtiesRequest, SubspecialtiesFilter,
        /// Only these subspecialties.
        "subSpecializationIDs" subspecialties = subspecialty_ids: SubspecialtyId;
    ListAreasRequest, AreasFilter,
        /// Only these areas.
        "areaIDs" areas = area_ids: AreaId;
    ListSubAreasRequest, SubAreasFilter,
        /// Only these subareas.
        "subAreaIDs" subareas = sub_area_ids: SubAreaId;
}

/// The levels below a service group, from the widest to the narrowest.
macro_rules! levels {
    ($($request:ident),*) => {$(
        impl Call<types::$request> {
            /// Of this specialty of the group.
            #[doc(alias = "groupSpecializationID")]
            pub fn specialty(mut self, specialty: SpecialtyId) -> Self {
                self.request.specialty_id = Some(specialty);
                self
            }

            /// Of this subspecialty of the specialty.
            #[doc(alias = "subSpecializationID")]
            pub fn subspecialty(mut self, subspecialty: SubspecialtyId) -> Self {
                self.request.subspecialty_id = Some(subspecialty);
                self
            }

            /// Of this area of the subspecialty.
            #[doc(alias = "areaID")]
            pub fn area(mut self, area: AreaId) -> Self {
                self.request.area_id = Some(area);
                self
            }

            /// Of this subarea of the area.
            #[doc(alias = "subAreaID")]
            pub fn subarea(mut self, subarea: SubAreaId) -> Self {
                self.request.sub_area_id = Some(subarea);
                self
            }
        }
    )*};
}

levels!(ListOpeningHoursRequest, ListOpeningHourExceptionsRequest);
