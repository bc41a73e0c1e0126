// A button that copies what stands beside it.

for (const box of document.querySelectorAll("[data-copy]")) {
  const words = box.textContent.trim();
  if (!navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  button.textContent = box.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(words);
    button.textContent = box.dataset.copied;
    setTimeout(() => {
      button.textContent = box.dataset.copy;
    }, 2000);
  });
  box.append(button);
}
