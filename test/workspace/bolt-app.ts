import { App, LogLevel } from "@slack/bolt";
import type { Workspace } from "../../demo/workspace/workspace.ts";

const quiet = { logLevel: LogLevel.ERROR, convoStore: false } as const;

/** A real Bolt app joined to the workspace by Socket Mode, with the listeners that `listen` adds. */
export async function socketApp(workspace: Workspace, listen: (app: App) => void): Promise<App> {
  const app = new App({
    ...quiet,
    token: workspace.identity.botToken,
    appToken: workspace.identity.appToken,
    socketMode: true,
    clientOptions: { slackApiUrl: workspace.url, retryConfig: { retries: 0 } },
  });
  listen(app);
  await app.start();
  return app;
}

/** The same over signed HTTP; the workspace proves the request URL before this resolves. */
export async function httpApp(workspace: Workspace, listen: (app: App) => void): Promise<App> {
  const app = new App({
    ...quiet,
    token: workspace.identity.botToken,
    signingSecret: workspace.identity.signingSecret,
    clientOptions: { slackApiUrl: workspace.url, retryConfig: { retries: 0 } },
  });
  listen(app);
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Bolt listens on no port");
  await workspace.useRequestUrl(`http://127.0.0.1:${address.port}/slack/events`);
  return app;
}
