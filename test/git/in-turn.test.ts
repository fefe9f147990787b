import { expect, test } from "vitest";
import { inTurn } from "../../src/git/in-turn.ts";

test("who asks while it is under way gets a turn that begins afterwards, together with the others who wait", async () => {
  const turns: PromiseWithResolvers<void>[] = [];
  const look = inTurn(() => {
    const turn = Promise.withResolvers<void>();
    turns.push(turn);
    return turn.promise;
  });
  const first = look();
  await expect.poll(() => turns.length).toBe(1);
  const second = look();
  expect(look()).toBe(second);
  expect(turns).toHaveLength(1);
  turns[0]?.resolve();
  await first;
  await expect.poll(() => turns.length).toBe(2);
  turns[1]?.resolve();
  await second;
});

test("a failure is for those who asked for that turn alone", async () => {
  let fails = true;
  const look = inTurn(async () => {
    if (fails) throw new Error("away");
  });
  const first = look();
  await expect(first).rejects.toThrow("away");
  fails = false;
  await look();
});
