export const LIST_ID = 'people';

/** Moves the focus to the list of people; false when there is none. */
export function focusList(): boolean {
  const list = document.getElementById(LIST_ID);
  list?.focus();
  return list !== null;
}
