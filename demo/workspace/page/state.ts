import { useCallback, useEffect, useRef, useState } from "react";
import type { PageAct, PageAnswer, PageState } from "../contract.ts";

/** What the page knows of the workspace and how it acts on it. */
export interface Workspace {
  state: PageState | null;
  /** False while the server cannot be reached; what is shown may be old. */
  isOnline: boolean;
  act: (act: PageAct) => Promise<PageAnswer>;
}

/** Keeps the state of one person in step with the server; `userId` may be empty, then the server chooses. */
export function useWorkspace(userId: string): Workspace {
  const [state, setState] = useState<PageState | null>(null);
  const [isOnline, setOnline] = useState(true);
  const latest = useRef(0);
  const refresh = useCallback(async () => {
    latest.current += 1;
    const turn = latest.current;
    const next = await readState(userId);
    // An answer that was overtaken by a later question would show an older state, or another person's.
    if (turn !== latest.current) return;
    setOnline(next !== null);
    if (next) setState(next);
  }, [userId]);
  useEffect(() => listen(refresh, setOnline), [refresh]);
  const act = useCallback(
    async (wanted: PageAct) => {
      const answer = await sendAct(wanted);
      await refresh();
      return answer;
    },
    [refresh],
  );
  const isMine = userId === "" || state?.me.id === userId || !state?.people.some(({ id }) => id === userId);
  return { state: isMine ? state : null, isOnline, act };
}

/** Calls `onChange` now and after every change the server tells of (many at once become one); returns how to stop. */
function listen(onChange: () => Promise<void>, setOnline: (isOnline: boolean) => void): () => void {
  const events = new EventSource("/page/events");
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      void onChange();
    }, 30);
  };
  for (const name of ["open", "message", "changed"]) events.addEventListener(name, soon);
  events.addEventListener("error", () => setOnline(false));
  soon();
  return () => {
    events.close();
    clearTimeout(waiting);
  };
}

async function readState(userId: string): Promise<PageState | null> {
  try {
    const response = await fetch(`/page/state?user=${encodeURIComponent(userId)}`);
    // An address from before a reset may name a person who is gone: the server then chooses.
    if (response.status === 404 && userId !== "") return await readState("");
    if (!response.ok) return null;
    const state: PageState = await response.json();
    return state;
  } catch {
    return null;
  }
}

async function sendAct(act: PageAct): Promise<PageAnswer> {
  try {
    const response = await fetch("/page/act", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(act),
    });
    if (!response.ok) return { ok: false, error: `http_${response.status}` };
    const answer: PageAnswer = await response.json();
    return answer;
  } catch {
    return { ok: false, error: "workspace_unreachable" };
  }
}
