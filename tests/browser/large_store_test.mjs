// The review page over a large store, in headless Chromium: no view takes a second. Prints what each took.
// CTest runs it over some thousand facts; ATTEST_ARTICLES=450000 makes 1,000,000 (5 GB, some minutes), and
// ATTEST_LARGE_STORE names a store of generate_store that is there already. ATTEST, ATTEST_SOURCE and
// ATTEST_GENERATE_STORE: absolute paths of the programs and the source tree.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { chromium } from "playwright-core";
import { attest, serve, source } from "./store.mjs";

const kMost = 1000;  // milliseconds
let folder, store, server, browser, page;

before(async () => {
  store = process.env.ATTEST_LARGE_STORE;
  if (!store) {
    folder = mkdtempSync(join(tmpdir(), "attest-large-"));
    store = join(folder, "store");
    execFileSync(process.env.ATTEST_GENERATE_STORE, [store, process.env.ATTEST_ARTICLES || "2000", join(source, "rules")], { stdio: "inherit" });
  }
  const begun = performance.now();
  server = await serve(store, "--rules", join(source, "rules"), "--reviewer", "Tester");
  console.log(`the server is there after ${Math.round(performance.now() - begun)} ms`);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
});

after(async () => {
  await browser?.close();
  await server?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

async function timed(what, act) {
  const begun = performance.now();
  await act();
  const took = Math.round(performance.now() - begun);
  console.log(`${what}: ${took} ms`);
  assert.ok(took < kMost, `${what} took ${took} ms`);
}

const shown = () => page.waitForFunction(() => document.querySelector("#source .text .quote") && document.querySelector("#card").getAttribute("aria-busy") !== "true");
const counted = (words) => page.waitForFunction((one) => document.querySelector("#count")?.textContent.includes(one), words);
const told = (words) => page.waitForFunction((one) => document.querySelector("#notices").textContent.includes(one), words);
const selected = (n) => page.waitForFunction((at) => document.querySelectorAll(".row")[at]?.getAttribute("aria-current") === "true", n);

it("every view, choice, search and decision comes within a second", async () => {
  await timed("first view", async () => {
    await page.goto(server.address);
    await shown();
  });
  console.log(await page.textContent("#count"));
  await timed("a choice", async () => {
    await page.check('input[name="type"][value="debt"]');
    await counted("hidden by the filter");
    await shown();
  });
  await page.click("#clear");
  await page.waitForFunction(() => !document.querySelector("#clear"));
  await timed("a search for words", async () => {
    await page.fill("#words", "624 million");
    await page.press("#words", "Enter");
    await counted("hidden by the filter");
    await page.waitForFunction(() => document.querySelector("#card").textContent.includes("624 million"));
    await shown();
  });
  await timed("a search for a company", async () => {
    await page.fill("#words", "company-5 profit");
    await page.press("#words", "Enter");
    await page.waitForFunction(() => /company-5/i.test(new URLSearchParams(location.search).get("words")) && document.querySelector(".row .said").textContent.includes("profit"));
    await shown();
  });
  await page.click("#clear");
  await page.waitForFunction(() => !document.querySelector("#clear"));
  await page.locator("#list").click({ position: { x: 5, y: 5 } });
  await selected(0);
  await timed("next", async () => {
    await page.keyboard.press("j");
    await selected(1);
    await shown();
  });
  await timed("previous", async () => {
    await page.keyboard.press("k");
    await selected(0);
    await shown();
  });
  await timed("next page", async () => {
    await page.click('.pager button:has-text("Next page")');
    await counted("51–100");
  });
  await timed("a decision", async () => {
    await page.keyboard.press("a");
    await told("Accepted");
    await shown();
  });
  await timed("its undo", async () => {
    await page.keyboard.press("u");
    await told("Undone");
    await shown();
  });
  await timed("overview", async () => {
    await page.click("#nav-overview");
    await page.waitForSelector(".counts");
  });
  await timed("companies", async () => {
    await page.click("#nav-companies");
    await page.waitForSelector(".companies button");
  });
  await timed("a company", async () => {
    await page.locator(".companies button").first().click();
    await page.waitForSelector("figure circle");
  });
});
