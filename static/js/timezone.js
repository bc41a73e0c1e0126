// Tells the server, by a cookie, which clock this browser shows, so that dates are the reader's own.

const NAME = "timezone";
const YEAR_IN_SECONDS = 365 * 24 * 60 * 60;

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const known = document.cookie.split("; ").includes(`${NAME}=${zone}`);

if (zone && !known) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${NAME}=${zone}; path=/; max-age=${YEAR_IN_SECONDS}; SameSite=Lax${secure}`;
}
