#!/bin/sh
# Runs nginx in front of gunicorn until TERM, which lets requests end that have begun: nginx itself cuts them on TERM,
# and lets them end on QUIT. `proxy.sh -t` only looks whether nginx understands its configuration.
#
# NGINX_LISTEN    port, or address and port, to listen on (8080)
# NGINX_UPSTREAM  where gunicorn listens (127.0.0.1:8000)
# NGINX_FOLDER    an empty folder for its files, bodies of uploads among them (a new one below TMPDIR)
set -eu

folder=${NGINX_FOLDER:-$(mktemp -d)}
chmod 711 "$folder" # as root its workers are somebody else
nginx=$(command -v nginx || echo /usr/sbin/nginx) # Debian keeps it out of people's PATH
sed -e "s|listen 8080 |listen ${NGINX_LISTEN:-8080} |" -e "s|server 127.0.0.1:8000;|server ${NGINX_UPSTREAM:-127.0.0.1:8000};|" \
  "$(dirname "$0")/nginx.conf" >"$folder/nginx.conf"

"$nginx" -e stderr -p "$folder/" -c "$folder/nginx.conf" "$@" &
child=$!
trap 'kill -QUIT "$child"' TERM INT
status=0
wait "$child" || status=$?
while kill -0 "$child" 2>/dev/null; do # a signal ends the wait, not nginx
  status=0
  wait "$child" || status=$?
done
[ -n "${NGINX_FOLDER:-}" ] || rm -rf "$folder"
exit "$status"
