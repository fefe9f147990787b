import type { IncomingMessage } from "node:http";
import { parse } from "yaml";
import { z } from "zod";
import { type Kind, kindAt } from "./kinds.ts";
import { type Json, type JsonObject, isObject } from "./json.ts";
import { ApiError, badRequest } from "./status.ts";

/** Where a path of the API leads: a kind, perhaps a namespace, an object and a part of it. */
export interface Target {
  kind: Kind;
  namespace: string;
  name: string;
  subresource: string;
}

/** A request as the API reads it, its body parsed. */
export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  contentType: string;
  userAgent: string;
  body: Json | undefined;
}

const resourcePath =
  /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/namespaces\/([^/]+)(?=\/[^/]))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/;

/** The target of a path, or undefined where the API has nothing there. */
export function targetOf(path: string): Target | undefined {
  const own = /^\/api\/v1\/namespaces(?:\/([^/]+)(?:\/(status|finalize))?)?$/.exec(path);
  const match = own ? undefined : resourcePath.exec(path);
  const kind = own ? kindAt("v1", "namespaces") : kindAt(match?.[1] ?? match?.[2] ?? "", match?.[4] ?? "");
  if (!kind) return undefined;
  const [namespace, name, subresource] = own ? ["", own[1], own[2]] : [match?.[3], match?.[5], match?.[6]];
  return {
    kind,
    namespace: namespace ?? "",
    name: decodeURIComponent(name ?? ""),
    subresource: subresource ?? "",
  };
}

/** Reads a whole request; raises BadRequest where the body is neither JSON nor YAML. */
export async function readRequest(request: IncomingMessage): Promise<ApiRequest> {
  const url = new URL(request.url ?? "/", "http://stand-in");
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const contentType = (request.headers["content-type"] ?? "application/json").split(";")[0]?.trim() ?? "";
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    contentType,
    userAgent: request.headers["user-agent"] ?? "",
    body: parseBody(Buffer.concat(chunks).toString("utf8"), contentType),
  };
}

function parseBody(text: string, contentType: string): Json | undefined {
  if (text === "") return undefined;
  if (contentType.includes("protobuf"))
    throw new ApiError(
      415,
      "UnsupportedMediaType",
      "the stand-in cluster reads JSON and YAML, not protobuf",
      {},
    );
  try {
    const value: unknown = contentType.endsWith("yaml") ? parse(text) : JSON.parse(text);
    return z.json().parse(value);
  } catch (error) {
    throw badRequest(`error decoding the body: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The body as an object; raises BadRequest where it is none. */
export function objectBody(request: ApiRequest): JsonObject {
  if (!isObject(request.body)) throw badRequest("the body is not an object");
  return request.body;
}

/** Who writes: `?fieldManager`, else the program's name from the User-Agent. */
export function fieldManager(request: ApiRequest): string {
  const named = request.query.get("fieldManager");
  if (named !== null && named !== "") return named;
  return request.userAgent.split("/")[0] || "unknown";
}

/** Tells whether the request is only to be tried. */
export function isDryRun(request: ApiRequest): boolean {
  return request.query.getAll("dryRun").includes("All");
}

/** 405 for a verb that a resource does not know. */
export function methodNotAllowed(): ApiError {
  return new ApiError(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    {},
  );
}
