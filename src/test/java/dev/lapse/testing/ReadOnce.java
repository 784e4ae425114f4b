package dev.lapse.testing;

import java.util.Map;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/**
 * What Spring reads from class files when a program opens, kept for the programs that open later in
 * this JVM: a quarter of the time of each.
 */
final class ReadOnce {
  private static final DefaultResourceLoader LOADER = new DefaultResourceLoader();
  private static final Map<Resource, MetadataReader> READ =
      LOADER.getResourceCache(MetadataReader.class);
  private static final MetadataReaderFactory FACTORY = new CachingMetadataReaderFactory(LOADER);

  private ReadOnce() {}

  /** To be called before the program is refreshed. */
  static void by(GenericApplicationContext starting) {
    starting.addBeanFactoryPostProcessor(
        beans -> {
          // by the scan for components, for which a program forgets it at the end of its start
          READ.putAll(starting.getResourceCache(MetadataReader.class));
        });
    starting.getResourceCache(MetadataReader.class).putAll(READ);
    BeanDefinition classes =
        starting.getBeanDefinition(
            AnnotationConfigUtils.CONFIGURATION_ANNOTATION_PROCESSOR_BEAN_NAME);
    classes.getPropertyValues().add("metadataReaderFactory", FACTORY);
  }
}
