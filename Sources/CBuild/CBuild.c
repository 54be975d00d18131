#include "CBuild.h"

// In C, so that another commit compiles this file anew and nothing else.
#ifndef KUBELB_CTL_COMMIT
#define KUBELB_CTL_COMMIT ""
#endif

#ifndef KUBELB_CTL_REPOSITORY
#define KUBELB_CTL_REPOSITORY ""
#endif

const char *kubelb_ctl_commit(void) { return KUBELB_CTL_COMMIT; }
const char *kubelb_ctl_repository(void) { return KUBELB_CTL_REPOSITORY; }
