import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type Config, formatConfigProblems, loadConfig } from "../../src/config.ts";
import { type Slipway, startSlipway } from "../../src/slipway.ts";
import { quick } from "../acceptance/stage.ts";
import { connectedTo } from "../cluster/connected.ts";
import { answersWell, type Bot, type StartBot } from "./bot.ts";
import { openLine } from "./line.ts";

/**
 * Starts a bot in the process of the test, where a start costs a twentieth. All that it says and hears goes over lines of
 * its own. To kill it cuts them all at one moment and for good: as of a killed process, nothing comes from it any more,
 * and nobody knows what it has done without having said so. What is left of it then ends by itself.
 */
export const startGuest: StartBot<Bot> = async ({ workspace, cluster, redisUrl, variables, args }) => {
  const lines = await Promise.all([redisUrl, workspace.url, cluster.url].map(openLine));
  const [toRedis, toSlack, toCluster] = lines;
  if (!toRedis || !toSlack || !toCluster) throw new Error("no lines");
  const env = {
    ...variables,
    REDIS_URL: toRedis.url,
    SLACK_API_URL: toSlack.url,
    PORT: "0",
    LOG_LEVEL: "silent",
  };
  const config = await readConfig(env, args);
  const said: string[] = [];
  const killed = new AbortController();
  let slipway: Slipway | undefined;
  let wantsToEnd = false;
  const live = async (): Promise<void> => {
    while (!killed.signal.aborted) {
      try {
        slipway = await startSlipway(config, quick, connectedTo(cluster, toCluster.url));
        void slipway.broken.then(() => (wantsToEnd = true));
        return;
      } catch (error) {
        // Whoever looks after it in production starts it again, too.
        said.push(String(error));
        await pause(200);
      }
    }
  };
  const living = live();
  const kill = async (): Promise<void> => {
    killed.abort();
    for (const line of lines) line.cut();
    // The address of its socket was Slack's own.
    workspace.socketMode.drop();
  };
  return {
    line: toRedis,
    isReady: async () => slipway !== undefined && answersWell(slipway.port),
    // What nobody handles, too, would end a process; here it fails the test.
    isAlive: () => !killed.signal.aborted && !wantsToEnd,
    kill,
    output: () => said.join("\n").slice(-4000),
    [Symbol.asyncDispose]: async () => {
      await kill();
      await living;
      await slipway?.stop();
    },
  };
};

async function readConfig(env: Record<string, string>, args: string[]): Promise<Config> {
  const loaded = await loadConfig({ env, args, readFile: (path) => readFileSync(path, "utf8") });
  if (loaded.ok) return loaded.config;
  throw new Error(formatConfigProblems(loaded.problems));
}
