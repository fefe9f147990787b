import type { Page } from "playwright-core";
import { actAs, approve, card, patience, take, type } from "./browser.ts";

/** The story of the README: help, a deploy that two people approve, and the way back. */
export async function readme(page: Page): Promise<void> {
  await actAs(page, "Rosa");
  await type(page, "/release");
  await page.getByText("Releases with Slipway").waitFor();
  await take(page, "help");
  await type(page, "/release deploy v1.5.0 staging");
  await card(page, "v1.5.0 → staging · succeeded").waitFor({ timeout: patience });
  await type(page, "/release deploy v1.5.0 production");
  await card(page, "v1.5.0 → production · awaiting approval").waitFor({ timeout: patience });
  await take(page, "approval");
  await approve(page, "v1.5.0 → production");
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
}
