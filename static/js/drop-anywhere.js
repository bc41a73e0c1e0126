// Files dropped anywhere on the page. While files are dragged over it an overlay invites; whatever else is dragged, a
// word, a link, a picture of this very page, is left alone.

/** `take` gets a list of `{ file, isFolder }`: a folder looks like a file, but cannot be sent. */
export function dropAnywhere(overlay, take) {
  let isFromHere = false;
  const hasFiles = (event) => !isFromHere && [...(event.dataTransfer?.types ?? [])].includes("Files");

  addEventListener("dragstart", () => (isFromHere = true));
  addEventListener("dragend", () => (isFromHere = false));
  for (const name of ["dragenter", "dragover"]) {
    addEventListener(name, (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault(); // says that it may be dropped here
      event.dataTransfer.dropEffect = "copy";
      overlay.hidden = false;
    });
  }
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) overlay.hidden = true; // it has left the window
  });
  addEventListener("drop", (event) => {
    overlay.hidden = true;
    if (!hasFiles(event)) return;
    event.preventDefault(); // else the browser would open the file instead of this page
    take(filesIn(event.dataTransfer));
  });
}

function filesIn(transfer) {
  const entries = [...transfer.items].filter((item) => item.kind === "file");
  return entries
    .map((item) => ({ file: item.getAsFile(), isFolder: Boolean(item.webkitGetAsEntry?.()?.isDirectory) }))
    .filter(({ file }) => file);
}
