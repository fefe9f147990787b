import { useEffect, useRef, type ReactNode, type SyntheticEvent } from "react";

const FIRST = "[data-first], .dialog-body :is(input, textarea, .select)";

/** A dialog over the page: the browser keeps the focus inside, Escape asks to close. It is open as long as it is drawn. */
export function Dialog(props: {
  label: string;
  className: string;
  onClose: () => void;
  children: ReactNode;
}): ReactNode {
  const { label, className, onClose, children } = props;
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) {
      dialog.showModal();
      // By itself the browser would start on the first button, which here closes the dialog.
      dialog.querySelector<HTMLElement>(FIRST)?.focus();
    }
    return () => dialog?.close();
  }, []);
  const onCancel = (event: SyntheticEvent<HTMLDialogElement>): void => {
    event.preventDefault();
    if (event.target === event.currentTarget) onClose();
  };
  return (
    <dialog ref={element} className={`dialog ${className}`} aria-label={label} onCancel={onCancel}>
      {children}
    </dialog>
  );
}
