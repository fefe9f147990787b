import type { Page } from "playwright-core";
import { actAs, card, patience, press, seen, take, type } from "./browser.ts";

/** A request for approval away from its message: in the status, and in the home tab of an approver, who says yes there. */
export async function waiting(page: Page): Promise<void> {
  await actAs(page, "Rosa");
  await type(page, "/release deploy v1.5.0 staging");
  await card(page, "v1.5.0 → staging · succeeded").waitFor({ timeout: patience });
  await type(page, "/release deploy v1.5.0 production");
  await seen(page, "v1.5.0 → production · awaiting approval");
  await actAs(page, "Ade");
  await type(page, "/release status");
  const status = await seen(page, "Nexus Financial Platform: status");
  await take(page, "status", status);
  await press(status, "Approve");
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await page.getByText("You approved v1.5.0 → production: 1 of 2 approvals.").waitFor({ timeout: patience });
  await actAs(page, "Bea");
  await page.getByRole("button", { name: "Slipway home" }).click();
  await page.getByText("Approvals: 1 of 2").waitFor({ timeout: patience });
  await take(page, "home");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await page.getByText("2 of 2 approvals, so it goes on.").waitFor({ timeout: patience });
}
