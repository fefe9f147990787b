import { type Kind, resourceName } from "./kinds.ts";
import { type Json, type JsonObject, compact } from "./json.ts";

/** One field that a request got wrong, as `details.causes` of a Status names it. */
export interface Cause {
  field: string;
  message: string;
  reason:
    | "FieldValueInvalid"
    | "FieldValueRequired"
    | "FieldManagerConflict"
    | "FieldValueNotSupported"
    | "FieldValueNotFound"
    | "FieldValueForbidden";
}

/** A refusal by the API: what the server answers as a Status object. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;

  constructor(code: number, reason: string, message: string, details?: JsonObject) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

/** The Status object that goes over the wire for a refusal. */
export function statusOf(error: ApiError): JsonObject {
  return compact({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: error.message,
    reason: error.reason === "" ? undefined : error.reason,
    details: error.details,
    code: error.code,
  });
}

function detailsOf(kind: Kind, name: string, as = kind.plural, more: JsonObject = {}): JsonObject {
  return { name, ...(kind.group === "" ? {} : { group: kind.group }), kind: as, ...more };
}

/** 404: there is no such object. */
export function notFound(kind: Kind, name: string): ApiError {
  return new ApiError(404, "NotFound", `${resourceName(kind)} "${name}" not found`, detailsOf(kind, name));
}

/** 409: an object of that name is there already. */
export function alreadyExists(kind: Kind, name: string): ApiError {
  const message = `${resourceName(kind)} "${name}" already exists`;
  return new ApiError(409, "AlreadyExists", message, detailsOf(kind, name));
}

/** 409: the resourceVersion sent is no longer the object's. */
export function stale(kind: Kind, name: string): ApiError {
  const why = "the object has been modified; please apply your changes to the latest version and try again";
  const message = `Operation cannot be fulfilled on ${resourceName(kind)} "${name}": ${why}`;
  return new ApiError(409, "Conflict", message, detailsOf(kind, name));
}

/** 409: a delete named another uid or resourceVersion than the object's. */
export function preconditionFailed(kind: Kind, name: string, why: string): ApiError {
  const title = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  const message = `Operation cannot be fulfilled on ${title} "${name}": ${why}`;
  return new ApiError(409, "Conflict", message, detailsOf(kind, name, kind.kind));
}

/** 422: the object breaks the rules of its kind; each cause names a field. */
export function invalid(kind: Kind, name: string, causes: Cause[]): ApiError {
  const said = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const all = said.length === 1 ? said[0] : `[${said.join(", ")}]`;
  const title = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  const details = detailsOf(kind, name, kind.kind, { causes: causes.map(causeOf) });
  return new ApiError(422, "Invalid", `${title} "${name}" is invalid: ${all}`, details);
}

/** 409: fields of a server-side apply belong to other managers. */
export function applyConflict(causes: Cause[]): ApiError {
  const details = { causes: causes.map(causeOf) };
  return new ApiError(409, "Conflict", applyConflictMessage(causes), details);
}

function applyConflictMessage(causes: Cause[]): string {
  const [first] = causes;
  if (first && causes.length === 1) return `Apply failed with 1 conflict: ${first.message}: ${first.field}`;
  const lines: string[] = [];
  for (const message of new Set(causes.map((cause) => cause.message))) {
    const fields = causes.filter((cause) => cause.message === message).map((cause) => `- ${cause.field}`);
    lines.push(`${message.replace(/^conflict/, fields.length > 1 ? "conflicts" : "conflict")}:`, ...fields);
  }
  return `Apply failed with ${causes.length} conflicts: ${lines.join("\n")}`;
}

/** 403, as for a quota that is used up or a namespace on its way out. */
export function forbidden(kind: Kind, name: string, why: string): ApiError {
  const message = `${resourceName(kind)} "${name}" is forbidden: ${why}`;
  return new ApiError(403, "Forbidden", message, detailsOf(kind, name));
}

/** 400: the request itself makes no sense. */
export function badRequest(message: string): ApiError {
  return new ApiError(400, "BadRequest", message);
}

/** 422 without a field: a JSON patch whose test failed or whose path is not there. */
export function patchRejected(): ApiError {
  return new ApiError(422, "Invalid", "the server rejected our request due to an error in our request", {});
}

/** The answer to a delete that is done. */
export function deleted(kind: Kind, name: string, uid: Json): JsonObject {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: detailsOf(kind, name, kind.plural, { uid }),
  };
}

function causeOf(cause: Cause): JsonObject {
  return { reason: cause.reason, message: cause.message, field: cause.field };
}
