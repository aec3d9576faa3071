// The reference of `cargo xtask docs` in a real browser, from its files: it shows all operations, fits a narrow screen, and asks no
// other machine for anything. `.ci/browser` runs this from a copy in target/browser.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { after, before, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const SITE = process.env.REFERENCE;
/** A telephone, and a desk. */
const WIDTHS = [390, 1280];

let browser, proxy;
/** What a page asked another machine for, and what it complained about. */
let strays = [];

const address = (file) => pathToFileURL(`${SITE}/${file}`).href;

before(async () => {
  // Everything that is not a file goes to this proxy, which sends it nowhere.
  proxy = createServer((request, response) => response.writeHead(502).end());
  proxy.on("connect", (request, socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    proxy: { server: `http://127.0.0.1:${proxy.address().port}` },
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"],
  });
});

after(async () => {
  await browser?.close();
  proxy?.close();
});

beforeEach(() => {
  strays = [];
});

/** Opens a page of a context that notes each stray request and each complaint, hands it over, and closes it. */
async function visit(options, look) {
  const context = await browser.newContext(options);
  context.on("request", (request) => {
    if (!["file:", "data:"].includes(new URL(request.url()).protocol)) strays.push(`the page: ${request.url()}`);
  });
  context.on("requestfailed", (request) => strays.push(`failed: ${request.url()}`));
  context.on("console", (message) => strays.push(`the console: ${message.text()}`));
  context.on("weberror", (error) => strays.push(`the page failed: ${error.error()}`));
  const page = await context.newPage();
  try {
    await look(page);
  } finally {
    await context.close();
  }
  assert.deepEqual(strays, []);
}

test("what the other tests look for would be seen", async () => {
  const planted = {
    "a request to another machine": [() => { new Image().src = "http://stray.example/a.png"; }, "the page: http://stray.example/a.png"],
    "a file that is missing": [() => { new Image().src = "missing.png"; }, "failed: "],
    "a complaint": [() => console.error("planted"), "the console: planted"],
    "a script that fails": [() => setTimeout(() => { throw new Error("planted"); }), "the page failed: Error: planted"],
  };
  for (const [name, [plant, note]] of Object.entries(planted)) {
    strays = [];
    await assert.rejects(visit({}, async (page) => {
      await page.goto(address("index.html"));
      await page.evaluate(plant);
      while (!strays.some((stray) => stray.startsWith(note))) await page.evaluate(() => new Promise(requestAnimationFrame));
    }), { code: "ERR_ASSERTION" }, name);
  }
  strays = [];
  await visit({ viewport: { width: 390, height: 800 } }, async (page) => {
    await page.goto(address("index.html"));
    const wide = () => document.querySelector("main").insertAdjacentHTML("beforeend", "<p style='width: 600px'>wide</p>");
    await page.evaluate(wide);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) > 390);
  });
});

const pages = async () => (await readdir(SITE)).filter((file) => file.endsWith(".html"));

for (const colorScheme of ["light", "dark"]) {
  test(`each page fits its screen and asks nobody, ${colorScheme}`, async () => {
    const names = await pages();
    assert.ok(names.length > 15, names);
    for (const width of WIDTHS) {
      await visit({ viewport: { width, height: 800 }, colorScheme }, async (page) => {
        let operations = 0;
        for (const name of names) {
          await page.goto(address(name));
          const measure = () => page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(await measure() <= width, `${name}, closed: ${await measure()} of ${width}`);
          await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
          assert.ok(await measure() <= width, `${name}, open: ${await measure()} of ${width}`);
          operations += await page.locator("article.operation").count();
        }
        assert.equal(operations, 52);
        await page.goto(address("in-person-service.html"));
        await page.screenshot({ path: `${SITE}/../reference-${width}-${colorScheme}.png` });
      });
    }
  });
}

test("the two colour schemes differ, and both can be read", async () => {
  const seen = [];
  for (const colorScheme of ["light", "dark"]) {
    await visit({ colorScheme }, async (page) => {
      await page.goto(address("index.html"));
      seen.push(await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]));
    });
  }
  assert.deepEqual(seen, [["rgb(255, 255, 255)", "rgb(27, 31, 39)"], ["rgb(22, 24, 29)", "rgb(228, 231, 236)"]]);
});

test("the search finds operations by words of their names, paths and summaries", async () => {
  await visit({}, async (page) => {
    await page.goto(address("index.html"));
    const shown = () => page.locator("[data-operation]:visible").count();
    assert.equal(await shown(), 52);
    const box = page.getByRole("searchbox");
    for (const [words, id, most] of [["appointment create", "createAppointment", 3], ["/sms/", "sendSms", 1], ["WHATSAPP media", "uploadMedia", 3]]) {
      await box.fill(words);
      assert.ok(await page.locator(`[data-operation=${id}]`).isVisible(), words);
      assert.ok(await shown() <= most, `${words}: ${await shown()}`);
    }
    await box.fill("nothing is called so");
    assert.equal(await shown(), 0);
    assert.equal(await page.locator("main > section:visible").count(), 0);
    assert.equal(await page.locator("output").textContent(), "0 of 52");
    await box.fill("");
    assert.equal(await shown(), 52);
    await page.locator("[data-operation=listDates] a").click();
    assert.ok(page.url().endsWith("in-person-service.html#listDates"), page.url());
  });
});

test("without JavaScript everything can be read", async () => {
  await visit({ javaScriptEnabled: false }, async (page) => {
    await page.goto(address("index.html"));
    assert.equal(await page.locator("[data-operation]:visible").count(), 52);
    assert.equal(await page.getByRole("searchbox").count(), 0);
    await page.goto(address("sms.html"));
    await page.getByText("Example documented").first().click();
    assert.ok(await page.locator("details.example pre").first().isVisible());
  });
});
