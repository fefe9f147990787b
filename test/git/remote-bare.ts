import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { layOut, makeRepository, type TestRepository } from "./repository.ts";

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
  await layOut(location, "bare = true");
  return {
    location,
    work,
    git,
    publish: async () =>
      void (await work.git(
        "push",
        "--quiet",
        location,
        "refs/heads/*:refs/heads/*",
        "refs/tags/*:refs/tags/*",
      )),
    hook: async (name, script) => {
      await mkdir(join(location, "hooks"), { recursive: true });
      await writeFile(join(location, "hooks", name), `#!/bin/sh\n${script}\n`);
      await chmod(join(location, "hooks", name), 0o755);
    },
    remove: () => work.remove(),
  };
}
