package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lapse.LapseApplication;
import dev.lapse.QuickProgram;
import dev.lapse.cli.LapseCommand.Parts;
import dev.lapse.testing.Commands;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.lang.reflect.Field;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.util.ReflectionUtils;
import picocli.CommandLine;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** What commands that read or write a few rows start, compared with the whole program. */
class QuickProgramIT {
  /** They hear what only a run or a server says. */
  private static final Set<String> OF_RUNS_AND_SERVERS =
      Set.of("ActiveRuns", "ShowProgress", "PrintSignIn");

  private static TestProgram whole;
  private static ConfigurableApplicationContext quick;

  @BeforeAll
  static void open() {
    whole = SharedProgram.knowingNothing();
    quick = Commands.on(whole).withSettings(QuickProgram::open);
  }

  @AfterAll
  static void close() {
    quick.close();
  }

  @Test
  void givesEachCommandWhatTheWholeProgramGives() {
    Set<Class<?>> wanted = new LinkedHashSet<>();
    for (ProgramCommand command :
        commands(LapseCommand.line((parts, all) -> quick, Clock.systemUTC()))) {
      if (command.parts() == Parts.ROWS) {
        beans(whole.context()).autowireBean(command);
        wanted.addAll(reached(whole.context(), command));
        beans(quick).autowireBean(command);
      }
    }
    assertThat(wanted).hasSizeGreaterThan(30);
    assertThat(ours(quick))
        .as("QuickProgram.ALWAYS names what nothing asks for by its class")
        .containsAll(wanted);
  }

  @Test
  void hearsEachEventOfItsComponents() {
    List<String> listeners =
        ours(whole.context()).stream()
            .filter(
                type ->
                    Arrays.stream(ReflectionUtils.getAllDeclaredMethods(type))
                        .anyMatch(method -> method.isAnnotationPresent(EventListener.class)))
            .map(Class::getSimpleName)
            .filter(name -> !OF_RUNS_AND_SERVERS.contains(name))
            .toList();
    assertThat(listeners).isNotEmpty();
    assertThat(ours(quick).stream().map(Class::getSimpleName)).containsAll(listeners);
  }

  @Test
  void canMakeEveryComponentThatItHas() {
    for (String name : quick.getBeanDefinitionNames()) {
      assertThat(quick.getBean(name)).as(name).isNotNull();
    }
  }

  @Test
  void hasNeitherWebServerNorSchedulerNorBatch() {
    assertThat(
            Stream.of(quick.getBeanDefinitionNames())
                .map(name -> String.valueOf(quick.getType(name)))
                .filter(
                    type ->
                        type.matches(
                            ".*(quartz|spring.*batch|tomcat|springframework.boot.*auto).*"))
                .filter(type -> !type.contains("FlywayMigrationStrategy")))
        .isEmpty();
    assertThat(quick.getBeanDefinitionCount())
        .isLessThan(whole.context().getBeanDefinitionCount() / 2);
  }

  @Test
  void readsAndWritesJsonLikeTheWholeProgram() {
    assertThat(features(quick)).isEqualTo(features(whole.context()));
  }

  @Test
  void opensTheDatabaseLikeTheWholeProgram() {
    HikariConfig ours = quick.getBean(HikariDataSource.class);
    HikariConfig theirs = whole.get(HikariDataSource.class);
    assertThat(ours.getConnectionInitSql()).isEqualTo(theirs.getConnectionInitSql());
    assertThat(ours.getConnectionTimeout()).isEqualTo(theirs.getConnectionTimeout());
    assertThat(ours.getMaximumPoolSize()).isEqualTo(theirs.getMaximumPoolSize());
    assertThat(ours.getDataSourceProperties().toString())
        .isEqualTo(theirs.getDataSourceProperties().toString());
  }

  private static List<ProgramCommand> commands(CommandLine line) {
    List<ProgramCommand> found = new ArrayList<>();
    if (line.getCommandSpec().userObject() instanceof ProgramCommand command) {
      found.add(command);
    }
    line.getSubcommands().values().forEach(each -> found.addAll(commands(each)));
    return found;
  }

  /** The components that a command's fields lead to. */
  private static Set<Class<?>> reached(ConfigurableApplicationContext program, Object command) {
    Set<String> names = new HashSet<>();
    for (Class<?> type = command.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.isAnnotationPresent(Autowired.class)) {
          Stream.of(program.getBeanNamesForType(field.getType()))
              .forEach(name -> follow(program, name, names));
        }
      }
    }
    Set<Class<?>> types = new LinkedHashSet<>();
    names.forEach(name -> types.add(AopUtils.getTargetClass(program.getBean(name))));
    types.removeIf(type -> !isOurs(type));
    return types;
  }

  private static void follow(
      ConfigurableApplicationContext program, String name, Set<String> names) {
    if (program.containsBeanDefinition(name) && names.add(name)) {
      program.getBean(name);
      for (String next : beans(program).getDependenciesForBean(name)) {
        follow(program, next, names);
      }
    }
  }

  private static Set<Class<?>> ours(ConfigurableApplicationContext program) {
    Set<Class<?>> types = new LinkedHashSet<>();
    for (String name : program.getBeanDefinitionNames()) {
      Class<?> type = program.getType(name);
      if (type != null && isOurs(type)) {
        types.add(type);
      }
    }
    return types;
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith(LapseApplication.class.getPackageName() + ".")
        && !type.getName().startsWith(TestProgram.class.getPackageName())
        && !type.isInterface()
        && !type.getName().contains("$");
  }

  private static List<String> features(ConfigurableApplicationContext program) {
    JsonMapper json = program.getBean(JsonMapper.class);
    List<String> enabled = new ArrayList<>();
    Stream.of(MapperFeature.values()).filter(json::isEnabled).forEach(f -> enabled.add(f.name()));
    Stream.of(SerializationFeature.values())
        .filter(json::isEnabled)
        .forEach(f -> enabled.add(f.name()));
    Stream.of(DeserializationFeature.values())
        .filter(json::isEnabled)
        .forEach(f -> enabled.add(f.name()));
    Stream.of(DateTimeFeature.values()).filter(json::isEnabled).forEach(f -> enabled.add(f.name()));
    return enabled;
  }

  private static ConfigurableListableBeanFactory beans(ConfigurableApplicationContext program) {
    return program.getBeanFactory();
  }
}
