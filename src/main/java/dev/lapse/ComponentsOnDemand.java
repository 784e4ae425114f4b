package dev.lapse;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;

/**
 * Makes a component when another one first needs it, found by its class instead of by scanning the
 * class path. What is needed by an interface, in a list, or to hear an event has to be registered.
 */
final class ComponentsOnDemand extends DefaultListableBeanFactory {
  @Override
  protected Map<String, Object> findAutowireCandidates(
      @Nullable String beanName, Class<?> requiredType, DependencyDescriptor descriptor) {
    if (AnnotatedElementUtils.hasAnnotation(requiredType, Component.class)
        && !containsBeanDefinition(requiredType.getName())
        && getBeanNamesForType(requiredType, true, false).length == 0) {
      register(requiredType);
    }
    return super.findAutowireCandidates(beanName, requiredType, descriptor);
  }

  void register(Class<?> component) {
    registerBeanDefinition(component.getName(), new RootBeanDefinition(component));
  }
}
