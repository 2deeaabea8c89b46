/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A client of a plug-in that answers what no good plug-in would. */

#include "check.h"

#include <unistd.h>

int main(void)
{
    lsm_connect *conn = NULL;
    lsm_error_ptr e = NULL;
    lsm_volume **volumes = NULL, *volume, *made = NULL;
    lsm_pool **pools = NULL;
    lsm_system **systems = NULL;
    lsm_job_status status = LSM_JOB_ERROR;
    uint8_t percent = 0;
    uint32_t count = 7;

    alarm(60);
    /* The number of the plug-in reaches the caller of connect. */
    IS(lsm_connect_password("fake://refuse", "wrong", &conn, 1000, &e, 0),
       LSM_ERR_PLUGIN_AUTH_FAILED);
    CHECK(conn == NULL);
    IS(lsm_error_number_get(e), LSM_ERR_PLUGIN_AUTH_FAILED);
    SAYS(lsm_error_message_get(e), "say \"please\"\n");
    SAYS(lsm_error_data_get(e), "the trace");
    SAYS(lsm_error_debug_get(e), NULL);
    IS(lsm_error_free(e), LSM_ERR_OK);
    e = NULL;

    IS(lsm_connect_password("fake://", NULL, &conn, 1000, &e, 0), LSM_ERR_OK);
    /* Null and odd texts; an identifier that is none does not spoil the list. */
    IS(lsm_volume_list(conn, NULL, NULL, &volumes, &count, 0), LSM_ERR_OK);
    IS(count, 3);
    SAYS(lsm_volume_name_get(volumes[0]), "a \"name\"\\ with \t, \xc3\xa9 and \xf0\x9f\x92\xbe");
    SAYS(lsm_volume_vpd83_get(volumes[0]), "no identifier");
    SAYS(lsm_volume_vpd83_get(volumes[1]), NULL);
    SAYS(lsm_volume_plugin_data_get(volumes[1]), NULL);
    SAYS(lsm_volume_name_get(volumes[2]), "cut");
    volume = lsm_volume_record_copy(volumes[1]);
    SAYS(lsm_volume_id_get(volume), "v2");

    /* What goes back is what came. */
    IS(lsm_volume_enable(conn, volumes[0], 0), LSM_ERR_OK);
    /* An error that claims to be none, or to be a job, is none of these. */
    IS(lsm_volume_disable(conn, volume, 0), LSM_ERR_PLUGIN_BUG);
    IS(lsm_volume_delete(conn, volume, (char *[]){NULL}, 0), LSM_ERR_PLUGIN_BUG);
    /* A number that has no name passes. */
    IS(lsm_volume_ident_led_on(conn, volume, 0), 4711);
    e = lsm_error_last_get(conn);
    IS(lsm_error_number_get(e), 4711);
    IS(lsm_error_free(e), LSM_ERR_OK);
    /* The next call forgets the error of the last. */
    IS(lsm_volume_disable(conn, volume, 0), LSM_ERR_PLUGIN_BUG);
    IS(lsm_volume_enable(conn, volumes[0], 0), LSM_ERR_OK);
    CHECK(lsm_error_last_get(conn) == NULL);

    /* A record that cannot be read is named. The others are not handed over: who takes a list for whole
     * would take what is missing for deleted. */
    IS(lsm_pool_list(conn, NULL, NULL, &pools, &count, 0), LSM_ERR_TRANSPORT_SERIALIZATION);
    CHECK(pools == NULL && count == 0);
    e = lsm_error_last_get(conn);
    CHECK(strstr(lsm_error_message_get(e), "Pool number 2 (id \"without the rest\")") != NULL);
    CHECK(strstr(lsm_error_message_get(e), "missing field `name`") != NULL);
    IS(lsm_error_free(e), LSM_ERR_OK);
    IS(lsm_system_list(conn, &systems, &count, 0), LSM_ERR_OK);
    CHECK(systems == NULL && count == 0);

    /* A job that made something else. */
    IS(lsm_job_status_volume_get(conn, "job", &status, &percent, &made, 0), LSM_ERR_PLUGIN_BUG);
    CHECK(made == NULL);

    IS(lsm_volume_record_array_free(volumes, 3), LSM_ERR_OK);
    IS(lsm_volume_record_free(volume), LSM_ERR_OK);

    /* The plug-in goes away in the middle of a call. */
    IS(lsm_connect_timeout_set(conn, 1, 0), LSM_ERR_TRANSPORT_COMMUNICATION);
    IS(lsm_connect_timeout_set(conn, 1, 0), LSM_ERR_TRANSPORT_COMMUNICATION);
    IS(lsm_connect_close(conn, 0), LSM_ERR_OK);
    return failures != 0;
}
