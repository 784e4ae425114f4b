package dev.lapse.run;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Traces every run, but only a sample of the requests, which are many. */
@Configuration(proxyBeanMethods = false)
@Profile("traces")
class SampleRuns {
  /** The prefix of the names of runs' spans. */
  static final String NAME = "run ";

  @Bean
  Sampler sampler(@Value("${management.tracing.sampling.probability}") double partOfRequests) {
    return Sampler.parentBased(new AllRuns(Sampler.traceIdRatioBased(partOfRequests)));
  }

  private record AllRuns(Sampler others) implements Sampler {
    @Override
    public SamplingResult shouldSample(
        Context parent,
        String trace,
        String name,
        SpanKind kind,
        Attributes attributes,
        List<LinkData> links) {
      return name.startsWith(NAME)
          ? SamplingResult.recordAndSample()
          : others.shouldSample(parent, trace, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
      return "every run; for the rest: " + others.getDescription();
    }
  }
}
