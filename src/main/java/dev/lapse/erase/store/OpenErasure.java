package dev.lapse.erase.store;

/**
 * The erasure of some accounts from one store, phase by phase. Until {@link #finish} nothing is
 * final: closing it before changes nothing.
 */
public interface OpenErasure extends AutoCloseable {
  /**
   * Does everything that can be rolled back: a database deletes everything in an open transaction
   * and proves that nothing refers to it any more; other stores check whether they could erase.
   *
   * @throws RefusedAccounts if some accounts cannot be erased
   * @throws ErasureIncomplete if something changed meanwhile; a retry may succeed
   */
  void prepare();

  /**
   * Erases for good. Called once the point of no return of all accounts is committed.
   *
   * @return false if it was asked to stop before everything was erased; the rest is erased by the
   *     next try
   */
  boolean finish();

  @Override
  void close();
}
