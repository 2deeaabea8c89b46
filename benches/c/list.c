/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Lists all volumes as often as is asked for and frees them; prints the middle time in
 * nanoseconds and the most memory held in KiB. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include <libstoragemgmt/libstoragemgmt.h>

static int later(const void *a, const void *b)
{
    long long left = *(const long long *)a, right = *(const long long *)b;
    return (left > right) - (left < right);
}

int main(int argc, char *argv[])
{
    lsm_connect *conn = NULL;
    lsm_error_ptr e = NULL;
    long long times[101];
    struct rusage usage;
    int round, rounds = argc > 2 ? atoi(argv[2]) : 1;
    if (argc < 2 || rounds < 1 || rounds > 101 ||
        lsm_connect_password(argv[1], NULL, &conn, 30000, &e, 0) != LSM_ERR_OK)
        return 2;
    for (round = 0; round < rounds; round++) {
        struct timespec begin, end;
        lsm_volume **volumes = NULL;
        uint32_t count = 0;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        if (lsm_volume_list(conn, NULL, NULL, &volumes, &count, 0) != LSM_ERR_OK || count == 0)
            return 3;
        lsm_volume_record_array_free(volumes, count);
        clock_gettime(CLOCK_MONOTONIC, &end);
        times[round] = (end.tv_sec - begin.tv_sec) * 1000000000LL + end.tv_nsec - begin.tv_nsec;
    }
    qsort(times, (size_t)rounds, sizeof(times[0]), later);
    getrusage(RUSAGE_SELF, &usage);
    printf("%lld %ld\n", times[rounds / 2], usage.ru_maxrss);
    return lsm_connect_close(conn, 0);
}
