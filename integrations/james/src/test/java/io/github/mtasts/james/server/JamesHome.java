package io.github.mtasts.james.server;

import io.github.mtasts.testkit.RealAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The folder of one James: its configuration files, as the plugin's README gives them, and its extensions. */
final class JamesHome {
    static final String PLUGIN = "io.github.mtasts.james.MtaStsRemoteDelivery";
    static final String CONTROL = "io.github.mtasts.james.server.inside.OpportunisticDelivery";

    private final Path folder;
    private final RealAddresses hosts;
    private final Map<String, String> mailetOptions = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private String mailet = PLUGIN;
    private String beforeMailet = "";
    private String moreProcessors = "";

    JamesHome(Path folder, RealAddresses hosts) {
        this.folder = folder;
        this.hosts = hosts;
        property(
                "testkit.dns",
                hosts.dns().getAddress().getHostAddress() + ":" + hosts.dns().getPort());
        property("testkit.smtp.port", String.valueOf(hosts.smtpPort()));
        property("testkit.https.port", String.valueOf(hosts.httpsPort()));
        property("testkit.http.port", String.valueOf(hosts.httpPort()));
        property("testkit.root", folder.resolve("root.pem").toString());
        setting(
                "dns.servers",
                hosts.dns().getAddress().getHostAddress() + ":" + hosts.dns().getPort());
    }

    Path folder() {
        return folder;
    }

    /** Delivers by the control instead of the plugin. */
    JamesHome opportunistic() {
        mailet = CONTROL;
        return this;
    }

    boolean hasPlugin() {
        return mailet.equals(PLUGIN);
    }

    /** Sets an option of the mailet. */
    JamesHome option(String name, String value) {
        mailetOptions.put(name, value);
        return this;
    }

    /** Sets a line of {@code mta-sts.properties}. */
    JamesHome setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Sets a system property of James' process. */
    JamesHome property(String name, String value) {
        properties.put(name, value);
        return this;
    }

    Map<String, String> properties() {
        return Map.copyOf(properties);
    }

    /** Sets the content of a further file. */
    JamesHome file(String path, String content) {
        files.put(path, content);
        return this;
    }

    /** Adds mailets before the one that delivers. */
    JamesHome before(String xml) {
        beforeMailet += xml;
        return this;
    }

    /** Adds a processor. */
    JamesHome processor(String xml) {
        moreProcessors += xml;
        return this;
    }

    /** Writes the files. */
    void write(String rootPem) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.createDirectories(folder.resolve("var"));
        Files.createDirectories(folder.resolve("extensions-jars"));
        Files.writeString(folder.resolve("root.pem"), rootPem);
        Files.writeString(conf.resolve("mailetcontainer.xml"), mailetContainer());
        Files.writeString(
                conf.resolve("dnsservice.xml"),
                "<dnsservice><autodiscover>false</autodiscover><servers><server>"
                        + hosts.dns().getAddress().getHostAddress() + "</server></servers></dnsservice>\n");
        Files.writeString(conf.resolve("mailrepositorystore.xml"), """
                <mailrepositorystore>
                  <defaultProtocol>memory</defaultProtocol>
                  <mailrepositories>
                    <mailrepository class="org.apache.james.mailrepository.memory.MemoryMailRepository">
                      <protocols><protocol>memory</protocol></protocols>
                    </mailrepository>
                  </mailrepositories>
                </mailrepositorystore>
                """);
        Files.writeString(conf.resolve("domainlist.xml"), """
                <domainlist><autodetect>false</autodetect><autodetectIP>false</autodetectIP>\
                <defaultDomain>local.test</defaultDomain></domainlist>
                """);
        Files.writeString(conf.resolve("logback.xml"), """
                <configuration>
                  <appender name="FILE" class="ch.qos.logback.core.FileAppender">
                    <file>%s</file>
                    <encoder><pattern>%%-5level [%%thread] %%logger{20} {%%mdc} %%msg%%n%%ex</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="FILE"/></root>
                </configuration>
                """.formatted(folder.resolve("james.log")));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        if (hasPlugin()) {
            Files.writeString(conf.resolve("extensions.properties"), """
                    guice.extension.module=io.github.mtasts.james.MtaStsModule,\
                    io.github.mtasts.james.server.extension.TestKitModule
                    guice.extension.startable=io.github.mtasts.james.MtaStsStartable
                    """);
            Files.writeString(conf.resolve("healthcheck.properties"), """
                    additional.healthchecks=io.github.mtasts.james.MtaStsHealthCheck
                    """);
            StringBuilder lines = new StringBuilder();
            settings.forEach((name, value) ->
                    lines.append(name).append('=').append(value).append('\n'));
            Files.writeString(conf.resolve("mta-sts.properties"), lines);
        }
    }

    private String mailetContainer() {
        StringBuilder options = new StringBuilder();
        mailetOptions.forEach((name, value) -> options.append("          <")
                .append(name)
                .append('>')
                .append(value)
                .append("</")
                .append(name)
                .append(">\n"));
        return """
                <mailetcontainer enableJmx="false">
                  <context><postmaster>postmaster@local.test</postmaster></context>
                  <spooler><threads>4</threads></spooler>
                  <processors>
                    <processor state="root" enableJmx="false">
                      <mailet match="All" class="ToProcessor"><processor>transport</processor></mailet>
                    </processor>
                    <processor state="transport" enableJmx="false">
                      <mailet match="All" class="RemoveMimeHeader"><name>bcc</name></mailet>
                      <mailet match="HostIs=local.test" class="%1$s"><as>local</as></mailet>
                      %2$s
                      <mailet match="All" class="%3$s">
                %4$s
                      </mailet>
                    </processor>
                    <processor state="error" enableJmx="false">
                      <mailet match="All" class="%1$s"><as>error</as></mailet>
                    </processor>
                    <processor state="bounced" enableJmx="false">
                      <mailet match="All" class="%1$s"><as>bounced</as></mailet>
                    </processor>
                    <processor state="delivered" enableJmx="false">
                      <mailet match="All" class="%1$s"><as>delivered</as></mailet>
                    </processor>
                    %5$s
                  </processors>
                </mailetcontainer>
                """.formatted(
                        "io.github.mtasts.james.server.inside.Keep", beforeMailet, mailet, options, moreProcessors);
    }
}
