import { useCallback, useSyncExternalStore } from "react";

/** Where the page is: who acts, which channel (or "home") and which thread is open. Kept in the address, so that it can be linked and reloaded. */
export interface Place {
  user: string;
  channel: string;
  thread: string;
}

/** Reads a place from an address's fragment such as `#U1/C1/1700000000.000100`; missing parts are empty. */
export function parsePlace(hash: string): Place {
  const [user = "", channel = "", thread = ""] = hash.replace(/^#/, "").split("/");
  return { user, channel, thread };
}

/** The current place and a way to change some of it. */
export function usePlace(): [Place, (change: Partial<Place>) => void] {
  const hash = useSyncExternalStore(onHashChange, () => globalThis.location.hash);
  const go = useCallback((change: Partial<Place>) => {
    const { user, channel, thread } = { ...parsePlace(globalThis.location.hash), ...change };
    globalThis.location.hash = [user, channel, thread].join("/").replace(/\/+$/, "");
  }, []);
  return [parsePlace(hash), go];
}

function onHashChange(onChange: () => void): () => void {
  globalThis.addEventListener("hashchange", onChange);
  return () => globalThis.removeEventListener("hashchange", onChange);
}
