import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { startDemo } from "./demo.ts";
import type { Scene } from "./scenes/browser.ts";
import { notes } from "./scenes/notes.ts";
import { notices } from "./scenes/notices.ts";
import { noticesAfterRollback } from "./scenes/notices-after-rollback.ts";
import { prepare } from "./scenes/prepare.ts";
import { readme } from "./scenes/readme.ts";
import { waiting } from "./scenes/waiting.ts";

/**
 * `npm run pictures [-- NAME…]`: plays scenes in a real browser, with nothing but the page, and takes the pictures of the
 * documentation. Each scene has a demo of its own; it fails when a step of it is not possible any more.
 */
const scenes: Record<string, Scene> = {
  readme,
  notices,
  "notices-after-rollback": noticesAfterRollback,
  prepare,
  notes,
  waiting,
};
/** Scenes that begin with the plan of a month. */
const withPlan = new Set<Scene>([prepare, notes]);

const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const wanted = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: chromiumFlags,
});
try {
  for (const [name, scene] of Object.entries(scenes))
    if (wanted.length === 0 || wanted.includes(name)) await play(scene, browser);
} finally {
  await browser.close();
}

async function play(scene: Scene, opened: Browser): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-pictures-"));
  const demo = await startDemo({
    reset: true,
    port: 4390,
    folder,
    plan: withPlan.has(scene),
    // A browser beside the bot is work too: what a scene does must come before the notice that tells of it.
    slowness: 2,
    say: (line) => console.log(line),
  });
  try {
    const page = await opened.newPage({ viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1.5 });
    await page.goto(demo.origin);
    await scene(page);
  } finally {
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
