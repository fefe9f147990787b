import { controller } from "../api.ts";
import { type Kind, kindNamed, kinds } from "../kinds.ts";
import { type JsonObject, ensure, listAt, objectAt, objectsAt, same, textAt } from "../json.ts";
import { used, written } from "../quota.ts";
import { type Reconcile, type World, isGoing, nameOf, namespaceOf, uidOf, writeStatus } from "./world.ts";

const gone = { dryRun: false, propagation: "Background" } as const;

/** Deletes what an object that is gone has owned. */
export function collect(world: World, owner: JsonObject): void {
  for (const { kind, object } of dependents(world, owner))
    world.api.delete(kind, namespaceOf(object), nameOf(object), gone);
}

function dependents(world: World, owner: JsonObject): { kind: Kind; object: JsonObject }[] {
  const uid = uidOf(owner);
  return kinds.flatMap((kind) =>
    world.api.store
      .list(kind, namespaceOf(owner))
      .filter((object) => objectsAt(object, "metadata", "ownerReferences").some((one) => one["uid"] === uid))
      .map((object) => ({ kind, object })),
  );
}

/** Finishes a delete that waits: in the foreground for what it owns to go, or for that to be orphaned. */
export function finishDelete(world: World, kind: Kind, object: JsonObject): void {
  const finalizers = listAt(object, "metadata", "finalizers");
  if (finalizers.includes("orphan")) {
    for (const dependent of dependents(world, object))
      disown(world, dependent.kind, dependent.object, uidOf(object));
    release(world, kind, object, "orphan");
  }
  if (!finalizers.includes("foregroundDeletion")) return;
  const left = dependents(world, object);
  for (const dependent of left.filter((one) => !isGoing(one.object)))
    world.api.delete(dependent.kind, namespaceOf(dependent.object), nameOf(dependent.object), {
      ...gone,
      propagation: "Foreground",
    });
  if (dependents(world, object).length === 0) release(world, kind, object, "foregroundDeletion");
}

function disown(world: World, kind: Kind, object: JsonObject, uid: string): void {
  world.api.update(kind, namespaceOf(object), nameOf(object), controller(), (draft) => {
    const metadata = ensure(draft, "metadata");
    metadata["ownerReferences"] = objectsAt(metadata, "ownerReferences").filter((one) => one["uid"] !== uid);
    return draft;
  });
}

function release(world: World, kind: Kind, object: JsonObject, finalizer: string): void {
  world.api.update(kind, namespaceOf(object), nameOf(object), controller(), (draft) => {
    delete ensure(draft, "metadata")["resourceVersion"];
    ensure(draft, "metadata")["finalizers"] = listAt(draft, "metadata", "finalizers").filter(
      (one) => one !== finalizer,
    );
    return draft;
  });
}

/** Gives a namespace its default ServiceAccount and certificate, and empties one that is going before it goes. */
export const reconcileNamespace: Reconcile = (world, object) => {
  const namespace = nameOf(object);
  if (!isGoing(object)) return furnish(world, namespace);
  let left = 0;
  for (const kind of kinds.filter((one) => one.namespaced)) {
    for (const one of world.api.store.list(kind, namespace)) {
      if (!isGoing(one)) world.api.delete(kind, namespace, nameOf(one), gone);
      if (world.api.store.get(kind, namespace, nameOf(one))) left += 1;
    }
  }
  if (left > 0) return 50;
  world.api.store.remove(kindNamed("Namespace"), object);
  return undefined;
};

function furnish(world: World, namespace: string): undefined {
  const has = (kind: string, name: string) =>
    world.api.store.get(kindNamed(kind), namespace, name) !== undefined;
  if (!has("ServiceAccount", "default"))
    world.api.create(kindNamed("ServiceAccount"), namespace, { metadata: { name: "default" } }, controller());
  if (has("ConfigMap", "kube-root-ca.crt")) return;
  const body = { metadata: { name: "kube-root-ca.crt" }, data: { "ca.crt": "" } };
  world.api.create(kindNamed("ConfigMap"), namespace, body, controller());
}

/** Writes into a ResourceQuota's status how much of it is used. */
export const reconcileQuota: Reconcile = (world, object) => {
  const hard = objectAt(object, "spec", "hard");
  const taken = used(world.api.store, namespaceOf(object));
  const amounts = Object.keys(hard).map((name) => [name, written(name, taken.get(name) ?? 0)]);
  const status = { hard, used: Object.fromEntries(amounts) };
  if (!same(objectAt(object, "status"), status))
    writeStatus(world, kindNamed("ResourceQuota"), object, () => status);
  return undefined;
};

/** The controlling owner of an object as kind and name, or undefined. */
export function ownerOf(object: JsonObject): { kind: string; name: string } | undefined {
  const owner = objectsAt(object, "metadata", "ownerReferences").find((one) => one["controller"] === true);
  return owner && { kind: textAt(owner, "kind"), name: textAt(owner, "name") };
}
