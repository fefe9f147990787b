import { type Api, isRefusal } from "../api.ts";
import { type Kind, kindNamed } from "../kinds.ts";
import { type JsonObject } from "../json.ts";
import { ApiError } from "../status.ts";
import { type Change } from "../store.ts";
import { reconcileDaemonSet } from "./daemonset.ts";
import { reconcileDeployment } from "./deployment.ts";
import { collect, finishDelete, ownerOf, reconcileNamespace, reconcileQuota } from "./garbage.ts";
import { reconcileJob } from "./job.ts";
import { reconcilePod } from "./pod.ts";
import { reconcileReplicaSet } from "./replicaset.ts";
import { reconcileStatefulSet } from "./statefulset.ts";
import { type Pace, type Reconcile, type World, isGoing, nameOf, namespaceOf } from "./world.ts";

const reconcilers: Record<string, Reconcile> = {
  Pod: reconcilePod,
  ReplicaSet: reconcileReplicaSet,
  Deployment: reconcileDeployment,
  StatefulSet: reconcileStatefulSet,
  DaemonSet: reconcileDaemonSet,
  Job: reconcileJob,
  Namespace: reconcileNamespace,
  ResourceQuota: reconcileQuota,
};

interface Item {
  kind: Kind;
  namespace: string;
  name: string;
}

/** Runs the controllers: each changed object, and its owner, is looked at soon; each answers when it wants to be looked at again. */
export class Controllers {
  private readonly world: World;
  private readonly queue = new Map<string, Item>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly stopListening: () => void;
  private turn: NodeJS.Immediate | undefined;
  private isStopped = false;
  private isFrozen = false;

  constructor(api: Api, pace: Pace) {
    const seen = new Map<string, number>();
    const since = (key: string) => {
      const first = seen.get(key) ?? Date.now();
      seen.set(key, first);
      return first;
    };
    this.world = { api, pace, now: Date.now, since };
    this.stopListening = api.store.listen((change) => this.notice(change));
    for (const name of Object.keys(reconcilers)) this.enqueueAll(name);
  }

  /** Stops for good: no object is looked at any more. */
  stop(): void {
    this.isStopped = true;
    this.stopListening();
    clearImmediate(this.turn);
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** Holds every controller still, as if it lagged behind, or lets it go on from where things stand. */
  freeze(isFrozen: boolean): void {
    this.isFrozen = isFrozen;
    if (!isFrozen) this.turn ??= setImmediate(() => this.drain());
  }

  private notice(change: Change): void {
    if (change.kind.kind === "Event") return;
    const { object, kind } = change;
    if (change.type === "DELETED") setImmediate(() => this.isStopped || collect(this.world, object));
    else this.enqueue(kind, object);
    const owner = ownerOf(object);
    if (owner) this.enqueueNamed(owner.kind, namespaceOf(object), owner.name);
    if (kind.kind === "Pod") this.enqueueAll("ResourceQuota", namespaceOf(object));
    if (kind.kind === "Node") for (const name of ["Pod", "DaemonSet"]) this.enqueueAll(name);
  }

  private enqueueAll(kindName: string, namespace = ""): void {
    const kind = kindNamed(kindName);
    for (const object of this.world.api.store.list(kind, namespace)) this.enqueue(kind, object);
  }

  private enqueue(kind: Kind, object: JsonObject): void {
    this.enqueueNamed(kind.kind, namespaceOf(object), nameOf(object));
  }

  private enqueueNamed(kindName: string, namespace: string, name: string): void {
    if (this.isStopped) return;
    this.queue.set(`${kindName}/${namespace}/${name}`, { kind: kindNamed(kindName), namespace, name });
    this.turn ??= setImmediate(() => this.drain());
  }

  private drain(): void {
    this.turn = undefined;
    if (this.isFrozen) return;
    const batch = [...this.queue];
    this.queue.clear();
    for (const [key, item] of batch) this.look(key, item);
  }

  private look(key: string, item: Item): void {
    const object = this.world.api.store.get(item.kind, item.namespace, item.name);
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    if (!object) return;
    if (isGoing(object)) finishDelete(this.world, item.kind, object);
    const next = this.reconcile(item.kind, object);
    if (next === undefined) return;
    const again = () => this.enqueueNamed(item.kind.kind, item.namespace, item.name);
    this.timers.set(key, setTimeout(again, Math.max(1, Math.min(next, 2 ** 30))));
  }

  // Another controller may have written or deleted in between: then the next look sees the newer state.
  private reconcile(kind: Kind, object: JsonObject): number | undefined {
    try {
      return reconcilers[kind.kind]?.(this.world, object);
    } catch (error) {
      if (isRefusal(error, "Conflict") || isRefusal(error, "NotFound")) return 20;
      if (error instanceof ApiError) return 500;
      throw error;
    }
  }
}
