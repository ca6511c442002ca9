package io.github.mtasts.interop;

import java.util.List;

/** A server, with the Debian packages that have its programs. */
enum Software {
    UNBOUND("Unbound", "unbound", "unbound"),
    BIND("BIND", "bind9 bind9-utils", "named dnssec-keygen dnssec-signzone"),
    NGINX("nginx", "nginx", "nginx"),
    APACHE("Apache", "apache2-bin", "apache2"),
    POSTFIX("Postfix", "postfix", "postfix posttls-finger"),
    EXIM("Exim", "exim4-daemon-light", "exim4"),
    OPENSMTPD("OpenSMTPD", "opensmtpd", "smtpd");

    private final String title;
    private final String packages;
    private final String programs;

    Software(String title, String packages, String programs) {
        this.title = title;
        this.packages = packages;
        this.programs = programs;
    }

    List<String> packages() {
        return List.of(packages.split(" ", -1));
    }

    List<String> programs() {
        return List.of(programs.split(" ", -1));
    }

    @Override
    public String toString() {
        return title;
    }
}
