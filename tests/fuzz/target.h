/* The one function of a fuzz target. It aborts where a property does not hold. */
#ifndef TBTOP_TESTS_FUZZ_TARGET_H
#define TBTOP_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#endif
