import type { Bot, StartBot } from "./bot.ts";
import type { Scene } from "./harness.ts";

/** A moment at which a bot is killed: a command on its way to Redis, seen before or after Redis did it. */
export interface KillPoint {
  name: string;
  pattern: RegExp;
  when: "before" | "after";
}

const deploySteps = [
  "recheck",
  "lock",
  "apply.configuration",
  "apply.network",
  "apply.workloads",
  "wait.workloads",
  "check.health-checks",
  "record",
];

/** Every boundary of a deploy, in order: what is between two of them is either done or not done. */
export const deployPoints: KillPoint[] = [
  { name: "the request is stored", pattern: /"request":\{"id":"ask-/, when: "after" },
  { name: "the plan is made", pattern: /"phase":"awaiting approval"/, when: "before" },
  { name: "the run is stored", pattern: /"phase":"awaiting approval"/, when: "after" },
  { name: "the request is in the journal", pattern: noted("requested"), when: "after" },
  { name: "the message is stored", pattern: /\r\nrun-[0-9a-f]+\r\n\$\d+\r\nC0RELEASES\r\n/, when: "after" },
  { name: "the message is posted", pattern: /\r\n[\d.]{10,}\r\n\$64\r\n/, when: "before" },
  { name: "the first yes is stored", pattern: /"decision":"approved"/, when: "after" },
  { name: "the first yes is in the journal", pattern: noted("approved.U0ADE"), when: "after" },
  { name: "the second yes is stored", pattern: /"phase":"queued"/, when: "after" },
  { name: "the second yes is in the journal", pattern: noted("approved.U0BEA"), when: "after" },
  ...deploySteps.map(isDone),
  isRecorded("record"),
  ...closing("succeeded"),
];

/** The boundaries of a rollback that are not those of every run. */
export const rollbackPoints: KillPoint[] = [
  { name: "the request is stored", pattern: /"request":\{"id":"ask-/, when: "after" },
  { name: "the run is stored", pattern: /"kind":"rollback"/, when: "after" },
  ...["lock", "apply.workloads", "wait.workloads", "record"].map(isDone),
  ...closing("rolled back"),
];

/** The effect is there, and nobody knows. */
function isDone(step: string): KillPoint {
  return { name: `${step} is done`, pattern: ledgerOf(step), when: "before" };
}

/** It is known, but neither in the journal nor in the message. */
function isRecorded(step: string): KillPoint {
  return { name: `${step} is recorded`, pattern: ledgerOf(step), when: "after" };
}

function ledgerOf(step: string): RegExp {
  return new RegExp(`\\r\\n${step}\\r\\n`);
}

function closing(phase: string): KillPoint[] {
  return [
    { name: "the verdict is stored", pattern: new RegExp(`"verdict":\\{"phase":"${phase}"`), when: "after" },
    { name: "the lock is given back", pattern: noted("ended"), when: "before" },
    { name: "the end is in the journal", pattern: noted("ended"), when: "after" },
    { name: "the end is to be said", pattern: /\r\nended\r\n/, when: "after" },
    { name: "the end is to be stored", pattern: /"finishedAt":\d+/, when: "before" },
    { name: "the end is stored", pattern: /"finishedAt":\d+/, when: "after" },
  ];
}

/** The entry of the journal about something in a run. */
function noted(what: string): RegExp {
  return new RegExp(`\\r\\nrun-[0-9a-f]+\\.${what}\\r\\n`);
}

/** Kills the bot at each point in turn and starts another one, a guest unless told; answers the last. */
export async function killAt(
  scene: Scene,
  first: Bot,
  points: KillPoint[],
  startBot?: StartBot<Bot>,
): Promise<Bot> {
  let bot = first;
  for (const { name, pattern, when } of points) {
    let isKilled = false;
    const { line, kill } = bot;
    void line
      .stopAt(pattern, when)
      .then(kill)
      .then(() => (isKilled = true));
    await scene.until(() => isKilled, `the moment when ${name}`);
    bot = await scene.replace(bot, startBot);
  }
  return bot;
}
