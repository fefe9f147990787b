import { join } from "node:path";
import type { Locator, Page } from "playwright-core";

/** A part of the story that is played in the browser; it finds the page as the one before it left it. */
export type Scene = (page: Page) => Promise<void>;

/** How long a scene waits for anything, in milliseconds. */
export const patience = 90_000;

const pictures = join(import.meta.dirname, "../../docs/pictures");

/** Becomes the person of this name; what is done before the page shows that is still done by the one before. */
export async function actAs(page: Page, name: string): Promise<void> {
  await page.getByRole("radio", { name }).click();
  await page.getByRole("radio", { name, checked: true }).waitFor();
}

/** Types a command as a person would, and sends it. */
export async function type(page: Page, text: string): Promise<void> {
  const composer = page.getByPlaceholder("Message #releases");
  await composer.fill(text);
  await composer.press("Enter");
  // The first Enter only completes a command that is typed in full.
  if ((await composer.inputValue()).trim() === text) await composer.press("Enter");
}

/** The newest message with this title. */
export function card(page: Page, title: string): Locator {
  return page.locator("article").filter({ hasText: title }).last();
}

/** Waits for the newest message with this title. */
export async function seen(page: Page, title: string): Promise<Locator> {
  const found = card(page, title);
  await found.waitFor({ timeout: patience });
  return found;
}

/** Presses a button of a message. */
export function press(message: Locator, name: string): Promise<void> {
  return message.getByRole("button", { name }).first().click();
}

/** Two other people approve what waits for production. */
export async function approve(page: Page, title: string): Promise<void> {
  for (const [given, person] of ["Ade", "Bea"].entries()) {
    await actAs(page, person);
    const request = card(page, title);
    await request.getByText(`Approvals: ${given} of 2`).waitFor({ timeout: patience });
    await press(request, "Approve");
    await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  }
  await actAs(page, "Rosa");
}

/** So high may a message be to be seen whole. */
const mostHeight = 700;

/** Takes a picture of the page, with the message that it is about in sight: the whole, or its heading where it is too long. */
export async function take(page: Page, name: string, about?: Locator): Promise<void> {
  const { height = 0 } = (await about?.boundingBox()) ?? {};
  const shown = height > mostHeight ? about?.getByRole("heading").first() : about;
  await shown?.scrollIntoViewIfNeeded();
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  console.log(`docs/pictures/${name}.png`);
}

/** Takes a picture of one message alone. */
export async function takeMessage(page: Page, name: string, message: Locator): Promise<void> {
  await message.scrollIntoViewIfNeeded();
  await page.waitForTimeout(400);
  await message.screenshot({ path: join(pictures, `${name}.png`) });
  console.log(`docs/pictures/${name}.png`);
}
