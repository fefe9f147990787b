import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, it } from "vitest";
import { startWorkspace } from "../../demo/workspace/start-workspace.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";
import { reconcileTimelines } from "../../jobs/timeline/timeline.ts";
import { connectRedis } from "../../src/redis/connection.ts";
import type { Git } from "../../src/release/git.ts";
import { makeRepository } from "../git/repository.ts";
import { timelineAt } from "../jobs/timeline/newsroom.ts";
import { type Replica, startReplica } from "../jobs/timeline/replica.ts";
import { lapse } from "../redis/lapse.ts";
import { type MortalRedis, startMortalRedis } from "../redis/redis.ts";
import type { KillPoint } from "./kill-points.ts";
import { openLine } from "./line.ts";

const conversation = String.raw`release\.v1\.5\.\d+\.announcement\.\d+`;
/** A lease's token (its holder's name and its own), and the empty word that stands for the parent of a conversation. */
const holder = String.raw`\$73\r\n[0-9a-f-]{36}\.[0-9a-f-]{36}\r\n\$0\r\n\r\n`;
const claim = /"name":"announcement","kind":"announcement","outcome":"said"/;
const attempt = new RegExp(String.raw`${holder}\$13\r\n\d{13}\r\n`);
const receipt = new RegExp(String.raw`\r\n${conversation}\r\n${holder}\$\d+\r\n[\d.]+\r\n\$64\r\n`);

/** Every boundary between the decision to say a notice and the last word about it, in order. */
const points: KillPoint[] = [
  { name: "its claim is on its way", pattern: claim, when: "before" },
  { name: "its claim is stored", pattern: claim, when: "after" },
  {
    name: "its words are stored",
    pattern: new RegExp(String.raw`\r\n${conversation}\r\n\$\d+\r\nC0RELEASES\r\n`),
    when: "after",
  },
  {
    name: "its delivery is asked for",
    pattern: new RegExp(String.raw`deliver\.${conversation}\.parent`),
    when: "after",
  },
  { name: "its attempt is on its way", pattern: attempt, when: "before" },
  { name: "its attempt is noted", pattern: attempt, when: "after" },
  { name: "it is posted, and its receipt is on its way", pattern: receipt, when: "before" },
  { name: "its receipt is stored", pattern: receipt, when: "after" },
  {
    name: "it is in the journal",
    pattern: /"id":"notice\.v1\.5\.\d+\.announcement\.\d+\.told/,
    when: "after",
  },
  {
    name: "its record is stored",
    pattern: /\$4\r\nhset\r\n[^]{0,200}announcement\.\d+\r\n\$\d+\r\n\{"v":1,"record"/i,
    when: "after",
  },
];

let server: MortalRedis;
let redis: Redis;
let workspace: Workspace;
let git: Git;
let opened: AsyncDisposableStack;

beforeAll(async () => {
  opened = new AsyncDisposableStack();
  server = await startMortalRedis();
  opened.defer(() => server.remove());
  redis = await connectRedis(server.url, "worker");
  opened.defer(() => redis.disconnect());
  const repository = await makeRepository();
  opened.defer(() => repository.remove());
  await repository.commit("feat: begin");
  git = await repository.mirror();
  workspace = opened.use(await startWorkspace());
});
afterAll(() => opened.disposeAsync());

/** A bot of one story; every story has records of its own. */
function startBot(redisUrl: string, prefix: string): Promise<Replica> {
  const slack = { botToken: workspace.identity.botToken, apiUrl: workspace.url };
  return startReplica({ redisUrl, prefix, slack, git, timeline: timelineAt({ announcement: -600 }) });
}

/**
 * A line that is cut between two commands leaves the bot where a kill would: it goes on only with an answer, and none comes
 * any more. So no process is started for each of these moments; that a killed process is replaced, the other stories show.
 */
describe.concurrent("a bot that dies while it says a notice", () => {
  it.for(points)("says it once, when $name", { timeout: 120_000 }, async (point, { expect }) => {
    const { pattern, when } = point;
    const index = points.indexOf(point);
    const [version, prefix] = [`v1.5.${index}`, `killed-${index}`];
    const line = await openLine(server.url);
    const first = await startBot(line.url, prefix);
    const { notices, book } = first.stores;
    const target = (await notices.now()) + 599_000;
    await book.add({ version, kind: "minor", branch: "main", state: "planned", target, rev: 1 });
    const isThere = line.stopAt(pattern, when);
    reconcileTimelines(first.parts).catch(() => undefined);
    await isThere;
    first.abandon();
    line.cut();
    await lapse(redis, prefix);
    const second = await startBot(server.url, prefix);
    const { stores, parts } = second;
    const isNoted = async (): Promise<boolean[]> => {
      await reconcileTimelines(parts);
      return (await stores.notices.claims(version)).map(({ message }) => message === undefined);
    };
    await expect.poll(isNoted, { timeout: 90_000, interval: 100 }).toEqual([true]);
    const told = (await stores.journal.latest({}, 100)).filter(({ what }) => what.startsWith("told"));
    await second.stop();
    const posts = workspace
      .messages("releases")
      .map(({ metadata }) => String(metadata?.event_payload["key"]))
      .filter((key) => key.startsWith(`release.${version}.announcement.`));
    expect(posts).toHaveLength(1);
    expect(told).toHaveLength(1);
  });
});
