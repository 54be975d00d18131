#ifndef KUBELB_CTL_CYAML_SHIM_H
#define KUBELB_CTL_CYAML_SHIM_H

#include <yaml.h>

#endif
