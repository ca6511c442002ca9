package io.github.mtasts.tool;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestNetwork;

/** A domain without a fault: the policy names its two MX hosts, everything has a valid certificate, and reports go somewhere. */
public final class GoodDomain {
    /** The domain. */
    public static final String NAME = "good.test";

    /** Its MX hosts. */
    public static final String MX1 = "mx1.good.test";

    public static final String MX2 = "mx2.good.test";

    private static final int HOUR = 3600;

    private final TestNetwork net;

    public GoodDomain(TestNetwork net) {
        this.net = net;
        net.mx(NAME, MX1, MX2);
        mx1();
        mx2();
        publish(TestNetwork.policy("enforce", 2_592_000, MX1, MX2));
        tlsRpt("v=TLSRPTv1; rua=mailto:tls@good.test");
    }

    public TestNetwork net() {
        return net;
    }

    public MxServer mx1() {
        return net.mxServer(MX1);
    }

    public MxServer mx2() {
        return net.mxServer(MX2);
    }

    public PolicyHost host() {
        return net.policyHost(NAME);
    }

    public GoodDomain publish(String policy) {
        net.publish(NAME, "A1", policy);
        return this;
    }

    public GoodDomain policy(String mode, long maxAge) {
        return publish(TestNetwork.policy(mode, maxAge, MX1, MX2));
    }

    public GoodDomain record(String... records) {
        net.dns().txt("_mta-sts." + NAME, records);
        return this;
    }

    public GoodDomain tlsRpt(String... records) {
        net.dns().txt("_smtp._tls." + NAME, records);
        net.dns().ttl("_smtp._tls." + NAME, HOUR);
        return this;
    }
}
