import type { Page } from "playwright-core";
import { actAs, card, patience, press, seen, take, type } from "./browser.ts";

/** What the release manager makes of the notes: another word for a feature, and more small things than a message tells. */
const features = `- **payments:** money arrives within ten seconds, at every hour (#341)
- **statements:** download as PDF, also in archives`;
const places = [
  "accounts",
  "cards",
  "contacts",
  "limits",
  "loans",
  "login",
  "payments",
  "search",
  "transfers",
];
const small = [
  "labels are read out to the end",
  "errors say what to do",
  "numbers are shown as the country writes them",
];
const others = places.flatMap((place) => small.map((words) => `- **${place}:** ${words}`)).join("\n");

/** Notes that were edited, in the dialog, in the thread with the whole as a file, and for one who asks for them. */
export async function notes(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 1150 });
  await actAs(page, "Rosa");
  await card(page, "v1.5.0 · minor · planned").waitFor({ timeout: patience });
  await press(card(page, "Release plan:"), "Prepare v1.5.0");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("→ minor v1.5.0").waitFor({ timeout: patience });
  await dialog.getByLabel("New Features").fill(features);
  await dialog.getByLabel("Other Changes").fill(others);
  await dialog.getByLabel("What should people know first?").fill("Payments are instant from now on.");
  await dialog.getByLabel("New Features").scrollIntoViewIfNeeded();
  await take(page, "notes-dialog");
  await dialog.getByRole("button", { name: "Prepare it" }).click();
  const prepared = await seen(page, "v1.5.0 · prepared");
  await prepared.getByRole("button", { name: /\brepl/u }).click();
  await page.getByText("The whole release notes of v1.5.0.").waitFor({ timeout: patience });
  await take(page, "notes-thread");
  await page.getByRole("button", { name: "Close thread" }).click();
  await type(page, "/release notes v1.5.0");
  await page.getByText("The whole is in your direct messages").waitFor({ timeout: patience });
  await take(page, "notes-told");
}
