import { z } from "zod";
import { publishing } from "../release/preparation/host-release.ts";

/** The repository on GitHub: evidence of the checklist is read from it, and releases are published there. */
export const github = z
  .strictObject({
    repository: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/u, {
        error: "This is not an owner and a repository.",
      })
      .meta({ description: "The owner and the name of the repository.", examples: ["nexus/platform"] }),
    apiUrl: z
      .url({ protocol: /^https?$/u, error: "This is not an http or https address." })
      .transform((url) => url.replace(/\/+$/u, ""))
      .prefault("https://api.github.com")
      .meta({
        description: "Where GitHub's API is; an installation of GitHub Enterprise has its own.",
        examples: ["https://github.nexus.example/api/v3"],
      }),
    releases: z
      .enum(publishing)
      .exactOptional()
      .meta({
        description:
          "Makes a GitHub release of every tag that Slipway pushes, with the notes: published at once, or a draft. None where it is left out.",
        examples: ["final"],
      }),
  })
  .exactOptional()
  .describe("The repository on GitHub. Without it, evidence that comes from GitHub is unknown.");
