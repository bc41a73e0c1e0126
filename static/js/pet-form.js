// The form of a pet suggests breeds of the kind that is chosen; what is typed stays free.

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
