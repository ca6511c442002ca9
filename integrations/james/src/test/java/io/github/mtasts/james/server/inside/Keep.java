package io.github.mtasts.james.server.inside;

import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/** Mailet: hands each mail to the tests under the name that its parameter {@code as} gives, and ends its processing. */
public final class Keep extends GenericMailet {
    private final Control control;

    /**
     * Makes the mailet.
     *
     * @param control keeps the mails
     */
    @Inject
    public Keep(Control control) {
        this.control = control;
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        control.keep(getInitParameter("as"), mail);
        mail.setState(Mail.GHOST);
    }
}
