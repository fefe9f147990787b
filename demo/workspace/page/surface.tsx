import { createContext, useContext, useMemo, useState, type ReactNode } from "react";
import type { Block, PageAnswer, StateValues, UsedElement } from "../contract.ts";
import { useConfirm } from "./confirm.tsx";
import { actionIdOf, initialState, stateValues, withState } from "./elements/values.ts";
import { asString, isJson, textOf, type Json } from "./json.ts";

/** A message, dialog or home tab: what holds blocks, their values, and what happens when an element is used. */
export interface Surface {
  values: StateValues;
  change: (blockId: string, actionId: string, state: Json) => void;
  use: (element: UsedElement, values: StateValues) => Promise<PageAnswer>;
  errors: Record<string, string>;
}

export const SurfaceContext = createContext<Surface | null>(null);

/** Holds the values of a list of blocks; what was typed outlives new blocks where the element stays. */
export function useSurface(
  blocks: readonly Block[],
  use: Surface["use"],
  errors: Record<string, string> = {},
): Surface {
  const [touched, setTouched] = useState<StateValues>({});
  return useMemo(
    () => ({
      values: stateValues(blocks, touched),
      change: (blockId, actionId, state) =>
        setTouched((before) => withState(before, blockId, actionId, state)),
      use,
      errors,
    }),
    [blocks, touched, use, errors],
  );
}

/** Draws children on a surface. */
export function SurfaceProvider({ surface, children }: { surface: Surface; children: ReactNode }): ReactNode {
  return <SurfaceContext value={surface}>{children}</SurfaceContext>;
}

/** What an element needs to be drawn: itself, its block's id, and how it is placed. */
export interface ElementProps {
  element: Json;
  blockId: string;
  /** False inside an input block that does not dispatch: changes wait for the submission. */
  isDispatching: boolean;
  /** Ids of the label, hint and error that describe this element, where an input block gives them. */
  labelledBy?: string;
  describedBy?: string;
  isInvalid?: boolean;
}

/** An element in use: its state, whether it waits for the app, and what went wrong last. */
export interface ElementUse {
  state: Json;
  isBusy: boolean;
  failure: string;
  /** Sets the state without telling the app. */
  change: (state: Json) => void;
  /** Sets the state and, where the element dispatches, asks for confirmation and tells the app. */
  commit: (state: Json, told?: Json) => Promise<void>;
}

/** Gives an element its state on the surface and its way to the app. */
export function useElement({ element, blockId, isDispatching }: ElementProps): ElementUse {
  const surface = useContext(SurfaceContext);
  const confirm = useConfirm();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  if (!surface) throw new Error("No surface: an element must be drawn inside SurfaceProvider.");
  const actionId = actionIdOf(element);
  const state = surface.values[blockId]?.[actionId] ?? initialState(element) ?? {};
  const change = (next: Json): void => surface.change(blockId, actionId, next);
  const commit = async (next: Json, told: Json = next): Promise<void> => {
    if (isBusy) return;
    if (isDispatching && isJson(element["confirm"]) && !(await confirm(element["confirm"]))) return;
    const hasState = initialState(element) !== undefined;
    if (hasState) change(next);
    if (!isDispatching) return;
    const used = { ...told, type: asString(element["type"]), action_id: actionId, block_id: blockId };
    const values = hasState ? withState(surface.values, blockId, actionId, next) : surface.values;
    setBusy(true);
    setFailure("");
    const answer = await surface.use(used, values);
    setBusy(false);
    setFailure(answer.ok ? "" : answer.error);
  };
  return { state, isBusy, failure, change, commit };
}

/** The words a screen reader says for an element without a visible label. */
export function spokenLabel(element: Json): string {
  return (
    asString(element["accessibility_label"]) ||
    textOf(element["text"]) ||
    textOf(element["placeholder"]) ||
    asString(element["action_id"])
  );
}

/** Says in place that the app did not take an action. */
export function Failure({ text }: { text: string }): ReactNode {
  if (text === "") return null;
  return (
    <span className="failure" role="alert">
      ⚠ Didn’t work: {text}
    </span>
  );
}
