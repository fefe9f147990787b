import type { StandInCluster } from "../../demo/cluster/server.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";
import type { Line } from "./line.ts";

/** One bot of a scene. Disposing of it ends it, and waits until nothing is left of it. */
export interface Bot extends AsyncDisposable {
  /** To Redis. */
  line: Line;
  isReady(): Promise<boolean>;
  isAlive(): boolean;
  /** As SIGKILL does: nothing of what it was doing is finished. Resolves when nothing more can come from it. */
  kill: () => Promise<void>;
  /** What it said, for the message of a failed test. */
  output(): string;
}

/** Where a bot is to live. */
export interface BotFacts {
  workspace: Workspace;
  cluster: StandInCluster;
  redisUrl: string;
  /** Environment variables, as production reads them. */
  variables: Record<string, string>;
  /** What follows on the command line. */
  args: string[];
}

/** Starts a bot and answers at once. */
export type StartBot<B extends Bot> = (facts: BotFacts) => Promise<B>;

/** Whether the health routes at this address say that all is well. */
export async function answersWell(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    // It does not listen yet, or no longer.
    return false;
  }
}
