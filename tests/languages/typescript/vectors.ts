// Runs test vectors with the client that orval generates. It reads calls from standard input, each an operation with a
// request and an answer, and prints what the client sent and what it made of the answer. No call leaves the machine.
import { readFileSync } from 'node:fs';
import * as client from './client/tatodesk.js';

type FileOfForm = { fileName: string; contentType: string; base64: string };
type Call = {
  operation: string;
  body?: unknown;
  form?: Record<string, string | FileOfForm>;
  answer: { status: number; text: string };
};
type Sent = { method: string; url: string; key: string | null; type: string | null; body?: unknown; form?: object };
type Operation = (body: unknown, options: RequestInit) => Promise<{ data: unknown; status: number }>;

const operations = client as unknown as Record<string, Operation>;
const options = { headers: { 'TATODESK-API-KEY': 'vector-key' } };

/** The form as the function wants it: files as files. */
function form(parts: Record<string, string | FileOfForm>): object {
  const part = (value: string | FileOfForm) =>
    typeof value === 'string'
      ? value
      : new File([Buffer.from(value.base64, 'base64')], value.fileName, { type: value.contentType });
  return Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, part(value)]));
}

/** What a request carries, as the vectors write it. */
async function sent(request: Request): Promise<Sent> {
  const { method, url, headers } = request;
  const head = { method, url, key: headers.get('tatodesk-api-key'), type: headers.get('content-type') };
  if (!head.type?.startsWith('multipart/form-data')) return { ...head, body: JSON.parse(await request.text()) };
  const parts: Record<string, unknown> = {};
  for (const [name, value] of (await request.formData()).entries()) {
    parts[name] =
      typeof value === 'string'
        ? value
        : { fileName: value.name, base64: Buffer.from(await value.arrayBuffer()).toString('base64') };
  }
  return { ...head, form: parts };
}

const calls: Call[] = JSON.parse(readFileSync(0, 'utf8'));
const results: object[] = [];
for (const { operation, body, form: parts, answer } of calls) {
  let seen: Sent | undefined;
  globalThis.fetch = async (address, init) => {
    seen = await sent(new Request(address, init));
    return new Response(answer.text, { status: answer.status, headers: { 'Content-Type': 'application/json' } });
  };
  const call = operations[operation];
  if (call === undefined) {
    results.push({ failed: `the client has no ${operation}` });
    continue;
  }
  try {
    const { data, status } = await call(parts === undefined ? body : form(parts), options);
    results.push({ sent: seen, status, value: data });
  } catch (error) {
    results.push({ sent: seen, failed: String(error) });
  }
}
console.log(JSON.stringify(results));
