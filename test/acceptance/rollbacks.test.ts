import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../demo/workspace/types.ts";
import { actions } from "../../views/ids.ts";
import { approveForProduction, shipDirectly, withoutStaging } from "./acts.ts";
import { simulate } from "./product.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  const slow = { production: [simulate("ready-after", "5m")] };
  stage = await openStage({
    settings: withoutStaging,
    product: async (product) => {
      for (const tag of ["v1.6.0", "v1.6.1", "v1.6.3"]) await product.release(tag);
      for (const tag of ["v1.7.0", "v1.7.1", "v1.7.2"]) await product.release(tag, slow);
    },
  });
  await shipDirectly(stage, "v1.4.2");
});

afterAll(() => stage[Symbol.asyncDispose]());

/** Starts a deploy to production that would take minutes, and waits until it is writing. */
async function beginSlowDeploy(version: string): Promise<Message> {
  const card = await approveForProduction(stage, version);
  await expect.poll(() => stage.imageOf("production")).toBe(version);
  return card;
}

let rollbacks = 0;

/** Types a rollback, reads its plan in the dialog and confirms it; answers the message of the run. */
async function rollBack(version: string, ...words: string[]): Promise<Message> {
  const rosa = stage.actor("rosa");
  await rosa.types(`rollback ${version}`);
  await rosa.sees(`→ ${version}`, ...words);
  rollbacks += 1;
  const reason = `way back number ${rollbacks}`;
  expect(await rosa.submits({ [actions.reason]: reason })).toMatchObject({ ok: true });
  return stage.cardOf(`Roll back production to ${version}`, "asked by <@U0ROSA>", reason);
}

describe("the way back", () => {
  test("supersedes a deploy that is under way", async () => {
    const deploy = await beginSlowDeploy("v1.7.0");
    const back = await rollBack("v1.4.2", "v1.7.0 → v1.4.2");
    await stage.reply(deploy, "gives way to the newer request Roll back production to v1.4.2");
    await stage.reply(deploy, "The deploy of v1.7.0 to production gave way to a newer request.");
    await stage.reply(back, "The rollback of production to v1.4.2 succeeded.");
    expect(await stage.imageOf("production")).toBe("v1.4.2");
    expect(await stage.actor("rosa").asks("status v1.7.0")).toContain("is on hold");
  });

  test("leads away from what a cancelled deploy left behind", async () => {
    const deploy = await beginSlowDeploy("v1.7.1");
    const ade = stage.actor("ade");
    await ade.clicks(deploy, actions.cancel);
    await stage.reply(deploy, "The deploy of v1.7.1 to production was cancelled.");
    expect(await stage.imageOf("production")).toBe("v1.7.1");
    const back = await rollBack("v1.4.2", "v1.7.1 → v1.4.2");
    await stage.reply(back, "The rollback of production to v1.4.2 succeeded.");
    expect(await stage.imageOf("production")).toBe("v1.4.2");
  });

  test("is open while the repository is away", async () => {
    await shipDirectly(stage, "v1.6.0");
    await stage.product.away(true);
    const rosa = stage.actor("rosa");
    await rosa.types("deploy v1.6.1 staging");
    await rosa.hears("git-unavailable");
    expect(await rosa.asks("doctor")).toMatch(/:x: \*Repository\*/u);
    const back = await rollBack("v1.4.2", "v1.6.0 → v1.4.2");
    await stage.reply(back, "The rollback of production to v1.4.2 succeeded.");
    await stage.product.away(false);
    expect(await stage.imageOf("production")).toBe("v1.4.2");
  });

  test("is open while Slack takes no messages, which appear afterwards, each once", async () => {
    await shipDirectly(stage, "v1.6.1");
    for (const method of ["chat.postMessage", "chat.update"])
      stage.workspace.trouble({ fault: "server-error", method, count: 1000 });
    const rosa = stage.actor("rosa");
    await rosa.types("rollback v1.4.2");
    await rosa.sees("v1.6.1 → v1.4.2");
    expect(await rosa.submits()).toMatchObject({ ok: true });
    await expect.poll(() => stage.imageOf("production")).toBe("v1.4.2");
    await expect.poll(() => stage.actor("rosa").asks("status production")).toContain("*v1.4.2*");
    stage.workspace.trouble({ fault: "clear" });
    const card = await stage.cardOf("Roll back production to v1.4.2 · rolled back", "v1.6.1");
    await stage.reply(card, "The rollback of production to v1.4.2 succeeded.");
    const ends = stage.workspace.thread(card).filter(({ text }) => text.includes("succeeded"));
    expect(ends).toHaveLength(1);
  });

  test("to a version that was never verified needs the tick", async () => {
    const rosa = stage.actor("rosa");
    await rosa.types("rollback v1.6.3 --yes");
    await rosa.hears("v1.6.3 was never verified on production.");
    await rosa.types("rollback v1.6.3");
    await rosa.sees("v1.6.3 was never verified on production.");
    expect(await rosa.submits({ [actions.reason]: "we know it" })).toMatchObject({ ok: false });
    await rosa.submits({ [actions.allowUnverified]: ["yes"], [actions.reason]: "we know it" });
    await rosa.sees("→ v1.6.3", "was never verified here", "we know it");
    await rosa.submits();
    const card = await stage.cardOf("Roll back production to v1.6.3");
    await stage.reply(card, "The rollback of production to v1.6.3 succeeded.");
    expect(await stage.imageOf("production")).toBe("v1.6.3");
  });

  test("is not taken to what runs already, to a held version, or to one that nobody knows", async () => {
    await shipDirectly(stage, "v1.5.0");
    const rosa = stage.actor("rosa");
    await rosa.types("rollback v1.5.0");
    await rosa.sees("v1.5.0 is what runs on production now.");
    await rosa.asks("hold v1.4.2 rounding");
    await rosa.types("rollback v1.4.2");
    await rosa.sees("v1.4.2 is on hold: rounding");
    await rosa.types("rollback v9.9.9 --yes");
    expect(await rosa.hears("was never verified on production.")).toContain("v9.9.9");
    await rosa.asks("unhold v1.4.2");
  });

  test("of a tag that was moved leaves a release that is live, also for who reads its timeline", async () => {
    const { product } = stage;
    const good = await product.release("v1.6.4");
    await shipDirectly(stage, "v1.6.4");
    const bad = await product.moveTag("v1.6.4", { production: [simulate("failure", "CrashLoopBackOff")] });
    const moved = await approveForProduction(stage, "v1.6.4");
    await stage.reply(moved, "The deploy of v1.6.4 to production failed.");
    const back = await stage.cardOf("Roll back production to v1.6.4");
    await stage.reply(back, "The rollback of production to v1.6.4 succeeded.");
    const [left, kept] = [bad.slice(0, 7), good.slice(0, 7)];
    const told = `at commit ${kept}. The last deploy of it at commit ${left} did not get there`;
    await expect.poll(() => stage.actor("rosa").asks("timeline v1.6.4")).toContain(told);
    const start = stage.workspace
      .messages("releases")
      .findLast(({ text }) => text.startsWith("v1.6.4 has been on its way to production"));
    const corrections = (): string =>
      stage.workspace
        .thread(start ?? back)
        .map(({ text }) => text)
        .join("\n");
    await expect.poll(corrections).toContain(told);
    expect(corrections()).not.toContain("v1.6.4 failed on production");
  });

  test("begins from the button of the run, or from a choice of verified versions", async () => {
    const rosa = stage.actor("rosa");
    await rosa.types("rollback");
    const choice = await rosa.sees("Back to which version on *production*?");
    expect(JSON.stringify(choice.blocks)).toContain('"v1.4.2"');
    await rosa.submits({ [actions.version]: "v1.4.2", [actions.reason]: "chosen" });
    await rosa.sees("→ v1.4.2", "was verified here", "chosen");
  });
});
