import { z } from "zod";

/** What GitHub's answers must hold for us; the one place where their shape is trusted. */

const text = z.string().nullish();

export const checkRuns = z.object({
  total_count: z.number(),
  check_runs: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      conclusion: text,
      html_url: text,
      output: z.object({ title: text, summary: text }).nullish(),
    }),
  ),
});
export type CheckRun = z.infer<typeof checkRuns>["check_runs"][number];

export const repositoryAnswer = z.object({ full_name: z.string() });

export const analyses = z.array(z.object({ commit_sha: z.string(), created_at: z.string(), error: text }));

export const alerts = z.array(z.object({ html_url: z.string(), fixed_at: text }));
export type Alert = z.infer<typeof alerts>[number];

export const release = z.object({
  id: z.number(),
  tag_name: z.string(),
  html_url: z.url({ protocol: /^https?$/u }),
  draft: z.boolean(),
});
export const releases = z.array(release);
export type GitHubRelease = z.infer<typeof release>;

/** Why GitHub did not do it, where it says so. */
export const refusal = z.object({
  message: z.string(),
  errors: z.array(z.object({ message: text, code: text })).nullish(),
});
