import { useContext, useId, type ReactNode } from "react";
import { BlockElement } from "../elements/element.tsx";
import { asRecord, textOf } from "../json.ts";
import { PlainText } from "../mrkdwn.tsx";
import { SurfaceContext } from "../surface.tsx";
import type { BlockProps } from "./block-props.ts";

/** Draws an input block: label, element, hint, and the error the app gave for it. */
export function InputBlock({ block, blockId }: BlockProps): ReactNode {
  const error = useContext(SurfaceContext)?.errors[blockId];
  const id = useId();
  const hint = textOf(block["hint"]);
  return (
    <div className={`block-input ${error === undefined ? "" : "invalid"}`}>
      <div id={`${id}-label`} className="label">
        <PlainText text={textOf(block["label"])} />
        {block["optional"] === true ? <span className="optional"> (optional)</span> : null}
      </div>
      <BlockElement
        element={asRecord(block["element"])}
        blockId={blockId}
        isDispatching={block["dispatch_action"] === true}
        labelledBy={`${id}-label`}
        describedBy={`${id}-error ${id}-hint`}
        isInvalid={error !== undefined}
      />
      <p id={`${id}-error`} className="field-error" role="alert">
        {error}
      </p>
      <p id={`${id}-hint`} className="hint">
        {hint}
      </p>
    </div>
  );
}
