import { readFileSync } from "node:fs";

/** The configuration at the root of the repository. */
export const shipped = readFileSync(new URL("../../release.config.yaml", import.meta.url), "utf8");

/** The least that a start needs in Socket Mode. */
export const goodEnvironment = { SLACK_BOT_TOKEN: "xoxb-1-abc", SLACK_APP_TOKEN: "xapp-1-abc" };
