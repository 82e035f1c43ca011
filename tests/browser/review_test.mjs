// The review page in headless Chromium: keys, decisions, undo, offsets, safety, accessibility. Run by CTest, or:
//   ATTEST=build/release/attest ATTEST_SOURCE=. node --test tests/browser/review_test.mjs
// ATTEST_SCREENSHOTS names a folder for pictures. Exits with 77 (skipped) where no Chromium is installed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { chromium } from "playwright-core";
import { attest, hardArticles, serve, Store } from "./store.mjs";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const chromiumPath = process.env.CHROMIUM || "/usr/bin/chromium";
const pictures = process.env.ATTEST_SCREENSHOTS;
if (pictures) mkdirSync(pictures, { recursive: true });

let browser, store, address, context, page;

async function open(url, options = {}) {
  context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("dialog", (dialog) => problems.push(`a dialog: ${dialog.message()}`));
  page.problems = problems;
  await page.goto(url);
  await page.waitForSelector("#card h2, #card .empty, main h2");
}

const statement = () => page.textContent("#statement");
const current = () => page.getAttribute('.row[aria-current="true"]', "data-id");
const path = (query) => new URL(query, address).href;
const settled = () =>
  page.waitForFunction(() => !document.querySelector("#source .loading") && document.querySelector("#card")?.getAttribute("aria-busy") !== "true");

async function pressAndWait(key) {
  const before = await page.textContent("#notices");
  await page.keyboard.press(key);
  await page.waitForFunction((old) => document.querySelector("#notices").textContent !== old, before);
  await settled();
}

async function picture(name) {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
}

before(async () => {
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  store = new Store();
  address = await store.serve();
});

after(async () => {
  await browser?.close();
  await store?.remove();
});

beforeEach(async () => {
  await context?.close();
  context = null;
  rmSync(join(store.path, "reviews.jsonl"), { force: true });
});

describe("the queue", () => {
  it("begins with what needs eyes first, and shows its source with the quote in view", async () => {
    await open(address);
    const needs = await page.$$eval(".row .about", (rows) => rows.map((row) => row.textContent.split(" · ")[0]));
    assert.equal(needs[0], "conflict");
    const order = ["conflict", "low confidence", "new evidence against a decision", "new", "not decided", "decided"];
    const ranks = needs.map((need) => order.indexOf(need));
    assert.deepEqual(ranks, [...ranks].sort((a, b) => a - b));
    await settled();
    assert.ok(await page.$eval(".text .quote", (quote) => {
      const box = quote.closest(".text").getBoundingClientRect(), place = quote.getBoundingClientRect();
      return place.top >= box.top && place.bottom <= box.bottom;
    }));
    assert.ok(!page.url().includes("token"));
    assert.deepEqual(page.problems, []);
    await picture("queue-light");
  });

  it("is narrowed by choices that stand in the address, with counts beside them", async () => {
    await open(path("/?view=queue&token=" + new URL(address).searchParams.get("token")));
    const count = Number(await page.$eval('input[name="status"][value="conflict"]', (box) => box.closest("label").querySelector(".number").textContent));
    await page.check('input[name="status"][value="conflict"]');
    await page.waitForFunction((n) => document.querySelectorAll(".row").length === n, count);
    assert.match(page.url(), /status=conflict/);
    await page.reload();
    await page.waitForSelector("#statement");
    assert.equal(await page.locator(".row").count(), count);
    await page.keyboard.press("/");
    await page.keyboard.type("zzzz no such words");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#list .empty");
    assert.match(await page.textContent("#list"), /hidden by the filter/);
  });

  it("says why a fact that is asked for is hidden", async () => {
    const fact = store.lines("facts.jsonl").find((one) => one.type === "revenue");
    await open(address + `&view=queue&type=penalty&fact=${fact.id}`);
    assert.match(await page.textContent("#card .notice"), /hidden by type/);
    await page.click("#card .notice button");
    await page.waitForFunction(() => !document.querySelector("#card .notice"));
    assert.ok(!page.url().includes("penalty"));
  });
});

describe("decisions", () => {
  it("take one key each, are on disk before they show, and move on", async () => {
    await open(address);
    const first = await current();
    await pressAndWait("a");
    let lines = store.lines("reviews.jsonl");
    assert.equal(lines.length, 1);
    assert.equal(lines[0].decision, "accept");
    assert.equal(lines[0].who, "Tester");
    assert.match(lines[0].when, /^\d{4}-\d\d-\d\dT/);
    assert.notEqual(await current(), first);
    await page.fill("#why", "wrong company");
    await page.locator("#why").blur();
    await pressAndWait("x");
    lines = store.lines("reviews.jsonl");
    assert.deepEqual([lines[1].decision, lines[1].why], ["reject", "wrong company"]);
    assert.equal(await page.locator(".row.decision-accept").count(), 1);
    assert.equal(await page.locator(".row.decision-reject").count(), 1);
  });

  it("j, k and the space bar move without deciding", async () => {
    await open(address);
    const rows = await page.$$eval(".row", (all) => all.map((row) => row.dataset.id));
    await page.keyboard.press("j");
    await page.waitForFunction((id) => document.querySelector('.row[aria-current="true"]').dataset.id === id, rows[1]);
    await page.keyboard.press(" ");
    await page.waitForFunction((id) => document.querySelector('.row[aria-current="true"]').dataset.id === id, rows[2]);
    await page.keyboard.press("k");
    await page.waitForFunction((id) => document.querySelector('.row[aria-current="true"]').dataset.id === id, rows[1]);
    assert.deepEqual(store.lines("reviews.jsonl"), []);
  });

  it("are undone by u, one after the other", async () => {
    await open(address);
    const first = await current();
    await pressAndWait("a");
    await pressAndWait("a");
    await pressAndWait("u");
    await pressAndWait("u");
    assert.deepEqual(store.lines("reviews.jsonl").map((line) => line.decision), ["accept", "accept", "undo", "undo"]);
    assert.equal(await current(), first);
    assert.equal(await page.locator(".row.decision-accept").count(), 0);
  });

  it("in bulk are previewed, cover what is shown, and are undone as one", async () => {
    await open(address + "&view=queue&type=revenue");
    const shown = await page.locator(".row").count();
    await page.click("#bulk");
    assert.equal(await page.locator(".preview li").count(), shown);
    await page.click(`dialog button:has-text("Accept ${shown}")`);
    await page.waitForFunction((n) => document.querySelectorAll(".row.decision-accept").length === n, shown);
    assert.equal(store.lines("reviews.jsonl").length, shown);
    await pressAndWait("u");
    assert.equal(await page.locator(".row.decision-accept").count(), 0);
    assert.equal(store.lines("reviews.jsonl").filter((line) => line.decision === "undo").length, shown);
  });

  it("correct a figure by words chosen in the source", async () => {
    const fact = store.lines("facts.jsonl").find((one) => one.roles.company?.name === "Globex");
    await open(address + `&view=queue&fact=${fact.id}`);
    await settled();
    await page.keyboard.press("e");
    await page.fill("#role-amount", "");
    await page.evaluate(() => {
      const selection = window.getSelection(), range = document.createRange();
      range.selectNodeContents(document.querySelector('.text [data-role="amount"]'));
      selection.removeAllRanges();
      selection.addRange(range);
    });
    await page.locator('label[for="role-amount"] ~ button').click();
    assert.equal(await page.inputValue("#role-amount"), "$50 million");
    await page.fill("#role-amount", "$55 million");
    await page.click('button[type="submit"]');
    await page.waitForFunction(() => document.querySelector("#notices").textContent.includes("Corrected"));
    const line = store.lines("reviews.jsonl")[0];
    assert.equal(line.decision, "correct");
    assert.deepEqual(line.roles.amount, { amount: 55000000, currency: "USD" });
    assert.deepEqual(line.roles.company, fact.roles.company);
  });

  it("refuse a correction that states no value, and keep the form", async () => {
    const fact = store.lines("facts.jsonl").find((one) => one.roles.company?.name === "Globex");
    await open(address + `&view=queue&fact=${fact.id}`);
    await settled();
    await page.keyboard.press("e");
    await page.fill("#role-amount", "many coins");
    await page.click('button[type="submit"]');
    await page.waitForSelector('[role="alert"]:not([hidden])');
    assert.equal(await page.getAttribute("#role-amount", "aria-invalid"), "true");
    assert.deepEqual(store.lines("reviews.jsonl"), []);
  });

  it("correct the modality, in every place that shows the fact, and after a run with changed rules", async () => {
    const fact = store.lines("facts.jsonl").find((one) => one.type === "revenue" && one.modality === "actual" && one.citations.length === 1);
    await open(address + `&view=queue&fact=${fact.id}`);
    await settled();
    const before = await statement();
    await page.keyboard.press("e");
    await page.selectOption("#right-modality", "denied");
    await page.click('button[type="submit"]');
    await page.waitForFunction(() => document.querySelector("#notices").textContent.includes("Corrected"));
    const [line] = store.lines("reviews.jsonl");
    assert.equal(line.modality, "actual");
    assert.equal(line.right_modality, "denied");
    const right = before.replace(" had revenue of ", " did not have revenue of ") + " (denied)";
    const shown = async () => {
      await context.close();
      await open(address + `&view=queue&type=revenue&fact=${fact.id}`);
      assert.equal(await page.textContent("#card .corrected"), `Corrected to: ${right}`);
      assert.equal(await page.textContent(`.row[data-id="${fact.id}"] .said`), right);
      assert.match(await page.textContent(".history"), /correct by Tester/);
      assert.ok(String(execFileSync(attest, ["explain", fact.id, "-o", store.path])).includes(`corrected: ${right}`));
      assert.ok(String(execFileSync(attest, ["facts", store.path, "--modality", "denied"])).includes(right.slice(0, 40)));
    };
    await shown();
    await page.keyboard.press("e");
    assert.equal(await page.inputValue("#right-modality"), "denied", "the form begins with what was put right");
    const report = join(store.folder, "corrected.html");
    writeFileSync(report, execFileSync(attest, ["report", store.path, "--rules", store.rules, "--decision", "correct"], { maxBuffer: 1 << 28 }));
    await context.close();
    await open(`file://${report}`);
    assert.equal(await page.textContent("#card .corrected"), `Corrected to: ${right}`);

    const rule = join(store.rules, "facts", "spending.toml");
    const text = readFileSync(rule, "utf8");
    rmSync(rule);
    store.run();
    const kept = store.lines("facts.jsonl").find((one) => one.id === fact.id);
    assert.equal(kept.review.right_modality, "denied");
    await shown();
    writeFileSync(rule, text);
    store.run();
  });

  it("say by which rule and rule set the claim was read", async () => {
    await open(address);
    const id = await current();
    await pressAndWait("a");
    const fact = store.lines("facts.jsonl").find((one) => one.id === id);
    const manifest = JSON.parse(readFileSync(join(store.path, ".store", "current", "store.json"), "utf8"));
    const [line] = store.lines("reviews.jsonl");
    assert.equal(line.rule, fact.citations[0].rule);
    assert.equal(line.rules, manifest.rules);
    await page.keyboard.press("k");
    await page.waitForSelector(".history");
    assert.ok((await page.textContent(".history")).includes(line.rule));
  });

  it("taken over another source than the first are undone all the same", async () => {
    const fact = store.lines("facts.jsonl").find((one) => one.citations.length > 1 && one.alternatives.length === 0);
    await open(address + `&view=queue&fact=${fact.id}`);
    await settled();
    await page.locator(".citation").nth(1).click();
    await page.waitForFunction((words) => [...document.querySelectorAll(".text .quote")].map((one) => one.textContent).join("") === words, fact.citations[1].quote);
    await pressAndWait("a");
    await pressAndWait("u");
    const [accepted, undone] = store.lines("reviews.jsonl");
    assert.deepEqual(accepted.bytes, fact.citations[1].bytes);
    assert.deepEqual([undone.document, undone.bytes], [accepted.document, accepted.bytes]);
    assert.match(await page.textContent("#card .tags"), /not decided/);
  });

  it("taken back leave the one before", async () => {
    await open(address);
    const id = await current();
    await pressAndWait("a");
    await page.keyboard.press("k");
    await page.waitForFunction((one) => document.querySelector('.row[aria-current="true"]').dataset.id === one, id);
    await settled();
    await pressAndWait("x");
    await pressAndWait("u");
    await page.waitForFunction((one) => document.querySelector('.row[aria-current="true"]')?.dataset.id === one, id);
    await page.waitForFunction(() => /accepted by Tester/.test(document.querySelector("#card .tags")?.textContent));
  });

  it("of two reviewers at once are both kept, each by its name", async () => {
    const second = await serve(store.path, "--rules", store.rules, "--reviewer", "Second");
    try {
      await open(address);
      const first = page, firstContext = context;
      await open(second.address);
      const other = page, otherContext = context;
      await other.keyboard.press("j");
      await other.waitForFunction(() => document.querySelectorAll(".row")[1].getAttribute("aria-current") === "true");
      await other.waitForFunction(() => document.querySelector("#statement")?.textContent === document.querySelectorAll(".row .said")[1].textContent);
      await Promise.all([first.keyboard.press("a"), other.keyboard.press("x")]);
      for (const one of [first, other]) await one.waitForFunction(() => /ccepted|ejected/.test(document.querySelector("#notices").textContent));
      const lines = store.lines("reviews.jsonl");
      assert.deepEqual(lines.map((line) => `${line.decision} by ${line.who}`).sort(), ["accept by Tester", "reject by Second"]);
      // Each sees the other's, and does not overrule it unseen.
      await first.reload();
      await first.waitForSelector("#statement");
      assert.equal(await first.locator('[name="decision"][value="reject"]').count(), 1);
      await firstContext.close();
      await otherContext.close();
      context = null;
    } finally {
      await second.stop();
    }
  });

  it("survive a reload and a restart, with their history", async () => {
    await open(address);
    const id = await current();
    await pressAndWait("a");
    await page.reload();
    await page.waitForSelector("#statement");
    await store.stop();
    address = await store.serve();
    await context.close();
    await open(address + `&view=queue&fact=${id}`);
    assert.match(await page.textContent("#card .tags"), /accepted by Tester/);
    assert.match(await page.textContent(".history"), /accept by Tester/);
  });

  it("of two tabs do not overrule each other unseen, and none is applied twice", async () => {
    await open(address);
    const other = await context.newPage();
    await other.goto(page.url());
    await other.waitForSelector("#statement");
    await pressAndWait("a");
    const told = [];
    await other.route("**/api/fact?*", async (route) => {
      told.push(await other.textContent("#notices"));
      await route.continue();
    });
    await other.keyboard.press("x");
    await other.waitForFunction(() => document.querySelector("#notices").textContent.includes("meanwhile"));
    assert.deepEqual(told, [""], "the card is read anew before the refusal is told");
    assert.deepEqual(store.lines("reviews.jsonl").map((line) => line.decision), ["accept"]);
    assert.match(await other.textContent("#card .tags"), /accepted/);
  });

  it("hold when the rules change, and are listed as orphaned where the claim is gone", async () => {
    const fact = store.lines("facts.jsonl").find((one) => one.type === "spending");
    const kept = store.lines("facts.jsonl").find((one) => one.roles.company?.name === "Globex");
    for (const { id } of [fact, kept]) {
      await open(address + `&view=queue&fact=${id}`);
      await pressAndWait("a");
      await context.close();
    }
    const rule = join(store.rules, "facts", "spending.toml");
    const text = readFileSync(rule, "utf8");
    rmSync(rule);
    store.run();
    await open(address + "&view=overview");
    assert.match(await page.textContent("#orphaned"), new RegExp(`accept by Tester.*spending`));
    await context.close();
    await open(address + `&view=queue&fact=${kept.id}`);
    assert.match(await page.textContent("#card .tags"), /accepted by Tester/);
    writeFileSync(rule, text);
    store.run();
  });

  it("say so when the store has changed under the page", async () => {
    await open(address);
    writeFileSync(join(store.articles, "new.txt"), "date 2025-05-01\nVexel Inc reported revenue of $90 million for 2024.\n");
    store.run();
    await page.click("#nav-queue");
    await page.waitForFunction(() => document.querySelector("#notices").textContent.includes("The store has changed"));
    rmSync(join(store.articles, "new.txt"));
  });

  it("are refused where a run has changed the fact under the page, or withdrawn it", async () => {
    const fact = store.lines("facts.jsonl").find((one) => one.roles.company?.name === "Globex");
    await open(address + `&view=queue&fact=${fact.id}`);
    await settled();
    writeFileSync(join(store.articles, "further.txt"), "date 2025-05-02\nShares in Globex Inc fell. Globex Inc reported revenue of $50 million for 2024.\n");
    store.run();
    await pressAndWait("a");
    assert.match(await page.textContent("#notices"), /changed meanwhile/);
    assert.deepEqual(store.lines("reviews.jsonl"), []);
    assert.match(await page.textContent("#card .reason"), /2 articles state it/, "the card shows the fact as it is now");
    await pressAndWait("a");
    assert.match(await page.textContent("#notices"), /Accepted/);
    assert.equal(store.lines("reviews.jsonl").length, 1);

    rmSync(join(store.articles, "further.txt"));
    writeFileSync(join(store.articles, "gone.txt"), "date 2025-05-03\nQuentrix Inc reported revenue of $7 million for 2023.\n");
    store.run();
    const gone = store.lines("facts.jsonl").find((one) => one.roles.company?.name?.startsWith("Quentrix"));
    await context.close();
    await open(address + `&view=queue&fact=${gone.id}`);
    await settled();
    execFileSync(attest, ["forget", gone.citations[0].document, "-o", store.path, "--rules", store.rules], { stdio: "pipe" });
    await pressAndWait("x");
    assert.match(await page.textContent("#notices"), /withdrawn/);
    assert.equal(store.lines("reviews.jsonl").length, 1);
    rmSync(join(store.articles, "gone.txt"));
  });

  it("wait for a server that was killed, and are then taken once", async () => {
    const port = new URL(address).port, token = new URL(address).searchParams.get("token");
    await open(address);
    const id = await current();
    await store.stop("SIGKILL");
    await pressAndWait("a");
    assert.match(await page.textContent("#notices"), /does not answer.*Nothing was decided/);
    assert.equal(await page.locator(".row.decision-accept").count(), 0);
    address = await store.serve("--port", port, "--token", token);
    await pressAndWait("a");
    assert.deepEqual(store.lines("reviews.jsonl").map((line) => line.decision), ["accept"]);
    assert.equal(await page.locator(`.row.decision-accept[data-id="${id}"]`).count(), 1);
  });

  it("that cannot be written are told, not lost in silence", async () => {
    await open(address);
    const blocked = join(store.path, "reviews.jsonl");
    mkdirSync(blocked);
    await pressAndWait("a");
    assert.match(await page.getAttribute("#notices .notice", "class"), /bad/);
    assert.equal(await page.locator(".row.decision-accept").count(), 0);
    rmSync(blocked, { recursive: true });
  });
});

describe("choices", () => {
  it("narrow the list by each kind, with the counts that they promise", async () => {
    for (const name of ["need", "status", "type", "modality", "confidence", "decision", "company", "rule", "source", "month"]) {
      await open(address);
      await page.$eval(`input[name="${name}"]`, (box) => (box.closest("details").open = true));
      const box = page.locator(`input[name="${name}"]`).first();
      const count = Number((await box.evaluate((one) => one.closest("label").querySelector(".number").textContent)).replace(",", ""));
      await box.check();
      await page.waitForFunction(([one, n]) => location.search.includes(`${one}=`) && document.querySelector("#count").textContent.includes(`${n} fact`), [name, count]);
      await context.close();
    }
    await open(address + "&view=queue&since=2026-01-01&until=2026-01-31");
    const total = store.lines("facts.jsonl").length;
    const left = await page.locator(".row").count();
    assert.ok(left > 0 && left < total);
    assert.match(await page.textContent("#count"), new RegExp(`${total - left} hidden by the filter`));
    await page.click("#clear");
    await page.waitForFunction(() => !document.querySelector("#clear"));
  });

  it("by words find a fact by what it quotes and by its company, in any order", async () => {
    await open(address);
    await page.keyboard.press("/");
    await page.keyboard.type("million GLOBEX");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll(".row").length > 0 && [...document.querySelectorAll(".row .said")].every((row) => row.textContent.includes("Globex")));
    assert.match(page.url(), /words=million\+GLOBEX/);
  });

  it("of an article or a company are one press away", async () => {
    await open(address + "&view=queue&type=revenue");
    await settled();
    await page.click(".source button.link");
    await page.waitForFunction(() => location.search.includes("source="));
    const document = await page.$eval('input[name="source"]:checked', (box) => box.value);
    assert.ok((await page.textContent(".source h3")).length > 0 && document.length > 0);
    await page.goto(path("/?view=company&name=CoreWeave"));
    await page.waitForSelector("main h2");
    await page.click("main .about button.link");
    await page.waitForFunction(() => location.search.includes("company=CoreWeave") && document.querySelectorAll(".row").length > 1);
  });
});

describe("the source", () => {
  it("marks exactly the quote, in any script", async () => {
    const facts = store.lines("facts.jsonl").filter((fact) =>
      ["Acme", "Globex", "Nordfjell", "Halden Group", "Evil"].some((name) => fact.roles.company?.name?.startsWith(name)));
    assert.ok(facts.length >= 4);
    for (const fact of facts) {
      await open(address + `&view=queue&fact=${fact.id}`);
      await settled();
      assert.equal(await page.$$eval(".text .quote", (parts) => parts.map((part) => part.textContent).join("")), fact.citations[0].quote);
      for (const [role, { quote }] of Object.entries(fact.citations[0].roles)) {
        assert.equal(await page.$$eval(`.text [data-role="${role}"]`, (parts) => parts.map((part) => part.textContent).join("")), quote);
      }
      await context.close();
    }
  });

  it("leads from a role to its words and back", async () => {
    await open(address + "&view=queue&type=revenue");
    await settled();
    await page.click('[data-chip="amount"]');
    assert.ok(await page.$('.text .pointed[data-role="amount"]'));
    await page.click('.text [data-role="amount"]');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.chip), "amount");
  });

  it("lists the article's other facts, which stand faint in it", async () => {
    const document = store.lines("documents.jsonl").find((one) => one.text.includes("Kestrel Motors delivered 41,300"));
    const facts = store.lines("facts.jsonl").filter((fact) => fact.citations.some((citation) => citation.document === document.id));
    await open(address + `&view=queue&fact=${facts[0].id}`);
    await settled();
    await page.waitForSelector(".others");
    assert.ok((await page.locator(".text .other").count()) > 0);
    await page.click(".others summary");
    assert.equal(await page.locator(".others li").count(), facts.flatMap((fact) => fact.citations.filter((citation) => citation.document === document.id)).length - 1);
    const said = await page.locator(".others button").first().textContent();
    await page.locator(".others button").first().click();
    await page.waitForFunction((words) => document.querySelector("#statement").textContent === words, said);
  });

  it("of a hostile article is text and nothing else", async () => {
    const evil = store.lines("documents.jsonl").find((document) => document.text.includes("<script>"));
    const fact = store.lines("facts.jsonl").find((one) => one.citations.some((citation) => citation.document === evil.id));
    await open(address + `&view=queue&fact=${fact.id}`);
    await settled();
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert.ok((await page.textContent(".text")).includes("<script>window.pwned = 1</script>"));
    assert.equal(await page.locator(".text img, .text script, .text a, .text svg").count(), 0);
    assert.deepEqual(page.problems, []);
  });
});

describe("other views", () => {
  it("a company's figures stand in a chart, each point with its fact", async () => {
    await open(address + "&view=company&name=CoreWeave");
    assert.ok((await page.locator("circle").count()) >= 2);
    assert.match(await page.textContent("circle title"), /CoreWeave/);
    assert.ok((await page.locator("svg .axis").count()) >= 1);
    assert.ok((await page.locator("svg .tick").count()) >= 3);
    const first = page.locator("circle").first();
    await first.hover();
    const cited = await page.$eval("figure .cited", (line) => line.textContent);
    assert.match(cited, /“.+”/);
    await page.locator("circle").nth(1).focus();
    assert.notEqual(await page.$eval("figure .cited", (line) => line.textContent), cited, "the keyboard shows the citation too");
    await picture("company-light");
    await page.locator("circle").first().click();
    await page.waitForSelector("#statement");
    assert.match(await statement(), /CoreWeave/);
  });

  it("the overview counts facts and lists rules, and leads to both", async () => {
    await open(address + "&view=overview");
    const total = store.lines("facts.jsonl").length;
    const counted = await page.$$eval(".counts", (tables) => [...tables[0].querySelectorAll(".number")].reduce((sum, cell) => sum + Number(cell.textContent), 0));
    assert.equal(counted, total);
    assert.match(await page.textContent("#main"), /\d+% of \d+/);
    await page.locator(".facts .link").first().click();
    await page.waitForSelector(".row");
    assert.match(page.url(), /rule=/);
  });
});

describe("safety", () => {
  const request = (query, options = {}) => fetch(path(query), { redirect: "manual", ...options });

  it("asks for the token, knows its own name, takes decisions from its page only", async () => {
    const token = new URL(address).searchParams.get("token"), port = new URL(address).port;
    assert.equal((await request("/api/overview")).status, 401);
    assert.equal((await request("/api/overview?token=wrong")).status, 401);
    assert.equal((await request(`/api/overview?token=${token}`)).status, 200);
    const post = (headers) => request(`/api/decisions?token=${token}`, { method: "POST", headers, body: '{"items":[],"who":"x","decision":"accept"}' });
    assert.equal((await post({})).status, 403);
    assert.equal((await post({ Origin: "http://evil.example" })).status, 403);
    assert.equal((await post({ Origin: `http://127.0.0.1:${port}` })).status, 200);
    const named = execFileSync("curl", ["-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: evil.example", `http://127.0.0.1:${port}/?token=${token}`]);
    assert.equal(String(named), "403");
  });

  it("serves no file but the page's, under a strict policy", async () => {
    const token = new URL(address).searchParams.get("token");
    for (const name of ["/facts.jsonl", "/../store.json", "/%2e%2e/%2e%2e/etc/passwd", "/store/facts.jsonl"]) {
      assert.equal((await request(`${name}?token=${token}`)).status, 404, name);
    }
    const policy = (await request(`/?token=${token}`)).headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
  });

  it("is not opened to others without a token", () => {
    assert.throws(() => execFileSync(attest, ["review", store.path, "--host", "0.0.0.0", "--no-browser"], { stdio: "pipe" }),
      (error) => error.status === 2 && String(error.stderr).includes("--token"));
  });
});

describe("everybody", () => {
  const views = ["view=queue", "view=companies", "view=overview", "view=company&name=CoreWeave"];
  for (const colorScheme of ["light", "dark"]) {
    it(`can use it: no serious findings of an audit, ${colorScheme}`, async () => {
      for (const view of views) {
        await open(`${address}&${view}`, { colorScheme, bypassCSP: true });
        if (view === "view=queue") await settled();
        await page.addScriptTag({ path: axePath });
        const { violations } = await page.evaluate(() => window.axe.run());
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        assert.deepEqual(serious.map(({ id, nodes }) => `${view} ${id}: ${nodes[0].html}`), []);
        if (colorScheme === "dark") await picture(`${view.replace(/\W+/g, "-")}-dark`);
        await context.close();
      }
    });
  }

  it("on 360 pixels: nothing sticks out, nothing jumps", async () => {
    for (const view of views) {
      await open(`${address}&${view}`, { viewport: { width: 360, height: 740 } });
      await page.waitForTimeout(0);
      if (view === "view=queue") await settled();
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), view);
      const shift = await page.evaluate(() => new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.hadRecentInput ? 0 : entry.value))).observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      }));
      assert.ok(shift < 0.1, `${view}: a layout shift of ${shift}`);
      await picture(`${view.replace(/\W+/g, "-")}-360`);
      await context.close();
    }
  });

  it("can use it by the keyboard alone", async () => {
    await open(address);
    await settled();
    const tabTo = async (selector) => {
      for (let presses = 0; presses < 300; presses++) {
        if (await page.evaluate((one) => document.activeElement.matches(one), selector)) return;
        await page.keyboard.press("Tab");
      }
      assert.fail(`the tabulator does not reach ${selector}`);
    };
    await tabTo('input[name="status"][value="corroborated"]');
    await page.keyboard.press("Space");
    await page.waitForFunction(() => location.search.includes("status=corroborated") && document.querySelectorAll(".row").length < 50);
    await settled();
    await tabTo("[data-chip]");
    await page.keyboard.press("Enter");
    assert.ok(await page.$(".text .pointed"));
    await tabTo(".text");
    await tabTo(".citation");
    await page.keyboard.press("Enter");
    await settled();
    await page.keyboard.press("e");
    await tabTo("#right-modality");
    await page.keyboard.press("p");
    await tabTo('.correct button[type="submit"]');
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#notices").textContent.includes("Corrected"));
    await page.keyboard.press("u");
    await page.waitForFunction(() => document.querySelector("#notices").textContent.includes("Undone"));
    await settled();
    await tabTo("#bulk");
    await page.keyboard.press("Enter");
    await tabTo("#bulk-why");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /Accepted: \d+ facts/.test(document.querySelector("#notices").textContent));
    await page.keyboard.press("u");
    await page.waitForFunction(() => document.querySelectorAll(".row.decision-accept").length === 0);
    await tabTo("#nav-companies");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".companies");
    await tabTo(".companies button");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".facts");
    await tabTo(".facts button");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#statement");
    assert.deepEqual(page.problems, []);
  });

  it("hears what each thing is called, and what has happened", async () => {
    await open(address);
    await settled();
    const named = [
      ["navigation", "Views"], ["search", null], ["searchbox", "Search"], ["combobox", "Order"], ["checkbox", /^conflict \d+$/],
      ["region", "Facts"], ["region", "Fact"], ["group", "Decision"], ["button", "Accept a"], ["button", "Reject x"], ["button", "Correct e"],
      ["textbox", "Why"], ["region", "Source"], ["button", "Decide on all shown…"], ["link", "Skip to the facts"],
    ];
    for (const [role, name] of named) assert.ok((await page.getByRole(role, name === null ? {} : { name, exact: true }).count()) > 0, `${role} ${name}`);
    assert.equal(await page.getByRole("heading", { level: 2 }).textContent(), await statement());
    await pressAndWait("a");
    assert.match(await page.getByRole("status").textContent(), /^Accepted: /);
    await page.goto(path("/?view=company&name=CoreWeave"));
    await page.waitForSelector("figure");
    assert.ok((await page.getByRole("button", { name: /^2024: \$1\.92 billion, actual$/ }).count()) > 0);
    assert.ok((await page.getByRole("columnheader", { name: "Confidence" }).count()) === 1);
  });

  it("shows its keys", async () => {
    await open(address);
    await page.keyboard.press("?");
    assert.match(await page.textContent("dialog"), /undo/);
    await page.keyboard.press("Escape");
    assert.equal(await page.$("dialog[open]"), null);
  });
});

describe("the report", () => {
  it("is one file with the same view, read-only, and as safe", async () => {
    const file = join(store.folder, "report.html");
    writeFileSync(file, execFileSync(attest, ["report", store.path, "--rules", store.rules], { maxBuffer: 1 << 28 }));
    await open(`file://${file}`, { offline: true });
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.reload();
    await settled();
    assert.deepEqual(asked.filter((url) => !url.startsWith("data:") && !url.startsWith(`file://${file}`)), []);
    assert.equal(await page.locator(".bar").count(), 0);
    assert.equal(await page.locator(".row").count(), Math.min(50, store.lines("facts.jsonl").length));
    const evil = store.lines("documents.jsonl").find((document) => document.text.includes("<script>"));
    const fact = store.lines("facts.jsonl").find((one) => one.citations.some((citation) => citation.document === evil.id));
    await page.goto(`file://${file}?view=queue&fact=${fact.id}`);
    await settled();
    assert.ok((await page.textContent(".text")).includes("<script>window.pwned = 1</script>"));
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    // The keys that move, the choices and the other views work without a server.
    await page.goto(`file://${file}`);
    await settled();
    const first = await current();
    await page.keyboard.press("j");
    await page.waitForFunction((id) => document.querySelector('.row[aria-current="true"]').dataset.id !== id, first);
    await page.keyboard.press("a");
    for (const [name, value] of [["type", "debt"], ["company", "CoreWeave"]]) {
      await page.$eval(`input[name="${name}"]`, (box) => (box.closest("details").open = true));
      await page.check(`input[name="${name}"][value="${value}"]`);
      await page.waitForFunction((one) => location.search.includes(one), `${name}=${value}`);
    }
    const debts = store.lines("facts.jsonl").filter((one) => one.type === "debt" && one.roles.company?.name === "CoreWeave");
    assert.equal(await page.locator(".row").count(), debts.length);
    await page.goto(`file://${file}?view=company&name=CoreWeave`);
    await page.waitForSelector("circle");
    await page.click("#nav-overview");
    await page.waitForSelector(".counts");
    await page.locator(".counts button").first().click();
    await page.waitForSelector(".row");
    assert.deepEqual(page.problems, []);
    assert.ok(Object.values(hardArticles).length > 0 && existsSync(file));
    await picture("report");
  });
});
