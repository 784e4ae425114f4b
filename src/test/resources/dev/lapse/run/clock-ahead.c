/* Shows one process a clock that is ahead by CLOCK_AHEAD seconds. Its shared library is named in LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

typedef int (*clock_reader)(clockid_t, struct timespec *);

static time_t seconds_ahead(void) {
  const char *setting = getenv("CLOCK_AHEAD");
  return setting == NULL ? 0 : (time_t) atoll(setting);
}

int clock_gettime(clockid_t which, struct timespec *shown) {
  static clock_reader true_clock;
  if (true_clock == NULL) {
    true_clock = (clock_reader) dlsym(RTLD_NEXT, "clock_gettime");
  }
  int failed = true_clock(which, shown);
  if (!failed && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) {
    shown->tv_sec += seconds_ahead();
  }
  return failed;
}

int gettimeofday(struct timeval *restrict shown, void *restrict zone) {
  struct timespec now;
  (void) zone;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
    return -1;
  }
  shown->tv_sec = now.tv_sec;
  shown->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *stored) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
    return -1;
  }
  if (stored != NULL) {
    *stored = now.tv_sec;
  }
  return now.tv_sec;
}
