import { spawn } from "node:child_process";
import { resolve } from "node:path";

export interface CommandPlace {
  folder: string;
  variables: Record<string, string>;
  /** Ends the command and everything it started. */
  signal: AbortSignal;
}

/** So many characters of output are kept: the end, where commands say what went wrong. */
const kept = 4000;

/** Runs a command, never through a shell, and answers whether it ended well, with the last lines that it said. */
export function runCommand(
  command: string[],
  { folder, variables, signal }: CommandPlace,
): Promise<{ passed: boolean; words: string }> {
  const [program = "", ...args] = command;
  const path = program.includes("/") ? resolve(folder, program) : program;
  const { promise, resolve: finish } = Promise.withResolvers<{ passed: boolean; words: string }>();
  const child = spawn(path, args, {
    cwd: folder,
    env: variables,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  const listen = (text: string): void => {
    said = (said + text).slice(-kept);
  };
  child.stdout.setEncoding("utf8").on("data", listen);
  child.stderr.setEncoding("utf8").on("data", listen);
  const end = (): void => endGroup(child.pid);
  signal.addEventListener("abort", end, { once: true });
  child.once("error", (error) =>
    finish({ passed: false, words: `${program} could not be started: ${error.message}` }),
  );
  child.once("close", (code) => {
    signal.removeEventListener("abort", end);
    finish({ passed: code === 0 && !signal.aborted, words: outcomeWords(code, signal.aborted, said) });
  });
  return promise;
}

function outcomeWords(code: number | null, ended: boolean, said: string): string {
  const last = said.trim().split("\n").slice(-3).join(" / ").slice(-600);
  const how = ended ? "it took too long" : `exit code ${code ?? "none"}`;
  return last === "" ? how : `${how}: ${last}`;
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // The group has ended by itself in the meantime: that is what was wanted.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
