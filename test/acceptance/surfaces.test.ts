import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message, View } from "../../demo/workspace/types.ts";
import { actions, shortcuts } from "../../views/ids.ts";
import { deleteMessage, ship, stageOnly } from "./acts.ts";
import { buttonsOf, wordsOf } from "./actor.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({
    settings: ({ environments: [staging] }) => {
      if (staging) staging.allow.view = ["release-managers", "approvers"];
    },
  });
  await ship(stage, "v1.4.2");
});

afterAll(() => stage[Symbol.asyncDispose]());

test("the command alone shows the help, whose buttons begin what they say", async () => {
  const [rosa, ade, gus] = [stage.actor("rosa"), stage.actor("ade"), stage.actor("gus")];
  const help = await rosa.asks("");
  for (const verb of ["deploy", "rollback", "diff", "status", "history", "lock", "hold", "cancel", "doctor"])
    expect(help).toContain(`/release ${verb}`);
  const message = stage.workspace.ephemerals("rosa").at(-1);
  if (!message) throw new Error("no help");
  await rosa.clicks(message, actions.helpStatus);
  await rosa.hears("v1.4.2", "production");
  await rosa.clicks(message, actions.helpHistory);
  await rosa.hears("v1.4.2 → production");
  await rosa.clicks(message, actions.helpDeploy);
  await rosa.sees("Nothing is deployed yet");
  await rosa.clicks(message, actions.helpRollback);
  await rosa.hears("Nothing but what is live was ever verified on production.");
  for (const one of [ade, gus]) expect(await one.asks("help")).toContain("/release deploy");
  const { helpRollback, helpStatus, helpHistory } = actions;
  expect(buttonsOf(await ade.hearsMessage("Releases"))).toEqual([helpRollback, helpStatus, helpHistory]);
  expect(buttonsOf(await gus.hearsMessage("Releases"))).toEqual([]);
});

test("a mention in a thread is answered in the thread", async () => {
  const parent = stage.workspace.as("rosa").leave("how do we stand?", "C0RELEASES");
  await stage.actor("eli").says("@Slipway status", parent.ts);
  const answer = await stage.until(
    () => stage.workspace.thread(parent).find(({ isBot }) => isBot),
    "an answer",
  );
  expect(wordsOf(answer)).toContain("v1.4.2");
  await stage.actor("gus").says("@Slipway deploy v1.5.0 staging", parent.ts);
  await stage.reply(parent, "Guests cannot work with releases.");
  await stage.actor("rosa").says("@Slipway deploy", parent.ts);
  await stage.reply(parent, "This needs a dialog");
});

test("a dialog that Slack does not show is told, not left out", async () => {
  const rosa = stage.actor("rosa");
  stage.workspace.faults.next("views.open", { kind: "api-error", error: "fatal_error" });
  await rosa.types("rollback v1.4.1");
  const heard = await rosa.hears("Slack did not show the dialog");
  expect(heard).toContain("(no clear answer came in time). Try again in a moment.");
});

test("both shortcuts do what the manifest promises", async () => {
  const rosa = stage.actor("rosa");
  await rosa.shortcut(shortcuts.start);
  await rosa.sees("Nothing is deployed yet");
  const about = stage.workspace.as("ade").leave("is v1.4.2 out?", "C0RELEASES");
  await rosa.shortcut(shortcuts.status, about);
  await rosa.hears("v1.4.2");
  const gus = stage.actor("gus");
  await gus.shortcut(shortcuts.start);
  expect(gus.modal()).toBeUndefined();
});

test("what a person may not view is left out where nobody asked for it by name", async () => {
  const [eli, rosa] = [stage.actor("eli"), stage.actor("rosa")];
  for (const line of ["status", "status v1.4.2", "history"]) {
    expect(await rosa.asks(line)).toContain("staging");
    expect(await eli.asks(line)).not.toContain("staging");
    expect(eli.heard().join()).toContain("production");
  }
  expect(await eli.asks("status staging")).toContain("You may not look at staging.");
});

/** The newest thing that only this person sees, once it was drawn anew with these words. */
function renewed(handle: string, ...words: string[]): Promise<Message> {
  const read = (): Message | undefined => {
    const last = stage.workspace.ephemerals(handle).at(-1);
    return last && words.every((one) => wordsOf(last).includes(one)) ? last : undefined;
  };
  return stage.until(read, `an answer to ${handle} with ${words.join(", ")}`);
}

/** The home tab of a person once it holds these words. */
function homeOf(handle: string, ...words: string[]): Promise<View> {
  const read = (): View | undefined => {
    const view = stage.workspace.home(handle);
    return view && words.every((one) => wordsOf(view).includes(one)) ? view : undefined;
  };
  return stage.until(read, `a home tab of ${handle} with ${words.join(", ")}`);
}

test("a request whose message somebody deleted is answered in the status and in the home tab", async () => {
  await stageOnly(stage, "v1.5.0");
  const [rosa, ade, bea] = [stage.actor("rosa"), stage.actor("ade"), stage.actor("bea")];
  await rosa.types("deploy v1.5.0 production");
  const card = await stage.cardOf("v1.5.0 → production · awaiting approval");
  expect(await ade.asks("status production")).toContain("Approvals: 0 of 2");
  const status = stage.workspace.ephemerals("ade").at(-1);
  if (!status) throw new Error("no status");
  expect(wordsOf(status)).toContain(`/archives/${card.channel}/p`);
  expect(wordsOf(status)).toContain("image v1.4.2 → v1.5.0");
  await rosa.asks("status v1.5.0");
  expect(JSON.stringify(stage.workspace.ephemerals("rosa").at(-1)?.blocks)).not.toContain('"button"');
  await deleteMessage(stage, card);
  await ade.clicks(status, actions.approveListed);
  await renewed("ade", "You approved v1.5.0 → production: 1 of 2 approvals.", "Approvals: 1 of 2");
  expect(buttonsOf(status)).toEqual([]);
  const anew = await stage.cardOf("v1.5.0 → production · awaiting approval", "Approvals: 1 of 2");
  expect(anew.ts).not.toBe(card.ts);
  await ade.openHome();
  await homeOf("ade", "Nothing waits for you", "Waiting for others", "v1.5.0 → production");
  await bea.openHome();
  await bea.clicks(await homeOf("bea", "Approvals: 1 of 2"), actions.reject);
  await bea.sees("v1.5.0 → production");
  await bea.submits({ [actions.reason]: "not today" });
  await homeOf("bea", "Nothing waits for you");
  await stage.reply(anew, "<@U0BEA> rejected v1.5.0 → production");
  await stage.until(() => stage.messageAt(anew, "· cancelled"), "the end of the request");
  const cards = stage.workspace
    .messages("releases")
    .filter((one) => wordsOf(one).includes("v1.5.0 → production ·"));
  expect(cards).toHaveLength(1);
});

test("an answer keeps no button that is possible no more, whoever it was that answered", async () => {
  await stage.actor("rosa").types("deploy v1.5.0 production");
  const card = await stage.cardOf("v1.5.0 → production · awaiting approval");
  const [ade, bea] = [stage.actor("ade"), stage.actor("bea")];
  for (const actor of [ade, bea]) await actor.asks("status production");
  const [first, second] = [await renewed("ade", "Approvals: 0"), await renewed("bea", "Approvals: 0")];
  await ade.clicks(first, actions.reject);
  await ade.sees("v1.5.0 → production");
  await ade.submits({ [actions.reason]: "not today" });
  await renewed("ade", "You rejected v1.5.0 → production.");
  expect(buttonsOf(first)).toEqual([]);
  await bea.clicks(second, actions.approveListed);
  await renewed("bea", "This request is no longer waiting: it is rejected by <@U0ADE>");
  expect(buttonsOf(second)).toEqual([]);
  expect(stage.workspace.ephemerals("bea").at(-1)).toBe(second);
  await stage.until(() => stage.messageAt(card, "· cancelled"), "the end of the request");
});

test("a click in the home tab is answered there, and guests see nothing in theirs", async () => {
  await stage.actor("rosa").types("deploy v1.5.0 production");
  const card = await stage.cardOf("v1.5.0 → production · awaiting approval");
  const ade = stage.actor("ade");
  await ade.openHome();
  const home = await homeOf("ade", "Approvals: 0 of 2");
  expect(buttonsOf(home)).toEqual([actions.helpRollback, actions.approveListed, actions.reject]);
  await stage.actor("rosa").clicks(card, actions.cancel);
  await stage.until(() => stage.messageAt(card, "· cancelled"), "the end of the request");
  await ade.clicks(home, actions.approveListed);
  await homeOf("ade", "This request is no longer waiting: it is cancelled.", "Nothing waits for you");
  await stage.actor("gus").openHome();
  const empty = await homeOf("gus", "Releases of");
  expect([wordsOf(empty).includes("v1.4.2"), buttonsOf(empty)]).toEqual([false, []]);
});

test("dialogs say what is wrong at the field, and do what they say once it is right", async () => {
  const rosa = stage.actor("rosa");
  await rosa.types("deploy v7.7.7");
  await rosa.sees("v7.7.7");
  await rosa.submits({ [actions.version]: "seven" });
  expect(rosa.modal()?.errors).toMatchObject({
    version: expect.stringContaining('"seven" is not a version'),
  });
  await rosa.types("lock");
  await rosa.sees("Like 45m, 2h or 1d");
  await rosa.submits({
    [actions.environment]: "production",
    [actions.reason]: "audit",
    [actions.duration]: "soon",
  });
  expect(rosa.modal()?.errors).toMatchObject({ duration: expect.stringContaining("not a length of time") });
  await rosa.submits({
    [actions.environment]: "production",
    [actions.reason]: "audit",
    [actions.duration]: "45m",
  });
  expect(await rosa.asks("status production")).toContain("audit");
  await rosa.asks("unlock production");
  await rosa.types("hold");
  await rosa.sees("Hold a version back");
  await rosa.submits({ [actions.version]: "v1.4.1", [actions.reason]: "rounding" });
  expect(await rosa.asks("status v1.4.1")).toContain("on hold");
});

test("a diff tells what would change, and nothing is done", async () => {
  const eli = stage.actor("eli");
  const image = await stage.imageOf("production");
  await eli.types("diff v1.5.0 production");
  await eli.hears("Nothing was done", "nexus-app", "INSTANT_PAYMENTS");
  await eli.types("diff");
  await eli.sees("Shows what a deploy would change");
  await eli.submits({ [actions.version]: "v1.5.0", [actions.environment]: "production" });
  await eli.hears("Nothing was done", "v1.5.0 → production: what would change");
  expect(await stage.imageOf("production")).toBe(image);
});

test("a click that Slack delivers twice counts once", async () => {
  stage.workspace.trouble({ fault: "duplicate-next" });
  const rosa = stage.actor("rosa");
  await rosa.types("deploy v1.5.0 production");
  await stage.cardOf("v1.5.0 → production · awaiting approval");
  const cards = stage.workspace
    .messages("releases")
    .filter((one) => wordsOf(one).includes("v1.5.0 → production · awaiting"));
  expect(cards).toHaveLength(1);
});

test("the doctor says that all is well", async () => {
  const said = await stage.actor("eli").asks("doctor");
  expect(said).toContain("Everything that Slipway needs is well.");
  for (const part of [
    "Repository",
    "Cluster of staging",
    "Cluster of production",
    "Slack",
    "Queue",
    "Journal",
  ])
    expect(said).toContain(`:white_check_mark: *${part}*`);
});

test("a run goes on when its channel is archived, and whoever asked is told", async () => {
  const rosa = stage.actor("rosa");
  await rosa.types("deploy v1.4.2");
  await rosa.sees("v1.4.2");
  stage.workspace.trouble({ fault: "archive", channel: "C0RELEASES" });
  await rosa.submits({ [actions.version]: "v1.4.2", [actions.environment]: "staging" });
  const told = await stage.until(() => stage.workspace.directMessages("rosa")[0], "a direct message");
  expect(wordsOf(told)).toMatch(/v1\.4\.2 to staging .*<#C0RELEASES>: is_archived/su);
  await expect.poll(() => stage.imageOf("staging")).toBe("v1.4.2");
  expect(stage.workspace.directMessages("rosa")).toHaveLength(1);
});
