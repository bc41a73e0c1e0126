// Which keys are shortcuts: none while somebody types, none with a modifier; and single letters can be switched off
// (WCAG 2.1.4), since voice control and shaking hands press them by accident.

const NAME = "single-keys";

export function areSingleKeysOn() {
  try {
    return localStorage.getItem(NAME) !== "off";
  } catch {
    return true; // storage is forbidden here
  }
}

export function switchSingleKeys(on) {
  try {
    localStorage.setItem(NAME, on ? "on" : "off");
  } catch {
    // It holds for as long as the page is open then: not at all.
  }
}

export function isShortcut(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return false;
  if (event.target.closest?.("input:not([type='checkbox']), textarea, select, details[open]")) return false;
  return event.key.length > 1 || event.key === " " || areSingleKeysOn();
}
