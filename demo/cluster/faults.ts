import type { IncomingMessage, ServerResponse } from "node:http";

/** What goes wrong with a request. `resetAfter` carries the request out and cuts the line before the answer. */
type Fault =
  | { kind: "status"; status: number; retryAfter?: number }
  | { kind: "html" }
  | { kind: "hang" }
  | { kind: "reset" }
  | { kind: "resetAfter" };

/** Which requests a fault is for: all that name the method and whose path and query match. */
interface FaultRule {
  fault: Fault;
  /** For how many matching requests; 1 unless said otherwise. */
  times?: number;
  method?: string;
  path?: RegExp;
}

/** The faults that are due, in the order in which they were asked for. */
export class Faults {
  private rules: { rule: FaultRule; left: number }[] = [];

  /** Lets the next matching requests fail. */
  next(rule: FaultRule): void {
    this.rules.push({ rule, left: rule.times ?? 1 });
  }

  /** Takes back every fault that has not come yet. */
  clear(): void {
    this.rules = [];
  }

  /** The fault for a request, which uses it up once; undefined where all is well. */
  take(method: string, url: string): Fault | undefined {
    const found = this.rules.find(
      ({ rule }) => (rule.method ?? method) === method && (rule.path === undefined || rule.path.test(url)),
    );
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.rules = this.rules.filter((one) => one !== found);
    return found.rule.fault;
  }
}

const reasons: Record<number, [string, string]> = {
  401: ["Unauthorized", "Unauthorized"],
  403: ["Forbidden", "forbidden: the stand-in was told to refuse this"],
  429: ["TooManyRequests", "the server has received too many requests and has asked us to try again later"],
  500: ["InternalError", "Internal error occurred: the stand-in was told to fail"],
  503: ["ServiceUnavailable", "the server is currently unable to handle the request"],
  504: ["Timeout", "Timeout: request did not complete within requested timeout"],
};

/** Answers a request with a fault in place of the truth; a `resetAfter` is the caller's to carry out. */
export function suffer(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  if (fault.kind === "hang") return;
  if (fault.kind === "reset" || fault.kind === "resetAfter") {
    request.socket.resetAndDestroy();
    return;
  }
  if (fault.kind === "html") {
    response.writeHead(503, { "content-type": "text/html" });
    response.end("<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>");
    return;
  }
  const [reason, message] = reasons[fault.status] ?? ["Unknown", "an error on the server"];
  const retry = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
  response.writeHead(fault.status, { "content-type": "application/json", ...retry });
  const status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    code: fault.status,
  };
  response.end(JSON.stringify(status));
}
