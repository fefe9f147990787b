import { controller } from "../api.ts";
import { type Kind, kindNamed } from "../kinds.ts";
import { type JsonObject, copy, numberAt, objectAt, same } from "../json.ts";
import { type World, nameOf, namespaceOf, ownedBy, ownerReference, templateHash } from "./world.ts";

const controllerRevision = kindNamed("ControllerRevision");

/** The name of the ControllerRevision that holds an object's present template, made or given the newest number as needed. */
export function currentRevision(world: World, kind: Kind, object: JsonObject): string {
  const template = { $patch: "replace", ...copy(objectAt(object, "spec", "template")) };
  const data = { spec: { template } };
  const all = ownedBy(world, controllerRevision, object);
  const newest = Math.max(0, ...all.map((one) => numberAt(one, "revision")));
  const found = all.find((one) => same(one["data"], data));
  if (found && numberAt(found, "revision") === newest) return nameOf(found);
  if (found) world.api.store.put(controllerRevision, { ...found, revision: newest + 1 });
  return found ? nameOf(found) : create(world, kind, object, { data, revision: newest + 1 });
}

function create(world: World, kind: Kind, object: JsonObject, body: JsonObject): string {
  const hash = templateHash(objectAt(object, "spec", "template"));
  const metadata = {
    name: `${nameOf(object)}-${hash}`,
    labels: {
      ...objectAt(object, "spec", "template", "metadata", "labels"),
      "controller-revision-hash": hash,
    },
    ownerReferences: [ownerReference(kind, object)],
  };
  return nameOf(
    world.api.create(controllerRevision, namespaceOf(object), { metadata, ...body }, controller()),
  );
}
