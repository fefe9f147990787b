import type { ConfigProblem } from "./config/file.ts";
import { exampleReleases } from "./release/timeline/notice-template.ts";
import { ProblemError } from "./release/problem.ts";
import type { TimelineSettings } from "./release/timeline/notice.ts";
import { openTemplates } from "./templates/templates.ts";

/**
 * Tries every template on examples of every state that a release may be in, so that a broken one is found at the start and
 * not when its notice is due.
 */
export async function templateProblems({ notices }: TimelineSettings): Promise<ConfigProblem[]> {
  const templates = openTemplates();
  const found = notices.map(async ({ template, name }, index) => {
    if (template === undefined) return [];
    try {
      for (const fields of exampleReleases) await templates.render(template, fields);
      return [];
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { what, advice } = error.problem;
      return [{ key: `timeline.notices[${index}].template`, what: `${name}: ${what}`, advice }];
    }
  });
  return (await Promise.all(found)).flat();
}
