// Arrow keys turn to the newer and the older photo, Escape goes back to the pet.

const TARGETS = { ArrowLeft: "[data-turn='newer']", ArrowRight: "[data-turn='older']", Escape: "[data-back]" };

document.addEventListener("keydown", (event) => {
  const isShortcut = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  const isInMenu = event.target.closest("input, textarea, select, details[open]");
  if (isShortcut || isInMenu || !(event.key in TARGETS)) return;
  document.querySelector(TARGETS[event.key])?.click();
});
