import { execFile } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";

interface End {
  code: number;
  said: string;
  complained: string;
}

/** Lets a process end in one way; answers its code and its words. */
function endOf(fate: string): Promise<End> {
  const child = path.join(import.meta.dirname, "lifetime-child.ts");
  return new Promise((resolve) => {
    execFile(process.execPath, [child, fate], { timeout: 30_000 }, (error, said, complained) =>
      resolve({ code: Number(error?.code ?? 0), said: said.trim(), complained }),
    );
  });
}

it.concurrent.each([
  [
    "a rejection in a handler that nobody waits for",
    "rejection",
    1,
    "parked",
    /^(?!.*foresaw.*foresaw).*foresaw/su,
  ],
  ["an exception in a timer", "exception", 1, "parked", /nobody foresaw this/u],
  ["work that can no longer be done", "broken", 1, "parked", /to be started anew: nobody foresaw this/u],
  ["a supervisor that asks", "told", 0, "parked", /^$/u],
  ["work that does not stop", "stuck", 1, "", /^$/u],
  ["a part that fails to stop", "refusing", 1, "", /did not stop as it should/u],
])(
  "%s ends the process, parked if it can be, with a code that tells",
  async (_, fate, code, said, complained) => {
    expect(await endOf(fate)).toEqual({ code, said, complained: expect.stringMatching(complained) });
  },
);
