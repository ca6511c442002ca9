# Runs Postfix until it ends, or standard input does. Arguments: its folder, the root of its package, its program master.
# Postfix sees them as /mnt/run and /mnt/root: short, readable by its users, and no path of this machine.
mount -t tmpfs tmpfs /mnt && mkdir /mnt/run /mnt/root || exit 125
mount --bind "$1" /mnt/run && mount --bind "$2" /mnt/root || exit 125
for file in passwd group hosts resolv.conf; do
    mount --bind "/mnt/run/etc/$file" "/etc/$file" || exit 125
done
queues="active bounce corrupt defer deferred flush hold incoming private saved trace"
mkdir -p /mnt/run/data /mnt/run/spool/pid && cd /mnt/run/spool && mkdir -p $queues maildrop public || exit 125
chown postfix /mnt/run/data $queues maildrop public && chgrp postdrop maildrop public || exit 125
chmod 700 $queues && chmod 730 maildrop && chmod 710 public || exit 125
exec 3<&0
"$3" -c /mnt/run/conf -d </dev/null 3<&- &
master=$!
# Standard input ends when the test closes it, and when the JVM dies in whatever way.
(cat <&3 >/dev/null; kill -KILL "$master" 2>/dev/null) &
wait "$master"
