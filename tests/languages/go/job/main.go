// A whole job with the client that openapi-generator makes: list, book, upload, send, report, keep records, and be refused.
// It talks to the server of TATODESK_BASE_URL and prints what it learned as JSON. The programs in the other languages
// beside this one do the same, and print the same.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"languages/tatodesk"
)

type object = map[string]any

func main() {
	learned, err := job()
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(learned)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// withKey returns the context of calls that carry this key.
func withKey(key string) context.Context {
	return context.WithValue(context.Background(), tatodesk.ContextAPIKeys, map[string]tatodesk.APIKey{"ApiKey": {Key: key}})
}

// failure returns the message of a failed call, or nil where the call succeeded.
func failure(inBand any) any {
	switch value := inBand.(type) {
	case nil:
		return nil
	case object:
		return value["message"]
	default:
		return fmt.Sprint(value)
	}
}

// An answer of any operation: all of them have an error.
type answer interface{ GetError() interface{} }

// done returns the answer of a call that succeeded. The job ends at one that did not.
func done[A answer](found A, _ *http.Response, err error) A {
	if err != nil {
		panic(err)
	}
	if message := failure(found.GetError()); message != nil {
		panic(fmt.Errorf("%v", message))
	}
	return found
}

func to[T any](value T) *T { return &value }

// text writes a count, which is a number or its digits.
func text(count tatodesk.Count) string {
	if count.Int64 != nil {
		return fmt.Sprint(*count.Int64)
	}
	return *count.String
}

func job() (learned object, err error) {
	defer func() {
		if failed, ok := recover().(error); ok {
			err = failed
		}
	}()
	configuration := tatodesk.NewConfiguration()
	// The client names the host of each operation. One server for all of them replaces it.
	configuration.OperationServers = nil
	configuration.Servers = tatodesk.ServerConfigurations{{URL: os.Getenv("TATODESK_BASE_URL")}}
	client := tatodesk.NewAPIClient(configuration)
	ctx := withKey(os.Getenv("TATODESK_API_KEY"))
	learned = object{}

	listing := tatodesk.ListCompaniesByUserRequest{IsActive: to(int32(1))}
	companies := []object{}
	for _, one := range done(client.InPersonServiceAPI.ListCompaniesByUser(ctx).ListCompaniesByUserRequest(listing).Execute()).Companies {
		companies = append(companies, object{"ID": one.ID, "name": one.Name, "isActive": one.IsActive})
	}
	learned["companies"] = companies
	of := tatodesk.ListAttendanceUnitsByUserRequest{CompanyID: 1, IsActive: to(int32(1))}
	units := []object{}
	for _, one := range done(client.InPersonServiceAPI.ListAttendanceUnitsByUser(ctx).ListAttendanceUnitsByUserRequest(of).Execute()).AttendanceUnits {
		units = append(units, object{"ID": one.ID, "name": one.Name, "address": one.Address.Get()})
	}
	learned["units"] = units

	booking := book(ctx, client, learned)
	message(ctx, client, learned, booking.Date)
	report(ctx, client, learned)
	records(ctx, client, learned)

	again, _, err := client.InPersonServiceAPI.CreateAppointment(ctx).CreateAppointmentRequest(booking).Execute()
	if err != nil {
		return nil, err
	}
	learned["taken"] = failure(again.GetError())

	_, response, err := client.InPersonServiceAPI.ListCompaniesByUser(withKey("another-key")).ListCompaniesByUserRequest(tatodesk.ListCompaniesByUserRequest{}).Execute()
	var refusal *tatodesk.GenericOpenAPIError
	if !errors.As(err, &refusal) {
		return nil, fmt.Errorf("an unknown key was not refused: %v", err)
	}
	envelope, ok := refusal.Model().(tatodesk.ErrorEnvelope)
	if !ok {
		return nil, err
	}
	learned["refused"] = object{"status": response.StatusCode, "message": failure(envelope.Error)}
	return learned, nil
}

func book(ctx context.Context, client *tatodesk.APIClient, learned object) tatodesk.CreateAppointmentRequest {
	api := client.InPersonServiceAPI
	company, unit, types := int64(1), int64(288), []int64{1}
	dates := *tatodesk.NewListDatesRequest(company, unit, types)
	date := done(api.ListDates(ctx).ListDatesRequest(dates).Execute()).Dates[0]
	periods := *tatodesk.NewListPeriodsRequest(company, unit, types, date)
	period := done(api.ListPeriods(ctx).ListPeriodsRequest(periods).Execute()).Periods[0].ID
	hours := *tatodesk.NewListHoursRequest(company, unit, types, date, period)
	hour := done(api.ListHours(ctx).ListHoursRequest(hours).Execute()).Hours[0]

	booking := *tatodesk.NewCreateAppointmentRequest(company, unit, types, date, hour)
	booking.CategoryID, booking.PeriodID, booking.ChannelID = to(int64(1)), &period, to(int64(1))
	booking.ContactForms = []tatodesk.AppointmentFormValue{{Key: "NAME", Value: "Marina Duarte"}}
	booked := done(api.CreateAppointment(ctx).CreateAppointmentRequest(booking).Execute())
	learned["booking"] = object{
		"date": date, "period": period, "hour": hour,
		"ID": booked.ID, "protocol": booked.Protocol, "documents": booked.Documents,
	}
	query := *tatodesk.NewGetAppointmentRequest(*booked.Protocol)
	found := done(api.GetAppointment(ctx).GetAppointmentRequest(query).Execute()).Appointment
	contacts := []object{}
	for _, one := range found.ContactForms {
		contacts = append(contacts, object{"key": one.Key, "value": one.Value})
	}
	learned["appointment"] = object{
		"ID": found.ID, "date": found.Date, "hour": found.Hour, "status": found.Status,
		"address": found.AttendanceUnitAddress.Get(), "desk": found.Guiche.Get(), "contacts": contacts,
	}
	return booking
}

func message(ctx context.Context, client *tatodesk.APIClient, learned object, date string) {
	bytes := make([]byte, 256)
	for index := range bytes {
		bytes[index] = byte(index)
	}
	folder, err := os.MkdirTemp("", "job")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "notice.png")
	if err := os.WriteFile(path, bytes, 0o600); err != nil {
		panic(err)
	}
	media, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	uploaded := done(client.WhatsAppAPI.UploadMedia(ctx).Media(media).AppID("app").Execute()).Media
	learned["mediaID"] = uploaded.MediaID

	payload := tatodesk.WhatsAppTemplatePayload{
		Header: &tatodesk.WhatsAppTemplateHeader{Params: []tatodesk.WhatsAppHeaderParameter{
			{Type: "image", Image: &tatodesk.WhatsAppMedia{Id: &uploaded.MediaID}},
		}},
		Body: &tatodesk.WhatsAppTemplateBody{Params: []tatodesk.WhatsAppBodyParameter{
			{Type: "TEXT", Text: "Marina"}, {Type: "TEXT", Text: date},
		}},
	}
	request := tatodesk.SendWhatsAppRequest{
		AppID:      tatodesk.StringAsAppID(to("app")),
		TemplateID: tatodesk.StringAsTemplateID(to("appointment_confirmed")),
		Whatsapp:   tatodesk.WhatsAppMessage{Type: "template", To: "5581900000001", TemplatePayload: &payload},
		Metadatas:  object{"CAMPAIGN": "spring-1"},
	}
	sent := done(client.WhatsAppAPI.SendWhatsApp(ctx).SendWhatsAppRequest(request).Execute())
	learned["message"] = failure(sent.GetError())
}

// report reads all pages. A page that comes back short is the last.
func report(ctx context.Context, client *tatodesk.APIClient, learned object) {
	limit := int64(10)
	pages, rows := []int{}, []object{}
	for {
		filter := *tatodesk.NewDigitalAttendancesFilter("01/01/2024", "29/07/2024")
		page := *tatodesk.NewListDigitalAttendancesReportRequest(filter, int64(len(pages)))
		page.Limit = &limit
		found := done(client.DataAPIAPI.ListDigitalAttendancesReport(ctx).ListDigitalAttendancesReportRequest(page).Execute())
		for _, row := range found.Attendances {
			rows = append(rows, object{
				"ID": row.ID, "protocol": row.Protocol, "session": row.Session.Get(), "date": row.Date, "status": row.Status,
				"rate": row.Rate.Get(), "waitingTime": row.WaitingTime.Get(), "sentiment": row.Sentiment.Get(),
				"metadatas": row.Metadatas.Get(),
			})
		}
		pages = append(pages, len(found.Attendances))
		if len(found.Attendances) < int(limit) {
			learned["report"] = object{"pages": pages, "count": text(*found.Count), "rows": rows}
			return
		}
	}
}

func records(ctx context.Context, client *tatodesk.APIClient, learned object) {
	name := "orders"
	order := tatodesk.InsertObjectRequest{ApiName: &name, AdditionalProperties: object{"Produto": "Caju", "Amount": 3}}
	created := done(client.CrmAPI.InsertObject(ctx).InsertObjectRequest(order).Execute()).DataObject
	edit := tatodesk.UpdateObjectRequest{ApiName: &name, ID: &created.Id, AdditionalProperties: object{"Amount": 4, "Status": "Settled"}}
	done(client.CrmAPI.UpdateObject(ctx).UpdateObjectRequest(edit).Execute())
	orders := done(client.CrmAPI.ListObject(ctx).ListObjectRequest(tatodesk.ListObjectRequest{ApiName: &name}).Execute())
	columns := []string{}
	for _, column := range orders.DataObject.TableColumns {
		columns = append(columns, column.Name)
	}
	learned["records"] = object{
		"created": created, "columns": columns, "count": text(*orders.Count), "rows": orders.DataObject.TableData,
	}
}
