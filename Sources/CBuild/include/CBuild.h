#ifndef KUBELB_CTL_BUILD_H
#define KUBELB_CTL_BUILD_H

/// The commit that the program was built from, as the environment variable KUBELB_CTL_COMMIT said when it was built; empty
/// where it said nothing.
const char *kubelb_ctl_commit(void);

/// The address of the project's repository, https://HOST/OWNER/NAME, as KUBELB_CTL_REPOSITORY said; empty where it said nothing.
const char *kubelb_ctl_repository(void);

#endif
