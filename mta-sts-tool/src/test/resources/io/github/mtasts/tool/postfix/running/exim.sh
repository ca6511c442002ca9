# Gives one message to Exim and lets it try once to deliver what is due. Arguments: the program, the sender, the recipients.
mkdir -p /mnt/run/spool /mnt/run/log && chown -R Debian-exim:Debian-exim /mnt/run/spool /mnt/run/log || exit 125
program=$1
shift
"$program" -C /mnt/run/exim.conf -odq -f "$@" </mnt/run/message || exit 125
# As root: without it Exim runs itself again with its owner's rights, and then finds no libraries of an unpacked package.
exec "$program" -C /mnt/run/exim.conf -q
