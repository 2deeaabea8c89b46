/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Eight threads, each with a connection of its own. */

#include "check.h"

#include <pthread.h>
#include <unistd.h>

#define THREADS 8
#define ROUNDS 20

static void *work(void *uri)
{
    lsm_connect *conn = NULL;
    lsm_error_ptr e = NULL;
    long failed = lsm_connect_password(uri, NULL, &conn, 30000, &e, 0) != LSM_ERR_OK;
    int round;
    for (round = 0; round < ROUNDS && failed == 0; round++) {
        lsm_pool **pools = NULL;
        lsm_volume **volumes = NULL;
        uint32_t count = 0;
        failed += lsm_pool_list(conn, NULL, NULL, &pools, &count, 0) != LSM_ERR_OK || count == 0;
        failed += lsm_pool_record_array_free(pools, count) != LSM_ERR_OK;
        failed += lsm_volume_list(conn, "no key", "x", &volumes, &count, 0) !=
                  LSM_ERR_UNSUPPORTED_SEARCH_KEY;
        e = lsm_error_last_get(conn);
        failed += lsm_error_number_get(e) != LSM_ERR_UNSUPPORTED_SEARCH_KEY;
        failed += lsm_error_free(e) != LSM_ERR_OK;
    }
    failed += lsm_connect_close(conn, 0) != LSM_ERR_OK;
    return (void *)failed;
}

int main(int argc, char *argv[])
{
    pthread_t threads[THREADS];
    int at;
    alarm(60);
    for (at = 0; at < THREADS; at++)
        IS(pthread_create(&threads[at], NULL, work, argc > 1 ? argv[1] : "sim://"), 0);
    for (at = 0; at < THREADS; at++) {
        void *failed = NULL;
        IS(pthread_join(threads[at], &failed), 0);
        CHECK(failed == NULL);
    }
    return failures != 0;
}
