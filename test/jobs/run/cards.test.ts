import { expect, test } from "vitest";
import { simulate } from "../../acceptance/product.ts";
import { deployOf } from "./asks.ts";
import { openEngineRoom } from "./engine-room.ts";

test("of the cards of an environment only the one of who wrote last offers a way back", async () => {
  await using room = await openEngineRoom();
  room.staging.rollback.automatic = false;
  await room.product.release("v1.6.0", { staging: [simulate("failure", "CrashLoopBackOff")] });
  const offers = async (id: string): Promise<boolean> =>
    /Roll back to v/u.test(await room.shown(`run-${id}`));
  for (const [id, version] of [
    ["first", "v1.4.1"],
    ["good", "v1.4.2"],
    ["crash", "v1.6.0"],
  ] as const) {
    await room.ask(id, deployOf(version));
    await room.deliver(`run-${id}`);
  }
  expect([await offers("good"), await offers("crash")]).toEqual([false, true]);
  // Who never came to write leaves the way back where it is.
  await room.ask("refused", deployOf("v1.5.0"));
  await room.product.moveTag("v1.5.0");
  await room.deliver("run-refused");
  expect([await offers("crash"), await offers("refused")]).toEqual([true, false]);
  await room.ask("mended", deployOf("v1.4.1"));
  await room.deliver("run-mended");
  expect([await offers("crash"), await offers("mended")]).toEqual([false, true]);
});
