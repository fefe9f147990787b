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

/** The library takes a git that says nothing for one that did its work, even when it was killed. */
function failureOf(
  error: Buffer | Error | undefined,
  { exitCode, stdErr }: { exitCode: number | null; stdErr: Buffer[] },
): Buffer | Error | undefined {
  if (error || exitCode === 0) return error;
  const said = Buffer.concat(stdErr);
  return said.length > 0 ? said : Buffer.from(`git ended with ${exitCode ?? "a signal"}`);
}

/**
 * Which bound ended git before it was done; undefined where it ended by itself. What it said does not tell: a hook or a
 * host may speak of aborting as well.
 */
export function boundOf(error: unknown): keyof Bounds | undefined {
  const plugin = error instanceof Error && "plugin" in error ? error.plugin : undefined;
  if (plugin === "timeout") return "silence";
  return plugin === "abort" ? "total" : undefined;
}

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
    errors: failureOf,
  });
  return git.env(remote.env).raw(args);
}
