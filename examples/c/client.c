/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Makes a volume, shows all there are, and removes it again. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <libstoragemgmt/libstoragemgmt.h>

#define SIZE (64ULL * 1024 * 1024 * 1024)

/* Tells what went wrong in the last call, and gives its number. */
static int complain(lsm_connect *conn, const char *what, int number)
{
    lsm_error_ptr error = lsm_error_last_get(conn);
    const char *message = lsm_error_message_get(error);
    fprintf(stderr, "%s: error %d: %s\n", what, number, message == NULL ? "" : message);
    lsm_error_free(error);
    return number;
}

/* Waits until a job has made its volume. */
static int wait_for(lsm_connect *conn, char **job, lsm_volume **volume)
{
    lsm_job_status status = LSM_JOB_INPROGRESS;
    int answer;
    for (;;) {
        uint8_t percent = 0;
        answer = lsm_job_status_volume_get(conn, *job, &status, &percent, volume, 0);
        if (answer != LSM_ERR_OK || status != LSM_JOB_INPROGRESS)
            break;
        printf("%u %% done\n", percent);
        usleep(1000);
    }
    lsm_job_free(conn, job, 0);
    free(*job);
    *job = NULL;
    return answer == LSM_ERR_OK && status == LSM_JOB_ERROR ? LSM_ERR_PLUGIN_BUG : answer;
}

static int show_volumes(lsm_connect *conn)
{
    lsm_volume **volumes = NULL;
    uint32_t count = 0, at;
    int answer = lsm_volume_list(conn, NULL, NULL, &volumes, &count, 0);
    if (answer != LSM_ERR_OK)
        return complain(conn, "listing volumes", answer);
    for (at = 0; at < count; at++)
        printf("%s: %" PRIu64 " bytes in %s\n", lsm_volume_name_get(volumes[at]),
               lsm_volume_block_size_get(volumes[at]) * lsm_volume_number_of_blocks_get(volumes[at]),
               lsm_volume_pool_id_get(volumes[at]));
    if (volumes != NULL)
        lsm_volume_record_array_free(volumes, count);
    return LSM_ERR_OK;
}

static int work(lsm_connect *conn, lsm_pool *pool)
{
    lsm_volume *volume = NULL;
    char *job = NULL;
    int answer = lsm_volume_create(conn, pool, "example", SIZE, LSM_VOLUME_PROVISION_DEFAULT, &volume,
                                   &job, 0);
    if (answer == LSM_ERR_JOB_STARTED)
        answer = wait_for(conn, &job, &volume);
    if (answer != LSM_ERR_OK)
        return complain(conn, "making a volume", answer);
    answer = show_volumes(conn);
    if (answer == LSM_ERR_OK) {
        answer = lsm_volume_delete(conn, volume, &job, 0);
        /* Nobody has to wait for the end of a deletion. */
        free(job);
        if (answer == LSM_ERR_JOB_STARTED)
            answer = LSM_ERR_OK;
        if (answer != LSM_ERR_OK)
            complain(conn, "deleting the volume", answer);
    }
    lsm_volume_record_free(volume);
    return answer;
}

int main(int argc, char *argv[])
{
    const char *uri = argc > 1 ? argv[1] : "sim://";
    lsm_connect *conn = NULL;
    lsm_error_ptr error = NULL;
    lsm_pool **pools = NULL;
    uint32_t count = 0;
    int answer = lsm_connect_password(uri, getenv("LSM_PASSWORD"), &conn, 30000, &error, 0);
    if (answer != LSM_ERR_OK) {
        const char *message = lsm_error_message_get(error);
        fprintf(stderr, "%s: error %d: %s\n", uri, answer, message == NULL ? "" : message);
        lsm_error_free(error);
        return EXIT_FAILURE;
    }
    answer = lsm_pool_list(conn, NULL, NULL, &pools, &count, 0);
    if (answer != LSM_ERR_OK)
        complain(conn, "listing pools", answer);
    else if (count > 0)
        answer = work(conn, pools[count - 1]);
    if (pools != NULL)
        lsm_pool_record_array_free(pools, count);
    lsm_connect_close(conn, 0);
    return answer == LSM_ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
