// What every page needs: the reader's clock, the account menu, the manners of forms.

// Tells the server, by a cookie, which clock this browser shows, so that dates are the reader's own.
const ZONE_COOKIE = "timezone";
const YEAR_IN_SECONDS = 365 * 24 * 60 * 60;

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const known = document.cookie.split("; ").includes(`${ZONE_COOKIE}=${zone}`);

if (zone && !known) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${ZONE_COOKIE}=${zone}; path=/; max-age=${YEAR_IN_SECONDS}; SameSite=Lax${secure}`;
}

// The account menu is a <details>; this closes it on Escape, and when something else is clicked or focused.
for (const menu of document.querySelectorAll("[data-menu]")) {
  const closeIfOutside = (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  };
  document.addEventListener("pointerdown", closeIfOutside);
  document.addEventListener("focusin", closeIfOutside);
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open && !event.defaultPrevented) {
      event.preventDefault(); // of one menu within another, the inner one alone closes
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// What opens with a field to type into has the finger there at once.
document.addEventListener("toggle", ({ target }) => target.open && target.querySelector("[data-focus]")?.focus(), true);

// Where a row of tabs is wider than the screen, the current one is in sight.
const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;

// Safari on phones shows what is pressed (`:active`) only on pages that listen for touches.
document.addEventListener("touchstart", () => {}, { passive: true });

// Small manners of forms: a double tap sends once, and after an error one starts at the first field to correct.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
}

// Coming back by the browser's "back" shows the page as it was left: ready to send again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  }
});

document.querySelector(":is(input, select, textarea)[aria-invalid='true'], [aria-invalid='true'] input")?.focus();
