import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Locator, type Page } from "playwright-core";
import { startDemo } from "./demo.ts";

/**
 * `npm run pictures`: plays the story of the README in a real browser, with nothing but the page, and takes its
 * pictures. It fails when a step of the story is not possible any more.
 */
const pictures = join(import.meta.dirname, "../docs/pictures");
const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const patience = 90_000;

await mkdir(pictures, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), "slipway-pictures-"));
const demo = await startDemo({ reset: true, port: 4390, folder, say: (line) => console.log(line) });
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: chromiumFlags,
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1.5 });
  await page.goto(demo.origin);
  await playStory(page);
} finally {
  await browser.close();
  await demo.stop();
  await rm(folder, { recursive: true, force: true });
}

async function playStory(page: Page): Promise<void> {
  await actAs(page, "Rosa");
  await type(page, "/release");
  await page.getByText("Releases with Slipway").waitFor();
  await take(page, "help");
  await type(page, "/release deploy v1.5.0 staging");
  await card(page, "v1.5.0 → staging · succeeded").waitFor({ timeout: patience });
  await type(page, "/release deploy v1.5.0 production");
  await card(page, "v1.5.0 → production · awaiting approval").waitFor({ timeout: patience });
  await take(page, "approval");
  for (const [given, person] of ["Ade", "Bea"].entries()) {
    await actAs(page, person);
    const request = card(page, "v1.5.0 → production");
    await request.getByText(`Approvals: ${given} of 2`).waitFor({ timeout: patience });
    await press(request, "Approve");
    await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  }
  await actAs(page, "Rosa");
  await card(page, "v1.5.0 → production · verifying").waitFor({ timeout: patience });
  await take(page, "progress", card(page, "v1.5.0 → production · verifying"));
  await card(page, "v1.5.0 → production · succeeded").waitFor({ timeout: patience });
  await rollBack(page);
}

async function rollBack(page: Page): Promise<void> {
  await type(page, "/release rollback v1.4.2");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("was verified here").waitFor({ timeout: patience });
  await dialog.getByRole("textbox").fill("Instant payments are booked twice");
  await take(page, "rollback-plan");
  await dialog.getByRole("button", { name: "Roll back" }).click();
  await card(page, "Roll back production to v1.4.2 · rolled back").waitFor({ timeout: patience });
  await take(page, "rolled-back", card(page, "Roll back production to v1.4.2 · rolled back"));
  await page.getByRole("button", { name: "Slipway home" }).click();
  await page.getByText("Waiting for you").waitFor();
  await take(page, "home");
}

function actAs(page: Page, name: string): Promise<void> {
  return page.getByRole("radio", { name }).click();
}

/** Types a command as a person would, and sends it. */
async function type(page: Page, text: string): Promise<void> {
  const composer = page.getByPlaceholder("Message #releases");
  await composer.fill(text);
  await composer.press("Enter");
  // The first Enter only completes a command that is typed in full.
  if ((await composer.inputValue()).trim() === text) await composer.press("Enter");
}

/** The newest message with this title. */
function card(page: Page, title: string): Locator {
  return page.locator("article").filter({ hasText: title }).last();
}

function press(message: Locator, name: string): Promise<void> {
  return message.getByRole("button", { name }).first().click();
}

/** Takes a picture, with the message that it is about in sight. */
async function take(page: Page, name: string, about?: Locator): Promise<void> {
  await about?.getByRole("heading").first().scrollIntoViewIfNeeded();
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  console.log(`docs/pictures/${name}.png`);
}
