package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import dev.lapse.erase.store.RunLockLost;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.verify.VerifyErasure;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run that lost its lock during a request to a store ends without an outcome for any account. */
class LostRunIT {
  private static final RunLockLost LOST = new RunLockLost("lost");
  private final Product product = new Product(Product.ACCOUNTS, Product.ACCOUNT);

  @AfterEach
  void close() {
    product.close();
  }

  @Test
  void lossWhileAccountsAreRecognizedEndsTheRun() {
    assertActingIsLost(Map.of("findKnown", LOST));
  }

  @Test
  void lossWhileRefusedAccountsAreLookedForEndsTheRun() {
    assertActingIsLost(Map.of("begin", new IllegalStateException("refused"), "preview", LOST));
  }

  @Test
  void lossWhileErasedRowsAreCountedEndsTheRun() {
    assertActingIsLost(Map.of("begin", new IllegalStateException("refused"), "progress", LOST));
  }

  @Test
  void lossWhileAccountsAreVerifiedEndsTheRun() {
    for (String question : List.of("refreshDerived", "remaining")) {
      PreparedStores stores = failing(Map.of(question, LOST));
      VerifyErasure verify = product.program.get(VerifyErasure.class);

      assertThatThrownBy(() -> verify.verify(product.context(), stores, List.of("1", "2")))
          .isSameAs(LOST);
    }
  }

  private void assertActingIsLost(Map<String, RuntimeException> failures) {
    product.imports("1", "2");

    assertThatThrownBy(() -> product.act(failing(failures), false, "1", "2")).isSameAs(LOST);
    assertThat(product.count("account")).isEqualTo(3);
  }

  /** The store of the product, where some of its methods fail. */
  private PreparedStores failing(Map<String, RuntimeException> failures) {
    StoreErasure real = product.prepared().stores().get(0);
    return PreparedStores.of(
        List.of(
            (StoreErasure)
                Proxy.newProxyInstance(
                    StoreErasure.class.getClassLoader(),
                    new Class<?>[] {StoreErasure.class},
                    (proxy, method, arguments) -> {
                      RuntimeException failure = failures.get(method.getName());
                      if (failure != null) {
                        throw failure;
                      }
                      try {
                        return method.invoke(real, arguments);
                      } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                      }
                    })));
  }
}
