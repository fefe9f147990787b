import { textAt } from "../release/cluster/json.ts";
import type { ApiServer } from "./api-server.ts";
import { bodyOf } from "./problems.ts";

/** What tells one cluster from another, as far as it can be learnt: the uid that it was born with, and its address. */
interface Identity {
  uid?: string;
  address?: string;
}

/** No plan waits longer for this, in milliseconds. */
const patience = 2_000;

const known = new WeakMap<ApiServer, string>();

/**
 * Whether two lines lead to the same cluster: by the uid of the namespace `kube-system`, which every cluster has and none
 * shares, or by the address where one of them may not read that. What cannot be reached is taken for another one.
 */
export async function isSameCluster(one: ApiServer, other: ApiServer): Promise<boolean> {
  if (one === other) return true;
  const [a, b] = await Promise.all([identityOf(one), identityOf(other)]);
  if (a.uid !== undefined && b.uid !== undefined) return a.uid === b.uid;
  return a.address !== undefined && a.address === b.address;
}

async function identityOf(api: ApiServer): Promise<Identity> {
  const address = await orNothing(api.address());
  const uid = known.get(api) ?? (address === undefined ? undefined : await orNothing(readUid(api)));
  if (uid !== undefined) known.set(api, uid);
  return { ...(address !== undefined && { address }), ...(uid !== undefined && { uid }) };
}

async function readUid(api: ApiServer): Promise<string | undefined> {
  const answer = await api.once("/api/v1/namespaces/kube-system", patience, new AbortController().signal);
  return answer.status === 200 ? textAt(bodyOf(answer), "metadata", "uid") : undefined;
}

/** Whatever keeps a cluster from being known says nothing of it, and stops no plan. */
function orNothing<T>(read: Promise<T>): Promise<T | undefined> {
  return read.catch(() => undefined);
}
