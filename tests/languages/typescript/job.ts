// A whole job with the client that orval generates: list, book, upload, send, report, keep records, and be refused.
// It talks to the server of TATODESK_BASE_URL and prints what it learned as JSON. The programs in the other languages
// beside this one do the same, and print the same.
import {
  createAppointment,
  getAppointment,
  insertObject,
  listAttendanceUnitsByUser,
  listCompaniesByUser,
  listDates,
  listDigitalAttendancesReport,
  listHours,
  listObject,
  listPeriods,
  sendWhatsApp,
  updateObject,
  uploadMedia,
  type CreateAppointmentRequest,
  type DigitalAttendance,
  type InBandError,
} from './client/tatodesk.js';

const server = process.env.TATODESK_BASE_URL ?? '';
const key = { headers: { 'TATODESK-API-KEY': process.env.TATODESK_API_KEY ?? '' } };

// The generated functions name the host of each operation. One base URL for all of them replaces it.
const send = globalThis.fetch;
globalThis.fetch = (address, init) => send(server + new URL(String(address)).pathname, init);

type Answer = { status: number; data: { error?: InBandError } };

/** The message of a failed call, or null where the call succeeded. */
function failure(answer: Answer): string | null {
  const error = answer.data.error;
  if (answer.status === 200 && !error) return null;
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message ?? answer.status);
}

/** The data of a call that succeeded. */
function done<T extends Answer>(answer: T): Extract<T, { status: 200 }>['data'] {
  const message = failure(answer);
  if (message !== null) throw new Error(message);
  return answer.data;
}

/** The value of a member that every success has. */
function promised<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('a successful answer lacks a member that it promises');
  return value;
}

/** A member that may be null. It does not compile for one of which the client says that it never is. */
function nullable<T>(value: null extends T ? T : never): T {
  return value;
}

const companies = done(await listCompaniesByUser({ isActive: 1 }, key)).companies ?? [];
const units = done(await listAttendanceUnitsByUser({ companyID: 1, isActive: 1 }, key)).attendanceUnits ?? [];

const place = { companyID: 1, attendanceUnitID: 288 };
const wish = { ...place, attendanceTypeIDs: [1] };
const date = promised(done(await listDates(wish, key)).dates?.[0]);
const period = promised(done(await listPeriods({ ...wish, date }, key)).periods?.[0]).ID;
const hour = promised(done(await listHours({ ...wish, date, period }, key)).hours?.[0]);
const booking: CreateAppointmentRequest = {
  ...place,
  categoryID: 1,
  attendanceTypes: [1],
  date,
  periodID: period,
  hour,
  channelID: 1,
  contactForms: [{ key: 'NAME', value: 'Marina Duarte' }],
};
const booked = done(await createAppointment(booking, key));
const appointment = promised(done(await getAppointment({ protocol: promised(booked.protocol) }, key)).appointment);

const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
const media = new File([bytes], 'notice.png', { type: 'image/png' });
const uploaded = promised(done(await uploadMedia({ media, appID: 'app' }, key)).media);
const message = await sendWhatsApp(
  {
    appID: 'app',
    templateID: 'appointment_confirmed',
    whatsapp: {
      type: 'template',
      to: '5581900000001',
      templatePayload: {
        header: { params: [{ type: 'image', image: { id: uploaded.mediaID } }] },
        body: { params: [{ type: 'TEXT', text: 'Marina' }, { type: 'TEXT', text: date }] },
      },
    },
    metadatas: { CAMPAIGN: 'spring-1' },
  },
  key,
);

const limit = 10;
const pages: number[] = [];
const rows: DigitalAttendance[] = [];
let count: string | number | undefined;
do {
  const filter = { dateInitial: '01/01/2024', dateFinal: '29/07/2024' };
  const page = done(await listDigitalAttendancesReport({ filter, page: pages.length, limit }, key));
  count = page.count;
  pages.push(page.attendances?.length ?? 0);
  rows.push(...(page.attendances ?? []));
} while (pages[pages.length - 1] === limit);

const inserted = promised(done(await insertObject({ apiName: 'orders', Produto: 'Caju', Amount: 3 }, key)).dataObject);
const edit = { apiName: 'orders', ID: inserted.id, Amount: 4, Status: 'Settled' };
done(await updateObject(edit, key));
const orders = done(await listObject({ apiName: 'orders' }, key));

const taken = failure(await createAppointment(booking, key));
const stranger = { headers: { 'TATODESK-API-KEY': 'another-key' } };
const refused = await listCompaniesByUser({}, stranger);

console.log(
  JSON.stringify({
    companies: companies.map(({ ID, name, isActive }) => ({ ID, name, isActive })),
    units: units.map(({ ID, name, address }) => ({ ID, name, address: nullable(address) })),
    booking: { date, period, hour, ID: booked.ID, protocol: booked.protocol, documents: booked.documents },
    appointment: {
      ID: appointment.ID,
      date: appointment.date,
      hour: appointment.hour,
      status: appointment.status,
      address: appointment.attendanceUnitAddress,
      desk: nullable(appointment.guiche),
      contacts: appointment.contactForms?.map(({ key, value }) => ({ key, value })),
    },
    mediaID: uploaded.mediaID,
    message: failure(message),
    report: {
      pages,
      count: String(count),
      rows: rows.map(({ ID, protocol, session, date, status, rate, waitingTime, sentiment, metadatas }) => ({
        ID,
        protocol,
        session,
        date,
        status,
        rate: nullable(rate),
        waitingTime,
        sentiment: nullable(sentiment),
        metadatas,
      })),
    },
    records: {
      created: inserted,
      columns: orders.dataObject?.tableColumns?.map(({ name }) => name),
      count: String(orders.count),
      rows: orders.dataObject?.tableData,
    },
    taken,
    refused: { status: refused.status, message: failure(refused) },
  }),
);
