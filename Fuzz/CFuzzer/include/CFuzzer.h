#pragma once

/// Runs libFuzzer with its own arguments over kubelb_fuzz_one_input; does not return before it is done.
int kubelb_run_fuzzer(int count, char **arguments);
