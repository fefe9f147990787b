import { useCallback, useState, type KeyboardEvent, type ReactNode, type SyntheticEvent } from "react";
import type { PageModal } from "../contract.ts";
import { Blocks } from "./blocks/block.tsx";
import { Dialog } from "./dialog.tsx";
import { useDirectory } from "./directory.tsx";
import { fieldErrors } from "./elements/values.ts";
import { textOf } from "./json.ts";
import type { Workspace } from "./state.ts";
import { Failure, SurfaceProvider, useSurface, type Surface } from "./surface.tsx";

/** The stack of dialogs: the top one is shown, those below keep what was typed. */
export function ModalStack({ modals, act }: { modals: PageModal[]; act: Workspace["act"] }): ReactNode {
  const me = useDirectory().state.me.id;
  const top = modals.at(-1);
  if (!top) return null;
  const close = (): void => void act({ act: "close", user: me, viewId: top.viewId });
  return (
    <Dialog label={textOf(top.view.title)} className="modal" onClose={close}>
      {modals.map((modal) => (
        <ModalView
          key={modal.viewId}
          {...{ modal, act, onClose: close, isTop: modal === top, isPushed: modals.length > 1 }}
        />
      ))}
    </Dialog>
  );
}

interface ModalViewProps {
  modal: PageModal;
  act: Workspace["act"];
  onClose: () => void;
  isTop: boolean;
  isPushed: boolean;
}

function ModalView(props: ModalViewProps): ReactNode {
  const { modal, onClose, isTop, isPushed } = props;
  const { surface, isBusy, failure, submit } = useModal(props);
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    void submit();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void submit();
  };
  const { title, submit: submitText, close: closeText } = modal.view;
  return (
    <form className="modal-view" hidden={!isTop} noValidate onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <header className="dialog-head">
        {isPushed ? (
          <button type="button" className="close" aria-label="Back" onClick={onClose}>
            ‹
          </button>
        ) : null}
        <h2>{textOf(title)}</h2>
        <button type="button" className="close" aria-label="Close" onClick={onClose}>
          ✕
        </button>
      </header>
      <div className="dialog-body" tabIndex={-1}>
        <SurfaceProvider surface={surface}>
          <Blocks blocks={modal.view.blocks} />
        </SurfaceProvider>
      </div>
      <footer className="dialog-foot">
        <Failure text={failure} />
        <button type="button" className="button" onClick={onClose}>
          {textOf(closeText) || (submitText ? "Cancel" : "Close")}
        </button>
        {submitText ? (
          <button type="submit" className="button primary filled" aria-busy={isBusy}>
            {textOf(submitText)}
          </button>
        ) : null}
      </footer>
    </form>
  );
}

function useModal({ modal, act }: ModalViewProps): {
  surface: Surface;
  isBusy: boolean;
  failure: string;
  submit: () => Promise<void>;
} {
  const me = useDirectory().state.me.id;
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const [refused, setRefused] = useState<Record<string, string>>({});
  const { viewId, view, errors } = modal;
  const use = useCallback<Surface["use"]>(
    (element, values) => act({ act: "use-in-view", user: me, viewId, element, values }),
    [act, me, viewId],
  );
  const surface = useSurface(view.blocks, use, Object.keys(refused).length > 0 ? refused : errors);
  const submit = async (): Promise<void> => {
    if (isBusy || !view.submit) return;
    const found = fieldErrors(view.blocks, surface.values);
    setRefused(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const answer = await act({ act: "submit", user: me, viewId, values: surface.values });
    setBusy(false);
    setFailure(answer.ok ? "" : answer.error);
  };
  return { surface, isBusy, failure, submit };
}
