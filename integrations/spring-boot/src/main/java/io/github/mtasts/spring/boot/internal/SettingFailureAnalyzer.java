package io.github.mtasts.spring.boot.internal;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a missing or wrong property in place of a stack trace when the application does not start. */
final class SettingFailureAnalyzer extends AbstractFailureAnalyzer<SettingException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SettingException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), rootFailure);
    }
}
