package dev.lapse.schedule;

import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Changes Quartz's store and {@code lapse.slot} in one transaction, one node at a time. */
@Component
class ChangeSchedule {
  private final ObjectProvider<Scheduler> quartz;
  private final SlotRepository slots;
  private final TransactionOperations transaction;

  /**
   * @param quartz a provider, because a dependency on the scheduler would start it first and stop
   *     it last
   */
  ChangeSchedule(
      ObjectProvider<Scheduler> quartz, SlotRepository slots, TransactionOperations transaction) {
    this.quartz = quartz;
    this.slots = slots;
    this.transaction = transaction;
  }

  /** A change of the schedule. */
  interface Change {
    void in(Scheduler scheduler) throws SchedulerException;
  }

  /**
   * Makes a change in a transaction.
   *
   * @param what is scheduled, for the message
   * @throws IllegalStateException if Quartz refuses it; nothing is changed then
   */
  void inTransaction(String what, Change change) {
    transaction.executeWithoutResult(
        begun -> {
          slots.waitForOtherNodes();
          try {
            change.in(quartz.getObject());
          } catch (SchedulerException failed) {
            throw new IllegalStateException(what + " cannot be scheduled", failed);
          }
        });
  }
}
