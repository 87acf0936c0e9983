/**
 * As a ref: the element that has the focus when its window opens. React keeps its own autoFocus from the
 * page, and a window looks for the attribute.
 */
export function firstFocus(element: HTMLElement | null): void {
  element?.setAttribute('autofocus', '');
}
