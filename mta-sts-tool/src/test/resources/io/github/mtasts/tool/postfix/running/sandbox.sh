# Runs a mail server until it ends, or standard input does. Arguments: its folder, the root of its package, the command.
# The server sees them as /mnt/run and /mnt/root: short, readable by its users, and no path of this machine.
mount -t tmpfs tmpfs /mnt && mkdir /mnt/run /mnt/root || exit 125
mount --bind "$1" /mnt/run && mount --bind "$2" /mnt/root || exit 125
for file in passwd group hosts resolv.conf; do
    mount --bind "/mnt/run/etc/$file" "/etc/$file" || exit 125
done
shift 2
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
# Standard input ends when the test closes it, and when the JVM dies in whatever way.
(cat <&3 >/dev/null; kill -KILL "$server" 2>/dev/null) &
wait "$server"
