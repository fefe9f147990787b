import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A path of this process for whoever supervises it. */
export interface HealthRoute {
  path: string;
  answer(response: ServerResponse): void;
}
export type HealthRoutes = HealthRoute[];

/** `/healthz` (the process should be left alone) and `/readyz` (it can do its work now). */
export function healthRoutes(isHealthy: () => boolean, isReady: () => boolean): HealthRoutes {
  return [
    { path: "/healthz", answer: (response) => say(response, isHealthy()) },
    { path: "/readyz", answer: (response) => say(response, isReady()) },
  ];
}

/** Serves the routes where Slack's own server is not: in Socket Mode. Answers the port and how to stop. */
export async function serveHealth(
  routes: HealthRoutes,
  port: number,
): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const route = routes.find(({ path }) => path === request.url);
    if (route) return route.answer(response);
    response.writeHead(404).end();
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, resolve);
  await promise;
  const stop = Promise.withResolvers<void>();
  return {
    port: portOf(server.address(), port),
    stop: () => {
      server.close(() => stop.resolve());
      server.closeAllConnections();
      return stop.promise;
    },
  };
}

function portOf(address: AddressInfo | string | null, asked: number): number {
  return typeof address === "object" && address !== null ? address.port : asked;
}

function say(response: ServerResponse, well: boolean): void {
  response.writeHead(well ? 200 : 503, { "content-type": "text/plain" }).end(well ? "ok\n" : "not now\n");
}
