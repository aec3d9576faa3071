"""A whole job with the client that openapi-generator makes: list, book, upload, send, report, keep records, and be refused.

It talks to the server of TATODESK_BASE_URL and prints what it learned as JSON. The programs in the other languages beside
this one do the same, and print the same.
"""

from __future__ import annotations

import json
import os
from typing import Any, Optional, TypeVar

from tatodesk_client import (
    ApiClient,
    AppID,
    AppointmentFormValue,
    Configuration,
    CreateAppointmentRequest,
    CrmApi,
    DataAPIApi,
    DigitalAttendance,
    DigitalAttendancesFilter,
    GetAppointmentRequest,
    InPersonServiceApi,
    InsertObjectRequest,
    ListAttendanceUnitsByUserRequest,
    ListCompaniesByUserRequest,
    ListDatesRequest,
    ListDigitalAttendancesReportRequest,
    ListHoursRequest,
    ListObjectRequest,
    ListPeriodsRequest,
    SendWhatsAppRequest,
    TemplateID,
    UpdateObjectRequest,
    WhatsAppApi,
    WhatsAppBodyParameter,
    WhatsAppHeaderParameter,
    WhatsAppMedia,
    WhatsAppMessage,
    WhatsAppTemplateBody,
    WhatsAppTemplateHeader,
    WhatsAppTemplatePayload,
)
from tatodesk_client.exceptions import ApiException

T = TypeVar("T")


def connect(key: str) -> ApiClient:
    """A client whose operations all go to one server, instead of the host that the specification names for each."""
    server = os.environ["TATODESK_BASE_URL"]
    return ApiClient(Configuration(host=server, api_key={"ApiKey": key}, ignore_operation_servers=True))


def failure(error: Any) -> Optional[str]:
    """The message of a failed call, or None where the call succeeded."""
    if not error:
        return None
    return str(error["message"]) if isinstance(error, dict) and "message" in error else str(error)


def done(answer: T) -> T:
    """The answer of a call that succeeded."""
    message = failure(getattr(answer, "error"))
    if message is not None:
        raise RuntimeError(message)
    return answer


def promised(value: Optional[T]) -> T:
    """The value of a member that every success has."""
    if value is None:
        raise RuntimeError("a successful answer lacks a member that it promises")
    return value


def main() -> None:
    with connect(os.environ["TATODESK_API_KEY"]) as client:
        in_person, whatsapp, crm = InPersonServiceApi(client), WhatsAppApi(client), CrmApi(client)

        listing = ListCompaniesByUserRequest(isActive=1)
        companies = done(in_person.list_companies_by_user(listing)).companies or []
        of_company = ListAttendanceUnitsByUserRequest(companyID=1, isActive=1)
        units = done(in_person.list_attendance_units_by_user(of_company)).attendance_units or []

        company, unit, types = 1, 288, [1]
        dates = ListDatesRequest(companyID=company, attendanceUnitID=unit, attendanceTypeIDs=types)
        date = promised(done(in_person.list_dates(dates)).dates)[0]
        periods = ListPeriodsRequest(companyID=company, attendanceUnitID=unit, attendanceTypeIDs=types, date=date)
        period = promised(done(in_person.list_periods(periods)).periods)[0].id
        hours = ListHoursRequest(
            companyID=company, attendanceUnitID=unit, attendanceTypeIDs=types, date=date, period=period
        )
        hour = promised(done(in_person.list_hours(hours)).hours)[0]
        booking = CreateAppointmentRequest(
            companyID=company,
            attendanceUnitID=unit,
            categoryID=1,
            attendanceTypes=types,
            date=date,
            periodID=period,
            hour=hour,
            channelID=1,
            contactForms=[AppointmentFormValue(key="NAME", value="Marina Duarte")],
        )
        booked = done(in_person.create_appointment(booking))
        query = GetAppointmentRequest(protocol=promised(booked.protocol))
        appointment = promised(done(in_person.get_appointment(query)).appointment)

        uploaded = promised(done(whatsapp.upload_media(("notice.png", bytes(range(256))), "app")).media)
        message = whatsapp.send_whats_app(
            SendWhatsAppRequest(
                appID=AppID("app"),
                templateID=TemplateID("appointment_confirmed"),
                whatsapp=WhatsAppMessage(
                    type="template",
                    to="5581900000001",
                    templatePayload=WhatsAppTemplatePayload(
                        header=WhatsAppTemplateHeader(
                            params=[
                                WhatsAppHeaderParameter(type="image", image=WhatsAppMedia(id=uploaded.media_id))
                            ]
                        ),
                        body=WhatsAppTemplateBody(
                            params=[
                                WhatsAppBodyParameter(type="TEXT", text="Marina"),
                                WhatsAppBodyParameter(type="TEXT", text=date),
                            ]
                        ),
                    ),
                ),
                metadatas={"CAMPAIGN": "spring-1"},
            )
        )

        count, pages, rows = report(DataAPIApi(client), limit=10)

        order = InsertObjectRequest(apiName="orders")
        order.additional_properties = {"Produto": "Caju", "Amount": 3}
        created = promised(done(crm.insert_object(order)).data_object)
        edit = UpdateObjectRequest(apiName="orders", ID=created.id)
        edit.additional_properties = {"Amount": 4, "Status": "Settled"}
        done(crm.update_object(edit))
        orders = done(crm.list_object(ListObjectRequest(apiName="orders")))
        table = promised(orders.data_object)

        taken = failure(in_person.create_appointment(booking).error)
    with connect("another-key") as stranger:
        try:
            InPersonServiceApi(stranger).list_companies_by_user(ListCompaniesByUserRequest())
            refused = None
        except ApiException as exception:
            refused = {
                "status": exception.status,
                "message": failure(promised(exception.data).error),
            }

    learned = {
        "companies": [{"ID": one.id, "name": one.name, "isActive": one.is_active} for one in companies],
        "units": [{"ID": one.id, "name": one.name, "address": one.address} for one in units],
        "booking": {
            "date": date,
            "period": period,
            "hour": hour,
            "ID": booked.id,
            "protocol": booked.protocol,
            "documents": booked.documents,
        },
        "appointment": {
            "ID": appointment.id,
            "date": promised(appointment.var_date).isoformat(),
            "hour": appointment.hour,
            "status": appointment.status,
            "address": appointment.attendance_unit_address,
            "desk": appointment.guiche,
            "contacts": [{"key": one.key, "value": one.value} for one in appointment.contact_forms or []],
        },
        "mediaID": uploaded.media_id,
        "message": failure(message.error),
        "report": {
            "pages": pages,
            "count": count,
            "rows": [
                {
                    "ID": row.id,
                    "protocol": row.protocol,
                    "session": row.session,
                    "date": row.var_date,
                    "status": row.status,
                    "rate": row.rate,
                    "waitingTime": row.waiting_time,
                    "sentiment": row.sentiment,
                    "metadatas": row.metadatas,
                }
                for row in rows
            ],
        },
        "records": {
            "created": created.to_dict(),
            "columns": [column.name for column in table.table_columns or []],
            "count": str(promised(orders.count).actual_instance),
            "rows": table.table_data,
        },
        "taken": taken,
        "refused": refused,
    }
    print(json.dumps(learned, ensure_ascii=False))


def report(data: DataAPIApi, limit: int) -> tuple[str, list[int], list[DigitalAttendance]]:
    """The rows of all pages, with the length of each page. A page that comes back short is the last."""
    pages: list[int] = []
    rows: list[DigitalAttendance] = []
    while True:
        page = ListDigitalAttendancesReportRequest(
            filter=DigitalAttendancesFilter(dateInitial="01/01/2024", dateFinal="29/07/2024"),
            page=len(pages),
            limit=limit,
        )
        answer = done(data.list_digital_attendances_report(page))
        found = answer.attendances or []
        pages.append(len(found))
        rows.extend(found)
        if len(found) < limit:
            return str(promised(answer.count).actual_instance), pages, rows


if __name__ == "__main__":
    main()
