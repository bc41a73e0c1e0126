// Two photos on each other: the line between goes where a pointer or finger drags it, and by the keys of a slider.

const beside = document.querySelector("[data-beside]");
const slider = beside.querySelector("[data-slider]");

function draw() {
  beside.style.setProperty("--at", `${slider.value}%`);
}

function moveTo({ clientX }) {
  const { left, width } = beside.querySelector("img").getBoundingClientRect();
  slider.value = (100 * (clientX - left)) / width; // which keeps within its ends
  draw();
}

slider.addEventListener("input", draw);
for (const picture of beside.querySelectorAll("img")) {
  picture.addEventListener("dragstart", (event) => event.preventDefault());
  picture.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    picture.setPointerCapture(event.pointerId);
    moveTo(event);
  });
  picture.addEventListener("pointermove", (event) => picture.hasPointerCapture(event.pointerId) && moveTo(event));
}
draw(); // a browser that goes back keeps the value
