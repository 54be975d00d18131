#include "CFuzzer.h"

#include <stddef.h>
#include <stdint.h>

// Of libFuzzer (clang's runtime library), "Using libFuzzer as a library".
extern int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*one)(const uint8_t *data, size_t size));

extern int kubelb_fuzz_one_input(const uint8_t *data, size_t size);

int kubelb_run_fuzzer(int count, char **arguments) {
    return LLVMFuzzerRunDriver(&count, &arguments, kubelb_fuzz_one_input);
}
