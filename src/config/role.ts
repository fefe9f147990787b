import { parseArgs } from "node:util";
import type { ConfigProblem } from "./file.ts";

/** `bot` hears and answers people, `worker` does the jobs and says what they come to, `all` does both. */
export const processRoles = ["all", "bot", "worker"] as const;
export type ProcessRole = (typeof processRoles)[number];

export type RoleReading = { ok: true; role: ProcessRole } | { ok: false; problems: ConfigProblem[] };

/** Reads the command line, which knows one option: `--role`; `all` where it is left out. */
export function readRole(args: readonly string[]): RoleReading {
  try {
    const { values } = parseArgs({ args: [...args], options: { role: { type: "string", default: "all" } } });
    const role = processRoles.find((one) => one === values.role);
    return role ? { ok: true, role } : refused("--role", "It is none of the roles.");
  } catch (error) {
    return refused("command line", error instanceof Error ? `${error.message}.` : "It cannot be read.");
  }
}

function refused(key: string, what: string): RoleReading {
  return {
    ok: false,
    problems: [{ key, what, advice: "Type --role all, --role bot, --role worker, or nothing." }],
  };
}
