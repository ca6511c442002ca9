# Makes Postfix's folders and becomes its program master, the argument.
queues="active bounce corrupt defer deferred flush hold incoming private saved trace"
mkdir -p /mnt/run/data /mnt/run/spool/pid && cd /mnt/run/spool && mkdir -p $queues maildrop public || exit 125
chown postfix /mnt/run/data $queues maildrop public && chgrp postdrop maildrop public || exit 125
chmod 700 $queues && chmod 730 maildrop && chmod 710 public || exit 125
exec "$1" -c /mnt/run/conf -d
