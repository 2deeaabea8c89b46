/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Checks that name what did not hold. */

#ifndef CHECK_H
#define CHECK_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libstoragemgmt/libstoragemgmt.h>
#include <libstoragemgmt/libstoragemgmt_hash.h>
#include <libstoragemgmt/libstoragemgmt_plug_interface.h>

static int failures;

static inline void check(int holds, const char *what, const char *file, int line)
{
    if (!holds) {
        failures++;
        fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    }
}

static inline void check_number(long long got, long long wanted, const char *what,
                                const char *file, int line)
{
    if (got != wanted) {
        failures++;
        fprintf(stderr, "%s:%d: %s is %lld, not %lld\n", file, line, what, got, wanted);
    }
}

static inline void check_text(const char *got, const char *wanted, const char *what,
                              const char *file, int line)
{
    if (got != wanted && (got == NULL || wanted == NULL || strcmp(got, wanted) != 0)) {
        failures++;
        fprintf(stderr, "%s:%d: %s is '%s', not '%s'\n", file, line, what,
                got == NULL ? "(NULL)" : got, wanted == NULL ? "(NULL)" : wanted);
    }
}

#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)
#define IS(call, wanted) check_number((long long)(call), (long long)(wanted), #call, __FILE__, __LINE__)
#define SAYS(call, wanted) check_text((call), (wanted), #call, __FILE__, __LINE__)

#endif
