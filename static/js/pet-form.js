// The form of a pet suggests breeds of the kind that is chosen; what is typed stays free. While a new one's photos are sent
// with it, it says so.

const breeds = JSON.parse(document.getElementById("breeds-by-kind").textContent);
const list = document.getElementById("breeds");

function suggest() {
  const kind = document.querySelector("input[name='kind']:checked")?.value;
  list.replaceChildren(...(breeds[kind] ?? []).map((name) => Object.assign(document.createElement("option"), { value: name })));
}

document.addEventListener("change", ({ target }) => {
  if (target.name === "kind") suggest();
});
suggest(); // a browser that goes back keeps the choice

const sending = document.querySelector("[data-sending]");
const isWithPhotos = (form) => Boolean(form.querySelector("input[type='file']")?.files.length);
document.addEventListener("submit", (event) => {
  if (sending && !event.defaultPrevented && isWithPhotos(event.target)) sending.hidden = false;
});
addEventListener("pageshow", () => sending?.toggleAttribute("hidden", true)); // back from what came
