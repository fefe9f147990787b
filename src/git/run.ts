import type { Mirror } from "./stream.ts";

/** In milliseconds: for the whole, and without any output. */
export interface Bounds {
  total: number;
  silence?: number;
}

/** What simple-git must be told before it accepts the environment that `remote.ts` builds; none of it comes from people. */
const ownSettings = {
  allowUnsafeConfigEnvCount: true,
  allowUnsafeHooksPath: true,
  allowUnsafeSshCommand: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeTemplateDir: true,
};

/** Runs git with a short answer in bounded time; raises simple-git's error, whose message is git's own words. */
export async function runGit({ folder, remote }: Mirror, args: string[], bounds: Bounds): Promise<string> {
  // Loaded on first use: many processes only ever read the mirror.
  const { simpleGit } = await import("simple-git");
  const git = simpleGit({
    baseDir: folder,
    abort: AbortSignal.timeout(bounds.total),
    timeout: { block: bounds.silence ?? bounds.total },
    allowEnvironment: Object.keys(remote.env),
    unsafe: ownSettings,
  });
  return git.env(remote.env).raw(args);
}
