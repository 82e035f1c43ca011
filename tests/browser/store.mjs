// A store and a server of its own for a test, from the program under test.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const attest = process.env.ATTEST;
export const source = process.env.ATTEST_SOURCE;

// Articles whose offsets are easy to get wrong, and one that would like to run.
export const hardArticles = {
  "emoji.txt": "date 2025-03-10\n🚀🚀 Shares soar 👩‍👩‍👧\n\nAcme Corp 🚀 reported revenue of $40 million for 2024.\n",
  "crlf.txt": "date 2025-03-11\r\nGlobex posts results\r\n\r\nGlobex Inc reported revenue of $50 million for 2024.\r\n",
  "cjk.txt": "date 2025-03-12\n日本語の見出しです。東京\n\nNordfjell ASA reported revenue of €60 million for 2024. 東京は晴れ。\n",
  "rtl.txt": "date 2025-03-13\nعنوان الخبر باللغة العربية\n\nHalden Group reported revenue of £70 million for 2024. نهاية النص\n",
  "hostile.txt":
    "date 2025-03-14\n<script>window.pwned = 1</script> Evil Corp results\n\n" +
    "Evil Corp <img src=x onerror=\"window.pwned = 2\"> reported revenue of $80 million for 2024.\n" +
    "</div></script><svg onload=\"window.pwned = 3\"></svg> The end of it. <a href=\"javascript:window.pwned=4\">press</a>\n",
};

// `attest review` over a store: {address, stop(signal)}.
export function serve(path, ...options) {
  const server = spawn(attest, ["review", path, "--no-browser", ...options]);
  const stop = (signal = "SIGTERM") => {
    if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
    const ended = new Promise((resolve) => server.on("exit", resolve));
    server.kill(signal);
    return ended;
  };
  return new Promise((resolve, reject) => {
    let out = "", err = "";
    server.stderr.on("data", (text) => (err += text));
    server.stdout.on("data", (text) => {
      out += text;
      if (out.includes("\n")) resolve({ address: out.trim(), stop });
    });
    server.on("exit", (code) => reject(new Error(`attest review ended with ${code}: ${err}`)));
  });
}

export class Store {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "attest-review-"));
    this.path = join(this.folder, "store");
    this.articles = join(this.folder, "articles");
    this.rules = join(this.folder, "rules");
    mkdirSync(this.articles);
    cpSync(join(source, "corpus", "articles"), this.articles, { recursive: true });
    cpSync(join(source, "rules"), this.rules, { recursive: true });
    for (const [name, text] of Object.entries(hardArticles)) writeFileSync(join(this.articles, name), text);
    this.run();
  }

  run() {
    execFileSync(attest, ["run", "-q", "--rules", this.rules, this.articles, "-o", this.path], { stdio: ["ignore", "pipe", "inherit"] });
  }

  lines(file) {
    const path = join(this.path, file);
    return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line)) : [];
  }

  // Starts the server and resolves with its address.
  async serve(...options) {
    const served = await serve(this.path, "--reviewer", "Tester", "--rules", this.rules, ...options);
    this.server = served;
    return served.address;
  }

  async stop(signal) {
    await this.server?.stop(signal);
  }

  async remove() {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }
}
