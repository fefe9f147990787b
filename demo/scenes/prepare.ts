import type { Locator, Page } from "playwright-core";
import { actAs, approve, card, patience, press, take, type } from "./browser.ts";

/** From the plan of the month to v1.5.0 in production: prepare, checklist, a refusal, and a hotfix of the older line. */
export async function prepare(page: Page): Promise<void> {
  await actAs(page, "Rosa");
  await card(page, "v1.5.0 · minor · planned").waitFor({ timeout: patience });
  await take(page, "plan", card(page, "Release plan:"));
  await prepareFromPlan(page);
  await type(page, "/release deploy v1.5.0 staging");
  await card(page, "v1.5.0 → staging · succeeded").waitFor({ timeout: patience });
  await closeChecklist(page);
  await type(page, "/release deploy v1.5.0 production");
  await approve(page, "v1.5.0 → production");
  await card(page, "v1.5.0 → production · succeeded").waitFor({ timeout: patience });
  await cutHotfix(page);
}

async function prepareFromPlan(page: Page): Promise<void> {
  await press(card(page, "Release plan:"), "Prepare v1.5.0");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("→ minor v1.5.0").waitFor({ timeout: patience });
  await take(page, "prepare-dialog");
  await dialog.getByRole("button", { name: "Prepare it" }).click();
  await card(page, "v1.5.0 · prepared").waitFor({ timeout: patience });
  await take(page, "prepared", card(page, "v1.5.0 · prepared"));
}

async function closeChecklist(page: Page): Promise<void> {
  await type(page, "/release deploy v1.5.0 production");
  await page.getByText("production waits for the checklist of v1.5.0").first().waitFor({ timeout: patience });
  const list = (): Locator => card(page, "Checklist of v1.5.0 ·");
  await list().getByText("All 2 checks passed").waitFor({ timeout: patience });
  await take(page, "checklist-open");
  for (const item of ["Planned features", "Critical bugs"]) await tick(list(), item);
  await take(page, "checklist", list());
  for (const item of ["Dependencies updated", "Monitoring and alerting"]) await tick(list(), item);
  await waive(page, list(), "Performance benchmarks");
  await list().getByText("complete").first().waitFor({ timeout: patience });
}

async function tick(list: Locator, item: string): Promise<void> {
  await list.getByRole("button", { name: `Tick: ${item}` }).click();
  await list.getByRole("button", { name: `Untick: ${item}` }).waitFor({ timeout: patience });
}

async function waive(page: Page, list: Locator, item: string): Promise<void> {
  await press(list, "Waive an item");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Item" }).click();
  await page.getByRole("option", { name: item }).click();
  await dialog.getByRole("textbox").last().fill("The load test runs on Monday");
  await dialog.getByRole("button", { name: "Waive" }).click();
  await list.getByText("waived by").first().waitFor({ timeout: patience });
}

async function cutHotfix(page: Page): Promise<void> {
  await type(page, "/release prepare hotfix --from v1.4.2");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("→ hotfix v1.4.2-hotfix.1").waitFor({ timeout: patience });
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Prepare it" }).click();
  await card(page, "v1.4.2-hotfix.1 · prepared").waitFor({ timeout: patience });
  await type(page, "/release show v1.5.0");
  await page.getByText("v1.5.0 · live").waitFor({ timeout: patience });
  await take(page, "release-page");
}
