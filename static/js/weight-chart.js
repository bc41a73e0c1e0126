// A reading under the finger: the day and the weight of the dot that is nearest to it, which the dot's title tells.

for (const chart of document.querySelectorAll("[data-chart]")) {
  const reading = chart.querySelector("[data-reading]");
  const finger = chart.querySelector("[data-finger]");
  const picture = finger.ownerSVGElement;
  const dots = [...picture.querySelectorAll("circle")].map((dot) => {
    const title = dot.querySelector("title");
    const words = title.textContent;
    title.remove(); // it would be told a second time where a mouse rests
    return { across: Number.parseFloat(dot.getAttribute("cx")), words };
  });

  const read = ({ clientX }) => {
    const { left, width } = picture.getBoundingClientRect();
    const at = ((clientX - left) / width) * 100;
    const nearest = dots.reduce((one, other) => (Math.abs(other.across - at) < Math.abs(one.across - at) ? other : one));
    reading.textContent = nearest.words;
    for (const end of ["x1", "x2"]) finger.setAttribute(end, `${nearest.across}%`);
    finger.setAttribute("visibility", "visible");
  };

  picture.addEventListener("pointerdown", read);
  picture.addEventListener("pointermove", read);
}
