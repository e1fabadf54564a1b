package dev.reverie.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares one setting or control: put on a component of {@link Settings} or {@link Controls}, it
 * is the single place from which the command line's help, the REST schema, the page's widget,
 * validation and the documentation are derived. The component's type decides the kind: {@code int}
 * and {@code double} are numbers, {@code boolean} a switch, {@code String} a choice if {@link
 * #choices} are given and free text otherwise.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@interface Knob {
  /** The heading it stands under on the page and in the help. */
  String group();

  /** The default, written as in the configuration file. */
  String value();

  /** Smallest allowed number, inclusive. */
  double min() default 0;

  /** Largest allowed number, inclusive. */
  double max() default 0;

  /** The step of the page's slider; numbers between steps are allowed. */
  double by() default 1;

  /** What a number counts, for people: {@code px}, {@code fps}, {@code %}, ... */
  String unit() default "";

  /** Whether the value is to be kept out of messages, logs and listings; free text only. */
  boolean secret() default false;

  /** The allowed words; empty for free text. */
  String[] choices() default {};

  /** One sentence that says what it does. */
  String help();
}
