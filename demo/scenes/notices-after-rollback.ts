import type { Page } from "playwright-core";
import { actAs, approve, card, patience, seen, takeMessage, type } from "./browser.ts";

/** What the notices say, and what is corrected, when a release is taken back after its progress was told. */
export async function noticesAfterRollback(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1000, height: 1280 });
  await actAs(page, "Rosa");
  await type(page, "/release deploy v1.5.0 staging");
  await card(page, "v1.5.0 → staging · succeeded").waitFor({ timeout: patience });
  await type(page, "/release deploy v1.5.0 production");
  await approve(page, "v1.5.0 → production");
  const progress = await seen(page, "v1.5.0 on production: live");
  await type(page, '/release rollback v1.4.2 --yes --reason "Instant payments are booked twice"');
  await takeMessage(page, "notice-not-complete", await seen(page, "v1.5.0 is not complete"));
  await progress.getByRole("button", { name: /repl/u }).click();
  const correction = page.getByText("Correction:").first();
  await correction.waitFor({ timeout: patience });
  await page.setViewportSize({ width: 1000, height: 780 });
  await takeMessage(page, "notice-correction", page.getByRole("complementary", { name: "Thread" }));
  await page.getByRole("button", { name: "Close thread" }).click();
  await page.setViewportSize({ width: 1000, height: 1280 });
  await takeMessage(page, "notice-summary-rolled-back", await seen(page, "v1.5.0: summary"));
}
