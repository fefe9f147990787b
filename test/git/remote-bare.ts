import { execFile } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeRepository, type TestRepository } from "./repository.ts";

const run = promisify(execFile);

/** A repository on a host, as tests need it: bare, with a work tree of its own beside it to push from. */
export interface BareRemote {
  location: string;
  /** Somebody's clone; what is committed there comes to the host with `publish`. */
  work: TestRepository;
  publish(): Promise<void>;
  /** Runs git on the host's repository. */
  git(...args: string[]): Promise<string>;
  /** Lets the host run a shell script at a push, as hosts do for their rules. */
  hook(name: "update" | "pre-receive" | "post-receive", script: string): Promise<void>;
  remove(): Promise<void>;
}

/** Makes an empty host. */
export async function makeBareRemote(): Promise<BareRemote> {
  const work = await makeRepository();
  const location = await work.scratch("host.git");
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await run("git", args, { cwd: location });
    return stdout.trim();
  };
  await git("init", "--quiet", "--bare", "--initial-branch=main", "--template=");
  await git("config", "maintenance.auto", "false");
  return {
    location,
    work,
    git,
    publish: async () =>
      void (
        await work.git("push", "--quiet", "--all", location),
        await work.git("push", "--quiet", "--tags", location)
      ),
    hook: async (name, script) => {
      await run("mkdir", ["-p", join(location, "hooks")]);
      await writeFile(join(location, "hooks", name), `#!/bin/sh\n${script}\n`);
      await chmod(join(location, "hooks", name), 0o755);
    },
    remove: () => work.remove(),
  };
}
