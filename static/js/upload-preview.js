// Small pictures of files that are not sent yet. One is decoded at a time: a phone has no memory for more.

const PIXELS = 128;
let last = Promise.resolve();

/** A canvas, or null where the browser cannot show the file (HEIC in most) or `isWanted()` says no by then. */
export function preview(file, isWanted) {
  last = last.then(() => (isWanted() ? drawn(file) : null)).catch(() => null);
  return last;
}

async function drawn(file) {
  const bitmap = await createImageBitmap(file);
  const side = Math.min(bitmap.width, bitmap.height);
  const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = PIXELS;
  canvas.getContext("2d").drawImage(bitmap, left, top, side, side, 0, 0, PIXELS, PIXELS);
  bitmap.close();
  return canvas;
}
