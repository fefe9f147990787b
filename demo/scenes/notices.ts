import type { Page } from "playwright-core";
import { actAs, approve, card, patience, seen, takeMessage, type } from "./browser.ts";

/** All six notices of a release that goes well, each taken alone, and how the timeline looks at the end. */
export async function notices(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1000, height: 1280 });
  await actAs(page, "Rosa");
  await type(page, "/release timeline v1.5.0 --at 55s");
  await takeMessage(page, "notice-announcement", await seen(page, "v1.5.0 is planned"));
  await type(page, "/release deploy v1.5.0 staging");
  await takeMessage(page, "notice-pre-deployment", await seen(page, "v1.5.0 ships soon"));
  await card(page, "v1.5.0 → staging · succeeded").waitFor({ timeout: patience });
  await type(page, "/release deploy v1.5.0 production");
  await approve(page, "v1.5.0 → production");
  await takeMessage(page, "notice-start", await seen(page, "v1.5.0 goes to production"));
  await takeMessage(page, "notice-progress", await seen(page, "v1.5.0 on production: live"));
  await type(page, "/release timeline v1.5.0");
  await takeMessage(page, "timeline", await seen(page, "v1.5.0: timeline"));
  await takeMessage(page, "notice-complete", await seen(page, "v1.5.0 is complete"));
  await takeMessage(page, "notice-summary", await seen(page, "v1.5.0: summary"));
}
