// The pages of the sandbox in a real browser: they show what the logs hold, live, and ask no other machine for anything.
// `.ci/browser` runs this from a copy in target/browser.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { after, before, beforeEach, test } from "node:test";
import { chromium } from "playwright-core";

const here = import.meta.dirname;
/** The longest that anything is waited for. */
const PATIENCE = 30_000;
/** A name that leads to this machine, as its owner could let any name do. */
const REBOUND = "rebound.example";
/** What Chromium asks for itself, when it starts and when a person types. The proxy refuses it like all others, and a
 * page that asked for it would still be seen. */
const HOUSEKEEPING = ["accounts.google.com:443", "android.clients.google.com:443", "content-autofill.googleapis.com:443"];

let sandbox, proxy, browser, context;
/** Where the sandbox listens. */
let base;
/** What was asked of anybody but the sandbox, and what a page complained about. */
let strays = [];

before(async () => {
  sandbox = spawn(process.env.SANDBOX, ["--port", "0", "--log", "off"], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface(sandbox.stdout), "line");
  base = line.replace("Listening on ", "");
  // Everything that is not on this machine goes to this proxy, which notes it and sends it nowhere.
  proxy = createServer((request, response) => {
    strays.push(`${request.method} ${request.url}`);
    response.writeHead(502).end();
  });
  proxy.on("connect", (request, socket) => {
    if (!HOUSEKEEPING.includes(request.url)) strays.push(`CONNECT ${request.url}`);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    proxy: { server: `http://127.0.0.1:${proxy.address().port}`, bypass: `127.0.0.1,localhost,${REBOUND}` },
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", `--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`],
  });
  context = await browser.newContext({ viewport: { width: 1280, height: 1100 } });
  context.setDefaultTimeout(PATIENCE);
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== base && !["data:", "blob:"].includes(url.protocol)) strays.push(`the page: ${url}`);
  });
  // A request that the page's own policy forbids is complained about here.
  context.on("console", (message) => {
    if (message.type() === "error") strays.push(`the console: ${message.text()}`);
  });
  context.on("weberror", (error) => strays.push(`the page failed: ${error.error()}`));
});

after(async () => {
  await browser?.close();
  proxy?.close();
  sandbox?.kill();
});

beforeEach(() => {
  strays = [];
});

/** Calls the sandbox as any program would, and says with which status it answered. */
async function call(path, body) {
  const headers = { "TATODESK-API-KEY": "sandbox-key", "Content-Type": "application/json" };
  const answer = await fetch(base + path, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.status;
}

const sms = (name) => call("/dl/v1/sms/messages", {
  appID: 7, templateID: "appointment_confirmed",
  sms: { type: "template", to: "5581900000002", template: { params: [name, "26/06 at 08:00"] } },
});

/** Waits until a part of the page shows these texts. */
async function shows(page, part, ...texts) {
  for (const text of texts) await page.locator(part).getByText(text).filter({ visible: true }).first().waitFor();
}

test("a request to another machine would be seen", async () => {
  const lost = await context.newPage();
  await assert.rejects(lost.goto("http://elsewhere.invalid/"));
  await lost.close();
  for (const seen of ["the page: http://elsewhere.invalid/", "GET http://elsewhere.invalid/"]) {
    assert.ok(strays.includes(seen), `${seen} is not among ${strays}`);
  }
  strays = [];
  const page = await context.newPage();
  await page.goto(base);
  const seen = page.waitForEvent("console");
  await page.evaluate(() => document.body.append(Object.assign(new Image(), { src: "https://elsewhere.invalid/logo.svg" })));
  await seen;
  assert.notDeepEqual(strays, [], "the policy forbids it, and that is seen too");
  await page.close();
});

test("the page shows messages as a phone would, and requests with their validation, live", async () => {
  assert.equal(await call("/dl/v1/whatsapp/messages", {
    appID: "an-app", templateID: "second_bill_notice",
    whatsapp: {
      type: "template", to: "5581900000001",
      templatePayload: {
        header: { params: [{ type: "image", image: { link: "https://example.com/bill.png" } }] },
        body: { params: [{ type: "TEXT", text: "Marina" }, { type: "TEXT", text: "30/06/2025" }] },
      },
    },
  }), 200);
  assert.equal(await sms("Davi"), 200);
  assert.equal(await call("/dl/v1/email/messages", {
    appID: "", templateID: "42",
    email: {
      type: "template", to: "helena@example.com",
      templatePayload: { body: { params: ["Helena"], attachments: [{ filename: "bill.pdf", base64: "" }] } },
    },
  }), 200);
  assert.equal(await call("/pa/listHours", { companyID: 1, date: "2025-06-26" }), 400);
  assert.equal(await call("/dl/v1/sms/messages", {
    appID: 7, templateID: "<b>typo</b>", sms: { type: "template", to: "5581900000003" },
  }), 200);

  const page = await context.newPage();
  await page.goto(base);
  await shows(page, "#whatsapp", "to 5581900000001", "https://example.com/bill.png",
    "Hello Marina, here is the second copy of your bill. It is due on 30/06/2025.");
  await shows(page, "#sms", "to 5581900000002", "Davi, we expect you on 26/06 at 08:00.");
  await shows(page, "#email", "to helena@example.com", "Your bill, Helena", "bill.pdf");
  await shows(page, "#requests", "sendWhatsApp", "sendSms", "sendEmail", "valid", "listHours", "400", "listHours needs this member",
    "this has to be a day as DD/MM/YYYY", "200, refused", "there is no sms template <b>typo</b>");
  // The picture of the README.
  await page.screenshot({ path: `${here}/page.png`, clip: { x: 0, y: 0, width: 1280, height: 880 } });
  await page.locator("#request-5 summary").click();
  await shows(page, "#request-5 pre", "5581900000003");
  await shows(page, "#now", "Deliveries");
  assert.equal(await page.locator("#now dt:text-is('Deliveries') + dd").innerText(), "3");
  await page.getByText("Service units").click();
  await shows(page, "#world", "Unidade Jardim");

  // While the page is open.
  assert.equal(await sms("Célia"), 200);
  assert.equal(await call("/dl/v1/sms/messages", { appID: 7 }), 400);
  assert.equal(await call("/nowhere", {}), 404);
  await shows(page, "#sms", "Célia, we expect you on 26/06 at 08:00.");
  await shows(page, "#requests", "sendSms needs this member", "no operation of Tatodesk has this path");
  assert.equal(await page.locator("#requests tbody tr").count(), 8);
  assert.ok(await page.locator("#request-5 pre").isVisible(), "the body that was opened stays open while requests come");
  assert.equal(await page.locator("#sms .message").count(), 2);
  assert.ok(await page.getByText("Unidade Jardim").isVisible(), "what was opened stays open");
  await page.screenshot({ path: `${here}/home.png`, fullPage: true });
  await page.close();
  assert.deepEqual(strays, []);
});

test("the reference shows all operations, and is searched, without asking anybody", async () => {
  const document = await (await fetch(`${base}/docs/openapi.json`)).json();
  const operations = Object.values(document.paths).map((path) => path.post);
  assert.equal(operations.length, 52);
  const page = await context.newPage();
  await page.goto(`${base}/docs`);
  for (const operation of operations) {
    const part = page.locator(`[id="tag/${operation.tags[0].replaceAll(" ", "-")}/operation/${operation.operationId}"]`);
    await part.getByRole("heading", { name: operation.summary }).first().waitFor();
  }
  await page.getByRole("textbox", { name: "Search" }).fill("appointment");
  await page.getByRole("search").getByText("Query an appointment by its protocol").first().waitFor();
  await page.screenshot({ path: `${here}/docs.png` });
  await page.close();
  assert.deepEqual(strays, []);
});

/** All that a page could change. The picture that a browser asks for beside any answer is no matter of the page. */
async function all() {
  const snapshot = await (await fetch(`${base}/_sandbox/state`)).json();
  const log = snapshot.state.requests;
  log.entries = log.entries.filter((request) => request.path !== "/favicon.ico");
  return snapshot;
}

/** What a page may try: each request, as `fetch` takes it. */
const ATTEMPTS = [];
for (const [path, body] of [
  ["/_sandbox/clock", { advanceMs: 60_000 }],
  ["/_sandbox/faults", { faults: ["refuse"] }],
  ["/_sandbox/limits", { perSecond: 1 }],
  ["/_sandbox/port", { closedMs: 60_000 }],
  ["/_sandbox/release", {}],
]) {
  const whole = { method: "POST", body: JSON.stringify(body) };
  ATTEMPTS.push([path, { ...whole, mode: "no-cors" }], [path, whole]);
  ATTEMPTS.push([path, { ...whole, headers: { "Content-Type": "application/json" } }]);
}
ATTEMPTS.push(["/_sandbox/requests", { method: "DELETE" }], ["/_sandbox/deliveries", { method: "DELETE" }]);
ATTEMPTS.push(["/_sandbox/state", {}], ["/_sandbox/state", { mode: "no-cors" }], ["/", {}], ["/docs/openapi.json", {}]);
const headers = { "TATODESK-API-KEY": "sandbox-key", "Content-Type": "application/json" };
ATTEMPTS.push(["/pa/listHours", { method: "POST", headers, body: "{}" }]);

/** Lets a page make all attempts, and gives the status of each that it could read. */
const attempt = (page, target) => page.evaluate(async ([target, attempts]) => {
  const read = [];
  for (const [path, options] of attempts) {
    try {
      const answer = await fetch(target + path, options);
      if (answer.type !== "opaque") read.push(`${path}: ${answer.status}`);
    } catch {
      // The browser or the sandbox refused it.
    }
  }
  return read;
}, [target, ATTEMPTS]);

test("a page of another origin steers nothing and reads nothing", async () => {
  assert.equal(await sms("Marina"), 200);
  const other = createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "text/html" }).end("<!DOCTYPE html><title>Another site</title><body>");
  });
  await once(other.listen(0, "127.0.0.1"), "listening");
  const before = await all();
  const visitor = await browser.newContext();
  visitor.setDefaultTimeout(PATIENCE);
  for (const host of ["127.0.0.1", "localhost", REBOUND]) {
    const page = await visitor.newPage();
    await page.goto(`http://${host}:${other.address().port}/`);
    assert.deepEqual(await attempt(page, base), [], host);
    // A form needs no leave to be sent, and can look like JSON.
    const answer = page.waitForResponse((response) => response.url().endsWith("/_sandbox/clock"));
    await page.evaluate((base) => {
      const form = Object.assign(document.createElement("form"), { method: "POST", enctype: "text/plain" });
      form.action = `${base}/_sandbox/clock`;
      form.append(Object.assign(document.createElement("input"), { name: '{"advanceMs": 60000, "a": "', value: '"}' }));
      // The answer shows beside the form: Chromium does not always close a page that went on to it.
      document.body.append(form, Object.assign(document.createElement("iframe"), { name: "answer" }));
      form.target = "answer";
      form.submit();
    }, base);
    assert.equal((await answer).status(), 403, host);
    await page.close();
  }
  // To the browser this page is the sandbox's own, because its name leads there.
  const rebound = base.replace("127.0.0.1", REBOUND);
  const page = await visitor.newPage();
  assert.equal((await page.goto(`${rebound}/`)).status(), 403);
  const read = await attempt(page, rebound);
  assert.ok(read.length > 10, `${read}`);
  assert.deepEqual(read.filter((line) => !line.endsWith(": 403")), []);
  await visitor.close();
  other.close();
  assert.deepEqual(await all(), before);
});

test("a link of another site leads to the page, and no page shows it inside", async () => {
  const other = createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "text/html" });
    response.end(`<!DOCTYPE html><a href="${base}/">The sandbox</a><iframe src="${base}/"></iframe>`);
  });
  await once(other.listen(0, "127.0.0.1"), "listening");
  const visitor = await browser.newContext();
  visitor.setDefaultTimeout(PATIENCE);
  const page = await visitor.newPage();
  const framed = page.waitForResponse(`${base}/`);
  await page.goto(`http://localhost:${other.address().port}/`);
  assert.equal((await framed).status(), 403);
  await page.getByText("The sandbox").click();
  await shows(page, "header", "Nothing that is sent here reaches a real person.");
  await visitor.close();
  other.close();
});

test("a page of an allowed origin calls an operation and reads the answer, and controls nothing", async () => {
  const app = createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "text/html" }).end("<!DOCTYPE html><title>An app</title><body>");
  });
  await once(app.listen(0, "127.0.0.1"), "listening");
  const port = app.address().port;
  const options = ["--port", "0", "--log", "off", "--allow-origin", `http://localhost:${port}`];
  const open = spawn(process.env.SANDBOX, options, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface(open.stdout), "line");
  const target = line.replace("Listening on ", "");
  const visitor = await browser.newContext();
  visitor.setDefaultTimeout(PATIENCE);
  const page = await visitor.newPage();
  await page.goto(`http://localhost:${port}/`);
  assert.deepEqual(await attempt(page, target), ["/pa/listHours: 400"]);
  // The other name of this machine is another origin.
  await page.goto(`http://127.0.0.1:${port}/`);
  assert.deepEqual(await attempt(page, target), []);
  await visitor.close();
  open.kill();
  app.close();
});
