import type { JobParts } from "../../src/parts.ts";
import { expireApproval } from "../../src/release/run/approval.ts";
import type { JobHandler } from "../../src/release/work.ts";
import { noteRun } from "./note-run.ts";
import { showRun } from "./show.ts";

/** Ends a request for approval that nobody answered in time. A job that comes early asks to be called again. */
export function expireJob(parts: JobParts): JobHandler<"expire"> {
  return async ({ run: id }, { redeliver }) => {
    const run = await parts.runs.get(id);
    if (!run || run.phase !== "awaiting approval") return;
    const now = parts.clock();
    const expired = expireApproval(run, now);
    if (!expired) return redeliver(Math.max(1000, (run.expiresAt ?? now) - now));
    const saved = await parts.runs.save(expired);
    if (!saved) return redeliver(100);
    await noteRun(saved, {}, parts);
    await showRun(id, parts);
  };
}
