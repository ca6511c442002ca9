# Runs a server in mount and process namespaces of its own, until it ends or standard input does.
# Arguments: the server's folder, the folder of its unpacked packages, the command.
# The server sees them as /mnt/run and /mnt/root: short, readable by its users, and no path of this machine.
mount -t tmpfs tmpfs /mnt && mkdir /mnt/run /mnt/root || exit 125
mount --bind "$1" /mnt/run && mount --bind "$2" /mnt/root || exit 125
for file in passwd group hosts resolv.conf; do
    mount --bind "/mnt/run/etc/$file" "/etc/$file" || exit 125
done
for folder in /run /var/lib /var/spool; do
    mount -t tmpfs tmpfs "$folder" || exit 125
done
# OpenSMTPD has both paths compiled in.
mkdir -p /var/lib/opensmtpd/empty
if [ -d /mnt/run/spool ]; then
    mount --bind /mnt/run/spool /var/spool || exit 125
fi
shift 2
cd /mnt/run || exit 125
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
# Standard input ends when the test closes it, and when the JVM dies in whatever way.
(cat <&3 >/dev/null; kill -KILL "$server" 2>/dev/null) &
wait "$server"
status=$?
# The shell is process 1 of the namespace: with its end all other processes there are killed.
exit "$status"
