import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { createStores } from "../../src/redis/stores.ts";
import type { Message } from "../../demo/workspace/types.ts";
import { actions } from "../../views/ids.ts";
import { restoreBackup, takeBackup } from "../redis/backup.ts";
import { lapse } from "../redis/lapse.ts";
import { type MortalRedis, startMortalRedis } from "../redis/redis.ts";
import { withoutStaging } from "./acts.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let server: MortalRedis;

beforeAll(async () => {
  server = await startMortalRedis();
  stage = await openStage({
    redis: server.url,
    settings: withoutStaging,
    product: async (product) => {
      for (let patch = 0; patch < 10; patch += 1) await product.release(`v1.6.${patch}`);
    },
  });
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await server.remove();
});

/** Asks for production; answers the request. */
async function request(version: string, options = ""): Promise<Message> {
  await stage.actor("rosa").types(`deploy ${version} production ${options}`);
  return stage.cardOf(`${version} → production · awaiting approval`);
}

describe("a request for approval", () => {
  test("counts everybody once, and never the one who asked", async () => {
    const card = await request("v1.6.0");
    const [ade, bea] = [stage.actor("ade"), stage.actor("bea")];
    const rosa = stage.actor("rosa");
    await rosa.clicks(card, actions.approve);
    expect(await rosa.hears()).toContain("You may not approve for production.");
    await ade.clicks(card, actions.approve);
    await ade.clicks(card, actions.approve);
    await ade.hears("Your answer is already counted.");
    expect(await stage.imageOf("production")).not.toBe("v1.6.0");
    await bea.clicks(card, actions.approve);
    await stage.reply(card, "The deploy of v1.6.0 to production succeeded.");
    const said = stage.workspace.thread(card).filter(({ text }) => text.includes("approved"));
    expect(said).toHaveLength(2);
    await ade.clicks(card, actions.approve);
    await ade.hears("This request is no longer waiting: it is succeeded.");
  });

  test("is not answered by whoever asked, even with the right to approve", async () => {
    await stage.workspace.setGroupMembers("approvers", ["ade", "bea", "rosa"]);
    const card = await request("v1.6.1");
    const rosa = stage.actor("rosa");
    await rosa.clicks(card, actions.approve);
    await rosa.hears("You asked for this release, so your own yes or no does not count.");
    await stage.workspace.setGroupMembers("approvers", ["ade", "bea"]);
    await rosa.clicks(card, actions.cancel);
    expect(await rosa.asks("status v1.6.1")).toContain("cancelled");
  });

  test("is not answered by guests, strangers, bots and people without the right", async () => {
    const card = await request("v1.6.2");
    for (const [who, words] of [
      ["gus", "Guests cannot work with releases."],
      ["stu", "another workspace"],
      ["bob", "Bots cannot work with releases."],
      ["eli", "You may not approve for production."],
    ] as const) {
      const person = stage.actor(who);
      for (const action of [actions.approve, actions.reject]) {
        await person.clicks(card, action);
        await person.hears(words);
      }
    }
    expect(stage.workspace.thread(card)).toEqual([]);
    await stage.actor("rosa").clicks(card, actions.cancel);
  });

  test("is rejected with a reason, which everybody hears; later clicks are answered kindly", async () => {
    const card = await request("v1.6.3");
    const [ade, bea] = [stage.actor("ade"), stage.actor("bea")];
    await ade.clicks(card, actions.reject);
    await ade.sees("v1.6.3 → production");
    expect(await ade.submits({ [actions.reason]: "the ledger <!channel> is closed" })).toMatchObject({
      ok: true,
    });
    await stage.reply(card, "<@U0ADE> rejected v1.6.3 → production", "the ledger &lt;!channel&gt; is closed");
    await bea.clicks(card, actions.approve);
    await bea.hears("it is rejected by <@U0ADE>");
    expect(await stage.imageOf("production")).not.toBe("v1.6.3");
  });

  test("a rejection without a reason is told at the field", async () => {
    const card = await request("v1.6.4");
    const ade = stage.actor("ade");
    await ade.clicks(card, actions.reject);
    await ade.sees("v1.6.4 → production");
    expect(await ade.submits()).toMatchObject({ ok: false });
    await stage.actor("rosa").clicks(card, actions.cancel);
    expect(await ade.submits({ [actions.reason]: "too late" })).toMatchObject({ ok: true });
    expect(JSON.stringify(ade.modal()?.errors)).toContain("no longer waiting: it is cancelled");
  });

  test("is void when the tag is moved before the last yes", async () => {
    const card = await request("v1.6.5");
    await stage.actor("ade").clicks(card, actions.approve);
    await stage.reply(card, "<@U0ADE> approved");
    await stage.product.moveTag("v1.6.5");
    await stage.actor("bea").clicks(card, actions.approve);
    await stage.reply(card, "has moved", "void");
    expect(await stage.imageOf("production")).not.toBe("v1.6.5");
  });

  test("gives way to a newer one, and both who asked are told", async () => {
    const older = await request("v1.6.6");
    const newer = await request("v1.6.7");
    await stage.reply(
      older,
      "<@U0ROSA>: v1.6.6 → production gives way to the newer request v1.6.7 → production",
    );
    const ade = stage.actor("ade");
    await ade.clicks(older, actions.approve);
    await ade.hears("This request is no longer waiting: it is superseded.");
    await ade.clicks(newer, actions.approve);
    await stage.reply(newer, "<@U0ADE> approved v1.6.7 → production");
    await stage.actor("rosa").clicks(newer, actions.cancel);
    expect(await stage.actor("rosa").asks("status v1.6.7")).toContain("cancelled");
  });

  test("is passed in an emergency, which everybody sees, with one approval", async () => {
    const rosa = stage.actor("rosa");
    await rosa.asks('hold v1.6.8 "a test"');
    await rosa.types('deploy v1.6.8 production --emergency "payments are down"');
    const card = await stage.cardOf("v1.6.8 → production · awaiting approval", "Approvals: 0 of 1");
    expect(stage.messageAt(card, "Emergency:", "payments are down")).toBeDefined();
    await stage.actor("ade").clicks(card, actions.approve);
    await stage.reply(card, "The deploy of v1.6.8 to production succeeded.");
  });
});

/** Writes to production so far: dry runs and refusals are none. */
function writes(): string[] {
  const made = stage.standIn?.requests.filter(
    ({ method, path, dryRun, code }) =>
      method !== "GET" && !dryRun && code < 300 && path.includes(`/${stage.namespaceOf("production")}/`),
  );
  return made?.map(({ path }) => path) ?? [];
}

test("a run ends, and nothing is done again, when Redis is put back to before its last yes", async () => {
  const card = await request("v1.6.9");
  const [ade, bea] = [stage.actor("ade"), stage.actor("bea")];
  await ade.clicks(card, actions.approve);
  await stage.reply(card, "<@U0ADE> approved");
  const redis = await connectRedis(server.url, "worker");
  const backup = await takeBackup(redis);
  const before = writes().length;
  await bea.clicks(card, actions.approve);
  await stage.reply(card, "The deploy of v1.6.9 to production succeeded.");
  // Its words come before its end, and what ends it must not meet the older state.
  await stage.until(() => stage.messageAt(card, "v1.6.9 → production · succeeded"), "the end of the run");
  const written = writes();
  expect(written.length).toBeGreaterThan(before);
  await restoreBackup(redis, backup);
  // Jobs that were under way at that moment are nobody's now.
  await lapse(redis);
  // Who had read the run before draws it now, under a number that it had then.
  const run = /run-[0-9a-f]{12}/u.exec(JSON.stringify(card.blocks))?.[0] ?? "";
  const { conversations } = createStores(redis, "slipway", Date.now);
  await conversations.want({ key: run, channel: "" }, { text: "v1.6.9 is live", blocks: [] }, 900_000);
  redis.disconnect();
  await bea.clicks(card, actions.approve);
  await stage.reply(card, "The deploy of v1.6.9 to production was cancelled.", "Redis was put back");
  await stage.cardOf("Slipway's records were put back to an older state");
  await stage.cardOf("v1.6.9 → production · cancelled", "Redis was put back");
  const said = stage.workspace.thread(card).map(({ text }) => text);
  expect(said.filter((text) => text.includes("production succeeded"))).toHaveLength(1);
  expect(said.filter((text) => text.includes("<@U0BEA> approved"))).toHaveLength(1);
  expect(writes()).toEqual(written);
  expect(await stage.imageOf("production")).toBe("v1.6.9");
  expect(await bea.asks("doctor")).toContain("the chain holds");
});
