import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { View } from "../../demo/workspace/types.ts";
import { elementsOf } from "../../demo/workspace/view-values.ts";
import { z } from "zod";
import { actions } from "../../views/ids.ts";
import { stageOnly } from "./acts.ts";
import { wordsOf } from "./actor.ts";
import { journalLength, openStage, type Stage } from "./stage.ts";

let stage: Stage;
let before: object;

beforeAll(async () => {
  stage = await openStage({
    product: async (product) => {
      for (const tag of ["v1.6.0", "v1.6.1", "v1.6.2", "v1.6.3"]) await product.release(tag);
    },
  });
  // Slack itself would not let a deactivated person type; a click of theirs may still be under way.
  stage.workspace.channel("releases").members.push("U0DEE");
  await stageOnly(stage, "v1.5.0");
  before = await traces();
});

afterAll(() => stage[Symbol.asyncDispose]());

describe("who may ask", () => {
  test.each([
    ["gus", "deploy v1.6.0 staging", "Guests cannot work with releases."],
    ["gus", "status", "Guests cannot work with releases."],
    ["stu", "deploy v1.6.0 staging", "another workspace"],
    ["dee", "deploy v1.6.0 staging", "deactivated"],
    ["bob", "deploy v1.6.0 staging", "Bots cannot work with releases."],
    ["eli", "deploy v1.5.0 production", "You may not deploy to production."],
    ["ade", "deploy v1.6.0 staging", "You may not deploy to staging."],
    ["eli", "rollback v1.4.2", "You may not roll back production."],
    ["eli", "lock production", "You may not lock or unlock production."],
    ["eli", "hold v1.5.0", "You may not hold versions back"],
    ["eli", 'deploy v1.5.0 staging --emergency "now"', "You may not use the emergency path on staging."],
  ])("%s typing %s is refused", async (who, line, words) => {
    expect(await stage.actor(who).asks(line)).toContain(words);
  });

  test("and none of it leaves a trace", async () => {
    expect(await traces()).toEqual(before);
  });

  test("an engineer may deploy to staging, and is told who may do more", async () => {
    const eli = stage.actor("eli");
    expect(await eli.asks("deploy v1.5.0 production")).toContain("release-managers");
    await eli.types("deploy v1.6.0 staging");
    const card = await stage.cardOf("v1.6.0 → staging");
    await stage.reply(card, "The deploy of v1.6.0 to staging succeeded.");
    const run = /run-[0-9a-f]+/u.exec(await eli.asks("history staging"))?.[0] ?? "no run";
    expect(await stage.actor("ade").asks(`cancel ${run}`)).toContain("You may not cancel runs on staging.");
    expect(await eli.asks(`cancel ${run}`)).toContain("This run has ended: it is succeeded.");
  });

  test("a person is offered what they may do, and told when that is nothing", async () => {
    const [eli, ade] = [stage.actor("eli"), stage.actor("ade")];
    for (const [line, title] of [
      ["deploy", "Deploy a release"],
      ["lock", "Lock an environment"],
    ] as const) {
      await eli.types(line);
      expect(offered(await eli.sees(title))).toEqual(["staging"]);
    }
    await eli.types("rollback");
    await eli.sees("Back to which version on *staging*?");
    expect(await stage.actor("rosa").asks("lock production --for 1m")).toContain("locked for you");
    expect(await eli.asks("unlock")).toContain("No environment that you may unlock is locked by anybody.");
    await stage.actor("rosa").asks("unlock production");
    await stage.actor("rosa").types("deploy v1.5.0 production");
    await stage.cardOf("v1.5.0 → production · awaiting approval");
    expect(await eli.asks("cancel")).toContain("No run that you may cancel is under way.");
    await ade.types("cancel");
    expect(wordsOf(await ade.sees("Cancel a run"))).toContain("v1.5.0 → production, awaiting approval (run-");
    await ade.submits();
    await stage.cardOf("v1.5.0 → production · cancelled");
  });

  test("the rights are those of the moment: who leaves the group is refused at once", async () => {
    await stage.workspace.setGroupMembers("release-managers", []);
    const rosa = stage.actor("rosa");
    expect(await rosa.asks("deploy v1.5.0 production")).toContain("You may not deploy to production.");
    await stage.workspace.setGroupMembers("release-managers", ["rosa"]);
    expect(await rosa.asks("lock production --for 1s")).toContain("locked for you");
  });
});

describe("what stands in the way", () => {
  test("production comes after staging", async () => {
    const rosa = stage.actor("rosa");
    await rosa.types("deploy v1.6.1 production");
    expect(await rosa.hears("v1.6.1 has not been verified on staging")).toContain("deploy v1.6.1 staging");
  });

  test("production takes only the commit that staging verified", async () => {
    await stageOnly(stage, "v1.6.2");
    await stage.product.moveTag("v1.6.2");
    const rosa = stage.actor("rosa");
    await rosa.types("deploy v1.6.2 production");
    expect(await rosa.hears("staging verified v1.6.2 at commit")).toContain("Somebody moved the tag");
  });

  test("what is live already is not deployed again", async () => {
    await stageOnly(stage, "v1.4.2");
    const rosa = stage.actor("rosa");
    await rosa.types("deploy v1.4.2 staging");
    expect(await rosa.hears("would change nothing")).toContain("already-live");
  });

  test("a lock stops others and lets its owner pass", async () => {
    const [rosa, eli] = [stage.actor("rosa"), stage.actor("eli")];
    expect(await eli.asks('lock staging "load test" --for 2h')).toContain("staging is locked for you");
    await rosa.types("deploy v1.6.3 staging");
    await rosa.hears("staging is locked: load test", "unlock staging");
    expect(await rosa.asks("lock staging mine")).toContain("<@U0ELI> has locked staging: load test");
    expect(await rosa.asks("status staging")).toContain("locked by <@U0ELI>");
    await eli.types("deploy v1.6.3 staging");
    const card = await stage.cardOf("v1.6.3 → staging");
    await stage.reply(card, "The deploy of v1.6.3 to staging succeeded.");
    expect(await rosa.asks("unlock staging")).toContain("staging is free again");
    expect(await rosa.asks("unlock staging")).toContain("staging is not locked");
  });

  test("a version on hold is not deployed until somebody lifts the hold", async () => {
    const rosa = stage.actor("rosa");
    expect(await rosa.asks('hold v1.4.1 "wrong rounding"')).toContain("v1.4.1 is on hold: wrong rounding");
    await rosa.types("deploy v1.4.1 staging");
    await rosa.hears("v1.4.1 is on hold: wrong rounding", "unhold v1.4.1");
    expect(await rosa.asks("unhold v1.4.1")).toContain("v1.4.1 may be deployed again.");
    await stageOnly(stage, "v1.4.1");
  });
});

describe("what is misspelt is answered with what was meant", () => {
  test.each([
    ["deplyo v1.5.0 staging", "Did you mean `/release deploy"],
    ["deploy v1.5.0 stagin", "Did you mean staging?"],
    ["status produktion", "Did you mean production?"],
    ["status v1.5.9", "Did you mean v1.5.0"],
    ["deploy 1.5 staging", "A version reads like v1.5.0"],
    ["lock staging --fro 2h", "Did you mean --for?"],
    ["cancel run-nothing", "There is no run"],
  ])("%s", async (line, words) => {
    expect(await stage.actor("rosa").asks(line)).toContain(words);
  });

  test("a version that git does not have", async () => {
    const rosa = stage.actor("rosa");
    await rosa.types("deploy v1.5.1 staging");
    expect(await rosa.hears("There is no tag v1.5.1 in the repository.")).toMatch(/Did you mean .*v1\.5\.0/u);
  });
});

/** The environments that a dialog offers. */
function offered(dialog: View): string[] {
  const select = elementsOf(dialog.blocks).find(({ actionId }) => actionId === actions.environment);
  const options = z.array(z.object({ value: z.string() })).parse(select?.element["options"]);
  return options.map(({ value }) => value);
}

/** Everything that a refused request must leave as it was. */
async function traces(): Promise<object> {
  return {
    posts: stage.workspace.messages("releases").length,
    writes: stage.standIn?.requests.filter(({ method, dryRun }) => method !== "GET" && !dryRun).length,
    journal: await journalLength(stage),
  };
}
